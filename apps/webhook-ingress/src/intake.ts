import { quarantined, type ChannelView, type DataOf } from '@wabx/contracts';
import {
  currentTraceparent,
  EventPublisher,
  toEvent as toEnvelope,
  toWire,
  type Kept,
  type WireEvent,
} from '@wabx/messaging';
import { parseWebhook, type WebhookItem } from '@wabx/whatsapp';
import { createHash } from 'node:crypto';
import type { ChannelIndex } from './channel-index.js';
import { toEvent } from './to-events.js';

/** What became of one body, for the counters and for the answer of a replay. */
export interface Intake {
  published: number;
  quarantined: number;
  kinds: Record<string, number>;
  /** Of a replay: what its record is there for is usable now. */
  settled: boolean;
}

/** What is wrong with a body. */
type Fault = Pick<DataOf<typeof quarantined>, 'reason' | 'detail' | 'phoneNumberId'>;

/**
 * Takes a body whose signature holds: every item in it is durably in a stream, or in quarantine, when the promise
 * resolves. It rejects when that is not certain; whatever was stored by then is recognised by its id the next time.
 *
 * @param replayed the record in quarantine that the body comes from. It makes the message ids fresh, or the duplicate
 *   window would swallow what is replayed within it; whoever replays it at the same time gives them the same ids.
 */
export async function takeIn(
  { publisher, channels }: { publisher: EventPublisher; channels: ChannelIndex },
  { channel, secret, rawBody }: { channel: ChannelView; secret: string; rawBody: Buffer },
  replayed?: Kept<typeof quarantined>,
): Promise<Intake> {
  const receivedAt = new Date().toISOString();
  // Handed on by hand: a context that follows every promise would cost more than the parsing does.
  const traceparent = currentTraceparent();
  const parsed = parseWebhook(rawBody);
  const wires: { kind: string; wire: WireEvent }[] = [];
  // One record for each reason and number: it holds the whole body, and replaying that doubles nothing.
  const held = new Map<string, Fault>();
  const quarantine = (reason: Fault['reason'], detail: string, phoneNumberId?: string) => {
    const fault = { reason, detail, phoneNumberId };
    held.set(nameOf(fault), fault);
  };
  if (!parsed.ok) quarantine('unparsable', parsed.reason);
  for (const item of parsed.ok ? parsed.items : []) {
    const owner = await ownerOf(channels, channel, secret, item);
    if (!owner) {
      quarantine('unknown-number', 'no-channel-with-this-number', item.phoneNumberId);
      continue;
    }
    const event = toEvent(item, receivedAt);
    if ('unusable' in event) {
      quarantine(event.unusable, event.detail, item.phoneNumberId);
      continue;
    }
    const wire = toWire(event.contract, toEnvelope(event.contract, owner.id, event.data, traceparent));
    wires.push({ kind: kindOf(item), wire });
  }
  const intake: Intake = { published: 0, quarantined: 0, kinds: {}, settled: false };
  await Promise.all(
    wires.map(async ({ kind, wire }) => {
      try {
        const messageId = replayed ? `${wire.messageId}:replay:${replayed.sequence}` : wire.messageId;
        await publisher.publishWire({ ...wire, messageId });
        intake.published++;
        intake.kinds[kind] = (intake.kinds[kind] ?? 0) + 1;
      } catch (error) {
        if (!isTooLarge(error)) throw error;
        quarantine('too-large', kind);
      }
    }),
  );
  intake.quarantined = held.size;
  intake.settled = !replayed || !held.has(nameOf(replayed.data));
  // A record whose fault is still there stays, and so do those beside it.
  if (!intake.settled || held.size === 0) return intake;
  const digest = createHash('sha256').update(rawBody).digest('hex');
  const rawBase64 = rawBody.toString('base64');
  const names = [...held.keys()];
  const faults = [...held].filter(([name]) => !replayed?.data.beside.includes(name));
  await Promise.all(
    faults.map(async ([name, fault]) => {
      const beside = names.filter((other) => other !== name);
      const data = { ...fault, digest, receivedAt, beside, rawBase64 };
      await publisher.publishWire(toWire(quarantined, toEnvelope(quarantined, channel.id, data, traceparent)));
    }),
  );
  return intake;
}

function nameOf({ reason, detail, phoneNumberId }: Fault): string {
  return `${reason}:${detail}:${phoneNumberId ?? ''}`;
}

/**
 * The channel an item belongs to: by its number, not by the URL it came to. Another channel's only if the same app
 * secret signs for both; a secret must not speak for numbers of other apps.
 */
async function ownerOf(
  channels: ChannelIndex,
  channel: ChannelView,
  secret: string,
  { phoneNumberId, kind }: WebhookItem,
): Promise<ChannelView | undefined> {
  if (phoneNumberId === undefined) return channel;
  const owner = channels.byNumber(phoneNumberId);
  if (!owner) return kind === 'account' || kind === 'out-of-scope' ? channel : undefined;
  if (owner.id === channel.id) return channel;
  return (await channels.secretsOf(owner)).includes(secret) ? owner : undefined;
}

function kindOf(item: WebhookItem): string {
  return item.kind === 'message' ? `message:${item.content.type}` : item.kind;
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && /max_payload|payload.*exceed/i.test(error.message);
}
