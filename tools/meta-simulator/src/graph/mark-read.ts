import type { BusinessNumber } from '../registry.js';
import type { GraphAnswer, GraphCall } from './call.js';
import type { Refusal } from './errors.js';
import { markReadSchema } from './send-schema.js';
import { toRefusal } from './to-refusal.js';

/** Shown until the answer, at most so long. */
const TYPING_MS = 25_000;
const MEMORY_MS = 30 * 24 * 3600 * 1000;

/** Marks as read what came before it as well, as the phone does. */
export function markRead({ world, parameters }: GraphCall, number: BusinessNumber): GraphAnswer | { refusal: Refusal } {
  const parsed = markReadSchema.safeParse(parameters);
  if (!parsed.success) return { refusal: toRefusal(parsed.error, parameters) };
  const { message_id: wamid, typing_indicator: typing } = parsed.data;
  const message = world.messages.get(wamid);
  const isTheirs = message?.direction === 'in' && message.phoneNumberId === number.phoneNumberId;
  if (!isTheirs || world.clock.now() - message.atMs > MEMORY_MS) {
    return { refusal: { code: 131009, details: 'Param message_id is not a message of the last 30 days.' } };
  }
  for (const earlier of world.messages.all()) {
    const sameChat = earlier.customerId === message.customerId && earlier.phoneNumberId === message.phoneNumberId;
    if (sameChat && earlier.direction === 'in' && earlier.atMs <= message.atMs) earlier.markedRead = true;
  }
  if (typing) {
    message.typingShown = true;
    message.typingUntilMs = world.clock.now() + TYPING_MS;
  }
  world.changes.tell(message.customerId);
  return { body: { success: true }, facts: { wamid, type: typing ? 'typing' : 'read' } };
}
