import type { mediaChanged, sendChanged } from '@wabx/contracts';
import type { Received } from '@wabx/messaging';
import type { EntityManager } from 'typeorm';
import type { Configuration } from '../directory.js';
import { lockSessions } from '../locks.js';
import { record, type Happening } from '../sessions/record.js';
import { hasFile } from './files-of-messages.js';
import { joinStandIns } from './stand-ins.js';

/** Moves our replies to the state outbound-sender reports; of several facts the highest number wins, whenever it comes. */
export async function applySends(
  tx: EntityManager,
  configuration: Configuration,
  events: Received<typeof sendChanged>[],
): Promise<void> {
  const newest = new Map<string, Received<typeof sendChanged>['data']>();
  const traces = new Map<string, string>();
  for (const { data, traceparent } of events) {
    if ((newest.get(data.messageId)?.stateNo ?? -1) >= data.stateNo) continue;
    newest.set(data.messageId, data);
    traces.set(data.messageId, traceparent);
  }
  const targets = [...newest.values()].flatMap(({ phoneNumberId, waMessageId }) =>
    waMessageId ? [{ phoneNumberId, waMessageId }] : [],
  );
  const locks = await lockSessions(
    tx,
    `r.id IN (
       SELECT session_id FROM message WHERE id = ANY($1)
       UNION ALL
       SELECT session_id FROM message WHERE kind = 'stand_in' AND wa_message_id = ANY($2) AND phone_number_id = ANY($3))`,
    [
      [...newest.keys()],
      targets.map(({ waMessageId }) => waMessageId),
      targets.map(({ phoneNumberId }) => phoneNumberId),
    ],
  );
  const rows = (await tx.query(
    `WITH fact AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS f("messageId" uuid, "stateNo" integer, attempt integer, state text,
                                                       reason text, error jsonb, "waMessageId" text, decision text)
     ), moved AS (
       UPDATE message m SET state = f.state, state_no = f."stateNo", attempt = f.attempt, decision = f.decision, reason = f.reason, error = f.error,
                            wa_message_id = coalesce(f."waMessageId", m.wa_message_id)
       FROM fact f WHERE m.id = f."messageId" AND m.state_no < f."stateNo"
       RETURNING m.id, m.session_id
     ) SELECT id, session_id FROM moved ORDER BY id`,
    [JSON.stringify([...newest.values()])],
  )) as ChangedMessage[];
  const happenings = toHappenings(rows, traces);
  await joinStandIns(tx, locks, targets, happenings);
  await record(tx, configuration, locks, happenings);
}

/** Notes what became of files; they may be reported before or after the messages they belong to. */
export async function applyMedia(
  tx: EntityManager,
  configuration: Configuration,
  events: Received<typeof mediaChanged>[],
): Promise<void> {
  const newest = new Map<string, Received<typeof mediaChanged>['data']>();
  for (const { data } of events) {
    const present = newest.get(data.fileId);
    if (!present || present.at < data.at) newest.set(data.fileId, data);
  }
  const locks = await lockSessions(tx, `r.id IN (SELECT m.session_id FROM message m WHERE ${hasFile('$1')})`, [
    [...newest.keys()],
  ]);
  const changed = (await tx.query(
    `INSERT INTO file AS f (id, state, at, held_until, mime_type, size, sha256, filename, expires_at)
     SELECT "fileId", state, at, "heldUntil", "mimeType", size, sha256, filename, "expiresAt"
     FROM jsonb_to_recordset($1::jsonb) AS r("fileId" uuid, state text, at timestamptz, "heldUntil" timestamptz, "mimeType" text, size bigint, sha256 text,
                                            filename text, "expiresAt" timestamptz)
     ORDER BY "fileId"
     ON CONFLICT (id) DO UPDATE SET
       state = excluded.state, at = excluded.at, held_until = excluded.held_until, mime_type = coalesce(excluded.mime_type, f.mime_type), size = coalesce(excluded.size, f.size),
       sha256 = coalesce(excluded.sha256, f.sha256), filename = coalesce(excluded.filename, f.filename),
       expires_at = coalesce(excluded.expires_at, f.expires_at)
     WHERE f.at < excluded.at
     RETURNING id`,
    [JSON.stringify([...newest.values()])],
  )) as { id: string }[];
  const rows = (await tx.query(`SELECT m.id, m.session_id FROM message m WHERE ${hasFile('$1')} ORDER BY m.id`, [
    changed.map(({ id }) => id),
  ])) as ChangedMessage[];
  await record(tx, configuration, locks, toHappenings(rows));
}

interface ChangedMessage {
  id: string;
  session_id: string | null;
}

function toHappenings(rows: ChangedMessage[], traces?: Map<string, string>): Happening[] {
  // What was written on the telephone before any session has nobody to tell.
  return rows.flatMap(({ id, session_id }) =>
    session_id
      ? [{ type: 'changed', sessionId: session_id, messageId: id, traceparent: traces?.get(id) } satisfies Happening]
      : [],
  );
}
