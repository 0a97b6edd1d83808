import type { DataOf, statusReceived } from '@wabx/contracts';
import { inOrder, prepared, TransactionConflict } from '@wabx/persistence';
import type { EntityManager } from 'typeorm';
import { parseOpaqueId } from '../opaque-id.js';
import { lockConversations, refreshConversations } from '../store/conversations.js';
import { slowDown } from '../store/number-rates.js';
import { recordChanges, recordLateSteps } from '../store/record-changes.js';
import { holdingStates, sendColumns, type Send } from '../store/send.js';
import { applyStatus, saysNothingNew, type Refusal } from '../rules/delivery-status.js';

type StatusData = DataOf<typeof statusReceived>;

export interface StatusesApplied {
  /** Statuses of messages that we did not send. */
  foreign: number;
  parked: number;
  /** Messages of which Meta has accepted more than one attempt. */
  doubles: string[];
  /** Failures that were news. */
  refusals: ToldRefusal[];
  /** Numbers whose conversations may have a reply to send now. */
  wake: string[];
}

/** Meta took a message and failed it afterwards. */
export interface ToldRefusal extends Refusal {
  messageId: string;
  channelId: string;
  phoneNumberId: string;
  at: Date;
}

/** Applies Meta's statuses to our sends, in one transaction. What is ours but not known yet is parked. */
export async function applyStatuses(tx: EntityManager, received: readonly StatusData[]): Promise<StatusesApplied> {
  const candidateOf = finder(await candidatesOf(tx, received));
  const news = received.flatMap((status) => {
    const { send, attempt } = candidateOf(status);
    return send && saysNothingNew(send, { ...status, attempt }) ? [] : [{ status, candidate: send }];
  });
  const sendOf = finder(await lockSends(tx, news));

  const found: { send: Send; status: StatusData; attempt?: number }[] = [];
  const toPark: { messageId: string; status: StatusData }[] = [];
  let foreign = 0;
  for (const { status } of news) {
    const { send, attempt } = sendOf(status);
    const id = parseOpaqueId(status.opaqueId);
    if (send) found.push({ send, status, attempt });
    else if (id) toPark.push({ messageId: id.messageId, status });
    else foreign += 1;
  }
  const settled = await settle(tx, found);
  await park(tx, toPark);
  return { foreign, parked: toPark.length, ...settled };
}

/** A send as far as it must be known to tell whether a status is about it and says anything new. */
type Candidate = Pick<
  Send,
  'message_id' | 'wa_message_id' | 'phone_number_id' | 'conversation_id' | 'state' | 'attempt' | 'meta_rank'
>;

/** Finds what a status is about: by our opaque id, which names the attempt too, else by the wamid. */
function finder<Known extends Candidate>(sends: readonly Known[]) {
  const byId = new Map(sends.map((send) => [send.message_id, send]));
  const byWaMessageId = new Map(sends.map((send) => [send.wa_message_id, send]));
  return ({ opaqueId, waMessageId, phoneNumberId }: StatusData): { send?: Known; attempt?: number } => {
    const ofNumber = (send: Known | undefined) => (send?.phone_number_id === phoneNumberId ? send : undefined);
    const id = parseOpaqueId(opaqueId);
    const own = ofNumber(id && byId.get(id.messageId));
    return own ? { send: own, attempt: id?.attempt } : { send: ofNumber(byWaMessageId.get(waMessageId)) };
  };
}

/** Applies what was parked for sends that have just become known. */
export async function applyParked(tx: EntityManager, sends: readonly Send[]): Promise<void> {
  if (sends.length === 0) return;
  const parked: { message_id: string; body: StatusData }[] = await tx.query(
    `WITH taken AS (DELETE FROM status_parked WHERE message_id = ANY($1::uuid[]) RETURNING message_id, body, parked_at)
     SELECT message_id, body FROM taken ORDER BY parked_at`,
    [sends.map((send) => send.message_id)],
  );
  const byId = new Map(sends.map((send) => [send.message_id, send]));
  await settle(
    tx,
    parked.flatMap(({ message_id, body }) => {
      const send = byId.get(message_id);
      const attempt = parseOpaqueId(body.opaqueId)?.attempt;
      return send?.phone_number_id === body.phoneNumberId ? [{ send, status: body, attempt }] : [];
    }),
  );
}

/** The sends that these statuses may be about, as they are now. */
async function candidatesOf(tx: EntityManager, statuses: readonly StatusData[]): Promise<Candidate[]> {
  return await tx.query(CANDIDATES, [
    statuses.flatMap((status) => parseOpaqueId(status.opaqueId)?.messageId ?? []),
    statuses.map((status) => status.waMessageId),
  ]);
}

const CANDIDATE = 'message_id, wa_message_id, phone_number_id, conversation_id, state, attempt, meta_rank';
const CANDIDATES = prepared(
  'candidates_of_statuses',
  `SELECT ${CANDIDATE} FROM send WHERE message_id = ANY($1::uuid[])
   UNION SELECT ${CANDIDATE} FROM send WHERE wa_message_id = ANY($2::text[])`,
);

/**
 * Locks the sends and reads them whole; conversations first where a send holds others back, or may with this status. A send
 * that has come to hold others back since it was looked at begins anew: the order of locks must not depend on luck.
 */
async function lockSends(
  tx: EntityManager,
  news: readonly { status: StatusData; candidate?: Candidate }[],
): Promise<Send[]> {
  const candidates = news.flatMap(({ candidate }) => candidate ?? []);
  if (candidates.length === 0) return [];
  const conversationIds = news.flatMap(({ status, candidate }) =>
    candidate && (holdingStates.includes(candidate.state) || status.status === 'failed')
      ? candidate.conversation_id
      : [],
  );
  const [, locked] = await inOrder([
    lockConversations(tx, conversationIds),
    tx.query(
      `SELECT ${sendColumns('s')} FROM send s WHERE message_id = ANY($1::uuid[]) ORDER BY message_id FOR UPDATE`,
      [candidates.map(({ message_id }) => message_id)],
    ) as Promise<Send[]>,
  ]);
  const lockedFirst = new Set(conversationIds);
  if (locked.some(({ state, conversation_id }) => holdingStates.includes(state) && !lockedFirst.has(conversation_id))) {
    throw new TransactionConflict('a send has come to hold others back while its status was read');
  }
  return locked;
}

async function settle(
  tx: EntityManager,
  found: { send: Send; status: StatusData; attempt?: number }[],
): Promise<Pick<StatusesApplied, 'doubles' | 'refusals' | 'wake'>> {
  const current = new Map(found.map(({ send }) => [send.message_id, send]));
  const steps: Send[] = [];
  const late: Send[] = [];
  const doubles = new Set<string>();
  const refusals: ToldRefusal[] = [];
  const touched = new Set<string>();
  const unsettled = new Map<string, string>();
  /** Numbers whose rate was reached, and when that was last. */
  const complaints = new Map<string, string>();
  for (const {
    send: { message_id },
    status,
    attempt,
  } of found) {
    const before = current.get(message_id);
    if (!before) continue;
    const evidence = applyStatus(before, { ...status, attempt });
    if (evidence.effect === 'late')
      late.push({ ...before, state: status.status as Send['state'], changed_at: new Date(status.at) });
    if (evidence.isDouble) doubles.add(message_id);
    if (evidence.refusal) {
      const { channel_id: channelId, phone_number_id: phoneNumberId } = before;
      refusals.push({
        ...evidence.refusal,
        messageId: message_id,
        channelId,
        phoneNumberId,
        at: new Date(status.at),
      });
    }
    if (Object.keys(evidence.changes).length === 0) continue;
    const waitsForNumber = evidence.changes.reason === 'rate';
    if (waitsForNumber && status.at > (complaints.get(before.phone_number_id) ?? '')) {
      complaints.set(before.phone_number_id, status.at);
    }
    touched.add(message_id);
    const isStep = evidence.changes.state !== undefined;
    const after: Send = {
      ...before,
      ...evidence.changes,
      ...(isStep ? { state_no: before.state_no + 1, changed_at: new Date(status.at) } : {}),
    };
    current.set(message_id, after);
    if (isStep) steps.push(after);
    if (isStep && [before, after].some(({ state }) => holdingStates.includes(state))) {
      unsettled.set(after.conversation_id, after.phone_number_id);
    }
  }
  await inOrder([
    store(
      tx,
      [...touched].flatMap((id) => current.get(id) ?? []),
    ),
    recordChanges(tx, steps),
    recordLateSteps(tx, late),
    refreshConversations(tx, [...unsettled.keys()]),
    // In one order, because others lock the same rows.
    ...[...complaints].sort().map(([phoneNumberId, at]) => slowDown(tx, phoneNumberId, at)),
  ]);
  return { doubles: [...doubles], refusals, wake: [...new Set(unsettled.values())] };
}

async function store(tx: EntityManager, sends: readonly Send[]): Promise<void> {
  if (sends.length === 0) return;
  await tx.query(
    `UPDATE send s
        SET state = n.state, state_no = n.state_no, attempt = n.attempt, reason = n.reason, error = n.error,
            wa_message_id = n.wa_message_id, next_at = n.next_at, evidence = n.evidence, retries = n.retries,
            pair_refusals = n.pair_refusals, meta_rank = n.meta_rank, upload = n.upload, media_id = n.media_id,
            changed_at = n.changed_at
       FROM jsonb_to_recordset($1::jsonb) AS n (
              message_id uuid, state text, state_no int, attempt int, reason text, error jsonb, wa_message_id text,
              next_at timestamptz, evidence int[], retries int, pair_refusals int, meta_rank smallint, upload boolean, media_id text,
              changed_at timestamptz)
      WHERE s.message_id = n.message_id`,
    [JSON.stringify(sends)],
  );
}

async function park(tx: EntityManager, parked: { messageId: string; status: StatusData }[]): Promise<void> {
  if (parked.length === 0) return;
  await tx.query(
    `INSERT INTO status_parked (phone_number_id, wa_message_id, status, message_id, body, parked_at)
     SELECT n.body ->> 'phoneNumberId', n.body ->> 'waMessageId', n.body ->> 'status', n.message_id, n.body, wabx.now()
       FROM jsonb_to_recordset($1::jsonb) AS n (message_id uuid, body jsonb)
      WHERE NOT EXISTS (SELECT FROM erased_send e WHERE e.message_id = n.message_id)
      ORDER BY 1, 2, 3
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(parked.map(({ messageId, status: { raw: _raw, ...body } }) => ({ message_id: messageId, body })))],
  );
}
