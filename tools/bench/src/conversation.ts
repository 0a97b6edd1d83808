import { newId, type SessionView } from '@wabx/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import { LiveFeed } from './live-feed.js';
import { openLoop, percentile, type Measured } from './load.js';
import { load } from './machine.js';
import { launchStack, type LaunchedStack } from './whole/launched-stack.js';
import { allRead, authorized, call, numberOf, openSessions, receive, reply, waIdOf } from './whole/traffic.js';

export interface Shape {
  customers: number;
  /** Messages a second of all customers together, and replies to them. */
  inPerSecond: number;
  outPerSecond: number;
}

export const SHAPES: Shape[] = [
  { customers: 1, inPerSecond: 3, outPerSecond: 3 },
  { customers: 10, inPerSecond: 5, outPerSecond: 5 },
  { customers: 150, inPerSecond: 30, outPerSecond: 6 },
  { customers: 1_000, inPerSecond: 40, outPerSecond: 15 },
];
/** Lists, opened sessions and searches, as some agents at work ask for them. */
const READS_PER_SECOND = 6;
/** Raised in both directions until the slowest hundredth takes longer. */
const RAISED: Shape = { customers: 150, inPerSecond: 15, outPerSecond: 5 };
const RAISED_P99_MS = 300;
const RAISED_TIMES_MAX = 12;
const SENDS_SHOWN_MAX = 10_000;
/** Meta takes one reply in 6 s to one customer; 45 within 6 s, when as many times 6 s of rest follow. */
const PAIR_SECONDS = 6;
/** Who is answered more often writes for so long and leaves the place to the next. */
const TURN_SECONDS = 5;

export interface Driven {
  /** From the customer's webhook to the agent's live event. */
  inbound?: Latency;
  /** From the agent's request to the call of the Graph API. */
  outbound?: Latency;
  /** Answers by status, of all that was asked. */
  answers: Map<number, number>;
  deadlocks: number;
}

interface Latency {
  rate: number;
  p50: number;
  p99: number;
}

/**
 * Customers who write while agents answer and read, on what `npm start` starts, on a fixed schedule: both directions at
 * once against the same work one direction at a time. What else runs on the machine is in all of them, so only the ratios
 * can be compared with those of another run.
 */
export async function benchConversation(seconds: number): Promise<void> {
  const stack = await launchStack();
  const largest = Math.max(...SHAPES.map(({ customers }) => customers));
  try {
    const bench = await openBench(stack, largest);
    console.log(`conversation: seven processes, Postgres and NATS sync, statuses on; load ${load()}`);
    for (const shape of SHAPES) {
      const { customers, inPerSecond, outPerSecond } = shape;
      console.log(`  ${customers} × (${inPerSecond} in, ${outPerSecond} out)/s for ${seconds} s`);
      const { inbound } = await bench.drive({ ...shape, outPerSecond: 0 }, seconds);
      const { outbound } = await bench.drive({ ...shape, inPerSecond: 0 }, seconds);
      const both = await bench.drive(shape, seconds);
      show('customer → live event', both.inbound, inbound);
      show('reply → Graph', both.outbound, outbound);
      showFaults(both);
    }
    await raise(bench, seconds);
    bench.close();
  } finally {
    await stack.stop();
  }
}

/** How many customers a drive needs, so that Meta's pause after many replies to one of them is not what is measured. */
export function customersOf({ customers, outPerSecond }: Shape, seconds: number): number {
  return customers * (isPaused(customers, outPerSecond) ? Math.ceil(seconds / TURN_SECONDS) : 1);
}

const isPaused = (customers: number, outPerSecond: number): boolean => outPerSecond / customers > 1 / PAIR_SECONDS;

export interface Bench {
  drive(shape: Shape, seconds: number): Promise<Driven>;
  close(): void;
}

/** Opens the sessions of so many customers, and a supervisor's live events. Each drive takes those that rested longest. */
export async function openBench(stack: LaunchedStack, customers: number): Promise<Bench> {
  const byPhone = new Map((await openSessions(stack, customers)).map((each) => [each.customer.phone, each]));
  const sessions = Array.from({ length: customers }, (_, n) => byPhone.get(`+${waIdOf(n)}`)).filter(
    (session) => session !== undefined,
  );
  const feed = await LiveFeed.open(`${stack.services.router.url}/v1/events`, stack.adminKey);
  let replies = 0;
  let rested = 0;
  return {
    async drive(shape, seconds) {
      const from = rested;
      rested += customersOf(shape, seconds);
      const isTakingTurns = isPaused(shape.customers, shape.outPerSecond);
      /** Whose the n-th thing of a drive is. */
      const customerAt = (n: number, ratePerSecond: number): number => {
        const turn = isTakingTurns ? Math.floor(n / ratePerSecond / TURN_SECONDS) : 0;
        return (from + turn * shape.customers + (n % shape.customers)) % customers;
      };
      const driven: Driven = { answers: new Map(), deadlocks: await deadlocksOf(stack) };
      const noted = ({ status }: { status: number }) => {
        driven.answers.set(status, (driven.answers.get(status) ?? 0) + 1);
        return status;
      };
      const began = new Map<string, number>();
      let [writes, answered, reads] = [0, 0, 0];
      const write = async () => {
        const waMessageId = `wamid.${newId()}`;
        const shown = feed.next(waMessageId);
        const customer = customerAt(writes++, shape.inPerSecond);
        return noted(await receive(stack, customers, customer, waMessageId)) === 200 && (await shown);
      };
      const answer = async () => {
        const asked = replies++;
        const session = sessions[customerAt(answered++, shape.outPerSecond)];
        began.set(`Reply ${asked}`, Date.now());
        return noted(await reply(stack, session ? [session] : [], asked)) === 202;
      };
      const read = async () => noted(await readAsAgent(stack, sessions, from + reads++)) === 200;
      const at = (ratePerSecond: number, send: () => Promise<boolean>) =>
        ratePerSecond > 0 ? openLoop({ ratePerSecond, seconds }, send) : undefined;
      const [inbound] = await Promise.all([
        at(shape.inPerSecond, write),
        at(shape.outPerSecond, answer),
        at(READS_PER_SECOND, read),
      ]);
      await allRead(stack);
      if (inbound) driven.inbound = inbound;
      if (began.size > 0) driven.outbound = await reachedGraph(stack, began, seconds);
      driven.deadlocks = (await deadlocksOf(stack)) - driven.deadlocks;
      return driven;
    },
    close: () => feed.close(),
  };
}

function readAsAgent(stack: LaunchedStack, sessions: readonly SessionView[], n: number) {
  const session = sessions[n % sessions.length];
  const routes = ['?state=open&limit=50', `/${session?.id ?? ''}/messages`, `?q=${encodeURIComponent('my order')}`];
  const route = routes[n % routes.length] ?? '';
  return call('GET', `${stack.services.router.url}/v1/sessions${route}`, undefined, authorized(stack));
}

/** When Meta had the replies whose texts these are; the simulator runs by this machine's clock. */
async function reachedGraph(stack: LaunchedStack, began: Map<string, number>, seconds: number): Promise<Latency> {
  const query = `phoneNumberId=${numberOf(stack)}&limit=${SENDS_SHOWN_MAX}`;
  const { body } = await call('GET', `${stack.simulatorUrl}/_sim/sends?${query}`);
  const latencies = (body as { sends: { content: { body?: string }; atMs: number }[] }).sends
    .flatMap(({ content, atMs }) => {
      const from = began.get(content.body ?? '');
      return from === undefined ? [] : [atMs - from];
    })
    .sort((a, b) => a - b);
  return { rate: latencies.length / seconds, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}

/** Of the whole server, since it started. Backends tell of theirs within a second of the end of a transaction. */
async function deadlocksOf({ database }: LaunchedStack): Promise<number> {
  await delay(1_000);
  const { rows } = await database.query<{ deadlocks: number }>(
    'SELECT sum(deadlocks)::int AS deadlocks FROM pg_stat_database',
  );
  return rows[0]?.deadlocks ?? NaN;
}

/** Raises both directions in steps, up to what Meta allows of a number, and says what still went through in time. */
async function raise(bench: Bench, seconds: number): Promise<void> {
  let inTime = 'none';
  for (let times = 1; times <= RAISED_TIMES_MAX; times++) {
    const shape = {
      ...RAISED,
      inPerSecond: RAISED.inPerSecond * times,
      outPerSecond: RAISED.outPerSecond * times,
    };
    const driven = await bench.drive(shape, seconds);
    const rate = `${shape.inPerSecond} in and ${shape.outPerSecond} out a second`;
    console.log(`  ${rate}; load ${load()}`);
    show('customer → live event', driven.inbound);
    show('reply → Graph', driven.outbound);
    showFaults(driven);
    if (Math.max(driven.inbound?.p99 ?? NaN, driven.outbound?.p99 ?? NaN) > RAISED_P99_MS) break;
    inTime = rate;
  }
  console.log(`  within ${RAISED_P99_MS} ms for 99 of 100: ${inTime}`);
}

function show(what: string, together: Latency | Measured | undefined, alone?: Latency | Measured): void {
  if (!together) return;
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  const ratio = (value: number, of: number) => `× ${(value / of).toFixed(2)}`;
  const against = alone
    ? `; alone ${ms(alone.p50)}, ${ms(alone.p99)}: ${ratio(together.p50, alone.p50)}, ${ratio(together.p99, alone.p99)}`
    : '';
  console.log(`    ${what}: ${together.rate.toFixed(1)}/s, p50 ${ms(together.p50)}, p99 ${ms(together.p99)}${against}`);
}

function showFaults({ answers, deadlocks }: Driven): void {
  const statuses = [...answers].sort(([one], [other]) => one - other).map(([status, count]) => `${count} × ${status}`);
  console.log(`    ${deadlocks} deadlocks; answers ${statuses.join(', ')}`);
}
