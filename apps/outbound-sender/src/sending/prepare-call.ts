import { linkFile } from '@wabx/contracts';
import type { Requests } from '@wabx/messaging';
import type { GraphMessageBody } from '@wabx/whatsapp';
import { ownError } from '../send-errors.js';
import { fileOf, type Send } from '../store/send.js';
import { toGraphPayload, type FileReference } from '../to-graph-payload.js';
import type { Transition } from '../rules/after-call.js';
import { backOff } from '../rules/back-off.js';
import type { ChannelAccess } from '../channel-access.js';

/** All that a call needs, but the moment in which it may be made. */
export interface Message {
  accessToken: string;
  phoneNumberId: string;
  body: GraphMessageBody;
}
export type Prepared = { outcome: 'ready'; message: Message } | { outcome: 'settled'; transition: Transition };

/**
 * Opens the token, gets a link for a file and builds the body; may take as long as media-store needs to answer. Undefined
 * when the number is not configured any more.
 */
export async function prepareCall(
  { access, requests }: { access: ChannelAccess; requests: Requests },
  send: Send,
): Promise<Prepared | undefined> {
  const phoneNumberId = send.phone_number_id;
  const channel = access.ofNumber(phoneNumberId)?.channel;
  if (!channel) return undefined;
  let accessToken: string;
  try {
    accessToken = await access.tokenOf(channel);
  } catch {
    const error = ownError('token-unreadable');
    const pause = { width: 'channel', error } as const;
    return settled({ state: 'queued', reason: 'channel-paused', error, pause, alert: true });
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
  return { outcome: 'ready', message: { accessToken, phoneNumberId, body: payload.body } };
}

function settled(transition: Transition): Prepared {
  return { outcome: 'settled', transition };
}
