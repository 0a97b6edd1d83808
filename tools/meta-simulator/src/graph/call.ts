import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FaultEffect, FaultPoint } from '../faults.js';
import type { World } from '../world.js';
import { slowly } from '../slow-body.js';
import { type Access, authenticate } from './access.js';
import { errorAnswer, type Refusal } from './errors.js';

export interface GraphCall {
  world: World;
  access: Access;
  request: FastifyRequest;
  /** The node in the path. */
  id: string;
  /** Query and body together: Graph takes parameters in either. */
  parameters: Record<string, unknown>;
  effect: FaultEffect;
}

export interface GraphAnswer {
  body: object | string | Readable;
  status?: number;
  headers?: Record<string, string>;
  /** Held back so long, as when a status overtakes the answer of its send. */
  answerDelayMs?: number;
  /** For the ledger. */
  facts?: { phoneNumberId?: string; wamid?: string; opaqueId?: string; type?: string; sha256?: string; size?: number };
  /** Runs when the answer has left, or its connection was cut. */
  afterAnswer?: () => void;
}

export type GraphHandler = (
  call: GraphCall,
) => Promise<GraphAnswer | { refusal: Refusal }> | GraphAnswer | { refusal: Refusal };

const PAGE =
  '<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Sorry, something went wrong.</h1></body></html>';

/** One Graph call from end to end: faults, token, the handler, the answer, one line in the ledger. */
export function graphRoute(
  world: World,
  pointOf: FaultPoint | ((request: FastifyRequest) => FaultPoint),
  handler: GraphHandler,
  toAnswer: (refusal: Refusal) => { status: number; body: object | string } = (refusal) =>
    errorAnswer(world.ids, refusal),
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const started = performance.now();
    const point = typeof pointOf === 'function' ? pointOf(request) : pointOf;
    const parameters = parametersOf(request);
    const id = (request.params as { id?: string }).id ?? '';
    const effect = world.faults.strike(occasionOf(point, id, parameters));
    if (effect.delayMs) await wait(effect.delayMs, undefined, { ref: false });

    const call = { world, request, id, parameters, effect };
    const early = earlyAnswer(world, effect);
    const result: GraphAnswer | { refusal: Refusal } | undefined =
      effect.cut === 'before' ? undefined : (early ?? (await run(handler, call)));
    const answer = result && 'refusal' in result ? toAnswer(result.refusal) : result;
    const made = result && !('refusal' in result) ? result : undefined;
    const body = effect.garbage && made ? PAGE : (answer?.body ?? '');
    const status = answer?.status ?? 200;
    const answerDelayMs = effect.answerDelayMs ?? made?.answerDelayMs ?? 0;
    if (answerDelayMs > 0) await wait(answerDelayMs, undefined, { ref: false });
    world.ledger.record({
      kind: 'graph.request',
      route: point,
      method: request.method,
      path: pathWithoutSecrets(request.url),
      ...(world.registry.numbers.has(id) && { phoneNumberId: id }),
      ...made?.facts,
      status: effect.cut ? null : status,
      code: result && 'refusal' in result ? result.refusal.code : undefined,
      cut: effect.cut,
      ms: Math.round(performance.now() - started),
      request: withoutSecrets(parameters),
      answer: isStream(body) ? undefined : body,
    });
    if (made?.afterAnswer) reply.raw.once('close', made.afterAnswer);
    if (effect.cut) {
      reply.hijack();
      request.raw.socket.destroy();
      if (isStream(body)) body.destroy();
      return reply;
    }
    if (typeof body === 'string' && body !== '' && !made?.headers) void reply.type(typeOfText(body));
    void reply.code(status).headers(made?.headers ?? {});
    if (effect.slowBodyMs === undefined) return reply.send(body);
    if (isStream(body)) return reply.send(slowly(body, effect.slowBodyMs));
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    if (typeof body !== 'string') void reply.type('application/json; charset=utf-8');
    return reply.header('content-length', bytes.length).send(slowly(bytes, effect.slowBodyMs));
  };
}

async function run(
  handler: GraphHandler,
  call: Omit<GraphCall, 'access'>,
): Promise<GraphAnswer | { refusal: Refusal }> {
  const who = authenticate(call.world, call.request);
  return 'refusal' in who ? who : handler({ ...call, access: who.access });
}

/** What a rule puts in the place of an answer; nothing is accepted then. */
function earlyAnswer(world: World, effect: FaultEffect): GraphAnswer | { refusal: Refusal } | undefined {
  if (effect.graphCode !== undefined) {
    const refusal = {
      code: effect.graphCode,
      details: effect.details,
      subcode: effect.subcode,
      message: effect.message,
    };
    if (effect.httpStatus === undefined) return { refusal };
    return { ...errorAnswer(world.ids, refusal), status: effect.httpStatus };
  }
  return effect.httpStatus === undefined ? undefined : { status: effect.httpStatus, body: effect.body ?? PAGE };
}

function occasionOf(point: FaultPoint, id: string, parameters: Record<string, unknown>) {
  const type = parameters['type'];
  return {
    point,
    phoneNumberId: id,
    type: typeof type === 'string' ? type : undefined,
    text: () => JSON.stringify(parameters),
  };
}

function parametersOf(request: FastifyRequest): Record<string, unknown> {
  const { access_token: _, ...query } = request.query as Record<string, unknown>;
  const body = request.body;
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...query, ...body } : query;
}

function pathWithoutSecrets(url: string): string {
  return url.replace(/((?:access_token|input_token|verify_token|hash)=)[^&]*/g, '$1***');
}

const secretKeys = new Set(['access_token', 'input_token', 'verify_token', 'pin', 'hash']);

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, unknown>);
  return Object.fromEntries(entries.map(([key, inner]) => [key, secretKeys.has(key) ? '***' : withoutSecrets(inner)]));
}

function typeOfText(body: string): string {
  return /^\s*[[{]/.test(body) ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8';
}

function isStream(body: unknown): body is Readable {
  return typeof body === 'object' && body !== null && 'pipe' in body;
}
