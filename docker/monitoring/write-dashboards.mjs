// Writes dashboards/*.json for Grafana from the tables below: `node docker/monitoring/write-dashboards.mjs`.
// A panel is [title, unit, expression, legend] with as many expressions and legends as it has lines.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const folder = process.argv[2] ?? path.join(import.meta.dirname, 'dashboards');

const rate = (metric, by) => `sum by (${by}) (rate(${metric}[$__rate_interval]))`;
const quantile = (q, metric, by = '', where = '') =>
  `histogram_quantile(${q}, sum by (le${by && `, ${by}`}) (rate(${metric}_bucket${where}[$__rate_interval])))`;

const dashboards = {
  overview: {
    title: 'wabx: overview',
    panels: [
      [
        'Services up',
        'none',
        'sum by (job) (up{job=~"webhook-ingress|channel-config|router|outbound-sender|media-store|session-janitor|stats|console"})',
        '{{job}}',
      ],
      ['Versions', 'none', 'count by (job, version, revision) (wabx_build_info)', '{{job}} {{version}} {{revision}}'],
      ['Webhooks by outcome', 'reqps', rate('wabx_webhooks_total', 'outcome'), '{{outcome}}'],
      [
        "Customers' messages, from Meta's stamp",
        's',
        quantile(0.95, 'wabx_webhook_delay_seconds', 'kind'),
        'stored, {{kind}}',
        quantile(0.95, 'wabx_message_shown_delay_seconds'),
        'shown',
      ],
      ['Requests by service', 'reqps', rate('wabx_http_request_duration_seconds_count', 'job'), '{{job}}'],
      [
        'Requests that fail',
        'reqps',
        rate('wabx_http_request_duration_seconds_count{status=~"5.."}', 'job, status'),
        '{{job}} {{status}}',
      ],
      ['Time of requests, 95 %', 's', quantile(0.95, 'wabx_http_request_duration_seconds', 'job'), '{{job}}'],
      ['Requests in hand', 'none', 'sum by (job) (wabx_http_requests_in_flight)', '{{job}}'],
      [
        'Database connections in use',
        'none',
        'sum by (job) (wabx_db_pool_connections_used)',
        '{{job}} in use',
        'sum by (job) (wabx_db_pool_waiting)',
        '{{job}} waiting',
      ],
      ['Processor time', 'percentunit', rate('process_cpu_seconds_total', 'job'), '{{job}}'],
      ['Memory', 'bytes', 'sum by (job) (process_resident_memory_bytes)', '{{job}}'],
      ['Channels by status', 'none', 'max by (status) (wabx_channels)', '{{status}}'],
    ],
  },
  'message-path': {
    title: 'wabx: the way of a message',
    panels: [
      ['What consumers have not handled', 'none', 'max by (consumer) (wabx_consumer_backlog)', '{{consumer}}'],
      ['Age of the oldest of it', 's', 'max by (consumer) (wabx_consumer_oldest_seconds)', '{{consumer}}'],
      ['Events handled', 'ops', rate('wabx_events_total{settlement="handled"}', 'consumer'), '{{consumer}}'],
      [
        'Events retried, postponed, given up',
        'ops',
        rate('wabx_events_total{settlement!="handled"}', 'consumer, settlement'),
        '{{consumer}} {{settlement}}',
      ],
      ['Time of a batch, 95 %', 's', quantile(0.95, 'wabx_event_batch_seconds', 'consumer'), '{{consumer}}'],
      ['Outboxes: facts that wait', 'none', 'max by (schema) (wabx_outbox_waiting)', '{{schema}}'],
      ['Outboxes: age of the oldest', 's', 'max by (schema) (wabx_outbox_oldest_seconds)', '{{schema}}'],
      ['Outboxes: replicas that publish', 'none', 'sum by (schema) (wabx_outbox_leader)', '{{schema}}'],
      ['Streams: share of the limit', 'percentunit', 'max by (stream) (wabx_stream_fill_ratio)', '{{stream}}'],
      [
        'Streams: bytes',
        'bytes',
        'max by (stream) (wabx_stream_bytes)',
        '{{stream}}',
        'max by (stream) (wabx_stream_limit_bytes)',
        '{{stream}} limit',
      ],
      [
        'Dead letters and quarantine',
        'none',
        'max by (stream) (wabx_stream_messages{stream=~"WA_DEAD|WA_QUARANTINE"})',
        '{{stream}}',
      ],
      ['Webhook items by kind', 'ops', rate('wabx_webhook_items_total', 'kind'), '{{kind}}'],
      ['Questions between services, 95 %', 's', quantile(0.95, 'wabx_rpc_duration_seconds', 'subject'), '{{subject}}'],
      [
        'Questions without an answer',
        'ops',
        rate('wabx_rpc_duration_seconds_count{outcome="failed"}', 'subject'),
        '{{subject}}',
      ],
      [
        'Age of the copy of the configuration',
        's',
        'max by (job, bucket) (wabx_configuration_age_seconds)',
        '{{job}} {{bucket}}',
      ],
      ['Database work in its own way', 'ops', rate('wabx_database_contention_total', 'job, kind'), '{{job}} {{kind}}'],
    ],
  },
  sender: {
    title: 'wabx: sender and Meta',
    panels: [
      ['Replies that are not settled', 'none', 'max by (state) (wabx_sends)', '{{state}}'],
      ['Age of the oldest', 's', 'max by (state) (wabx_sends_oldest_seconds)', '{{state}}'],
      ['Calls by what became of the reply', 'ops', rate('wabx_sends_total', 'state'), '{{state}}'],
      ["Refusals by Meta's code", 'ops', rate('wabx_send_refusals_total', 'code, told'), '{{code}} {{told}}'],
      [
        'Calls of the Graph API',
        'ops',
        rate('wabx_graph_requests_total', 'operation, outcome'),
        '{{operation}} {{outcome}}',
      ],
      [
        'Time of a call, 95 %',
        's',
        quantile(0.95, 'wabx_graph_request_duration_seconds', 'operation'),
        '{{operation}}',
      ],
      [
        'Pace of a number, and its limit',
        'ops',
        'max by (phone_number_id) (wabx_number_pace_per_second)',
        '{{phone_number_id}}',
        'max by (phone_number_id) (wabx_number_limit_per_second)',
        '{{phone_number_id}} limit',
      ],
      [
        "What Meta's complaints leave of it",
        'percentunit',
        'min by (phone_number_id) (wabx_number_slowed_ratio)',
        '{{phone_number_id}}',
      ],
      [
        'Replies of a number that wait',
        'none',
        'max by (phone_number_id) (wabx_number_sends_waiting)',
        '{{phone_number_id}}',
      ],
      [
        'Messages of customers to a number',
        'ops',
        'max by (phone_number_id) (wabx_number_inbound_per_second)',
        '{{phone_number_id}}',
      ],
      ['Numbers led by a replica', 'none', 'wabx_numbers_led', '{{instance}}'],
      ['Paused channels and numbers', 'none', 'max by (width) (wabx_send_pauses)', '{{width}}'],
      ['Double sends', 'none', 'sum(increase(wabx_sends_double_total[$__range]))', 'double'],
      ['Statuses without a reply of ours', 'ops', rate('wabx_statuses_unmatched_total', 'kind'), '{{kind}}'],
      [
        'Days until a token expires',
        'd',
        '(min by (channel) (wabx_channel_token_expiry_timestamp_seconds) - time()) / 86400',
        '{{channel}}',
      ],
    ],
  },
  media: {
    title: 'wabx: media',
    panels: [
      ['Files that wait to be fetched', 'none', 'max(wabx_media_waiting)', 'waiting'],
      ['Age of the oldest', 's', 'max(wabx_media_oldest_waiting_seconds)', 'oldest'],
      ['Fetches by how they ended', 'ops', rate('wabx_media_fetches_total', 'outcome'), '{{outcome}}'],
      ['Bytes', 'Bps', rate('wabx_media_bytes_total', 'way'), '{{way}}'],
      [
        'Calls of the Graph API for files',
        'ops',
        rate('wabx_graph_requests_total{operation=~".*Media"}', 'operation, outcome'),
        '{{operation}} {{outcome}}',
      ],
      [
        'Time of requests, 95 %',
        's',
        quantile(0.95, 'wabx_http_request_duration_seconds', 'route', '{job="media-store"}'),
        '{{route}}',
      ],
    ],
  },
  sessions: {
    title: 'wabx: sessions and agents',
    panels: [
      ['Sessions that wait, by queue', 'none', 'max by (queue) (wabx_sessions{state="waiting"})', '{{queue}}'],
      ['Sessions that are assigned, by queue', 'none', 'max by (queue) (wabx_sessions{state="assigned"})', '{{queue}}'],
      ['Longest wait', 's', 'max by (queue) (wabx_sessions_longest_wait_seconds)', '{{queue}}'],
      ['Sessions that nobody can see', 'none', 'max(wabx_sessions_orphaned)', 'orphaned'],
      ['Agents who listen', 'none', 'sum(wabx_live_readers)', 'streams'],
      ['Written to them and not taken yet', 'bytes', 'sum(wabx_live_unsent_bytes)', 'unsent'],
      [
        'From Meta to the screen',
        's',
        quantile(0.5, 'wabx_message_shown_delay_seconds'),
        '50 %',
        quantile(0.95, 'wabx_message_shown_delay_seconds'),
        '95 %',
      ],
      [
        'Chores: time since the last success',
        's',
        'time() - max by (chore) (wabx_janitor_last_success_timestamp_seconds)',
        '{{chore}}',
      ],
      ['Things that chores did', 'ops', rate('wabx_janitor_done_total', 'chore'), '{{chore}}'],
      ['Failed sign-ins', 'ops', rate('wabx_failed_sign_ins_total', 'by, answer'), '{{by}} {{answer}}'],
    ],
  },
};

const [WIDTH, HEIGHT, COLUMNS] = [8, 8, 3];
const datasource = { type: 'prometheus', uid: '${datasource}' };

function toPanel([title, unit, ...lines], at) {
  const targets = [];
  for (let line = 0; line < lines.length; line += 2) {
    const [expr, legendFormat] = lines.slice(line, line + 2);
    targets.push({ refId: String.fromCharCode(65 + line / 2), datasource, expr, legendFormat });
  }
  const gridPos = { x: (at % COLUMNS) * WIDTH, y: Math.floor(at / COLUMNS) * HEIGHT, w: WIDTH, h: HEIGHT };
  return {
    id: at + 1,
    type: 'timeseries',
    title,
    datasource,
    gridPos,
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets,
  };
}

for (const [name, { title, panels }] of Object.entries(dashboards)) {
  const dashboard = {
    uid: `wabx-${name}`,
    title,
    tags: ['wabx'],
    timezone: 'browser',
    schemaVersion: 39,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' }] },
    panels: panels.map(toPanel),
  };
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(dashboard, null, 2)}\n`);
}
