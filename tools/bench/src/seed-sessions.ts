import { newId } from '@wabx/contracts';
import { makeAllFindable } from '@wabx/router';
import pg from 'pg';

export interface Seed {
  channelId: string;
  phoneNumberId: string;
  queueIds: string[];
  extensionIds: string[];
  sessions: number;
}

/** Sessions have as many messages as this. */
export const MESSAGES_PER_SESSION = 10;

/** What customers write of; the later a word stands the rarer it is. */
const words =
  `the is my bike open when can you and order please thanks today wheel brake chain price saddle invoice pedal
  repair delivery refund workshop warranty tomorrow colour gears helmet size 你好 发票 周六 下午 营业 自行车 维修 价格 什么时候
  可以 谢谢 订单 刹车 链条 头盔 尺寸 颜色 derailleur crankset pannier velodrome 退款 保修 变速器 quokka zeppelin 骑行服`
    .trim()
    .split(/\s+/);
const names =
  `Mara Velden|王小明|Łukasz Brandt|José Álvarez|李雷|Aisha Khan|Tom O'Neil|韩梅梅|Giulia Rossi|Priya Nair`.split('|');

/** Words, three in a row and parts of them, Chinese, names, order numbers and their beginnings: rare and frequent ones. */
export function randomNeedle(seed: Seed): string {
  const pick = <T>(of: readonly T[]) => of[Math.floor(Math.random() * of.length)] as T;
  const order = () => `MX-${Math.floor(Math.random() * seed.sessions * MESSAGES_PER_SESSION)}`;
  const kind = Math.random();
  if (kind < 0.05) return `${pick(words)} ${pick(words)} ${pick(words)}`;
  if (kind < 0.1) return order().slice(0, 5);
  if (kind < 0.35) return order();
  if (kind < 0.45) return `${pick(names)} ${Math.floor(Math.random() * seed.sessions)}`;
  if (kind < 0.6) return pick(names).slice(0, 4);
  if (kind < 0.8) return pick(words.filter((word) => word.length > 1));
  const word = pick(words.filter((each) => each.length > 3));
  return word.slice(1);
}

/** The command: `seed <URL> [sessions]` puts sessions into a database that is migrated; supervisors see them. */
export async function seedDatabase([adminUrl, sessions = '100000']: string[]): Promise<void> {
  if (!adminUrl) throw new Error('Whose tables? Give the URL of a database that is migrated, as its owner.');
  const ids = (count: number) => Array.from({ length: count }, newId);
  const startedAt = performance.now();
  await seedSessions(adminUrl, {
    channelId: newId(),
    phoneNumberId: `seed-${newId()}`,
    queueIds: ids(10),
    extensionIds: ids(50),
    sessions: Number(sessions),
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(`${Number(sessions) * MESSAGES_PER_SESSION} messages in ${sessions} sessions, in ${seconds} s`);
}

/** Fills the router's tables by SQL: 19 of 20 sessions are closed, half of the open ones are owned. */
export async function seedSessions(adminUrl: string, seed: Seed): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl, options: '-c search_path=router -c statement_timeout=0' });
  await admin.connect();
  try {
    await admin.query(`SET maintenance_work_mem = '512MB'; SET synchronous_commit = off`);
    const restoreMessageIndexes = await dropIndexes(admin, 'message');
    const restoreSearchIndexes = await dropIndexes(admin, 'searchable');
    const { channelId, phoneNumberId, queueIds, extensionIds, sessions } = seed;
    await admin.query(
      `CREATE TEMPORARY TABLE seeded AS
       SELECT n, gen_random_uuid() AS customer, gen_random_uuid() AS conversation, gen_random_uuid() AS session,
              wabx.now() - make_interval(secs => n * 20) AS at, n % 20 = 0 AS open,
              ($1::uuid[])[1 + n % cardinality($1::uuid[])] AS queue,
              CASE WHEN n % 40 <> 0 THEN ($2::uuid[])[1 + n % cardinality($2::uuid[])] END AS assignee
       FROM generate_series(1, ${sessions}) AS n`,
      [queueIds, extensionIds],
    );
    await admin.query(
      `INSERT INTO customer (id, channel_id, name, phone)
       SELECT customer, $1, ($2::text[])[1 + n % 10] || ' ' || n, (447700000000 + n)::text FROM seeded`,
      [channelId, names],
    );
    await admin.query(
      `INSERT INTO customer_alias (channel_id, kind, value, customer_id)
       SELECT $1, 'phone', (447700000000 + n)::text, customer FROM seeded`,
      [channelId],
    );
    await admin.query(
      `INSERT INTO conversation (id, channel_id, phone_number_id, customer_id, reply_window_closes_at, reply_wa_id)
       SELECT conversation, $1, $2, customer, wabx.now() + interval '23 hours', (447700000000 + n)::text FROM seeded`,
      [channelId, phoneNumberId],
    );
    await admin.query(
      `INSERT INTO session (id, channel_id, phone_number_id, customer_id, conversation_id, state, destination_type,
                            destination_id, assignee, event_no, opened_at, closed_at, close_reason, last_activity_at,
                            idle_seconds, idle_closes_at)
       SELECT session, $1, $2, customer, conversation, CASE WHEN open THEN 'open' ELSE 'closed' END, 'queue', queue,
              assignee, ${MESSAGES_PER_SESSION} + 1, at, CASE WHEN NOT open THEN wabx.now() END,
              CASE WHEN NOT open THEN 'idle' END, at, 86400, wabx.now() + interval '1 day' FROM seeded`,
      [channelId, phoneNumberId],
    );
    await admin.query(
      `INSERT INTO message (id, session_id, conversation_id, channel_id, phone_number_id, direction, origin, kind,
                            wa_message_id, state, content, sent_at, received_at, position)
       SELECT gen_random_uuid(), session, conversation, $1, $2, CASE WHEN m % 3 = 0 THEN 'outbound' ELSE 'inbound' END,
              CASE WHEN m % 3 = 0 THEN 'agent' ELSE 'customer' END, 'text', 'wamid.seed-' || n || '-' || m,
              CASE WHEN m % 3 = 0 THEN 'read' ELSE 'received' END,
              jsonb_build_object('kind', 'text', 'text', jsonb_build_object('body',
                (SELECT string_agg(($3::text[])[1 + floor(cardinality($3::text[]) * random() ^ 3 + 0 * m * w)::int], ' ')
                 FROM generate_series(1, 8) AS w) || ' MX-' || (n - 1) * ${MESSAGES_PER_SESSION} + m)),
              at - make_interval(secs => ${MESSAGES_PER_SESSION} - m), at, n * 100::bigint + m
       FROM seeded, generate_series(1, ${MESSAGES_PER_SESSION}) AS m`,
      [channelId, phoneNumberId, words],
    );
    await restoreMessageIndexes();
    // Owners have read up to the seventh message of each second open session; nobody has read the others.
    await admin.query(
      `INSERT INTO read_position (session_id, extension_id, sent_at, position, message_id, read_at)
       SELECT m.session_id, s.assignee, m.sent_at, m.position, m.id, m.sent_at
       FROM message m JOIN seeded s ON s.session = m.session_id
       WHERE s.open AND s.assignee IS NOT NULL AND s.n % 80 = 20 AND m.position = s.n * 100::bigint + 7`,
    );
    await admin.query('ANALYZE');
    await admin.query('BEGIN');
    await makeAllFindable({ query: async (sql, values) => (await admin.query(sql, values)).rows });
    await admin.query('COMMIT');
    await restoreSearchIndexes();
    await admin.query('VACUUM ANALYZE');
    await admin.query('CHECKPOINT');
  } finally {
    await admin.end();
  }
}

/** Built at the end: a million entries into a GIN index one by one would take most of the time. */
async function dropIndexes(admin: pg.Client, table: string): Promise<() => Promise<void>> {
  const { rows } = await admin.query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
     WHERE schemaname = 'router' AND tablename = $1 AND indexdef NOT LIKE '%UNIQUE%'`,
    [table],
  );
  for (const { name } of rows) await admin.query(`DROP INDEX ${name}`);
  return async () => {
    for (const { definition } of rows) await admin.query(definition);
  };
}
