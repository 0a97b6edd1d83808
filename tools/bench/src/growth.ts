import { streams } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { setClockOffset } from '@wabx/persistence';
import { openLoop } from './load.js';
import { load } from './machine.js';
import { launchStack, type LaunchedStack } from './whole/launched-stack.js';
import { sizesOf, type Sizes } from './growth/sizes.js';
import { allRead, allStored, call, openSessions, receive, reply } from './whole/traffic.js';

const SESSIONS = 100;
/** Well under what a number may send and receive. */
const RECEIVED_PER_SECOND = 30;
const REPLIES_PER_SECOND = 10;
/** A quarter of the messages of a usual site are replies. */
const REPLY_SHARE = 0.25;
const PER_DAY = [10_000, 100_000, 1_000_000];
const STREAM_DAYS = 8;
/** Longer than any technical row is kept; every session is closed by then. */
const PAST_EVERY_RETENTION_DAYS = 130;
const CHORES = [
  'close-idle-sessions',
  'expire-media',
  'settle-unknown-sends',
  'forget-parked',
  'purge-old-rows',
  'forget-facts',
];
const DISK_GIB = 100;
const SETTLED_MS_MAX = 120_000;

/**
 * What one received message and one reply with its three statuses add to every store, how much of it stays when every
 * retention has passed, and from that how long each limit lasts.
 */
export async function benchGrowth(seconds: number): Promise<void> {
  console.log(`growth: texts of one number in ${SESSIONS} sessions, on what npm start starts; load ${load()}`);
  const stack = await launchStack();
  try {
    const sessions = await openSessions(stack, SESSIONS);
    const start = await sizesOf(stack);
    const received = RECEIVED_PER_SECOND * seconds;
    await offer(received, RECEIVED_PER_SECOND, async (n) => (await receive(stack, SESSIONS, n)).status === 200);
    await allStored(stack, SESSIONS + received);
    const afterReceived = await sizesOf(stack);
    const replies = REPLIES_PER_SECOND * seconds;
    await offer(replies, REPLIES_PER_SECOND, async (n) => (await reply(stack, sessions, n)).status === 202);
    await allRead(stack);
    const afterReplies = await sizesOf(stack);
    await passEveryRetention(stack);
    const kept = await sizesOf(stack);

    const each = {
      received: added(start, afterReceived, received),
      reply: added(afterReceived, afterReplies, replies),
    };
    const staying = added(start, kept, received + replies);
    show(each.received, each.reply, staying);
    showDays(each.received, each.reply, staying);
  } finally {
    await stack.stop();
  }
}

async function offer(count: number, ratePerSecond: number, one: (n: number) => Promise<boolean>): Promise<void> {
  let n = 0;
  const { failed } = await openLoop({ ratePerSecond, seconds: count / ratePerSecond }, () => one(n++));
  if (failed > 0) throw new Error(`${failed} of ${count} were not taken`);
}

/** Moves the clock and lets the janitor do what is due; the streams' own age cannot be moved. */
async function passEveryRetention(stack: LaunchedStack): Promise<void> {
  await setClockOffset(stack.databaseUrl, PAST_EVERY_RETENTION_DAYS * 86_400);
  const headers = { authorization: `Bearer ${stack.adminKey}` };
  for (const chore of CHORES) {
    await eventually(
      `${chore} has nothing to do`,
      async () => {
        const { body } = await call('POST', `${stack.services['session-janitor'].url}/v1/runs`, { chore }, headers);
        const { done, error } = body as { done: number; error?: string };
        if (error !== undefined) throw new Error(error);
        return done === 0;
      },
      SETTLED_MS_MAX,
    );
  }
}

/** Bytes for each of `count`, by store. */
function added(before: Sizes, after: Sizes, count: number): Map<string, number> {
  return new Map([...after].map(([store, bytes]) => [store, Math.max(0, bytes - (before.get(store) ?? 0)) / count]));
}

const isStream = (store: string) => store.startsWith('WA_');
const sum = (sizes: Map<string, number>, isCounted: (store: string) => boolean) =>
  [...sizes].filter(([store]) => isCounted(store)).reduce((total, [, bytes]) => total + bytes, 0);

function show(received: Map<string, number>, reply: Map<string, number>, staying: Map<string, number>): void {
  console.log('  bytes for each           received     reply   stays (of the mix)');
  const line = (name: string, ...values: string[]) =>
    console.log(`  ${name.padEnd(24)} ${values.map((value) => value.padStart(8)).join('  ')}`);
  const bytes = (value = 0) => Math.round(value).toString();
  for (const store of [...received.keys()].sort()) {
    const [one = 0, other = 0] = [received.get(store), reply.get(store)];
    if (Math.max(one, other) < 10) continue;
    line(store, bytes(one), bytes(other), isStream(store) ? '-' : bytes(staying.get(store)));
  }
  line('streams', bytes(sum(received, isStream)), bytes(sum(reply, isStream)), `${STREAM_DAYS} d`);
  const isTable = (store: string) => !isStream(store);
  line('Postgres', bytes(sum(received, isTable)), bytes(sum(reply, isTable)), bytes(sum(staying, isTable)));
}

function showDays(received: Map<string, number>, reply: Map<string, number>, staying: Map<string, number>): void {
  const mixed = (store: string) =>
    (1 - REPLY_SHARE) * (received.get(store) ?? 0) + REPLY_SHARE * (reply.get(store) ?? 0);
  const stays = sum(staying, (store) => !isStream(store));
  for (const perDay of PER_DAY) {
    const limits = streams
      .map(({ name, maxBytes, maxAgeSeconds }) => ({
        name,
        days: maxBytes / (mixed(name) * perDay),
        ageDays: maxAgeSeconds / 86_400,
      }))
      .filter(({ name }) => mixed(name) >= 1)
      .map(({ name, days, ageDays }) => `${name} ${days > ageDays ? `never (${ageDays} d)` : `${days.toFixed(1)} d`}`);
    const gibPerDay = (stays * perDay) / 1024 ** 3;
    limits.push(
      `${DISK_GIB} GiB for Postgres ${Math.round(DISK_GIB / gibPerDay).toLocaleString('en')} d (${gibPerDay.toFixed(2)} GiB a day stay)`,
    );
    console.log(`  ${perDay.toLocaleString('en')} a day, full after: ${limits.join(', ')}`);
  }
}
