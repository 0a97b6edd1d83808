import { consumerFilter, consumers, duplicateWindowSeconds, limits, streams, views } from '@wabx/contracts';
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  jetstreamManager,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type ConsumerConfig,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { nanos, type NatsConnection } from '@nats-io/transport-node';

/**
 * Makes every stream, consumer and bucket as `contracts` describes them, or changes them to it, and reads them back:
 * an old server drops settings that it does not know without an error. Throws with the differences.
 */
export async function provision(connection: NatsConnection, { replicas = 1 } = {}): Promise<void> {
  const jsm = await managerOf(connection);
  for (const wanted of streams.map((spec) => streamConfig(spec, replicas))) {
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
  const differences = await compare(jsm, replicas);
  if (differences.length > 0)
    throw new Error(`The NATS server did not take our settings:\n  ${differences.join('\n  ')}`);
}

/** Throws when NATS does not hold what this version of wabx works with; services call it before they start. */
export async function assertProvisioned(connection: NatsConnection, { replicas = 1 } = {}): Promise<void> {
  const differences = await compare(await managerOf(connection), replicas);
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

async function compare(jsm: JetStreamManager, replicas: number): Promise<string[]> {
  const differences: string[] = [];
  const note = (what: string, wanted: object, actual: object) => {
    for (const [key, value] of Object.entries(wanted)) {
      const got = (actual as Record<string, unknown>)[key];
      if (JSON.stringify(got) !== JSON.stringify(value)) {
        differences.push(`${what}: ${key} should be ${JSON.stringify(value)}, is ${JSON.stringify(got)}`);
      }
    }
  };
  for (const spec of streams) {
    try {
      note(`stream ${spec.name}`, streamConfig(spec, replicas), (await jsm.streams.info(spec.name)).config);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      differences.push(`stream ${spec.name} is missing`);
    }
  }
  for (const spec of Object.values(consumers)) {
    try {
      const info = await jsm.consumers.info(spec.contract.stream, spec.durable);
      note(`consumer ${spec.durable}`, consumerConfig(spec), info.config);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      differences.push(`consumer ${spec.durable} is missing`);
    }
  }
  for (const view of views) {
    try {
      await jsm.streams.info(`KV_${view.bucket}`);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      differences.push(`bucket ${view.bucket} is missing`);
    }
  }
  return differences;
}

function streamConfig(spec: (typeof streams)[number], replicas: number): Partial<StreamConfig> & { name: string } {
  return {
    name: spec.name,
    subjects: spec.subjects,
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_age: nanos(spec.maxAgeSeconds * 1000),
    max_bytes: spec.maxBytes,
    duplicate_window: nanos(duplicateWindowSeconds * 1000),
    num_replicas: replicas,
  };
}

function consumerConfig(spec: (typeof consumers)[keyof typeof consumers]): Partial<ConsumerConfig> {
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
