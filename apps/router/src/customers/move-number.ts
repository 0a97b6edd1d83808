import { inTransaction } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import type { Configuration } from '../directory.js';
import { lockIdentities, lockOpenOf, shareErasing, type ChannelAlias, type Locks } from '../locks.js';
import { record, type Happening } from '../sessions/record.js';
import { claimAlias, merge } from './identify-customers.js';

const CUSTOMERS_AT_ONCE = 100;

/** A number that is in another channel now than its open sessions. */
interface Move {
  phoneNumberId: string;
  from: string;
  to: string;
}

/**
 * Takes the open sessions of numbers that were moved to another channel along, with who their customers are: the next
 * message of each finds its session. Returns how many sessions.
 */
export async function followMovedNumbers(source: DataSource, configuration: Configuration): Promise<number> {
  const channels = configuration.channelsOfNumbers();
  const moves = (await source.query(
    `SELECT DISTINCT s.phone_number_id AS "phoneNumberId", s.channel_id AS "from", n.channel_id AS "to"
     FROM session s JOIN unnest($1::text[], $2::uuid[]) AS n (phone_number_id, channel_id) USING (phone_number_id)
     WHERE s.state = 'open' AND s.channel_id <> n.channel_id`,
    [[...channels.keys()], [...channels.values()]],
  )) as Move[];
  let moved = 0;
  for (const move of moves) {
    // For a moment both may have it: their views do not come at once.
    if (configuration.number(move.from, move.phoneNumberId)) continue;
    for (;;) {
      const count = await inTransaction(source, (tx) => moveSome(tx, configuration, move));
      if (count === 0) break;
      moved += count;
    }
  }
  return moved;
}

async function moveSome(tx: EntityManager, configuration: Configuration, move: Move): Promise<number> {
  const { phoneNumberId, from, to } = move;
  await shareErasing(tx);
  await lockIdentities(tx, [from, to]);
  const customers = (await tx.query(
    `SELECT DISTINCT customer_id AS id FROM session
     WHERE state = 'open' AND channel_id = $1 AND phone_number_id = $2 ORDER BY id LIMIT ${CUSTOMERS_AT_ONCE}`,
    [from, phoneNumberId],
  )) as { id: string }[];
  if (customers.length === 0) return 0;
  const people = await peopleOf(
    tx,
    move,
    customers.map(({ id }) => id),
  );
  const locks = await lockOpenOf(tx, [
    ...customers.map(({ id }) => id),
    ...people.flatMap(({ known }) => (known ? [known] : [])),
  ]);
  const happenings: Happening[] = [];
  const stayed = new Set(customers.map(({ id }) => id));
  for (const { customer, kind, value, isSame } of people) {
    // Who is somebody else in the new channel took all the names along.
    if (!stayed.has(customer)) continue;
    const holder = await claimAlias(tx, to, { kind, value }, customer);
    if (holder === customer || !isSame) continue;
    await merge(tx, locks, customer, holder, happenings);
    stayed.delete(customer);
  }
  const sessions = await rehome(tx, locks, move);
  for (const sessionId of sessions) {
    happenings.push({ type: 'session', sessionId, change: 'moved', details: { from, to } });
  }
  await record(tx, configuration, locks, happenings);
  return happenings.length;
}

/** The names of these customers in the old channel, business-scoped ids first, with whoever has them in the new one. */
async function peopleOf(
  tx: EntityManager,
  { from, to }: Move,
  customers: string[],
): Promise<(Pick<ChannelAlias, 'kind' | 'value'> & { customer: string; known: string | null; isSame: boolean })[]> {
  // A telephone number may have passed on to a person with an id of their own.
  return await tx.query(
    `SELECT a.kind, a.value, a.customer_id AS customer, b.customer_id AS known,
            a.kind = 'user_id' OR NOT (EXISTS (SELECT FROM customer_alias i WHERE i.customer_id = a.customer_id AND i.kind = 'user_id')
              AND EXISTS (SELECT FROM customer_alias i WHERE i.customer_id = b.customer_id AND i.kind = 'user_id')) AS "isSame"
     FROM customer_alias a LEFT JOIN customer_alias b ON b.channel_id = $2 AND b.kind = a.kind AND b.value = a.value
     WHERE a.channel_id = $1 AND a.customer_id = ANY($3) ORDER BY a.customer_id, a.kind DESC, a.value`,
    [from, to, customers],
  );
}

/** Of the sessions that are locked those of the number are the new channel's, with their conversations and messages. */
async function rehome(tx: EntityManager, locks: Locks, { phoneNumberId, from, to }: Move): Promise<string[]> {
  const sessions = (await tx.query(
    `WITH moved AS (
       UPDATE session SET channel_id = $3
       WHERE id = ANY($4) AND state = 'open' AND channel_id = $1 AND phone_number_id = $2 RETURNING id, conversation_id
     ), spoken AS (
       UPDATE conversation v SET channel_id = $3 FROM moved WHERE v.id = moved.conversation_id
     ) SELECT id FROM moved ORDER BY id`,
    [from, phoneNumberId, to, locks.sessions],
  )) as { id: string }[];
  const ids = sessions.map(({ id }) => id);
  await tx.query('UPDATE message SET channel_id = $2 WHERE session_id = ANY($1)', [ids, to]);
  return ids;
}
