import { linkFile } from '@wabx/contracts';
import type { Requests } from '@wabx/messaging';
import type { GraphClient } from '@wabx/whatsapp';
import { ownError } from '../send-errors.js';
import type { Claimed } from '../store/claim-sends.js';
import { fileOf } from '../store/send.js';
import { toGraphPayload, type FileReference } from '../to-graph-payload.js';
import { afterCall, type Transition } from './after-call.js';
import { backOff } from './back-off.js';
import type { ChannelAccess } from './channel-access.js';

/** A claim that is older never writes its request: somebody else may have taken the message for lost by then. */
const CLAIM_AGE_MS_MAX = 5_000;

/** All that a call needs, but the slot in which it may be made. */
export type Prepared =
  | { outcome: 'ready'; claimed: Claimed; accessToken: string; body: Parameters<GraphClient['sendMessage']>[0]['body'] }
  | { outcome: 'settled'; transition: Transition };

/** Opens the token, gets a link for a file and builds the body; may take as long as media-store needs to answer. */
export async function prepareCall(
  { access, requests }: { access: ChannelAccess; requests: Requests },
  claimed: Claimed,
): Promise<Prepared> {
  const { send } = claimed;
  const channel = access.ofNumber(send.phone_number_id)?.channel;
  if (!channel) return settled(release);
  let accessToken: string;
  try {
    accessToken = await access.tokenOf(channel);
  } catch {
    const pauseChannel = ownError('token-unreadable');
    return settled({ state: 'queued', reason: 'channel-paused', undoAttempt: true, pauseChannel, alert: true });
  }
  let file: FileReference | undefined;
  const media = fileOf(send.content);
  if (media && send.media_id !== null) file = { id: send.media_id };
  else if (media) {
    try {
      const answer = await requests.ask(linkFile, { fileId: media.fileId, channelId: channel.id });
      if (answer.outcome === 'gone')
        return settled({ state: 'failed', undoAttempt: true, error: ownError('media-expired') });
      file = { link: answer.url };
    } catch {
      const delaySeconds = backOff.seconds(send.retries);
      return settled({ state: 'queued', reason: 'media', undoAttempt: true, countRetry: true, delaySeconds });
    }
  }
  const payload = toGraphPayload(send, file);
  if (payload.outcome === 'refused')
    return settled({ state: 'failed', undoAttempt: true, error: payload.error, alert: true });
  return { outcome: 'ready', claimed, accessToken, body: payload.body };
}

/** Makes the call, if the claim is young enough and the customer's window is still open. */
export async function callGraph(
  graph: GraphClient,
  { claimed, accessToken, body }: Extract<Prepared, { outcome: 'ready' }>,
): Promise<Transition> {
  const writeWithinMs = claimed.claimedAtMs + Math.min(CLAIM_AGE_MS_MAX, claimed.windowMs) - performance.now();
  if (writeWithinMs <= 0) return release;
  const { send } = claimed;
  const outcome = await graph.sendMessage({ accessToken, phoneNumberId: send.phone_number_id, body, writeWithinMs });
  return afterCall(outcome, send);
}

/** Given back unwritten; whoever claims it next makes the same attempt. */
export const release: Transition = { state: 'queued', undoAttempt: true };

function settled(transition: Transition): Prepared {
  return { outcome: 'settled', transition };
}
