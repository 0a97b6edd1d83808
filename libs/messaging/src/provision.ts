import {
  consumers,
  limits,
  streams,
  views,
  type ConsumerSpec,
  type StreamName,
  type StreamSpec,
} from '@wabx/contracts';
import {
  jetstreamManager,
  JetStreamApiError,
  StoreCompression,
  StorageType,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { setTimeout as delay } from 'node:timers/promises';
import { isTransientMessagingError } from './errors.js';
import { consumerConfig, neverWeaker, shortfalls, streamConfig } from './stream-settings.js';

interface ProvisionOptions {
  /** Servers that hold each stream, bucket and consumer; 1 by default. */
  replicas?: number;
  /** In place of the usual limits of streams. */
  maxBytes?: Partial<Record<StreamName, number | undefined>>;
  maxAgeSeconds?: Partial<Record<StreamName, number | undefined>>;
  /** What is larger than asked for is made smaller; else it stays. */
  mayLower?: boolean;
  /** Hears of what stays larger. */
  print?: (line: string) => void;
}

const ANSWER_MS_MAX = 5_000;
const REPLICAS_CURRENT_MS_MAX = 120_000;
const POLL_MS = 100;

/**
 * Makes every stream, consumer and bucket as `contracts` and the options describe them, or changes them to it, and reads
 * them back: an old server drops settings that it does not know without an error. Throws with the differences. Ends when
 * every replica has everything: from then on each of the servers may be lost.
 */
export async function provision(connection: NatsConnection, options: ProvisionOptions = {}): Promise<void> {
  const { replicas = 1 } = options;
  // One server alone would note the number and hold one copy.
  if (replicas > 1 && connection.info?.cluster === undefined) {
    throw new Error(
      `The NATS server is no cluster and cannot hold ${replicas} replicas. Set WABX_STREAM_REPLICAS to 1, or give NATS three servers.`,
    );
  }
  const jsm = await managerOf(connection);
  const differences: string[] = [];
  for (const spec of streams) {
    const wanted = {
      ...streamConfig(spec),
      max_bytes: options.maxBytes?.[spec.name] ?? spec.maxBytes,
      max_age: nanos((options.maxAgeSeconds?.[spec.name] ?? spec.maxAgeSeconds) * 1000),
      num_replicas: replicas,
    };
    // Not compared: an older server works all the same.
    const compressed = canCompress(connection) ? { compression: StoreCompression.S2 } : {};
    const held = await makeStream(jsm, spec, { ...wanted, ...compressed }, options);
    differences.push(...shortfalls(`stream ${spec.name}`, wanted, held));
  }
  for (const spec of Object.values(consumers)) {
    const wanted = consumerConfig(spec);
    const made = await whenLed(() => makeConsumer(jsm, spec, wanted, options));
    differences.push(...shortfalls(`consumer ${spec.durable}`, wanted, made));
  }
  for (const { bucket } of views) await makeBucket(connection, jsm, bucket, options);
  if (differences.length > 0)
    throw new Error(`The NATS server did not take our settings:\n  ${differences.join('\n  ')}`);
  await waitForReplicas(jsm);
}

async function makeStream(
  jsm: JetStreamManager,
  { name }: StreamSpec,
  wanted: ReturnType<typeof streamConfig>,
  { mayLower = false, print = () => undefined }: ProvisionOptions,
): Promise<object> {
  const held = await configOf(() => jsm.streams.info(name));
  if (!held) return (await explained(name, () => jsm.streams.add(wanted))).config;
  const config = mayLower ? wanted : neverWeaker(wanted, held);
  for (const [key, value] of Object.entries(config)) {
    const asked = (wanted as Record<string, unknown>)[key];
    if (JSON.stringify(value) === JSON.stringify(asked)) continue;
    print(
      `NATS: ${name} keeps ${key} ${JSON.stringify(value)}, more than ${JSON.stringify(asked)}; --lower changes it`,
    );
  }
  return (await explained(name, () => jsm.streams.update(name, config))).config;
}

async function makeConsumer(
  jsm: JetStreamManager,
  { contract: { stream }, durable }: ConsumerSpec,
  wanted: ReturnType<typeof consumerConfig>,
  { mayLower = false }: ProvisionOptions,
): Promise<object> {
  const held = await configOf(() => jsm.consumers.info(stream, durable));
  if (!held) return (await jsm.consumers.add(stream, wanted)).config;
  return (await jsm.consumers.update(stream, durable, mayLower ? wanted : neverWeaker(wanted, held))).config;
}

async function makeBucket(
  connection: NatsConnection,
  jsm: JetStreamManager,
  bucket: string,
  { replicas = 1, mayLower = false }: ProvisionOptions,
): Promise<void> {
  const stream = `KV_${bucket}`;
  const held = await configOf(() => jsm.streams.info(stream));
  if (!held) {
    const options = { history: 1, storage: StorageType.File, replicas };
    await explained(stream, () => new Kvm(connection).create(bucket, options));
    return;
  }
  const wanted = { num_replicas: replicas };
  await explained(stream, () => jsm.streams.update(stream, mayLower ? wanted : neverWeaker(wanted, held)));
}

/** A stream that has just got more replicas, and each consumer of it, has no leader for a moment, and nobody answers. */
async function whenLed<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + REPLICAS_CURRENT_MS_MAX;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isTransientMessagingError(error) || performance.now() > deadline) throw error;
    }
    await delay(POLL_MS);
  }
}

/** Until then a server that is lost could be the only one that has something. */
async function waitForReplicas(jsm: JetStreamManager): Promise<void> {
  const deadline = performance.now() + REPLICAS_CURRENT_MS_MAX;
  const names = [...streams.map(({ name }) => name), ...views.map(({ bucket }) => `KV_${bucket}`)];
  for (;;) {
    const infos = await Promise.all([
      ...names.map((name) => whenLed(async () => ({ name, ...(await jsm.streams.info(name)) }))),
      ...Object.values(consumers).map((spec) => whenLed(() => jsm.consumers.info(spec.contract.stream, spec.durable))),
    ]);
    const behind = infos.filter(({ cluster }) => {
      return cluster && (!cluster.leader || cluster.replicas?.some(({ current, offline }) => !current || offline));
    });
    if (behind.length === 0) return;
    if (performance.now() > deadline) {
      const listed = behind.map(({ name }) => name).join(', ');
      throw new Error(
        `Not every replica has everything after ${REPLICAS_CURRENT_MS_MAX / 1000} s: ${listed}. See that all NATS servers run and reach each other, then run the migration again.`,
      );
    }
    await delay(POLL_MS);
  }
}

/** Also for a service's own look at what is there; see assert-provisioned.ts. */
export async function managerOf(connection: NatsConnection): Promise<JetStreamManager> {
  const largest = connection.info?.max_payload ?? 0;
  if (largest < limits.natsMaxPayloadBytes) {
    throw new Error(
      `The NATS server takes messages of ${largest} bytes, wabx needs max_payload: ${limits.natsMaxPayloadBytes}. Set it in its configuration.`,
    );
  }
  try {
    return await jetstreamManager(connection, { timeout: ANSWER_MS_MAX });
  } catch (cause) {
    throw new Error('JetStream is not available on the NATS server. Start nats-server with JetStream enabled.', {
      cause,
    });
  }
}

/** Undefined where there is none. */
export async function configOf(look: () => Promise<{ config: object }>): Promise<object | undefined> {
  try {
    return (await look()).config;
  } catch (error) {
    if ((error instanceof JetStreamApiError && error.status === 404) || /not found/i.test(String(error))) {
      return undefined;
    }
    throw error;
  }
}

/** What the server says when it cannot hold a stream, and what to do about it. */
const REFUSALS = [
  {
    says: /insufficient (storage|memory) resources|insufficient resources/i,
    todo: 'the servers have no room for it. Raise max_file_store of jetstream in their configuration (all streams and buckets together, on each server that holds them), or ask for less with WABX_WA_IN_MAX_BYTES and the like; then run the migration again',
  },
  {
    says: /no suitable peers/i,
    todo: 'there are fewer servers with room than WABX_STREAM_REPLICAS asks for. Start them all, raise max_file_store of jetstream, or ask for fewer replicas',
  },
];

async function explained<T>(stream: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const refusal = REFUSALS.find(({ says }) => says.test(said));
    if (!refusal) throw cause;
    throw new Error(`NATS does not take the stream ${stream} (${said}): ${refusal.todo}.`, { cause });
  }
}

/** From 2.10 on a server compresses the blocks of a stream that it has filled. */
function canCompress({ info }: NatsConnection): boolean {
  const [major = 0, minor = 0] = (info?.version ?? '').split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 10);
}
