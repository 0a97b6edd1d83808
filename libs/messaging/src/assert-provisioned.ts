import { consumers, serviceNames, services, streams, views, type ConsumerSpec, type StreamSpec } from '@wabx/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import { streamsOf } from './permissions.js';
import { configOf, managerOf } from './provision.js';
import { consumerConfig, shortfalls, streamConfig } from './stream-settings.js';

/**
 * Throws when NATS does not hold what this service works with, or holds it weaker; the service calls it before it starts.
 * How large and old a stream may get and how many servers hold it is the operator's choice, which only the migration knows.
 */
export async function assertProvisioned(connection: NatsConnection, service: string): Promise<void> {
  const jsm = await managerOf(connection);
  const part = partOf(service);
  // All is asked for at once: one after the other is most of a start's way.
  const looks = [
    ...part.streams.map((spec) => look(`stream ${spec.name}`, streamConfig(spec), () => jsm.streams.info(spec.name))),
    ...part.consumers.map((spec) =>
      look(`consumer ${spec.durable}`, consumerConfig(spec), () =>
        jsm.consumers.info(spec.contract.stream, spec.durable),
      ),
    ),
    ...views.map(({ bucket }) => look(`bucket ${bucket}`, {}, () => jsm.streams.info(`KV_${bucket}`))),
  ];
  const differences = (await Promise.all(looks)).flat();
  if (differences.length > 0) {
    throw new Error(
      `NATS is not set up for this version of wabx; run the migration first:\n  ${differences.join('\n  ')}`,
    );
  }
}

async function look(what: string, wanted: object, ask: () => Promise<{ config: object }>): Promise<string[]> {
  const held = await configOf(ask);
  return held ? shortfalls(what, wanted, held) : [`${what} is missing`];
}

/** What a service may look at; a program that is none of ours has the rights to look at everything. */
function partOf(service: string): { streams: StreamSpec[]; consumers: readonly ConsumerSpec[] } {
  const name = serviceNames.find((known) => known === service);
  if (name === undefined) return { streams, consumers: Object.values(consumers) };
  const names = streamsOf(name);
  return { streams: streams.filter((spec) => names.includes(spec.name)), consumers: services[name].consumes };
}
