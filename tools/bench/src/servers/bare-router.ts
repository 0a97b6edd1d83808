import { jetstream, type JsMsg } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { consumers, messageStored, subjectOf, type DataOf, type messageReceived } from '@wabx/contracts';
import pg from 'pg';

// The floor: one consumer, batches of 100, one statement for each, one event for each message, then the acknowledgement.
// No outbox, no framework, no validation, no rights, text only. What is published is lost if it ends in between.
const channelId = process.env['CHANNEL_ID'] ?? '';
const queueId = process.env['QUEUE_ID'] ?? '';
const url = new URL(process.env['NATS_URL'] ?? '');
const nats = await connect({ servers: url.host, user: url.username, pass: url.password });
const js = jetstream(nats);
const database = new pg.Client({ connectionString: process.env['DATABASE_URL'], options: '-c search_path=router' });
await database.connect();

const statement = {
  name: 'store',
  text: `
  WITH r AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(wa_message_id text, phone text, name text,
               phone_number_id text, content jsonb, sent_at timestamptz, received_at timestamptz, position bigint)),
  k AS (INSERT INTO message_key (phone_number_id, wa_message_id) SELECT phone_number_id, wa_message_id FROM r
        ORDER BY 1, 2 ON CONFLICT DO NOTHING RETURNING wa_message_id),
  fresh AS (SELECT r.* FROM r JOIN k USING (wa_message_id)),
  known AS (SELECT value AS phone, customer_id AS id FROM customer_alias
            WHERE channel_id = $2 AND kind = 'phone' AND value IN (SELECT phone FROM fresh)),
  stranger AS MATERIALIZED (SELECT phone, gen_random_uuid() AS id, min(name) AS name FROM fresh
            WHERE phone NOT IN (SELECT phone FROM known) GROUP BY phone),
  c AS (INSERT INTO customer (id, channel_id, name, phone) SELECT id, $2, name, phone FROM stranger),
  a AS (INSERT INTO customer_alias (channel_id, kind, value, customer_id) SELECT $2, 'phone', phone, id FROM stranger),
  customers AS (SELECT phone, id FROM known UNION ALL SELECT phone, id FROM stranger),
  pair AS (SELECT phone_number_id, c.id AS customer_id, max(sent_at) AS sent_at, count(*) AS messages, max(phone) AS phone
           FROM fresh JOIN customers c USING (phone) GROUP BY 1, 2 ORDER BY 1, 2),
  v AS (INSERT INTO conversation AS v (id, channel_id, phone_number_id, customer_id, reply_window_closes_at, reply_wa_id)
        SELECT gen_random_uuid(), $2, phone_number_id, customer_id, sent_at + interval '1 day', phone FROM pair
        ON CONFLICT (phone_number_id, customer_id) DO UPDATE SET
          reply_window_closes_at = greatest(v.reply_window_closes_at, excluded.reply_window_closes_at)
        RETURNING id, phone_number_id, customer_id),
  s AS (INSERT INTO session AS s (id, channel_id, phone_number_id, customer_id, conversation_id, destination_type,
                                  destination_id, event_no, idle_seconds, opened_at, last_activity_at, idle_closes_at)
        SELECT gen_random_uuid(), $2, phone_number_id, customer_id, v.id, 'queue', $3, messages, 86400,
               wabx.now(), wabx.now(), wabx.now() + interval '1 day'
        FROM v JOIN pair USING (phone_number_id, customer_id)
        ON CONFLICT (phone_number_id, customer_id) WHERE state = 'open' DO UPDATE SET
          event_no = s.event_no + excluded.event_no, last_activity_at = excluded.last_activity_at,
          idle_closes_at = excluded.idle_closes_at
        RETURNING id, phone_number_id, customer_id, conversation_id, event_no)
  INSERT INTO message (id, session_id, conversation_id, channel_id, phone_number_id, direction, origin, kind,
                       wa_message_id, state, content, sent_at, received_at, position)
  SELECT gen_random_uuid(), s.id, s.conversation_id, $2, s.phone_number_id, 'inbound', 'customer', 'text', wa_message_id,
         'received', content, sent_at, received_at, position
  FROM fresh JOIN customers c USING (phone)
  JOIN s ON s.phone_number_id = fresh.phone_number_id AND s.customer_id = c.id
  RETURNING id, session_id, wa_message_id, content`,
};

async function handle(messages: JsMsg[]): Promise<void> {
  const rows = messages.map((message) => {
    const { data } = message.json<{ data: DataOf<typeof messageReceived> }>();
    return {
      wa_message_id: data.waMessageId,
      phone: data.customer.waId,
      name: data.customer.name,
      phone_number_id: data.phoneNumberId,
      content: data.content,
      sent_at: data.sentAt,
      received_at: data.receivedAt,
      position: message.seq,
    };
  });
  const stored = await database.query<{ id: string }>({
    ...statement,
    values: [JSON.stringify(rows), channelId, queueId],
  });
  const subject = subjectOf(messageStored, channelId);
  await Promise.all(stored.rows.map((row) => js.publish(subject, JSON.stringify(row), { msgID: row.id })));
  for (const message of messages) message.ack();
}

const { contract, durable, batch } = consumers.routerMessages;
const messages = await (await js.consumers.get(contract.stream, durable)).consume({ max_messages: batch * 2 });
process.send?.({ ready: [{ url: 'none' }] });
process.once('disconnect', () => process.exit(0));

const waiting: JsMsg[] = [];
let running = false;
for await (const message of messages) {
  waiting.push(message);
  if (!running) void work();
}

async function work(): Promise<void> {
  running = true;
  while (waiting.length > 0) await handle(waiting.splice(0, batch));
  running = false;
}
