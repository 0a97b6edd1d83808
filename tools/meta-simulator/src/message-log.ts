export interface StatusEvent {
  status: string;
  /** Simulated time, RFC 3339. */
  at: string;
  errorCode?: number;
  /** A webhook with it got its 200. */
  delivered: boolean;
}

/** A message that passed through this Meta, either way. */
export interface LoggedMessage {
  wamid: string;
  direction: 'in' | 'out';
  phoneNumberId: string;
  customerId?: string;
  /** What the business wrote in `to` or `recipient`. */
  to?: string;
  addressedBy?: 'number' | 'userId';
  type: string;
  /** The object named by `type`. */
  content: unknown;
  contextWamid?: string;
  opaqueId?: string;
  at: string;
  atMs: number;
  statuses: StatusEvent[];
  /** The file of the message as it lies on this Meta's disk; a link has one once it was fetched. */
  mediaId?: string;
  filename?: string;
  /** An app heard of it and answered 200 (inbound only). */
  announced?: boolean;
  /** The business marked it as read (inbound only). */
  markedRead?: boolean;
  typingShown?: boolean;
  /** Simulated time until which the customer sees the business typing. */
  typingUntilMs?: number;
}

/** The latest messages by wamid: bounded, so that memory stays flat. Older ones are in the ledger only. */
export class MessageLog {
  #messages = new Map<string, LoggedMessage>();

  constructor(private readonly max = 10_000) {}

  add(message: LoggedMessage): void {
    this.#messages.set(message.wamid, message);
    if (this.#messages.size <= this.max) return;
    const oldest = this.#messages.keys().next();
    if (!oldest.done) this.#messages.delete(oldest.value);
  }

  get(wamid: string): LoggedMessage | undefined {
    return this.#messages.get(wamid);
  }

  /** Oldest first. */
  all(): IterableIterator<LoggedMessage> {
    return this.#messages.values();
  }

  clear(): void {
    this.#messages.clear();
  }
}
