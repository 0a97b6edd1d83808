import type { GraphError } from '../graph/graph-error.js';
import type { RawObject } from '../wire-values.js';

/** What a message says, by `type`. The words are ours; Meta's own object is kept in the item's `raw`. */
export type MessageContent =
  | { type: 'text'; body: string }
  | { type: 'image' | 'video' | 'audio' | 'document' | 'sticker'; media: Media }
  | ({ type: 'location' } & Location)
  | { type: 'contacts'; contacts: SharedContact[] }
  | { type: 'button-reply'; origin: 'interactive' | 'template'; id?: string; title?: string }
  | { type: 'list-reply'; id?: string; title?: string; description?: string }
  | FlowReply
  | { type: 'call-permission-reply'; response: string; expiresAt?: Date; source?: string }
  /** No emoji = the reaction was taken back. */
  | { type: 'reaction'; messageId: string; emoji?: string }
  | { type: 'order'; catalogId?: string; text?: string; items: OrderItem[] }
  | SystemNotice
  /** Without content where it could not be read. */
  | { type: 'edit'; originalMessageId: string; content?: MessageContent }
  | { type: 'revoke'; originalMessageId: string }
  /** The customer sent something that WhatsApp does not pass on, or that came without its content. */
  | { type: 'unsupported'; subtype?: string; errors: GraphError[] }
  /** A type this version does not know; `value` is the object named after it. */
  | { type: 'unknown'; receivedType?: string; value?: RawObject };

export type Media = {
  /** Missing where the message came without its file. */
  id?: string;
  mimeType?: string;
  /** As Meta sends it in webhooks: base64. Compare and log, do not refuse. */
  sha256?: string;
  /** Lives five minutes and needs the access token; where it is missing or too old, ask by id. */
  url?: string;
  caption?: string;
  filename?: string;
  /** A voice message, not an audio file. */
  voice?: boolean;
  animated?: boolean;
};

/** Both coordinates or none. */
export type Location = { latitude?: number; longitude?: number; name?: string; address?: string; url?: string };

export type SharedContact = {
  name?: {
    formattedName?: string;
    firstName?: string;
    lastName?: string;
    middleName?: string;
    prefix?: string;
    suffix?: string;
  };
  phones: { phone?: string; waId?: string; userId?: string; type?: string }[];
  emails: { email?: string; type?: string }[];
  urls: { url?: string; type?: string }[];
  addresses: {
    street?: string;
    city?: string;
    state?: string;
    zip?: string;
    country?: string;
    countryCode?: string;
    type?: string;
  }[];
  organisation?: { company?: string; department?: string; title?: string };
  birthday?: string;
  /** `contact_request` when the customer answered a request for the contact. */
  origin?: string;
  vcard?: string;
  /** Of a card that is none of what is known: what came. */
  raw?: unknown;
};

export type FlowReply = {
  type: 'flow-reply';
  name?: string;
  body?: string;
  responseJson?: string;
  /** Only where the response is JSON and an object: Meta does not promise it. */
  response?: RawObject;
};

export type OrderItem = {
  productId?: string;
  quantity?: number | string;
  price?: number | string;
  currency?: string;
  /** Of an item of which nothing is known: what came. */
  raw?: unknown;
};

export type SystemNotice = {
  type: 'system';
  /** `other`: see `receivedSubtype`. */
  subtype: 'user_changed_number' | 'user_changed_user_id' | 'customer_identity_changed' | 'other';
  receivedSubtype?: string;
  body?: string;
  /** The new number and business-scoped id; the old number is the item's `from.waId`. */
  waId?: string;
  userId?: string;
  previousUserId?: string;
  parentUserId?: string;
  previousParentUserId?: string;
  identity?: { acknowledged?: boolean; createdAt?: Date; hash?: string };
};
