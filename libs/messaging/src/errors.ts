import { JetStreamApiError } from '@nats-io/jetstream';

/** The event can never be handled: dead letter at once, no more tries. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}

/** Something we depend on is away (time-out, broker, a peer): try again for as long as it takes. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
}

/** Somebody of ours has made the event, and this program is too old to read it. */
export class NewerEventError extends Error {
  override readonly name = 'NewerEventError';
}

/** NATS itself, a deadline or a peer is the cause: true for what a later try may cure by itself. */
export function isTransientMessagingError(error: unknown): boolean {
  if (error instanceof TransientError) return true;
  const name = error instanceof Error ? error.constructor.name : '';
  return /^(TimeoutError|ConnectionError|NoRespondersError|ClosedConnectionError|DrainingConnectionError|RequestError|JetStreamNotEnabled|NoStreamResponse)$/.test(
    name,
  );
}

/** The stream has reached its limit and refuses what is new. */
export function isStreamFull(error: unknown): boolean {
  return error instanceof JetStreamApiError && /maximum (bytes|messages) exceeded/i.test(error.message);
}

/** Why a publication failed, in a word that a metric can carry. */
export function publishFailureOf(error: unknown): 'stream-full' | 'nats-refused' | 'nats-no-answer' | 'unexpected' {
  if (isStreamFull(error)) return 'stream-full';
  if (error instanceof JetStreamApiError) return 'nats-refused';
  return isTransientMessagingError(error) ? 'nats-no-answer' : 'unexpected';
}
