import { newId, operationIdOf, type DataOf, type operationPerformed } from '@wabx/contracts';
import type { FastifyInstance } from 'fastify';
import type { Calling } from './auth.js';
import { doerOf, type Caller } from './caller.js';

type Told = DataOf<typeof operationPerformed>;

const HOUR_MS = 3_600_000;
const REPORT_EVERY_MS = 600_000;
/** Of one process; who uses a key from more addresses than that within an hour is told by these. */
const SIGN_INS_PER_HOUR_MAX = 1_000;
/** Kinds of refusals that are counted apart between two reports, and those of them that are told apart. */
const COUNTED_MAX = 1_000;
const TOLD_MAX = 10;

/** Of one kind, with what is known of the first. */
type Refusals = Pick<Told, 'by' | 'filter' | 'startedAt'> & { count: number };

/**
 * Tells the audit who comes in from where, and who is refused, as much of it as stays small however many call: a key or
 * person and address once an hour (of which the audit keeps one a day), refusals as counts every ten minutes.
 */
export class AccessReports {
  private hour = 0;
  private readonly cameInThisHour = new Set<string>();
  private refusals = new Map<string, Refusals>();
  private refusalsOfOthers = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly service: string,
    private readonly tell: (operation: Told) => Promise<unknown>,
    private readonly now: () => number = Date.now,
  ) {
    this.timer = setInterval(() => void this.report(), REPORT_EVERY_MS).unref();
  }

  /** Counts what a route itself refuses a caller; a failed sign-in is counted where it fails. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request: Calling, reply, done) => {
      if (reply.statusCode === 403 && request.caller) this.refused(request, 403);
      done();
    });
  }

  cameIn(caller: Caller): void {
    const now = this.now();
    const hour = Math.floor(now / HOUR_MS);
    if (hour !== this.hour) this.cameInThisHour.clear();
    this.hour = hour;
    const who = `${caller.keyId} ${caller.address}`;
    if (this.cameInThisHour.has(who) || this.cameInThisHour.size >= SIGN_INS_PER_HOUR_MAX) return;
    this.cameInThisHour.add(who);
    const startedAt = new Date(now).toISOString();
    void this.tell({
      operationId: operationIdOf(`sign-in ${who} ${startedAt.slice(0, 10)}`),
      by: doerOf(caller),
      action: 'access.sign-in',
      targetId: caller.keyId,
      filter: { service: this.service },
      startedAt,
    }).catch(() => this.cameInThisHour.delete(who));
  }

  refused({ caller, ip, id, routeOptions, method }: Calling, status: 401 | 403): void {
    const who = `${status} ${caller?.keyId} ${ip}`;
    const known = this.refusals.get(who);
    if (known) known.count += 1;
    else if (this.refusals.size >= COUNTED_MAX) this.refusalsOfOthers += 1;
    else {
      this.refusals.set(who, {
        by: caller ? doerOf(caller) : { keyId: 'unknown', name: '', address: ip, requestId: id },
        filter: { service: this.service, status, route: `${method} ${routeOptions.url ?? ''}` },
        count: 1,
        startedAt: new Date(this.now()).toISOString(),
      });
    }
  }

  /** Tells what was counted since the last time: the most frequent ones each, the rest as one. */
  async report(): Promise<void> {
    const counted = [...this.refusals.values()].sort((a, b) => b.count - a.count);
    const rest = counted.slice(TOLD_MAX).reduce((sum, { count }) => sum + count, this.refusalsOfOthers);
    this.refusals = new Map();
    this.refusalsOfOthers = 0;
    const startedAt = new Date(this.now()).toISOString();
    const others = { by: { keyId: 'others', name: '' }, filter: { service: this.service }, count: rest, startedAt };
    const told = [...counted.slice(0, TOLD_MAX), ...(rest > 0 ? [others] : [])];
    await Promise.all(told.map((one) => this.tell(toOperation(one)).catch(() => undefined)));
  }

  /** What was counted until now is told first. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.report();
  }
}

function toOperation({ count, ...refusals }: Refusals): Told {
  const targetId = refusals.by.address ?? '*';
  return { ...refusals, operationId: newId(), action: 'access.refused', targetId, outcome: { refused: count } };
}
