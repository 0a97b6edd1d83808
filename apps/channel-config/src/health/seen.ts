/** What was seen of a channel, one row for each: when last, and with what. */
export type Fact =
  | 'handshake-ok'
  | 'handshake-wrong-token'
  | 'signature-invalid'
  | 'webhook-accepted'
  | 'message-received'
  | 'standby-received'
  | 'quarantined'
  /** Files wait; carries until when and why. */
  | 'media-held'
  | 'reply-sent'
  | 'reply-delivered'
  /** Carries the class of the error; the one below is kept for each class. */
  | 'graph-refused'
  | `refused:${string}`
  | 'token-valid'
  /** Meta calls token, numbers and account fit to send. */
  | 'meta-clear'
  /** Carries Meta's field. */
  | 'account-changed'
  /** The same of a field from which a status may follow, for each channel that it is about. */
  | 'account-told';

export interface Sighting {
  channelId: string;
  fact: Fact;
  /** RFC 3339. */
  at: string;
  detail?: string;
  /** How often since the last report; once if it is left out. */
  count?: number;
}

export interface SeenRow {
  fact: Fact;
  at: Date;
  detail: string | null;
  /** How often in a row, without ten minutes between two. */
  count: number;
}

export type Seen = ReadonlyMap<Fact, Omit<SeenRow, 'fact'>>;

export function toSeen(rows: readonly SeenRow[]): Seen {
  return new Map(rows.map(({ fact, at, detail, count }) => [fact, { at, detail, count }]));
}
