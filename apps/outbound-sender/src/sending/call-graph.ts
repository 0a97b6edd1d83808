import { linkFile } from '@wabx/contracts';
import type { Requests } from '@wabx/messaging';
import type { GraphClient, SendOutcome, Turn } from '@wabx/whatsapp';
import { ownError } from '../send-errors.js';
import type { Claimed } from '../store/claim-sends.js';
import { fileOf } from '../store/send.js';
import { toGraphPayload, type FileReference } from '../to-graph-payload.js';
import type { Transition } from './after-call.js';
import { backOff } from './back-off.js';
import type { ChannelAccess } from './channel-access.js';

/** Longer than a connection takes to stand. */
const WRITE_WITHIN_MS = 5_000;

/** All that a call needs, but the slot in which it may be made. */
export type Prepared =
  | { outcome: 'ready'; claimed: Claimed; accessToken: string; body: Parameters<GraphClient['sendMessage']>[0]['body'] }
  | { outcome: 'settled'; transition: Transition }
  /** Not ours to send any more. */
  | { outcome: 'released' };
export type Ready = Extract<Prepared, { outcome: 'ready' }>;

/** Opens the token, gets a link for a file and builds the body; may take as long as media-store needs to answer. */
export async function prepareCall(
  { access, requests }: { access: ChannelAccess; requests: Requests },
  claimed: Claimed,
): Promise<Prepared> {
  const { send } = claimed;
  const channel = access.ofNumber(send.phone_number_id)?.channel;
  if (!channel) return { outcome: 'released' };
  let accessToken: string;
  try {
    accessToken = await access.tokenOf(channel);
  } catch {
    const pauseChannel = ownError('token-unreadable');
    return settled({ state: 'queued', reason: 'channel-paused', error: pauseChannel, pauseChannel, alert: true });
  }
  let file: FileReference | undefined;
  const media = fileOf(send.content);
  if (media && send.media_id !== null) file = { id: send.media_id };
  else if (media) {
    try {
      const answer = await requests.ask(linkFile, { fileId: media.fileId, channelId: channel.id });
      if (answer.outcome === 'gone') return settled({ state: 'failed', error: ownError('media-expired') });
      file = { link: answer.url };
    } catch {
      const delaySeconds = backOff.seconds(send.retries);
      return settled({ state: 'queued', reason: 'media', countRetry: true, delaySeconds });
    }
  }
  const payload = toGraphPayload({ ...send, attempt: send.attempt + 1 }, file);
  if (payload.outcome === 'refused') return settled({ state: 'failed', error: payload.error, alert: true });
  return { outcome: 'ready', claimed, accessToken, body: payload.body };
}

/** Makes the call in its turn. One that gets no connection or no turn in this time leaves unwritten. */
export async function callGraph(graph: GraphClient, ready: Ready, turn: Turn): Promise<SendOutcome> {
  const { accessToken, body, claimed } = ready;
  const { phone_number_id: phoneNumberId } = claimed.send;
  return await graph.sendMessage({ accessToken, phoneNumberId, body, turn, writeWithinMs: WRITE_WITHIN_MS });
}

function settled(transition: Transition): Prepared {
  return { outcome: 'settled', transition };
}
