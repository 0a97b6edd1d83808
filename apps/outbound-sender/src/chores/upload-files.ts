import { uploadFile } from '@wabx/contracts';
import type { Requests } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import { backOff } from '../rules/back-off.js';
import { ownError } from '../send-errors.js';
import { lockConversations, refreshConversations } from '../store/conversations.js';
import { recordChanges } from '../store/record-changes.js';
import { fileOf, sendColumns, type Send } from '../store/send.js';

/** Longer than media-store takes at most, so that two replicas hardly ever upload the same file. */
const LEASE_SECONDS = 130;
const UPLOADS_MAX = 4;

/**
 * Uploads the files of replies that go by upload, before their turn: an upload may take minutes, a claim only seconds.
 * Doing one twice costs time and nothing else. Answers the numbers that have something to send now.
 */
export async function uploadWaitingFiles(source: DataSource, requests: Requests): Promise<string[]> {
  const sends: Send[] = await source.query(
    `WITH clock AS MATERIALIZED (SELECT wabx.now() AS now),
     taken AS (
       UPDATE send s SET upload_until = clock.now + make_interval(secs => ${LEASE_SECONDS}) FROM clock
        WHERE message_id IN (
          SELECT w.message_id FROM send w, clock
           WHERE w.upload AND w.media_id IS NULL AND w.state IN ('queued', 'retry_wait')
             AND (w.upload_until IS NULL OR w.upload_until <= clock.now)
             AND (w.next_at IS NULL OR w.next_at <= clock.now) AND w.not_after > clock.now
           ORDER BY w.accepted_at LIMIT ${UPLOADS_MAX} FOR UPDATE SKIP LOCKED)
       RETURNING s.*
     ) SELECT ${sendColumns('taken')} FROM taken`,
  );
  const uploaded = await Promise.all(sends.map((send) => uploadOne(source, requests, send)));
  return sends.flatMap((send, at) => (uploaded[at] ? [send.phone_number_id] : []));
}

async function uploadOne(source: DataSource, requests: Requests, send: Send): Promise<boolean> {
  const media = fileOf(send.content);
  if (!media) return false;
  const { channel_id: channelId, phone_number_id: phoneNumberId } = send;
  try {
    const answer = await requests.ask(uploadFile, { fileId: media.fileId, channelId, phoneNumberId });
    switch (answer.outcome) {
      case 'uploaded':
        await settle(source, send, `media_id = $2`, [answer.mediaId]);
        return true;
      case 'gone':
        await fail(source, send, ownError('media-expired'));
        return true;
      case 'refused':
        await fail(source, send, ownError('media-refused', answer.reason));
        return true;
    }
  } catch {
    // media-store or Meta is away; the window's end is what ends this.
    await settle(source, send, `retries = s.retries + 1, upload_until = wabx.now() + make_interval(secs => $2)`, [
      backOff.seconds(send.retries),
    ]);
    return false;
  }
}

async function fail(source: DataSource, send: Send, error: object): Promise<void> {
  await settle(
    source,
    send,
    `state = 'failed', state_no = s.state_no + 1, error = $2::jsonb, reason = NULL, changed_at = wabx.now()`,
    [JSON.stringify(error)],
  );
}

async function settle(source: DataSource, send: Send, assignments: string, values: unknown[]): Promise<void> {
  await inTransaction(source, async (tx) => {
    await lockConversations(tx, [send.conversation_id]);
    const changed: Send[] = await tx.query(
      `WITH changed AS (
         UPDATE send s SET ${assignments}
          WHERE message_id = $1 AND state IN ('queued', 'retry_wait') AND upload AND media_id IS NULL RETURNING s.*
       ) SELECT ${sendColumns('changed')} FROM changed`,
      [send.message_id, ...values],
    );
    await recordChanges(
      tx,
      changed.filter(({ state_no }) => state_no !== send.state_no),
    );
    await refreshConversations(tx, [send.conversation_id]);
  });
}
