import { jetstreamManager } from '@nats-io/jetstream';
import type { LaunchedStack } from '../whole/launched-stack.js';

/** Bytes by stream and by table, the tables with their indexes. */
export type Sizes = Map<string, number>;

/** After a VACUUM FULL of every table: what rows take, without the room that dead ones leave for the next. */
export async function sizesOf({ database, nats }: LaunchedStack): Promise<Sizes> {
  const sizes: Sizes = new Map();
  for await (const { config, state } of (await jetstreamManager(nats)).streams.list())
    sizes.set(config.name, state.bytes);
  const { rows } = await database.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname IN ('router', 'outbound', 'media', 'stats', 'config')`,
  );
  for (const { name } of rows) {
    await database.query(`VACUUM FULL ${name}`);
    const answer = await database.query<{ bytes: string }>('SELECT pg_total_relation_size($1::regclass) AS bytes', [
      name,
    ]);
    sizes.set(name, Number(answer.rows[0]?.bytes));
  }
  return sizes;
}
