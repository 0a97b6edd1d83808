import { inOrder, prepared, TransactionConflict } from '@wabx/persistence';
import type { EntityManager } from 'typeorm';
import type { AnswerableRow } from './sessions/session-view.js';

/*
 * The one order of locks in this schema:
 *
 *   erasing → message keys → identities → customers → conversations → sessions → messages and what else belongs to these
 *
 * and within a table by id, but for messages: who writes one has its session alone. A writer takes all that it needs with
 * ONE function of this file, before it changes anything of these tables, and hands what it got to `record`, which refuses
 * a session that is not among it. It may begin anywhere in the order: statuses begin with the sessions.
 *
 * FOR NO KEY UPDATE: foreign keys take FOR KEY SHARE on the row they point to (an INSERT does, and an UPDATE of a row that
 * the same transaction has written before), which FOR UPDATE would keep waiting. The full lock comes where a row is deleted
 * or a conversation gets another customer; everything below it is locked by then.
 */

/** What a transaction has locked. Only the functions below make one. */
class Locks {
  private readonly held: { customers: Set<string>; sessions: Set<string> };

  constructor({ customers = [], sessions }: { customers?: string[]; sessions: string[] }) {
    this.held = { customers: new Set(customers), sessions: new Set(sessions) };
  }

  get sessions(): string[] {
    return [...this.held.sessions];
  }

  /** Rows of this transaction's own: nobody else sees them before it ends. */
  addMade(kind: 'customers' | 'sessions', ids: Iterable<string>): void {
    for (const id of ids) this.held[kind].add(id);
  }

  /** A row that is found only now would be locked against the order: the transaction begins again and finds it in time. */
  assertHeld(kind: 'customers' | 'sessions', ids: Iterable<string>): void {
    for (const id of ids) {
      if (!this.held[kind].has(id)) throw new TransactionConflict(`${id} was found after the ${kind} were locked`);
    }
  }
}
export type { Locks };

/** Whoever stores messages shares it; whoever erases a customer has it alone. */
const ERASING = 0x65726173;
/** Of each channel one transaction at a time changes who is who, since aliases are written before customers are locked. */
const IDENTITIES = 0x69646e74;

export async function shareErasing(tx: EntityManager): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock_shared($1)', [ERASING]);
}

/**
 * Waits until no message is being stored, and keeps it so until the transaction ends. Erasing is rare and meets everybody
 * who stores, so it waits longer than others do for a lock.
 */
export async function eraseAlone(tx: EntityManager): Promise<void> {
  await tx.query(`SELECT set_config('lock_timeout', '4s', true)`);
  await tx.query('SELECT pg_advisory_xact_lock($1)', [ERASING]);
}

export async function lockIdentities(tx: EntityManager, channelIds: string[]): Promise<void> {
  await tx.query(
    `SELECT pg_advisory_xact_lock($1, hash)
     FROM (SELECT DISTINCT hashtext(id) AS hash FROM unnest($2::text[]) AS c (id) ORDER BY hash) AS channels`,
    [IDENTITIES, channelIds],
  );
}

/** One of the names that Meta has for a customer. */
export interface ChannelAlias {
  channelId: string;
  kind: 'phone' | 'user_id';
  value: string;
}

export type Holder = ChannelAlias & { customerId: string };

/** A message by Meta's id. */
export interface Target {
  phoneNumberId: string;
  waMessageId: string;
}

const holders = `
  customer_alias a JOIN unnest($1::uuid[], $2::text[], $3::text[]) AS w (channel_id, kind, value)
    USING (channel_id, kind, value)`;

/** Which customers have these aliases now. */
export async function holdersOf(tx: EntityManager, aliases: ChannelAlias[]): Promise<Holder[]> {
  if (aliases.length === 0) return [];
  return await tx.query<Holder[]>(
    `SELECT a.channel_id AS "channelId", a.kind, a.value, a.customer_id AS "customerId" FROM ${holders}`,
    columnsOf(aliases),
  );
}

/** The customers with these aliases, their conversations and open sessions, and the sessions of these messages. */
export async function lockCustomers(
  tx: EntityManager,
  { aliases, targets }: { aliases: ChannelAlias[]; targets: Target[] },
): Promise<{ locks: Locks; holders: Holder[] }> {
  const named = columnsOf(aliases);
  const changed = [targets.map(({ phoneNumberId }) => phoneNumberId), targets.map(({ waMessageId }) => waMessageId)];
  const [customers, , sessions, now] = await inOrder([
    lock(tx, 'customer r', `r.id IN (SELECT a.customer_id FROM ${holders})`, named),
    lock(tx, 'conversation r', `r.customer_id IN (SELECT a.customer_id FROM ${holders})`, named),
    lock(
      tx,
      'session r',
      `r.id IN (
         SELECT s.id FROM session s JOIN conversation v ON v.id = s.conversation_id
         WHERE s.state = 'open' AND v.customer_id IN (SELECT a.customer_id FROM ${holders})
         UNION ALL
         SELECT m.session_id FROM message m JOIN unnest($4::text[], $5::text[]) AS t (phone_number_id, wa_message_id)
           USING (phone_number_id, wa_message_id))`,
      [...named, ...changed],
    ),
    holdersOf(tx, aliases),
  ]);
  const locks = new Locks({ customers, sessions });
  locks.assertHeld(
    'customers',
    now.map(({ customerId }) => customerId),
  );
  return { locks, holders: now };
}

/** These customers with their conversations and open sessions, for whoever takes them to another channel. */
export async function lockOpenOf(tx: EntityManager, customers: string[]): Promise<Locks> {
  const [held, , sessions] = await inOrder([
    lock(tx, 'customer r', 'r.id = ANY($1)', [customers]),
    lock(tx, 'conversation r', 'r.customer_id = ANY($1)', [customers]),
    lock(tx, 'session r', `r.customer_id = ANY($1) AND r.state = 'open'`, [customers]),
  ]);
  return new Locks({ customers: held, sessions });
}

/** These customers alone, for whoever changes what is known of them and nothing else. */
export async function lockPerson(tx: EntityManager, customers: string[]): Promise<void> {
  await lock(tx, 'customer r', 'r.id = ANY($1)', [customers]);
}

/** All of these customers, to be deleted, by whoever erases alone. Sessions in full, so that nobody files one away. */
export async function lockToErase(
  tx: EntityManager,
  customers: string[],
): Promise<{ conversations: string[]; sessions: string[] }> {
  await lock(tx, 'customer r', 'r.id = ANY($1)', [customers]);
  const conversations = await lock(
    tx,
    'conversation r',
    'r.customer_id = ANY($1) OR r.id IN (SELECT conversation_id FROM session WHERE customer_id = ANY($1))',
    [customers],
  );
  const sessions = (await tx.query(
    'SELECT id FROM session WHERE customer_id = ANY($1) OR conversation_id = ANY($2) ORDER BY id FOR UPDATE',
    [customers, conversations],
  )) as { id: string }[];
  return { conversations, sessions: sessions.map(({ id }) => id) };
}

/** A session and before it its conversation, for whoever numbers a reply or decides about one, and what they are now. */
export async function lockToAnswer(
  tx: EntityManager,
  sessionId: string,
): Promise<{ locks: Locks; session: AnswerableRow | undefined }> {
  const [session] = await tx.query<(AnswerableRow & { held: boolean })[]>(LOCK_TO_ANSWER, [sessionId]);
  if (session?.held === false) {
    throw new TransactionConflict(`session ${sessionId} went to another conversation while it was being locked`);
  }
  return { locks: new Locks({ sessions: session ? [sessionId] : [] }), session };
}

const LOCK_TO_ANSWER = prepared(
  'lock_to_answer',
  `WITH v AS MATERIALIZED (
     SELECT id, reply_window_closes_at FROM conversation
     WHERE id = (SELECT conversation_id FROM session WHERE id = $1) FOR NO KEY UPDATE
   ) SELECT s.id, s.channel_id, s.phone_number_id, s.conversation_id, s.state, s.destination_type, s.destination_id,
            s.assignee, s.claim_epoch, nullif(v.reply_window_closes_at, '-infinity') AS reply_window_closes_at,
            v.reply_window_closes_at > wabx.now() AS window_open, v.id IS NOT NULL AS held
     FROM session s LEFT JOIN v ON v.id = s.conversation_id WHERE s.id = $1 FOR NO KEY UPDATE OF s`,
);

/** The sessions `r` for which `where` holds, for whoever begins with sessions. */
export async function lockSessions(
  tx: EntityManager,
  where: string,
  parameters: unknown[],
  amount: '' | 'LIMIT 500' | 'SKIP LOCKED LIMIT $1' = '',
): Promise<Locks> {
  return new Locks({ sessions: await lock(tx, 'session r', where, parameters, amount) });
}

async function lock(
  tx: EntityManager,
  table: string,
  where: string,
  parameters: unknown[],
  amount = '',
): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `SELECT r.id FROM ${table} WHERE ${where} ORDER BY r.id FOR NO KEY UPDATE OF r ${amount}`,
    parameters,
  );
  return rows.map(({ id }) => id);
}

function columnsOf(aliases: ChannelAlias[]): string[][] {
  return [
    aliases.map(({ channelId }) => channelId),
    aliases.map(({ kind }) => kind),
    aliases.map(({ value }) => value),
  ];
}
