import { isGone } from '../media-files.js';
import { bareType, fitsClass, isMediaClass, type MediaClass } from '../media-rules.js';
import type { Recipient } from '../recipient.js';
import type { BusinessNumber } from '../registry.js';
import type { World } from '../world.js';
import type { Refusal } from './errors.js';
import type { SendEnvelope } from './send-schema.js';

const WINDOW_MS = 24 * 3600 * 1000;
const MEMORY_MS = 30 * 24 * 3600 * 1000;

export function refuseRecipient(
  number: BusinessNumber,
  recipient: Recipient,
  envelope: SendEnvelope,
): Refusal | undefined {
  if (envelope.recipient_type === 'group') return { code: 100, details: 'Groups are not part of this simulator.' };
  if (recipient.addressedBy === 'number' && !/^\d{5,15}$/.test(recipient.waId ?? '')) {
    return { code: 131009, details: 'Param to is not a valid phone number.' };
  }
  if (recipient.waId === number.displayPhoneNumber.replace(/\D/g, '')) return { code: 131021 };
  if (envelope.type === 'reaction' && envelope.context)
    return { code: 100, details: 'Param context is not allowed with a reaction.' };
  return undefined;
}

export function refuseLimits(world: World, number: BusinessNumber, recipient: Recipient): Refusal | undefined {
  const now = world.clock.now();
  const { settings, limits } = world;
  if (settings.numberRateLimit && limits.isNumberFull(number.phoneNumberId, number.throughput, now))
    return { code: 130429 };
  const pair = recipient.waId ?? recipient.input;
  if (settings.pairRateLimit && !limits.takePair(number.phoneNumberId, pair, now)) return { code: 131056 };
  limits.countMessage(number.phoneNumberId, now);
  return undefined;
}

interface MediaUse {
  mediaClass: MediaClass;
  id?: string;
  link?: string;
}

/** Every file a message refers to: its own, or those in headers of interactive messages and templates. */
export function mediaIn(content: unknown, type: string): MediaUse[] {
  const found: MediaUse[] = [];
  const visit = (value: unknown, key: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isMediaClass(key) && !Array.isArray(value))
      found.push({ ...(value as { id?: string; link?: string }), mediaClass: key });
    else for (const [name, inner] of Object.entries(value)) visit(inner, name);
  };
  visit(content, type);
  return found;
}

export async function refuseUnknownMedia(
  world: World,
  number: BusinessNumber,
  uses: MediaUse[],
): Promise<Refusal | undefined> {
  for (const { id, mediaClass } of uses) {
    if (id === undefined) continue;
    const media = await world.media.find(id);
    if (media?.phoneNumberId !== number.phoneNumberId || isGone(media, world.clock.now())) {
      return {
        code: 131009,
        details: `Param ${mediaClass}['id'] is not a valid WhatsApp business account media attachment ID.`,
      };
    }
  }
  return undefined;
}

export function refuseReaction(world: World, type: string, content: unknown): Refusal | undefined {
  if (type !== 'reaction') return undefined;
  const target = world.messages.get((content as { message_id: string }).message_id);
  if (target && target.type !== 'reaction' && world.clock.now() - target.atMs <= MEMORY_MS) return undefined;
  return { code: 131009, details: "Param reaction['message_id'] is not a message that can be reacted to." };
}

/** What Meta finds out only after its 200: it ends as a `failed` status. */
export async function failureAhead(
  world: World,
  number: BusinessNumber,
  { customer }: Recipient,
  envelope: SendEnvelope,
  uses: MediaUse[],
): Promise<{ code: number; details?: string } | undefined> {
  const lastWroteAt = customer?.lastWroteAt[number.phoneNumberId];
  const isOpen = lastWroteAt !== undefined && world.clock.now() - lastWroteAt <= WINDOW_MS;
  if (world.settings.enforceWindow && envelope.type !== 'template' && !isOpen) return { code: 131047 };
  if (!customer || customer.blocked) return { code: 131026, details: 'Message Undeliverable.' };
  const hash = envelope.recipient_identity_key_hash;
  if (hash !== undefined && hash !== customer.identityKeyHash) return { code: 137000 };
  for (const { id, mediaClass } of uses) {
    const media = id === undefined ? undefined : await world.media.find(id);
    if (media && !fitsClass(mediaClass, media.mimeType)) {
      return { code: 131053, details: `Unsupported ${mediaClass} mime type ${bareType(media.mimeType)}.` };
    }
  }
  return undefined;
}
