import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { classifyGraphError, type GraphErrorPolicy } from './error-policy.js';
import { parseGraphError, type GraphError } from './graph-error.js';
import { causeOf, type FailureCause } from './failure-cause.js';
import { exchange, type Connections, type HttpAnswer, type HttpRequest } from './http-exchange.js';

/** Graph's answers have some kilobytes; a page that never ends must not fill the memory. */
const ANSWER_BYTES_MAX = 1024 * 1024;

/**
 * - `rejected`: Graph said no, in its own words: it did not take the request
 * - `not-sent`: Meta surely did not take it: not a byte was written, or something on the way refused it (3xx, 4xx
 *   without a word of Graph's)
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
  const { answer } = exchanged;
  const body = await readAnswer(answer.body);
  return Buffer.isBuffer(body) ? outcomeOf(answer, body, answerSchema, secrets) : withHead(answer, 'unknown', body);
}

/** What a whole answer says. */
function outcomeOf<Schema extends z.ZodType>(
  answer: HttpAnswer,
  body: Buffer,
  answerSchema: Schema,
  secrets: readonly string[],
): GraphOutcome<z.output<Schema>> {
  const { httpStatus, headers } = answer;
  const error = httpStatus >= 400 ? parseGraphError(body, secrets) : undefined;
  if (error) {
    const policy = classifyGraphError(error);
    return { outcome: 'rejected', httpStatus, error, policy, retryAfterSeconds: retryAfter(headers['retry-after']) };
  }
  const read = httpStatus >= 200 && httpStatus < 300 ? answerSchema.safeParse(parseJson(body)) : undefined;
  if (read?.success) return { outcome: 'ok', value: read.data };
  const isRefused = httpStatus >= 300 && httpStatus < 500;
  return withHead(answer, isRefused ? 'not-sent' : 'unknown', { kind: 'invalid-answer' });
}

/** Only the head of the answer can be relied on. */
function withHead(
  { httpStatus, headers }: HttpAnswer,
  outcome: 'not-sent' | 'unknown',
  cause: FailureCause,
): GraphFailure {
  return { outcome, cause: { ...cause, httpStatus, retryAfterSeconds: retryAfter(headers['retry-after']) } };
}

/** The whole body, or why there is none. */
export async function readAnswer(body: Readable): Promise<Buffer | FailureCause> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      if (!Buffer.isBuffer(chunk)) continue;
      length += chunk.length;
      if (length > ANSWER_BYTES_MAX) return { kind: 'invalid-answer', code: 'too-long' };
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    return causeOf(error, true);
  }
}

/** The header's seconds from now; Meta may name them, or a date. */
export function retryAfter(header: string | undefined): number | undefined {
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
