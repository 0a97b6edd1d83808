import {
  consumerFilter,
  consumers,
  duplicateWindowSeconds,
  limits,
  serviceNames,
  services,
  streams,
  views,
  type ConsumerSpec,
  type StreamName,
  type StreamSpec,
} from '@wabx/contracts';
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  jetstreamManager,
  JetStreamApiError,
  RetentionPolicy,
  StoreCompression,
  StorageType,
  type ConsumerConfig,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { streamsOf } from './permissions.js';

export interface ProvisionOptions {
  replicas?: number;
  /** In place of the usual limits of streams. */
  maxBytes?: Partial<Record<StreamName, number>>;
}

/**
 * Makes every stream, consumer and bucket as `contracts` describes them, or changes them to it, and reads them back:
 * an old server drops settings that it does not know without an error. Throws with the differences.
 */
export async function provision(
  connection: NatsConnection,
  { replicas = 1, maxBytes = {} }: ProvisionOptions = {},
): Promise<void> {
  const jsm = await managerOf(connection);
  const sized = (spec: StreamSpec) => ({
    ...streamConfig(spec, replicas),
    max_bytes: maxBytes[spec.name] ?? spec.maxBytes,
  });
  // Not compared: an older server works all the same.
  const compressed = canCompress(connection) ? { compression: StoreCompression.S2 } : {};
  for (const wanted of streams.map((spec) => ({ ...sized(spec), ...compressed }))) {
    try {
      await jsm.streams.update(wanted.name, wanted);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      await jsm.streams.add(wanted);
    }
  }
  for (const spec of Object.values(consumers)) {
    await jsm.consumers.add(spec.contract.stream, consumerConfig(spec));
  }
  const kvm = new Kvm(connection);
  for (const view of views) await kvm.create(view.bucket, { history: 1, storage: StorageType.File, replicas });
  const differences = await compare(jsm, sized);
  if (differences.length > 0)
    throw new Error(`The NATS server did not take our settings:\n  ${differences.join('\n  ')}`);
}

/**
 * Throws when NATS does not hold what this service works with; it calls it before it starts. How large a stream may be is
 * the operator's choice, which only the migration knows.
 */
export async function assertProvisioned(
  connection: NatsConnection,
  service: string,
  { replicas = 1 } = {},
): Promise<void> {
  const differences = await compare(
    await managerOf(connection),
    (spec) => streamConfig(spec, replicas),
    partOf(service),
  );
  if (differences.length > 0) {
    throw new Error(
      `NATS is not set up for this version of wabx; run the migration first:\n  ${differences.join('\n  ')}`,
    );
  }
}

async function managerOf(connection: NatsConnection): Promise<JetStreamManager> {
  const largest = connection.info?.max_payload ?? 0;
  if (largest < limits.natsMaxPayloadBytes) {
    throw new Error(
      `The NATS server takes messages of ${largest} bytes, wabx needs max_payload: ${limits.natsMaxPayloadBytes}. Set it in its configuration.`,
    );
  }
  try {
    return await jetstreamManager(connection, { timeout: 10_000 });
  } catch (cause) {
    throw new Error('JetStream is not available on the NATS server. Start nats-server with JetStream enabled.', {
      cause,
    });
  }
}

interface Part {
  streams: StreamSpec[];
  consumers: readonly ConsumerSpec[];
}

const everything: Part = { streams, consumers: Object.values(consumers) };

/** What a service may look at; a program that is none of ours has the rights to look at everything. */
function partOf(service: string): Part {
  const name = serviceNames.find((known) => known === service);
  if (name === undefined) return everything;
  const names = streamsOf(name);
  return { streams: streams.filter((spec) => names.includes(spec.name)), consumers: services[name].consumes };
}

/** What NATS holds otherwise, or not at all. All is asked for at once: one after the other is most of a start's way. */
async function compare(
  jsm: JetStreamManager,
  configOf: (spec: StreamSpec) => object,
  part: Part = everything,
): Promise<string[]> {
  const looks = [
    ...part.streams.map((spec) =>
      differencesOf(`stream ${spec.name}`, configOf(spec), () => jsm.streams.info(spec.name)),
    ),
    ...part.consumers.map((spec) =>
      differencesOf(`consumer ${spec.durable}`, consumerConfig(spec), () =>
        jsm.consumers.info(spec.contract.stream, spec.durable),
      ),
    ),
    ...views.map(({ bucket }) => differencesOf(`bucket ${bucket}`, {}, () => jsm.streams.info(`KV_${bucket}`))),
  ];
  return (await Promise.all(looks)).flat();
}

async function differencesOf(what: string, wanted: object, look: () => Promise<{ config: object }>): Promise<string[]> {
  let actual: Record<string, unknown>;
  try {
    actual = { ...(await look()).config };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return [`${what} is missing`];
  }
  return Object.entries(wanted)
    .map(([key, value]) => [key, JSON.stringify(value), JSON.stringify(actual[key])])
    .filter(([, value, got]) => value !== got)
    .map(([key, value, got]) => `${what}: ${key} should be ${value}, is ${got}`);
}

function streamConfig(spec: StreamSpec, replicas: number): Partial<StreamConfig> & { name: string } {
  return {
    name: spec.name,
    subjects: spec.subjects,
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: spec.givesWay === 'new' ? DiscardPolicy.New : DiscardPolicy.Old,
    max_age: nanos(spec.maxAgeSeconds * 1000),
    duplicate_window: nanos(duplicateWindowSeconds * 1000),
    num_replicas: replicas,
  };
}

/** From 2.10 on a server compresses the blocks of a stream that it has filled. */
function canCompress({ info }: NatsConnection): boolean {
  const [major = 0, minor = 0] = (info?.version ?? '').split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 10);
}

function consumerConfig(spec: ConsumerSpec): Partial<ConsumerConfig> {
  return {
    durable_name: spec.durable,
    filter_subject: consumerFilter(spec),
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(spec.ackWaitSeconds * 1000),
    max_deliver: -1,
    max_ack_pending: 10_000,
  };
}

function isNotFound(error: unknown): boolean {
  return (error instanceof JetStreamApiError && error.status === 404) || /not found/i.test(String(error));
}
