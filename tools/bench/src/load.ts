import { setTimeout as delay } from 'node:timers/promises';

export interface Measured {
  /** Requests answered per second. */
  rate: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  answered: number;
  failed: number;
  /** Most that were under way at once. */
  inFlightMax: number;
}

/** `connections` callers, each sending its next request when the one before is answered: what a server can do at most. */
export async function closedLoop(
  { connections, seconds }: { connections: number; seconds: number },
  send: () => Promise<boolean>,
): Promise<Measured> {
  const latencies: number[] = [];
  let failed = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < endsAt) {
        const sentAt = performance.now();
        if (await send()) latencies.push(performance.now() - sentAt);
        else failed++;
      }
    }),
  );
  return summarize(latencies, failed, performance.now() - startedAt, connections);
}

/**
 * Sends on a fixed schedule whatever happens, and counts latency from the moment a request was due: a stall of the server
 * delays everything that was due in it, and that shows.
 */
export async function openLoop(
  { ratePerSecond, seconds }: { ratePerSecond: number; seconds: number },
  send: () => Promise<boolean>,
): Promise<Measured> {
  const latencies: number[] = [];
  let failed = 0;
  let inFlight = 0;
  let inFlightMax = 0;
  const total = ratePerSecond * seconds;
  const startedAt = performance.now();
  const running = new Set<Promise<void>>();
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * ratePerSecond) + 1);
    for (; sent < due; sent++) {
      const intended = startedAt + (sent / ratePerSecond) * 1000;
      inFlightMax = Math.max(inFlightMax, ++inFlight);
      const one = send()
        .then((ok) => {
          if (ok) latencies.push(performance.now() - intended);
          else failed++;
        })
        .finally(() => {
          inFlight--;
          running.delete(one);
        });
      running.add(one);
    }
    await delay(1);
  }
  await Promise.all(running);
  return summarize(latencies, failed, performance.now() - startedAt, inFlightMax);
}

export function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function summarize(latencies: number[], failed: number, elapsedMs: number, inFlightMax: number): Measured {
  const sorted = latencies.sort((a, b) => a - b);
  return {
    rate: sorted.length / (elapsedMs / 1000),
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    answered: sorted.length,
    failed,
    inFlightMax,
  };
}
