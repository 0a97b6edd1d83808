import type { MessageView } from '@wabx/contracts';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** One thing that Meta tells, before it is put into a body with others. */
export interface Item {
  phoneNumberId: string;
  /** The change and the list in it where the item stands. */
  field: 'messages' | 'smb_message_echoes';
  list: 'messages' | 'statuses' | 'message_echoes';
  contact: Contact | undefined;
  value: Record<string, unknown>;
}

interface Contact {
  profile: { name: string };
  wa_id?: string;
  user_id?: string;
}

/** A message as an agent has to see it in the end, whatever the order was. */
export interface Visible {
  direction: MessageView['direction'];
  kind: string;
  text: string | undefined;
  reaction: string | undefined;
  editedAt: string | undefined;
  revokedAt: string | undefined;
}

export interface Customer {
  waId: string;
  userId: string;
  phoneNumberId: string;
}

/** A reply of ours that Meta has taken. */
export interface Reply {
  waMessageId: string;
  opaqueId: string;
  customer: Customer;
}

type Random = () => number;

/** The same seed gives the same history. https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const customersOf = (count: number, phoneNumberIds: string[]): Customer[] =>
  Array.from({ length: count }, (_, n) => ({
    waId: String(447_730_000_000 + n),
    userId: `GB.${70_000_000_000 + n}`,
    phoneNumberId: phoneNumberIds[n % phoneNumberIds.length] ?? '',
  }));

/** Samples whose message becomes one of this kind. */
const samples = {
  text: 'text',
  image: 'image',
  document: 'document',
  audio: 'audio-voice',
  video: 'video',
  sticker: 'sticker-static',
  location: 'location-place',
  contacts: 'contacts',
  button_reply: 'interactive-button-reply',
  list_reply: 'interactive-list-reply',
  flow_reply: 'interactive-nfm-reply',
  order: 'order',
  unsupported: 'unsupported-poll',
  unknown: 'unknown-future-type',
} as const;
type Kind = keyof typeof samples;
const kinds = Object.keys(samples) as Kind[];
const folder = path.resolve('libs/whatsapp/fixtures/webhooks');
const messageIn = (sample: string) => {
  const { entry } = JSON.parse(readFileSync(path.join(folder, `${sample}.json`), 'utf8')) as {
    entry: { changes: { value: { messages: Record<string, unknown>[] } }[] }[];
  };
  return entry[0]!.changes[0]!.value.messages[0]!;
};
const templates = Object.fromEntries(kinds.map((kind) => [kind, messageIn(samples[kind])])) as Record<
  Kind,
  Record<string, unknown>
>;

/**
 * What customers do in some hours, a second between any two things, and what an agent has to see of it in the end:
 * messages of every kind, reactions set, changed and taken back, edits, revokes, answers from the phone, statuses of our
 * replies and of messages that are not ours.
 */
export class History {
  readonly items: Item[] = [];
  readonly visible = new Map<string, Visible>();
  /** The last state that Meta tells of each reply. */
  readonly replyStates = new Map<string, string>();
  private readonly written = new Map<Customer, string[]>();
  private seconds: number;

  constructor(
    private readonly name: string,
    private readonly random: Random,
    startsAt: Date,
  ) {
    this.seconds = Math.floor(startsAt.getTime() / 1000);
  }

  /** A text that names all of the customer's identities. */
  greets(customer: Customer): void {
    this.writes(customer, 'text', { legacy: false });
  }

  happens(customer: Customer): void {
    const chance = this.random() * 100;
    if (chance < 60) this.writes(customer, 'text');
    else if (chance < 75) this.writes(customer, this.pick(kinds));
    else if (chance < 87) this.reacts(customer);
    else if (chance < 92) this.edits(customer);
    else if (chance < 94) this.revokes(customer);
    else if (chance < 97) this.isAnsweredFromThePhone(customer);
    else this.tells(customer, { id: `wamid.foreign-${this.name}-${this.items.length}`, status: 'delivered' });
  }

  /** Meta's statuses of one of our replies. */
  statusesOf({ waMessageId, opaqueId, customer }: Reply, states: string[]): void {
    for (const status of states) {
      const errors = status === 'failed' ? [{ code: 131026, title: 'Message undeliverable' }] : undefined;
      this.tells(customer, { id: waMessageId, status, biz_opaque_callback_data: opaqueId, errors });
    }
    this.replyStates.set(waMessageId, states.at(-1) ?? '');
  }

  private writes(customer: Customer, kind: Kind, { legacy = this.random() < 0.2 } = {}): void {
    const id = this.newId('in');
    const text = kind === 'text' ? `text ${id}` : undefined;
    this.message(customer, { ...templates[kind], id, ...(text ? { text: { body: text } } : {}) }, legacy);
    this.shows(id, { direction: 'inbound', kind, text });
    this.written.set(customer, [...(this.written.get(customer) ?? []), id]);
  }

  private reacts(customer: Customer): void {
    const target = this.pick(this.written.get(customer) ?? []);
    const emoji = this.random() < 0.2 ? undefined : this.pick(['👍', '🙏', '😂', '🎉']);
    const reaction = { message_id: target, ...(emoji ? { emoji } : {}) };
    this.message(customer, { id: this.newId('reaction'), type: 'reaction', reaction });
    this.visible.get(target)!.reaction = emoji;
  }

  private edits(customer: Customer): void {
    // Of a message with a file a text would be its caption.
    const texts = (this.written.get(customer) ?? []).filter((id) => this.visible.get(id)?.kind === 'text');
    const target = this.pick(texts);
    const body = `edited ${this.items.length}`;
    const edit = { original_message_id: target, message: { type: 'text', text: { body } } };
    const at = this.message(customer, { id: this.newId('edit'), type: 'edit', edit });
    Object.assign(this.visible.get(target)!, { text: body, editedAt: at });
  }

  private revokes(customer: Customer): void {
    const target = this.pick(this.written.get(customer) ?? []);
    const at = this.message(customer, {
      id: this.newId('revoke'),
      type: 'revoke',
      revoke: { original_message_id: target },
    });
    this.visible.get(target)!.revokedAt ??= at;
  }

  private isAnsweredFromThePhone(customer: Customer): void {
    const id = this.newId('echo');
    const text = `text ${id}`;
    const value = {
      from: '12025550143',
      to: customer.waId,
      to_user_id: customer.userId,
      id,
      timestamp: this.nextSecond(),
      type: 'text',
      text: { body: text },
    };
    const { phoneNumberId } = customer;
    const contact = contactOf(customer, false);
    this.items.push({ phoneNumberId, field: 'smb_message_echoes', list: 'message_echoes', contact, value });
    this.shows(id, { direction: 'outbound', kind: 'text', text });
  }

  private tells({ waId, userId, phoneNumberId }: Customer, status: object): void {
    const value = { ...status, timestamp: this.nextSecond(), recipient_id: waId, recipient_user_id: userId };
    this.items.push({ phoneNumberId, field: 'messages', list: 'statuses', contact: undefined, value });
  }

  private message(customer: Customer, message: object, legacy = false): string {
    const { waId, userId, phoneNumberId } = customer;
    const timestamp = this.nextSecond();
    const value = { ...message, from: waId, from_user_id: legacy ? undefined : userId, timestamp };
    const contact = contactOf(customer, legacy);
    this.items.push({ phoneNumberId, field: 'messages', list: 'messages', contact, value });
    return new Date(Number(timestamp) * 1000).toISOString();
  }

  private shows(id: string, shown: Pick<Visible, 'direction' | 'kind' | 'text'>): void {
    this.visible.set(id, { ...shown, reaction: undefined, editedAt: undefined, revokedAt: undefined });
  }

  private newId(what: string): string {
    return `wamid.${this.name}-${what}-${this.items.length}`;
  }

  private nextSecond(): string {
    return String(this.seconds++);
  }

  private pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.random() * of.length)] as T;
  }
}

function contactOf({ waId, userId }: Customer, legacy: boolean): Contact {
  return { profile: { name: `Customer ${waId}` }, wa_id: waId, ...(legacy ? {} : { user_id: userId }) };
}

/** Each item one to five times, in an order that is only roughly that of the history, one to five items in a body. */
export function bodiesOf(items: Item[], random: Random, window: number): string[] {
  const copies = items.flatMap((item) => Array.from({ length: 1 + Math.floor(random() * 5) }, () => item));
  const shuffled: Item[] = [];
  for (let at = 0; at < copies.length; at += window) {
    const mixed = copies.slice(at, at + window).map((item) => ({ item, key: random() }));
    shuffled.push(...mixed.sort((a, b) => a.key - b.key).map(({ item }) => item));
  }
  const bodies: string[] = [];
  while (shuffled.length > 0) {
    const size = random() < 0.5 ? 1 : 1 + Math.floor(random() * 5);
    bodies.push(toBody(shuffled.splice(0, size)));
  }
  return bodies;
}

/** As Meta batches: items of one number and field stand in one change. */
function toBody(items: Item[]): string {
  const changes = new Map<string, { field: string; value: Record<string, unknown> }>();
  for (const { phoneNumberId, field, list, contact, value } of items) {
    const key = `${phoneNumberId} ${field}`;
    const metadata = { display_phone_number: '12025550143', phone_number_id: phoneNumberId };
    const change = changes.get(key) ?? { field, value: { messaging_product: 'whatsapp', metadata } };
    changes.set(key, change);
    const add = (name: string, what: unknown) =>
      (change.value[name] = [...((change.value[name] as unknown[] | undefined) ?? []), what]);
    if (contact) add('contacts', contact);
    add(list, value);
  }
  const entry = [{ id: '300100200300400', changes: [...changes.values()] }];
  return JSON.stringify({ object: 'whatsapp_business_account', entry });
}
