import { setTimeout as delay } from 'node:timers/promises';

const TRIES = 4;
const WAIT_MS = 500;
const WAIT_MS_MAX = 30_000;

/**
 * `fetch` that tries again what may be tried again: a request that changes nothing, or that carries an Idempotency-Key,
 * after a lost connection, a 429 or a 503, when Retry-After says or else after a growing pause.
 */
export async function patientFetch(request: Request): Promise<Response> {
  const isSafe = request.method === 'GET' || request.headers.has('idempotency-key');
  for (let attempt = 1; ; attempt++) {
    const isLast = !isSafe || attempt === TRIES;
    try {
      const response = await fetch(isLast ? request : request.clone());
      if (isLast || ![429, 503].includes(response.status)) return response;
      await response.body?.cancel();
      await delay(waitMs(response, attempt), undefined, { signal: request.signal });
    } catch (error) {
      if (isLast || request.signal.aborted) throw error;
      await delay(WAIT_MS * attempt, undefined, { signal: request.signal });
    }
  }
}

function waitMs(response: Response, attempt: number): number {
  const seconds = Number(response.headers.get('retry-after'));
  return Math.min(seconds > 0 ? seconds * 1000 : WAIT_MS * attempt, WAIT_MS_MAX);
}
