import type { GraphError } from '../graph/graph-error.js';
import type { RawObject } from '../wire-values.js';
import type { MessageContent } from './message-content.js';
import type { Person } from './person.js';

/** One thing a webhook told. Every element of every list of the body becomes exactly one. */
export type WebhookItem = MessageItem | StatusItem | AccountItem | OutOfScopeItem | MalformedItem;

/**
 * `customer`: written to us. `echo`: written by us in the phone app. `standby…`: the same two while Meta's own agent
 * holds the chat. `history`: older than the connection of the number, `to` is set where it was ours.
 */
export type MessageSource = 'customer' | 'echo' | 'standby' | 'standby-echo' | 'history';

export type MessageItem = {
  kind: 'message';
  wabaId?: string;
  phoneNumberId: string;
  /** As Meta writes it: digits, or formatted. Never route by it. */
  displayPhoneNumber?: string;
  source: MessageSource;
  /** The block of `contacts[]` that belongs to this message, as given there. */
  contact?: Person;
  /** The customer who wrote: the message's own ids, completed from `contact`. Absent on what we wrote ourselves. */
  from?: Person;
  /** The customer we wrote to: only on echoes and on our part of a history. */
  to?: Person;
  /** The wamid: opaque, the key against duplicates; holds the customer's number in base64, so never log it. */
  id: string;
  /** Missing where Meta gave no time, or none that can be. */
  sentAt?: Date;
  context?: MessageContext;
  referral?: Referral;
  content: MessageContent;
  /** `history_context.status` of a message of a history, e.g. READ. */
  historyStatus?: string;
  raw: RawObject;
};

export type MessageContext = {
  /** The message that is quoted; forwards have none. */
  messageId?: string;
  from?: string;
  forwarded?: 'once' | 'many';
  referredProduct?: { catalogId?: string; productId?: string };
};

/** The advert or post that led the customer here. */
export type Referral = {
  sourceUrl?: string;
  sourceId?: string;
  sourceType?: string;
  headline?: string;
  body?: string;
  mediaType?: string;
  mediaId?: string;
  imageUrl?: string;
  videoUrl?: string;
  thumbnailUrl?: string;
  clickId?: string;
  welcomeText?: string;
};

export type StatusItem = {
  kind: 'status';
  wabaId?: string;
  phoneNumberId: string;
  displayPhoneNumber?: string;
  source: 'messages' | 'standby';
  /** The wamid of the message this is about, which need not be one of ours. */
  id: string;
  /** sent, delivered, read, played, failed, or a word Meta adds later. */
  status: string;
  /** When the webhook was triggered; missing as on messages. */
  at?: Date;
  recipient?: Person;
  /** What we sent as `biz_opaque_callback_data`. */
  opaqueId?: string;
  errors: GraphError[];
  pricing?: { billable?: boolean; model?: string; type?: string; category?: string };
  conversation?: { id?: string; originType?: string; expiresAt?: Date };
  raw: RawObject;
};

export type AccountItem = {
  kind: 'account';
  wabaId: string;
  /** The webhook field, e.g. `account_update`; `messages` for trouble that came without a message. */
  field: string;
  phoneNumberId?: string;
  displayPhoneNumber?: string;
  at?: Date;
  errors: GraphError[];
  /** Meta's own object, unchanged. */
  value: RawObject;
};

/** Understood, and none of our business. */
export type OutOfScopeItem = {
  kind: 'out-of-scope';
  /** `empty`: a change that holds nothing. `field:<name>`: a field, or a key of one, this version does not know. */
  reason: 'group' | 'call' | 'request_welcome' | 'empty' | `field:${string}`;
  wabaId?: string;
  phoneNumberId?: string;
  raw: unknown;
};

/** Not understood: kept for a look, never a reason to refuse its neighbours. */
export type MalformedItem = {
  kind: 'malformed';
  reason: string;
  field?: string;
  wabaId?: string;
  phoneNumberId?: string;
  raw: unknown;
};

/** Where in the body an item stood. */
export type Origin = {
  wabaId?: string;
  field: string;
  phoneNumberId?: string;
  displayPhoneNumber?: string;
  /** The block of `contacts[]` that describes a person. */
  contactOf: (person: Person) => Person | undefined;
  /** `errors[]` beside the messages. */
  errors: GraphError[];
};

export function malformed(reason: string, raw: unknown, origin: Partial<Origin>): MalformedItem {
  return {
    kind: 'malformed',
    reason,
    field: origin.field,
    wabaId: origin.wabaId,
    phoneNumberId: origin.phoneNumberId,
    raw,
  };
}

export function outOfScope(reason: OutOfScopeItem['reason'], raw: unknown, origin: Partial<Origin>): OutOfScopeItem {
  return { kind: 'out-of-scope', reason, wabaId: origin.wabaId, phoneNumberId: origin.phoneNumberId, raw };
}
