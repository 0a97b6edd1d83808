import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@wabx/testing';
import type { SessionView } from '@wabx/contracts';
import { openLoop, type Measured } from './load.js';
import { load } from './machine.js';
import { startBareWay } from './whole/bare-way.js';
import { launchStack, type LaunchedStack } from './whole/launched-stack.js';
import { processorTime, processorTimeSince } from './whole/processor-time.js';
import { spentBy, type Spent } from './whole/spent.js';
import { allRead, allStored, openSessions, receive, reply, type Answer } from './whole/traffic.js';

const SESSIONS = 500;
const COUNTED_PER_SECOND = 20;
const COUNTED_SECONDS = 8;
/** Offered one after the other; the knee is the first at which the slowest hundredth of the answers takes too long. */
const RATES = [20, 40, 60, 80, 120, 160];
const KNEE_P99_MS = 300;
const SETTLED_MS_MAX = 120_000;
/** A connection of Postgres that has nothing to do tells its counters within 10 s. */
const COUNTERS_TOLD_MS = 11_000;

/**
 * The whole way of a message on what `npm start` starts: API, router, sender, Graph, three statuses, router and stats. First
 * what one of each costs, then replies at growing rates, ours and those of a bare program on the same servers.
 */
export async function benchWhole(seconds: number): Promise<void> {
  console.log(`whole: seven processes, ${SESSIONS} sessions of one number, Postgres and NATS sync; load ${load()}`);
  const stack = await launchStack();
  try {
    const sessions = await openSessions(stack, SESSIONS);
    const { received, replied } = await countBoth(stack, sessions);
    show('received message', received);
    show('reply with three statuses', replied);
    const bare = await startBareWay(stack, SESSIONS);
    try {
      const ours = { reply: (n: number) => reply(stack, sessions, n), settled: () => allRead(stack) };
      const floor = {
        reply: (n: number) => bare.reply(n),
        settled: async () => void (await eventually('the bare program is done', bare.allRead, SETTLED_MS_MAX)),
      };
      for (const rate of RATES) {
        console.log(`  ${rate} replies/s offered for ${seconds} s; load ${load()}`);
        const own = await offered(rate, seconds, ours, (name) => !isBare(name));
        const least = await offered(rate, seconds, floor, (name) => isBare(name) || isServer(name));
        console.log(`    × ${(own.cpuMs / least.cpuMs).toFixed(2)} of the bare program's processor time`);
      }
    } finally {
      await bare.stop();
    }
  } finally {
    await stack.stop();
  }
}

/** What one received message and one reply take of the servers, at a rate at which little is shared. */
export async function countBoth(
  stack: LaunchedStack,
  sessions: readonly SessionView[],
): Promise<{ received: Spent; replied: Spent }> {
  const count = COUNTED_PER_SECOND * COUNTED_SECONDS;
  const steady = { ratePerSecond: COUNTED_PER_SECOND, seconds: COUNTED_SECONDS };
  const each = async (work: () => Promise<void>) => perMessage(await spentBy(stack, work), count);
  // What the start of the stack has written would be counted with it.
  await delay(COUNTERS_TOLD_MS);
  let n = 0;
  const received = await each(async () => {
    const { failed } = await openLoop(steady, async () => (await receive(stack, sessions.length, n++)).status === 200);
    if (failed > 0) throw new Error(`${failed} webhooks were not taken`);
    await allStored(stack, sessions.length + count);
  });
  n = 0;
  const replied = await each(async () => {
    const { failed } = await openLoop(steady, async () => (await reply(stack, sessions, n++)).status === 202);
    if (failed > 0) throw new Error(`${failed} replies were not taken`);
    await allRead(stack);
  });
  return { received, replied };
}

function perMessage({ byRole, ...totals }: Spent, count: number): Spent {
  const share = <Name extends string>(values: Record<Name, number>) =>
    Object.fromEntries(Object.entries<number>(values).map(([name, value]) => [name, value / count])) as typeof values;
  return { ...share(totals), byRole: share(byRole) };
}

function show(what: string, { byRole, ...spent }: Spent): void {
  const figure = (value: number) => value.toFixed(1);
  const roles = Object.entries(byRole).map(([role, value]) => `${role.replace('wabx_', '')} ${figure(value)}`);
  console.log(
    `  ${what} at ${COUNTED_PER_SECOND}/s: ${figure(spent.statements)} statements (${roles.join(', ')}), ` +
      `${figure(spent.transactions)} transactions, ${figure(spent.walRecords)} WAL records, ` +
      `${figure(spent.walKiB)} KiB of WAL, ${figure(spent.jetStreamMessages)} JetStream messages`,
  );
}

interface Way {
  reply(n: number): Promise<Answer>;
  settled(): Promise<void>;
}

const isBare = (name: string) => name.includes('bare');
const isServer = (name: string) => name === 'nats' || name === 'postgres itself';

async function offered(
  ratePerSecond: number,
  seconds: number,
  way: Way,
  isCounted: (program: string) => boolean,
): Promise<Measured & { cpuMs: number }> {
  const answers = new Map<number, number>();
  const before = processorTime(process.pid);
  let n = 0;
  const measured = await openLoop({ ratePerSecond, seconds }, async () => {
    const { status } = await way.reply(n++);
    answers.set(status, (answers.get(status) ?? 0) + 1);
    return status === 202;
  });
  await way.settled();
  await delay(1_000);
  const spent = [...processorTimeSince(before, process.pid)]
    .filter(([name]) => isCounted(name) && name !== 'simulator')
    .map(([name, ms]): [string, number] => [name, ms / measured.answered])
    .sort(([, one], [, other]) => other - one);
  const cpuMs = spent.reduce((sum, [, ms]) => sum + ms, 0);
  const programs = spent.filter(([, ms]) => ms >= 0.1).map(([name, ms]) => `${name} ${ms.toFixed(1)}`);
  const { p50, p99 } = measured;
  const verdict = p99 > KNEE_P99_MS ? ' (beyond the knee)' : '';
  console.log(
    `    ${isCounted('router') ? 'ours' : 'bare'}: ${[...answers].map(([status, count]) => `${count} × ${status}`).join(', ')}, ` +
      `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms${verdict}; ${cpuMs.toFixed(1)} ms of processor time each: ${programs.join(', ')}`,
  );
  return { ...measured, cpuMs };
}
