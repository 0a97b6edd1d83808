/** The event can never be handled: dead letter at once, no more tries. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}

/** Something we depend on is away (time-out, broker, a peer): try again for as long as it takes. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
}

/** NATS itself, a deadline or a peer is the cause: true for what a later try may cure by itself. */
export function isTransientMessagingError(error: unknown): boolean {
  if (error instanceof TransientError) return true;
  const name = error instanceof Error ? error.constructor.name : '';
  return /^(TimeoutError|ConnectionError|NoRespondersError|ClosedConnectionError|DrainingConnectionError|RequestError|JetStreamNotEnabled|NoStreamResponse)$/.test(
    name,
  );
}
