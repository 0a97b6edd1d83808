import type { BusinessNumber, Customer } from './registry.js';
import { statusError } from './graph/errors.js';
import type { MediaClass } from './media-rules.js';
import type { LoggedMessage } from './message-log.js';
import { announce } from './webhooks/announce.js';
import { statusValue } from './webhooks/payloads.js';
import type { World } from './world.js';

export interface AcceptedSend {
  number: BusinessNumber;
  message: LoggedMessage;
  customer?: Customer;
  /** Known already: it will end as `failed`. */
  failure?: { code: number; details?: string };
  links: { url: string; mediaClass: MediaClass }[];
}

/** What becomes of a send after its 200: `failed`, or sent, delivered and read, told by webhooks. */
export function tellOutcome(world: World, send: AcceptedSend): void {
  if (send.failure) {
    const { code, details } = send.failure;
    world.schedule.after(world.settings.failedDelayMs, () =>
      tellStatus(world, send, 'failed', statusError(code, details)),
    );
  } else if (send.links.length === 0) {
    tellProgress(world, send);
  }
}

/** Fetches the links of a send, which Meta does only after it has answered, and then tells the outcome. */
export async function fetchLinksAndTell(world: World, send: AcceptedSend): Promise<void> {
  if (send.failure || send.links.length === 0) return;
  const { wamid, opaqueId, phoneNumberId } = send.message;
  for (const link of send.links) {
    const taken = await world.links.fetch({ ...link, phoneNumberId, wamid, opaqueId });
    if ('failure' in taken) {
      if (taken.failure === 'stopped') return;
      return tellStatus(world, send, 'failed', statusError(131053, taken.failure));
    }
    send.message.mediaId ??= taken.mediaId;
  }
  tellProgress(world, send);
}

/** The customer opens the chat: every message of the number that arrived becomes `read`. Returns how many. */
export function customerReads(world: World, customer: Customer, only?: string): number {
  let count = 0;
  for (const message of world.messages.all()) {
    const wanted = message.customerId === customer.id && (only === undefined || message.wamid === only);
    if (wanted && has(message, 'delivered') && tellOf(world, message, customer, 'read')) count += 1;
  }
  return count;
}

/** The first playback of a voice message. False when there is no such message or it was played before. */
export function customerPlays(world: World, customer: Customer, wamid: string): boolean {
  const message = world.messages.get(wamid);
  return (
    message?.customerId === customer.id && message.direction === 'out' && tellOf(world, message, customer, 'played')
  );
}

function tellProgress(world: World, send: AcceptedSend): void {
  const { sentDelayMs, deliveredDelayMs, readDelayMs, autoRead } = world.settings;
  world.schedule.after(sentDelayMs, () => tellStatus(world, send, 'sent'));
  // A reaction is told as sent and nothing more.
  if (send.message.type === 'reaction') return;
  world.schedule.after(deliveredDelayMs, () => tellStatus(world, send, 'delivered'));
  if (autoRead) world.schedule.after(readDelayMs, () => tellStatus(world, send, 'read'));
}

function tellOf(world: World, message: LoggedMessage, customer: Customer, status: 'read' | 'played'): boolean {
  const number = world.registry.numbers.get(message.phoneNumberId);
  if (!number || has(message, status)) return false;
  tellStatus(world, { number, message, customer, links: [] }, status);
  return true;
}

function has(message: LoggedMessage, status: string): boolean {
  return message.statuses.some((item) => item.status === status);
}

function tellStatus(
  world: World,
  { number, message, customer }: AcceptedSend,
  status: string,
  error?: ReturnType<typeof statusError>,
): void {
  if (has(message, status)) return;
  const atMs = world.clock.now();
  message.statuses.push({ status, at: new Date(atMs).toISOString(), errorCode: error?.code, delivered: false });
  if (customer) world.changes.tell(customer.id);
  const { wamid, opaqueId, type, phoneNumberId } = message;
  world.ledger.record({ kind: 'message.status', status, errorCode: error?.code, type, phoneNumberId, wamid, opaqueId });
  announce(world, number, statusValue(number, message, customer, { status, atMs, error }), {
    event: 'status',
    status,
    type,
    wamid,
    opaqueId,
  });
}
