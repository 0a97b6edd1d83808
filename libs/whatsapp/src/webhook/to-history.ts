import { isObject, own, ownId } from '../wire-values.js';
import { toAccount } from './to-account.js';
import { toMessage } from './to-message.js';
import { malformed, type Origin, type WebhookItem } from './webhook-item.js';

/**
 * One chunk of the chats a phone app had before it was connected: how far the transfer is (or why it was refused) as an
 * account item, and the messages of each thread.
 * https://developers.facebook.com/docs/whatsapp/embedded-signup/custom-flows/onboarding-business-app-users
 */
export function toHistory(chunk: unknown, origin: Origin): WebhookItem[] {
  if (!isObject(chunk)) return [malformed('history-not-an-object', chunk, origin)];
  const { threads, ...progress } = chunk;
  const items = [toAccount(progress, undefined, origin)];
  if (threads === undefined) return items;
  if (!Array.isArray(threads)) return [...items, malformed('threads-not-a-list', threads, origin)];
  return [...items, ...threads.flatMap((thread) => threadItems(thread, origin))];
}

function threadItems(thread: unknown, origin: Origin): WebhookItem[] {
  const messages = isObject(thread) ? own(thread, 'messages') : undefined;
  if (!isObject(thread) || !Array.isArray(messages)) return [malformed('thread-without-messages', thread, origin)];
  const customer = ownId(thread, 'id');
  return messages.map((message) => toMessage(message, 'history', origin, customer));
}
