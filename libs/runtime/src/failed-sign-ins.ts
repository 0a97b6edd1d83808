import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

const WINDOW_MS = 60_000;
const PAUSE_MS_MIN = 1_000;
const PAUSE_MS_MAX = 60_000;
/** Far above what a client with an old key sends before somebody looks; many people may share an address. */
const FREE_PER_ADDRESS = 300;
const FREE_PER_KEY = 100;
/** The oldest are forgotten first: made-up addresses and keys cost no memory beyond this. */
const TRACKED_MAX = 10_000;

interface Failures {
  count: number;
  lastAt: number;
  pauseMs: number;
  pausedUntil: number;
}

/**
 * Slows down who presents wrong keys: beyond a free number, per address and per key id, the answer is 429 with a pause that
 * doubles. A right key is never refused, because a key id is no secret and a proxy shares its address: otherwise anybody
 * could lock out others. Guessing is hopeless all the same, a secret has 256 random bits.
 */
export class FailedSignIns {
  private readonly tracked = new Map<string, Failures>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  get size(): number {
    return this.tracked.size;
  }

  /** What to answer instead of this error. Only a 401 counts, and only for who has presented something. */
  answerTo(error: unknown, { ip, headers: { authorization } }: Pick<FastifyRequest, 'ip' | 'headers'>): unknown {
    if (!(error instanceof Problem) || error.status !== 401 || authorization === undefined) return error;
    const keyId = /^Bearer wabx_([A-Za-z0-9]{8,32})_/i.exec(authorization)?.[1];
    const pausesMs = [
      this.pauseAfterFailure(`address ${ip}`, FREE_PER_ADDRESS),
      keyId === undefined ? 0 : this.pauseAfterFailure(`key ${keyId}`, FREE_PER_KEY),
    ];
    const seconds = Math.ceil(Math.max(...pausesMs) / 1000);
    return seconds === 0 ? error : tooMany(seconds);
  }

  /** How long this one should wait from now on; 0 while there are free attempts. */
  private pauseAfterFailure(who: string, free: number): number {
    const now = this.now();
    const known = this.tracked.get(who);
    const isOver = known === undefined || now - Math.max(known.lastAt, known.pausedUntil) > WINDOW_MS;
    const failures = isOver ? { count: 0, lastAt: now, pauseMs: 0, pausedUntil: 0 } : known;
    failures.count += 1;
    failures.lastAt = now;
    // What comes during a pause does not prolong it: a client that waits as told finds it over.
    if (failures.count > free && now >= failures.pausedUntil) {
      failures.pauseMs = Math.min(PAUSE_MS_MAX, failures.pauseMs * 2 || PAUSE_MS_MIN);
      failures.pausedUntil = now + failures.pauseMs;
    }
    this.keep(who, failures);
    return Math.max(0, failures.pausedUntil - now);
  }

  /** As the newest; a Map keeps the order of insertion. */
  private keep(who: string, failures: Failures): void {
    this.tracked.delete(who);
    this.tracked.set(who, failures);
    const [oldest] = this.tracked.keys();
    if (this.tracked.size > TRACKED_MAX && oldest !== undefined) this.tracked.delete(oldest);
  }
}

function tooMany(seconds: number): Problem {
  return new Problem(
    429,
    'TOO_MANY_FAILURES',
    `Too many wrong keys or tokens from this address or with this key id. Correct yours, then try again in ${seconds} s.`,
    {},
    { 'retry-after': String(seconds) },
  );
}
