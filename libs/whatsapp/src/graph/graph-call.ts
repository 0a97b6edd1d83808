import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { classifyGraphError, type GraphErrorPolicy } from './error-policy.js';
import { parseGraphError, type GraphError } from './graph-error.js';
import { causeOf, exchange, type Connections, type FailureCause, type HttpRequest } from './http-exchange.js';

/**
 * - `rejected`: Graph said no, in its own words: it did not take the request
 * - `not-sent`: not a byte of the request was written
 * - `unknown`: no proof either way
 */
export type GraphOutcome<Value> = { outcome: 'ok'; value: Value } | GraphFailure;

export type GraphFailure =
  | {
      outcome: 'rejected';
      httpStatus: number;
      error: GraphError;
      policy: GraphErrorPolicy;
      retryAfterSeconds?: number;
    }
  | { outcome: 'not-sent'; cause: FailureCause }
  | { outcome: 'unknown'; cause: FailureCause };

/** One call that is answered with JSON; an error is told without the `secrets` of the request. Never throws. */
export async function callGraph<Schema extends z.ZodType>(
  connections: Connections,
  request: HttpRequest,
  answerSchema: Schema,
  secrets: readonly string[],
): Promise<GraphOutcome<z.output<Schema>>> {
  const exchanged = await exchange(connections, request);
  if (exchanged.state !== 'answered') return { outcome: exchanged.state, cause: exchanged.cause };

  const { response } = exchanged;
  const httpStatus = response.statusCode ?? 0;
  const retryAfterSeconds = retryAfter(response);
  const body = await readAnswer(response);
  if ('kind' in body) return { outcome: 'unknown', cause: { ...body, httpStatus, retryAfterSeconds } };

  const error = httpStatus >= 400 ? parseGraphError(body, secrets) : undefined;
  if (error) return { outcome: 'rejected', httpStatus, error, policy: classifyGraphError(error), retryAfterSeconds };
  const read = httpStatus >= 200 && httpStatus < 300 ? answerSchema.safeParse(parseJson(body)) : undefined;
  return read?.success
    ? { outcome: 'ok', value: read.data }
    : { outcome: 'unknown', cause: { kind: 'invalid-answer', httpStatus, retryAfterSeconds } };
}

// Graph's answers have some kilobytes; a page that never ends must not fill the memory.
const answerBytesMax = 1024 * 1024;

export async function readAnswer(response: IncomingMessage): Promise<Buffer | FailureCause> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response) {
      if (!Buffer.isBuffer(chunk)) continue;
      length += chunk.length;
      if (length > answerBytesMax) return { kind: 'invalid-answer', code: 'too-long' };
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    return causeOf(error, true);
  }
}

/** Seconds from now; Meta may name them, or a date. */
export function retryAfter(response: IncomingMessage): number | undefined {
  const header = response.headers['retry-after'];
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header);
  const seconds = Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
