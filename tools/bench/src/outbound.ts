import { fullestWindow } from '@wabx/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { load } from './machine.js';
import { openLoop, percentile } from './load.js';
import { openBareLoop, type BareLoop } from './outbound/bare-loop.js';
import { phoneNumberIds, withStage, type Arrival, type Stage } from './outbound/stage.js';

/** Meta's default for a number, which is paced at 75/s, and its higher tier, paced at 950/s. */
const LIMIT = { perSecond: 80, paced: 75 };
const HIGHER_LIMIT = { perSecond: 1_000, paced: 950 };
const KEPT_MIN = 74;
const SHARE_MIN = 0.5;
/** Of one number: well under what it may. */
const CALM_PER_SECOND = 40;
const P99_RATIO_MAX = 3;
/** A process that has just started compiles what it runs. */
const WARM_UP_SECONDS = 5;

/**
 * What a number keeps of its limit, what senders do when more is asked of them than the machine can do, and how long a
 * reply takes under the rate; each beside a bare loop of undici calls in the same run, and judged by the ledger of the
 * simulated Meta. Replies are asked for as the router does.
 */
export async function benchOutbound(seconds: number): Promise<void> {
  console.log(`outbound: Postgres syncs, Meta answers at once, ${seconds} s each; load ${load()}`);
  await withStage(async (stage) => {
    const bare = await openBareLoop(stage);
    try {
      const [one = '', ...twenty] = phoneNumberIds;
      await stage.startSender();
      await measureLatency(stage, one, { bare, seconds });
      await measureKept(stage, one, { bare, seconds });
      const most = await bare.most(seconds, bare.send);
      const committed = await bare.most(seconds, bare.commitAndSend);
      console.log(
        `  the bare loop does ${most.toFixed(0)}/s, with a commit before each call ${committed.toFixed(0)}/s`,
      );
      await measureMost(stage, [one], { most, committed, seconds, title: 'one number' });
      await stage.startSender();
      await measureMost(stage, twenty, { most, committed, seconds, title: '20 numbers over two senders' });
    } finally {
      await bare.close();
    }
  });
}

interface Measurement {
  bare: BareLoop;
  seconds: number;
}

async function measureLatency(stage: Stage, number: string, { bare, seconds }: Measurement): Promise<void> {
  await stage.open([number], LIMIT.perSecond);
  const next = stage.replies([number]);
  const sendOne = async () => (await stage.publish([next()]), true);
  const calm = async (send: () => Promise<boolean>, to: string) => {
    await openLoop({ ratePerSecond: CALM_PER_SECOND, seconds: WARM_UP_SECONDS }, send);
    const fromMs = Date.now();
    await openLoop({ ratePerSecond: CALM_PER_SECOND, seconds }, send);
    await delay(1_000);
    const own = (await stage.arrivals([to])).filter(({ askedAtMs }) => askedAtMs >= fromMs);
    if (own.length < CALM_PER_SECOND * seconds) throw new Error(`only ${own.length} calls arrived`);
    const latencies = own.map(({ atMs, askedAtMs }) => atMs - askedAtMs).sort((fast, slow) => fast - slow);
    return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
  };
  const floor = await calm(() => bare.commitAndSend(), bare.phoneNumberId);
  const own = await calm(sendOne, number);
  const show = ({ p50, p99 }: typeof own) => `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`;
  const ratio = own.p99 / floor.p99;
  verdict(
    `accepted → Graph at ${CALM_PER_SECOND}/s: ${show(own)}; the bare loop with the commit of "sending" ${show(floor)}; ` +
      `p99 × ${ratio.toFixed(1)} (≤ ${P99_RATIO_MAX})`,
    ratio <= P99_RATIO_MAX,
  );
}

async function measureKept(stage: Stage, number: string, { bare, seconds }: Measurement): Promise<void> {
  const bareFromMs = Date.now();
  await openLoop({ ratePerSecond: LIMIT.paced, seconds }, () => bare.send());
  const floor = keptOf((await stage.arrivals([bare.phoneNumberId])).filter(since(bareFromMs)), seconds);
  const own = keptOf(await sendAll(stage, [number], { limit: LIMIT, seconds, perSecond: LIMIT.perSecond }), seconds);
  verdict(
    `one number at ${LIMIT.perSecond}/s: ${own.perSecond.toFixed(1)}/s (≥ ${KEPT_MIN}), fullest second ${own.fullest}; ` +
      `a bare loop at ${LIMIT.paced}/s ${floor.perSecond.toFixed(1)}/s, fullest second ${floor.fullest}`,
    own.perSecond >= KEPT_MIN && own.fullest <= LIMIT.perSecond,
  );
}

async function measureMost(
  stage: Stage,
  numbers: string[],
  { most, committed, seconds, title }: { most: number; committed: number; seconds: number; title: string },
): Promise<void> {
  const permitted = numbers.length * HIGHER_LIMIT.paced;
  const possible = Math.min(most, permitted);
  // More than a bare loop that commits before each call no sender can do.
  const perSecond = Math.min(committed, permitted);
  const arrivals = await sendAll(stage, numbers, { limit: HIGHER_LIMIT, seconds, perSecond });
  const kept = keptOf(arrivals, seconds).perSecond;
  const fullest = Math.max(...numbers.map((number) => keptOf(arrivals.filter(of(number)), seconds).fullest));
  const share = kept / possible;
  verdict(
    `${title} at ${HIGHER_LIMIT.perSecond}/s: ${kept.toFixed(0)}/s, × ${share.toFixed(2)} (≥ ${SHARE_MIN}) of the ` +
      `${possible.toFixed(0)}/s that bare loop and limit leave; fullest second of a number ${fullest}`,
    share >= SHARE_MIN && fullest <= HIGHER_LIMIT.perSecond,
  );
}

/** What arrives while more is queued than can go: from the opening of the numbers until some seconds after the first. */
async function sendAll(
  stage: Stage,
  numbers: string[],
  { limit, seconds, perSecond }: { limit: { perSecond: number }; seconds: number; perSecond: number },
): Promise<Arrival[]> {
  await stage.open([], limit.perSecond);
  const next = stage.replies(numbers);
  await stage.queue(Array.from({ length: Math.ceil(perSecond * (seconds + WARM_UP_SECONDS)) }, next));
  const fromMs = Date.now();
  await stage.open(numbers, limit.perSecond);
  await delay((seconds + 2) * 1_000);
  await stage.open([], limit.perSecond);
  // What is under way arrives.
  await delay(1_000);
  return (await stage.arrivals(numbers)).filter(since(fromMs));
}

/** Over so many seconds from the first call on. */
function keptOf(arrivals: Arrival[], seconds: number): { perSecond: number; fullest: number } {
  const times = arrivals.map(({ atMs }) => atMs);
  const endMs = (times[0] ?? NaN) + seconds * 1_000;
  return { perSecond: times.filter((atMs) => atMs < endMs).length / seconds, fullest: fullestWindow(times) };
}

const since =
  (fromMs: number) =>
  ({ askedAtMs, atMs }: Arrival): boolean =>
    Math.max(askedAtMs, atMs) >= fromMs;
const of =
  (number: string) =>
  ({ phoneNumberId }: Arrival): boolean =>
    phoneNumberId === number;

function verdict(sentence: string, holds: boolean): void {
  console.log(`  ${sentence}: ${holds ? 'holds' : 'DOES NOT HOLD'}`);
  if (!holds) process.exitCode = 1;
}
