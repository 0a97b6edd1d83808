import type { FastifyRequest } from 'fastify';
import { Counter, type Registry } from 'prom-client';
import { FailurePauses } from './failure-pauses.js';
import { Problem } from './problem.js';

/** Far above what a client with an old key sends before somebody looks; many people may share an address. */
const FREE_PER_ADDRESS = 300;
const FREE_PER_KEY = 100;

/**
 * Slows down who presents wrong keys: beyond a free number, per address and per key id, the answer is 429 with a pause that
 * doubles. A right key is never refused, because a key id is no secret and a proxy shares its address: otherwise anybody
 * could lock out others. Guessing is hopeless all the same, a secret has 256 random bits.
 */
export class FailedSignIns {
  private readonly pauses: FailurePauses;
  private readonly counter: Counter<'by' | 'answer'>;

  constructor(metrics: Registry, now?: () => number) {
    this.pauses = new FailurePauses(now);
    this.counter = new Counter({
      name: 'wabx_failed_sign_ins_total',
      help: 'Wrong API keys and tokens, by whether the caller was slowed down',
      labelNames: ['by', 'answer'],
      registers: [metrics],
    });
  }

  get size(): number {
    return this.pauses.size;
  }

  /** What to answer instead of this error. Only a 401 counts, and only for who has presented something. */
  answerTo(error: unknown, { ip, headers: { authorization } }: Pick<FastifyRequest, 'ip' | 'headers'>): unknown {
    if (!(error instanceof Problem) || error.status !== 401 || authorization === undefined) return error;
    const keyId = /^Bearer wabx_([A-Za-z0-9]{8,32})_/i.exec(authorization)?.[1];
    const seconds = Math.max(
      this.pauses.secondsAfter(`address ${ip}`, FREE_PER_ADDRESS),
      keyId === undefined ? 0 : this.pauses.secondsAfter(`key ${keyId}`, FREE_PER_KEY),
    );
    this.counter.inc({ by: keyId === undefined ? 'token' : 'key', answer: seconds === 0 ? '401' : '429' });
    return seconds === 0 ? error : tooMany(seconds);
  }
}

function tooMany(seconds: number): Problem {
  return new Problem(
    'TOO_MANY_FAILURES',
    `Too many wrong keys or tokens from this address or with this key id. Correct yours, then try again in ${seconds} s.`,
    {},
    { 'retry-after': String(seconds) },
  );
}
