import { z } from 'zod';
import type { LedgerEntry } from '../ledger.js';
import type { LoggedMessage } from '../message-log.js';
import type { Customer } from '../registry.js';
import type { World } from '../world.js';

export const ledgerQuerySchema = z.strictObject({
  /** A kind, or its first word: `webhook` finds `webhook.event` and `webhook.attempt`. */
  kind: z.string().optional(),
  phoneNumberId: z.string().optional(),
  opaqueId: z.string().optional(),
  wamid: z.string().optional(),
  route: z.string().optional(),
  /** Only entries after this seq. */
  since: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
});

/** Entries oldest first; `next` is the `since` of the following page. */
export async function queryLedger(
  world: World,
  query: z.infer<typeof ledgerQuerySchema>,
): Promise<{ entries: LedgerEntry[]; next: number; more: boolean }> {
  const entries: LedgerEntry[] = [];
  const last = world.ledger.lastSeq;
  for await (const entry of world.ledger.read(query.since)) {
    if (!fits(entry, query)) continue;
    if (entries.length === query.limit) return { entries, next: entries.at(-1)?.seq ?? query.since, more: true };
    entries.push(entry);
  }
  return { entries, next: last, more: false };
}

function fits(
  entry: LedgerEntry,
  { kind, phoneNumberId, opaqueId, wamid, route }: z.infer<typeof ledgerQuerySchema>,
): boolean {
  return (
    (kind === undefined || entry.kind === kind || entry.kind.startsWith(`${kind}.`)) &&
    (phoneNumberId ?? entry.phoneNumberId) === entry.phoneNumberId &&
    (opaqueId ?? entry.opaqueId) === entry.opaqueId &&
    (wamid ?? entry.wamid) === entry.wamid &&
    (route === undefined || (entry.kind === 'graph.request' && entry.route === route))
  );
}

/** Exact counts since the ledger began, and what is under way now. */
export function summarize(world: World): object {
  return {
    ...world.ledger.summary.toJSON(),
    peakPerSecond: world.limits.peakPerSecond,
    deliveries: world.deliveries.counts(),
  };
}

export const sendsQuerySchema = z.strictObject({
  phoneNumberId: z.string().optional(),
  opaqueId: z.string().optional(),
  wamid: z.string().optional(),
  customerId: z.string().optional(),
  type: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
});

/** Accepted sends, oldest first, at most the last `limit`; how many fit in all is `total`. */
export function querySends(
  world: World,
  { limit, ...query }: z.infer<typeof sendsQuerySchema>,
): { sends: LoggedMessage[]; total: number } {
  const wanted = Object.entries(query).filter(([, value]) => value !== undefined);
  const found = [...world.messages.all()].filter(
    (message) =>
      message.direction === 'out' && wanted.every(([key, value]) => message[key as keyof typeof query] === value),
  );
  return { sends: found.slice(-limit), total: found.length };
}

export const conversationQuerySchema = z.strictObject({
  phoneNumberId: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(10_000),
});

/** The last messages of both directions, oldest first, and what time it is here: the page counts from it how long typing lasts. */
export function queryConversation(
  world: World,
  { id }: Customer,
  { phoneNumberId, limit }: z.infer<typeof conversationQuerySchema>,
): { nowMs: number; messages: LoggedMessage[] } {
  const messages = [...world.messages.all()].filter(
    (message) => message.customerId === id && (phoneNumberId ?? message.phoneNumberId) === message.phoneNumberId,
  );
  return { nowMs: world.clock.now(), messages: messages.slice(-limit) };
}
