import { services, serviceNames, streams, type StreamName } from '@wabx/contracts';
import { fillOf, type StreamFill } from '@wabx/messaging';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Readiness } from './health.js';

const LOOK_EVERY_MS = 2_000;

/**
 * Tells in `/readyz` how full the streams are that a service publishes to, from 70 % on. Only the service that can do
 * nothing without room in a stream is not ready then; others keep what they publish until there is room.
 *
 * @returns ends it
 */
export async function watchRoom(
  nats: NatsConnection,
  readiness: Readiness,
  { name, needsRoomIn }: { name: string; needsRoomIn?: StreamName | undefined },
): Promise<() => void> {
  const jsm = await jetstreamManager(nats, { checkAPI: false });
  const fills = new Map<StreamName, StreamFill>();
  const watched = streams.filter((stream) => publishedBy(name).has(stream.name)).map((stream) => stream.name);
  const look = async () => {
    // NATS that is away is another part's fault, and how full its streams are stays as it was.
    for (const fill of await Promise.all(watched.map((stream) => fillOf(jsm, stream))).catch(() => [])) {
      fills.set(fill.stream, fill);
    }
  };
  for (const stream of watched) {
    const warning = () => {
      const fill = fills.get(stream);
      return fill && fill.level !== 'ok' ? describe(fill) : undefined;
    };
    readiness.watch(`stream ${stream}`, warning);
    if (stream !== needsRoomIn) continue;
    readiness.add(`stream ${stream}`, () => {
      const fill = fills.get(stream);
      if (fill?.level === 'full') throw new Error(describe(fill));
    });
  }
  await look();
  const timer = setInterval(() => void look(), LOOK_EVERY_MS).unref();
  return () => clearInterval(timer);
}

function publishedBy(name: string): Set<StreamName> {
  const service = serviceNames.find((known) => known === name);
  return new Set(service ? services[service].publishes.map(({ stream }) => stream) : []);
}

function describe({ level, bytes, maxBytes }: StreamFill): string {
  const percent = Math.floor((100 * bytes) / maxBytes);
  return level === 'full' ? `takes nothing more: ${percent} % of its limit` : `${percent} % of its limit`;
}
