import { once } from 'node:events';
import { Agent } from 'node:http';
import { Worker } from 'node:worker_threads';
import { forgetPeak, peakMebibytes } from './full-body.js';
import { ours, PHONE_NUMBER_ID, serve } from './ingress.js';
import { closedLoop, percentile } from './load.js';
import { load } from './machine.js';
import { postWebhook, textMessage } from './webhook.js';

const CONNECTIONS = 4;
const CUSTOMERS = 5_000;
const P99_RATIO_MAX = 5;
const MEBIBYTES_MAX = 150;

/**
 * 100 bodies of 4 MB with a wrong signature at once, again and again, against good webhooks beside them: how much later the
 * slowest hundredth of these is answered than without them, and by how much the process grows.
 */
export async function benchFlood(seconds: number): Promise<void> {
  console.log(`flood: good webhooks on ${CONNECTIONS} connections, ${seconds} s alone and beside; load ${load()}`);
  await serve(ours, true, async ({ child, target, channel }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    let count = 0;
    const send = () => postWebhook(agent, target, channel, PHONE_NUMBER_ID, textMessage(count++, CUSTOMERS));
    await closedLoop({ connections: CONNECTIONS, seconds: 2 }, send);
    const alone = await closedLoop({ connections: CONNECTIONS, seconds }, send);
    forgetPeak(child);
    const before = peakMebibytes(child);
    const beside = await besideFloods(target, seconds, send);
    agent.destroy();
    const grown = peakMebibytes(child) - before;
    const ratio = beside.p99 / alone.p99;
    console.log(`  alone   p50 ${alone.p50.toFixed(1)} ms  p99 ${alone.p99.toFixed(1)} ms  of ${alone.answered}`);
    console.log(`  beside  p50 ${beside.p50.toFixed(1)} ms  p99 ${beside.p99.toFixed(1)} ms  of ${beside.answered}`);
    console.log(
      `  ${beside.floods} floods: p99 × ${ratio.toFixed(1)}, ${grown.toFixed(0)} MiB more, ${beside.failed} failed`,
    );
    const holds = ratio <= P99_RATIO_MAX && !(grown > MEBIBYTES_MAX) && beside.failed === 0;
    console.log(`  p99 ≤ × ${P99_RATIO_MAX}, ≤ ${MEBIBYTES_MAX} MiB: ${holds ? 'holds' : 'DOES NOT HOLD'}`);
    if (!holds) process.exitCode = 1;
  });
}

/** Sends while floods run, one after the other, and at no other time. */
async function besideFloods(target: URL, seconds: number, send: () => Promise<boolean>) {
  const latencies: number[] = [];
  let [floods, failed] = [0, 0];
  const endsAt = performance.now() + seconds * 1000;
  while (performance.now() < endsAt) {
    let isOver = false;
    const flood = floodOnce(target).finally(() => (isOver = true));
    const sending = Array.from({ length: CONNECTIONS }, async () => {
      while (!isOver) {
        const sentAt = performance.now();
        if (!(await send())) failed++;
        latencies.push(performance.now() - sentAt);
      }
    });
    await Promise.all([flood, ...sending]);
    floods++;
  }
  latencies.sort((a, b) => a - b);
  const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
  return { floods, failed, answered: latencies.length, p50, p99 };
}

async function floodOnce({ href }: URL): Promise<void> {
  const worker = new Worker(new URL('./flood-worker.js', import.meta.url), { workerData: { url: href } });
  const [statuses] = (await once(worker, 'message')) as [(number | undefined)[]];
  const others = new Set(statuses.filter((status) => status !== 401));
  if (others.size > 0) throw new Error(`a wrong signature was answered with ${[...others].join(', ')}`);
}
