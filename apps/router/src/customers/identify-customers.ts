import { newId, type Person } from '@wabx/contracts';
import type { EntityManager } from 'typeorm';
import {
  holdersOf,
  lockCustomers,
  lockIdentities,
  type ChannelAlias,
  type Holder,
  type Locks,
  type Target,
} from '../locks.js';
import { makeCustomersFindable } from '../search/searchable.js';
import { adoptMessages, type Place } from '../sessions/open-sessions.js';
import type { Happening } from '../sessions/record.js';
import { carryPeople } from './same-person.js';

export interface SeenPerson {
  channelId: string;
  person: Person;
  /** When Meta says the person wrote, ISO; the newest name and number are shown. */
  at: string;
}

type Alias = Pick<ChannelAlias, 'kind' | 'value'>;

/** Whom a batch is about, as far as they are known, locked with all that the batch may change of them. */
export interface LockedPeople {
  locks: Locks;
  aliases: ChannelAlias[];
  known: Map<string, string>;
}

/** `moves` are the names that people have from now on, `targets` the messages that are changed. */
export async function lockPeople(
  tx: EntityManager,
  {
    seen,
    moves,
    targets,
  }: { seen: SeenPerson[]; moves: Pick<SeenPerson, 'channelId' | 'person'>[]; targets: Target[] },
): Promise<LockedPeople> {
  const aliases = [...seen, ...moves].flatMap(({ channelId, person }) =>
    aliasesOf(person).map((alias) => ({ channelId, ...alias })),
  );
  const before = byAlias(await holdersOf(tx, aliases));
  const isStranger = (each: SeenPerson) => aliasesOf(each.person).length > 0 && !settledCustomer(each, before);
  if (moves.length > 0 || seen.some(isStranger)) {
    await lockIdentities(
      tx,
      aliases.map(({ channelId }) => channelId),
    );
  }
  const { locks, holders } = await lockCustomers(tx, { aliases, targets });
  return { locks, aliases, known: byAlias(holders) };
}

/** After somebody has got another name. */
export async function refreshPeople(tx: EntityManager, people: LockedPeople): Promise<void> {
  people.known = byAlias(await holdersOf(tx, people.aliases));
}

/** Of customers who turned out to be somebody else: who they are. */
export async function survivors(tx: EntityManager, customers: string[]): Promise<Map<string, string>> {
  const rows = (await tx.query(
    `WITH RECURSIVE up AS (
       SELECT id AS first, id, merged_into FROM customer WHERE id = ANY($1)
       UNION SELECT up.first, c.id, c.merged_into FROM customer c JOIN up ON c.id = up.merged_into
     ) SELECT first, id FROM up WHERE merged_into IS NULL`,
    [[...new Set(customers)]],
  )) as { first: string; id: string }[];
  return new Map(rows.map(({ first, id }) => [first, id]));
}

/**
 * The customer of each person, made where there is none, in the order given; undefined where Meta named nobody.
 * The business-scoped id is the identity where there is one; a phone number belongs to whoever used it last.
 */
export async function identifyCustomers(
  tx: EntityManager,
  { locks, known }: LockedPeople,
  seen: SeenPerson[],
  happenings: Happening[],
): Promise<(string | undefined)[]> {
  const found = new Map<string, string>();
  const strangers = new Map<string, SeenPerson>();
  for (const each of seen) {
    const settled = settledCustomer(each, known);
    if (settled) found.set(keyOf(each), settled);
    else if (aliasesOf(each.person).length > 0) strangers.set(keyOf(each), each);
  }
  for (const each of [...strangers.values()].sort(byIdentity)) {
    found.set(keyOf(each), await introduce(tx, locks, each, happenings));
  }
  const customers = seen.map((each) => found.get(keyOf(each)));
  const descriptions = seen.flatMap(({ person, at }, index) => {
    const customer = customers[index];
    return customer ? [{ customer, person, at }] : [];
  });
  const described = await describeCustomers(tx, descriptions);
  const met = [...strangers.keys()].flatMap((key) => found.get(key) ?? []);
  await makeCustomersFindable(tx, [...new Set([...met, ...described])]);
  return customers;
}

/**
 * Meta says that a customer is known by another number or id from now on, and answered there. Who was already met under
 * the new id, or under the new number only since then, was the same person all along; who had the number before is not.
 */
export async function moveIdentity(
  tx: EntityManager,
  { locks }: LockedPeople,
  { channelId, person }: Pick<SeenPerson, 'channelId' | 'person'>,
  { customer, at }: { customer: string; at: string },
  happenings: Happening[],
): Promise<void> {
  for (const alias of aliasesOf(person)) {
    const holder = await claimAlias(tx, channelId, alias, customer);
    const isSame = holder === customer || alias.kind === 'user_id' || (await isMetSince(tx, holder, at));
    if (!isSame) await pointAlias(tx, channelId, alias, customer);
    else if (holder !== customer) await merge(tx, locks, holder, customer, happenings);
    if (alias.kind === 'phone' && !person.userId) await awaitId(tx, channelId, alias, at);
  }
  await describeCustomers(tx, [{ customer, person, at, movedTo: JSON.stringify(person) }]);
  await makeCustomersFindable(tx, [customer]);
}

/** Whether nothing is there of the customer from before this moment. */
async function isMetSince(tx: EntityManager, customer: string, at: string): Promise<boolean> {
  const [before] = (await tx.query(
    `SELECT 1 FROM message m JOIN conversation v ON v.id = m.conversation_id
     WHERE v.customer_id = $1 AND m.sent_at < $2 LIMIT 1`,
    [customer, at],
  )) as unknown[];
  return before === undefined;
}

/** A change of number brings a new business-scoped id: the first one that comes with the number is this customer's. */
async function awaitId(tx: EntityManager, channelId: string, { kind, value }: Alias, at: string | null): Promise<void> {
  await tx.query('UPDATE customer_alias SET moved_at = $4 WHERE channel_id = $1 AND kind = $2 AND value = $3', [
    channelId,
    kind,
    value,
    at,
  ]);
}

/** Everything is known already and agrees: the common case, settled without a write. */
function settledCustomer({ channelId, person }: SeenPerson, known: Map<string, string>): string | undefined {
  const aliases = aliasesOf(person);
  const customers = new Set(aliases.map((alias) => known.get(aliasKey(channelId, alias))));
  const [only] = customers;
  return aliases.length > 0 && customers.size === 1 ? only : undefined;
}

async function introduce(
  tx: EntityManager,
  locks: Locks,
  { channelId, person }: SeenPerson,
  happenings: Happening[],
): Promise<string> {
  const [primary, ...others] = aliasesOf(person);
  if (!primary) throw new Error('a person without any identity cannot be introduced');
  const candidate = newId();
  const [byId] = primary.kind === 'user_id' ? await customersOf(tx, channelId, [primary]) : [];
  const [byPhone] =
    person.userId && person.waId ? await customersOf(tx, channelId, [{ kind: 'phone', value: person.waId }]) : [];
  // Joined only phone-only → business-scoped id: a number whose holder has an id of his own has moved on.
  const joinable = byPhone && (!byPhone.has_id || byPhone.awaits_id) ? byPhone.id : undefined;
  if (!byId && joinable) {
    if (byPhone?.awaits_id) for (const alias of others) await awaitId(tx, channelId, alias, null);
    return await claimAlias(tx, channelId, primary, joinable);
  }
  await tx.query('INSERT INTO customer (id, channel_id, phone, user_id) VALUES ($1, $2, $3, $4)', [
    candidate,
    channelId,
    person.waId ?? null,
    person.userId ?? null,
  ]);
  locks.addMade('customers', [candidate]);
  const customer = await claimAlias(tx, channelId, primary, candidate);
  if (customer !== candidate) await tx.query('DELETE FROM customer WHERE id = $1', [candidate]);
  for (const alias of others) await pointAlias(tx, channelId, alias, customer);
  if (joinable && joinable !== customer) await merge(tx, locks, joinable, customer, happenings);
  return customer;
}

/** The holder of an alias: whoever has it, else `candidate`. One statement, so two first messages at once agree. */
export async function claimAlias(
  tx: EntityManager,
  channelId: string,
  alias: Alias,
  candidate: string,
): Promise<string> {
  const [row] = (await tx.query(
    `INSERT INTO customer_alias (channel_id, kind, value, customer_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT (channel_id, kind, value) DO UPDATE SET value = excluded.value
     RETURNING customer_id`,
    [channelId, alias.kind, alias.value, candidate],
  )) as { customer_id: string }[];
  if (!row) throw new Error('an alias upsert returned nothing');
  return row.customer_id;
}

async function pointAlias(tx: EntityManager, channelId: string, alias: Alias, customer: string): Promise<void> {
  await tx.query(
    `INSERT INTO customer_alias (channel_id, kind, value, customer_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT (channel_id, kind, value) DO UPDATE SET customer_id = excluded.customer_id`,
    [channelId, alias.kind, alias.value, customer],
  );
}

/**
 * Two customers turn out to be one. Sessions and histories stay as they are; only who an open session belongs to moves,
 * unless the other has one open on the same number: then the claimed one stays, else the older.
 */
export async function merge(
  tx: EntityManager,
  locks: Locks,
  from: string,
  into: string,
  happenings: Happening[],
): Promise<void> {
  locks.assertHeld('customers', [from, into]);
  await tx.query('UPDATE customer SET merged_into = $2 WHERE id = $1', [from, into]);
  await carryPeople(tx, from, into);
  await tx.query('UPDATE customer_alias SET customer_id = $2 WHERE customer_id = $1', [from, into]);
  const closed = (await tx.query(
    `WITH ranked AS (
       SELECT id, row_number() OVER (
         PARTITION BY phone_number_id ORDER BY assignee IS NULL, opened_at, id) AS rank
       FROM session WHERE state = 'open' AND customer_id IN ($1, $2)
     ), closed AS (
       UPDATE session SET state = 'closed', closed_at = wabx.now(), close_reason = 'joined'
       FROM ranked WHERE session.id = ranked.id AND ranked.rank > 1
       RETURNING session.id
     ) SELECT id FROM closed ORDER BY id`,
    [from, into],
  )) as { id: string }[];
  for (const { id } of closed)
    happenings.push({ type: 'session', sessionId: id, change: 'closed', closeReason: 'joined' });
  await tx.query(`${keepNewest} FROM customer n WHERE n.id = $1 AND c.id = $2 AND (${knowsBetter})`, [from, into]);
  await moveOwnWords(tx, from, into);
  await makeCustomersFindable(tx, [into]);
  await joinConversations(tx, from, into);
  await tx.query(
    `UPDATE session s SET customer_id = $2, conversation_id = v.id
     FROM conversation v
     WHERE s.customer_id = $1 AND s.state = 'open' AND v.customer_id = $2 AND v.phone_number_id = s.phone_number_id`,
    [from, into],
  );
  const open: Place[] = await tx.query(
    `SELECT id AS "sessionId", conversation_id AS "conversationId" FROM session WHERE customer_id = $1 AND state = 'open'`,
    [into],
  );
  await adoptMessages(tx, open, happenings);
}

/** What people call the customer and note about them is one from now on. */
async function moveOwnWords(tx: EntityManager, from: string, into: string): Promise<void> {
  await tx.query(
    `UPDATE customer c SET own_name = coalesce(c.own_name, n.own_name), note = nullif(concat_ws(E'\\n', c.note, n.note), '')
     FROM customer n WHERE n.id = $1 AND c.id = $2 AND (n.own_name IS NOT NULL OR n.note IS NOT NULL)`,
    [from, into],
  );
  await tx.query(
    'UPDATE customer SET own_name = NULL, note = NULL WHERE id = $1 AND (own_name IS NOT NULL OR note IS NOT NULL)',
    [from],
  );
}

/** The window of one is the window of the other; where both have spoken with a number the newer window and way back hold. */
async function joinConversations(tx: EntityManager, from: string, into: string): Promise<void> {
  await tx.query(
    `UPDATE conversation v SET reply_window_closes_at = w.reply_window_closes_at, reply_wa_id = w.reply_wa_id,
                               reply_user_id = w.reply_user_id
     FROM conversation w
     WHERE v.customer_id = $2 AND w.customer_id = $1 AND v.phone_number_id = w.phone_number_id
       AND w.reply_window_closes_at > v.reply_window_closes_at`,
    [from, into],
  );
  await tx.query(
    `UPDATE conversation v SET customer_id = $2
     WHERE v.customer_id = $1 AND NOT EXISTS (
       SELECT FROM conversation w WHERE w.customer_id = $2 AND w.phone_number_id = v.phone_number_id)`,
    [from, into],
  );
  // What was written while no session was open belongs to no history yet: it waits for the next session of both.
  await tx.query(
    `UPDATE message m SET conversation_id = v.id
     FROM conversation w JOIN conversation v USING (phone_number_id)
     WHERE w.customer_id = $1 AND v.customer_id = $2 AND m.conversation_id = w.id AND m.session_id IS NULL`,
    [from, into],
  );
}

const byAlias = (holders: Holder[]): Map<string, string> =>
  new Map(holders.map((row) => [aliasKey(row.channelId, row), row.customerId]));

async function customersOf(tx: EntityManager, channelId: string, aliases: Alias[]) {
  return (await tx.query(
    `SELECT a.customer_id AS id, a.moved_at IS NOT NULL AS awaits_id,
            EXISTS (SELECT FROM customer_alias i WHERE i.customer_id = a.customer_id AND i.kind = 'user_id') AS has_id
     FROM customer_alias a
     JOIN unnest($2::text[], $3::text[]) AS w (kind, value) USING (kind, value)
     WHERE a.channel_id = $1`,
    [channelId, aliases.map(({ kind }) => kind), aliases.map(({ value }) => value)],
  )) as { id: string; has_id: boolean; awaits_id: boolean }[];
}

interface Description {
  customer: string;
  person: Person;
  at: string;
  /** The names by which the customer is answered from then on. */
  movedTo?: string;
}

/** Whether what `n` knows was said later than what `c` knows; of two things said at once always the same one. */
const isNewer = (column: string, at: string): string =>
  `(n.${at}, n.${column}) > (coalesce(c.${at}, '-infinity'), coalesce(c.${column}, ''))`;
const newest = (column: string, at: string): string =>
  `${column} = CASE WHEN ${isNewer(column, at)} THEN n.${column} ELSE c.${column} END,
   ${at} = CASE WHEN ${isNewer(column, at)} THEN n.${at} ELSE c.${at} END`;
const attributes = [
  ['name', 'named_at'],
  ['username', 'username_at'],
  ['phone', 'phone_at'],
  ['moved_to', 'moved_at'],
  ['user_id', 'user_id_at'],
] as const;

/**
 * Keeps of customer `c` the newest of each thing that `n` knows better: by when it was said, so that it does not matter
 * which message comes first.
 */
const keepNewest = `
  UPDATE customer c
  SET ${attributes.map(([column, at]) => newest(column, at)).join(', ')}`;
const knowsBetter = attributes.map(([column, at]) => isNewer(column, at)).join(' OR ');

/** What is shown of customers from now on; returns who is shown otherwise than before. The customers are locked. */
async function describeCustomers(tx: EntityManager, descriptions: Description[]): Promise<string[]> {
  if (descriptions.length === 0) return [];
  const described = (await tx.query(
    `WITH said AS (
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[])
         AS r (id, name, username, phone, user_id, at, moved_to)
     ), n AS (
       SELECT id, ${attributes
         .map(
           ([column, at]) =>
             `(array_agg(${column} ORDER BY at DESC, ${column} DESC) FILTER (WHERE ${column} IS NOT NULL))[1] AS ${column},
              max(at) FILTER (WHERE ${column} IS NOT NULL) AS ${at}`,
         )
         .join(', ')}
       FROM said GROUP BY id
     ), described AS (
       ${keepNewest}
       FROM n JOIN customer before USING (id)
       WHERE c.id = n.id AND (${knowsBetter})
       RETURNING c.id, (c.name, c.username, c.phone) IS DISTINCT FROM (before.name, before.username, before.phone) AS anew
     ) SELECT id FROM described WHERE anew`,
    [
      descriptions.map(({ customer }) => customer),
      descriptions.map(({ person }) => person.name),
      descriptions.map(({ person }) => person.username),
      descriptions.map(({ person }) => person.waId),
      descriptions.map(({ person }) => person.userId),
      descriptions.map(({ at }) => at),
      descriptions.map(({ movedTo }) => movedTo),
    ],
  )) as { id: string }[];
  return described.map(({ id }) => id);
}

function aliasesOf(person: Person): Alias[] {
  return [
    ...(person.userId ? [{ kind: 'user_id' as const, value: person.userId }] : []),
    ...(person.waId ? [{ kind: 'phone' as const, value: person.waId }] : []),
  ];
}

/**
 * The same order in every batch, so that two that meet the same strangers do not wait for each other in a circle; who
 * shows both identities first, so that the two are not taken for two people within one batch.
 */
function byIdentity(a: SeenPerson, b: SeenPerson): number {
  const rank = ({ channelId, person }: SeenPerson) =>
    `${channelId} ${person.userId ?? '~'} ${person.waId === undefined ? 1 : 0} ${person.waId ?? ''}`;
  return rank(a) < rank(b) ? -1 : 1;
}

const aliasKey = (channelId: string, { kind, value }: Alias): string => `${channelId} ${kind} ${value}`;
const keyOf = ({ channelId, person }: SeenPerson): string => `${channelId} ${person.userId ?? ''} ${person.waId ?? ''}`;
