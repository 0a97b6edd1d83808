import { streams } from '@wabx/contracts';
import { connectNats, provision } from '@wabx/messaging';
import { databaseDangers, migrate } from '@wabx/persistence';
import { baseConfigSchema, databaseTlsShape, loadConfig, natsOf, tlsOf } from '@wabx/runtime/config';
import { assertSafe } from '@wabx/runtime/production';
import { z } from 'zod';
import { owners, passwordVariableOf } from './owners.js';

const MIB = 1024 ** 2;
const DAY_SECONDS = 24 * 3600;

const passwordSchema = z
  .string()
  .min(12, 'must have at least 12 characters')
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces');

const serversSchema = baseConfigSchema
  .pick({
    WABX_ENV: true,
    NATS_URL: true,
    NATS_CA: true,
    NATS_CERT: true,
    NATS_KEY: true,
    NATS_CREDS: true,
    NATS_NKEY: true,
    WABX_NATS_MONITOR_URLS: true,
    WABX_ALLOW_UNSAFE: true,
  })
  .extend({
    DATABASE_ADMIN_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must look like postgres://role:password@host:5432/db'),
    ...databaseTlsShape,
    /** How many NATS servers hold each stream, bucket and consumer: of three one may be lost, of five two. */
    WABX_STREAM_REPLICAS: z.coerce
      .number()
      .refine((count) => [1, 3, 5].includes(count), 'must be 1, 3 or 5')
      .default(1),
    /** How long to wait for servers that are not up yet. */
    CONNECT_TIMEOUT_SECONDS: z.coerce.number().min(1).max(600).default(30),
  });
const passwordsSchema = z.object(
  Object.fromEntries(owners.map(({ service }) => [passwordVariableOf(service), passwordSchema.optional()])),
);

/** Rights that no service should have, and the migration must. */
const NEEDS = ['nats-administrator', 'postgres-superuser'];

/**
 * `WABX_WA_IN_MAX_BYTES`, `WABX_WA_IN_MAX_AGE_DAYS` and so on, where a stream is not as usual. Not older than usual: who
 * erases a customer is told when the streams will have forgotten, and so are later messages refused.
 */
const streamsSchema = z.object(
  Object.fromEntries(
    streams.flatMap(({ name, maxAgeSeconds }) => [
      [maxBytesVariable(name), z.coerce.number().int().min(MIB).optional()],
      [
        maxAgeVariable(name),
        z.coerce
          .number()
          .min(1)
          .max(maxAgeSeconds / DAY_SECONDS)
          .optional(),
      ],
    ]),
  ),
);

export interface MigrationOptions {
  /** Replicas and limits of streams are made smaller where they are larger than asked for. */
  lower?: boolean;
  /** Also takes away what older versions use; for when none of them runs any more. */
  contract?: boolean;
  /** `managed`: others make the roles and their passwords, as an operator of Postgres in Kubernetes does. */
  roles?: string;
}

/**
 * The migration job: brings database and NATS to what this version of wabx expects, and changes nothing where they are.
 * Every owner's role gets the password of `WABX_<SERVICE>_DATABASE_PASSWORD`. Throws with a sentence that says what to do.
 */
export async function runMigration(
  env: Record<string, string | undefined>,
  print: (line: string) => void,
  { lower = false, contract = false, roles = 'own' }: MigrationOptions = {},
): Promise<void> {
  if (!['own', 'managed'].includes(roles)) throw new Error('--roles must be own or managed');
  const passwordsShape = roles === 'managed' ? {} : passwordsSchema.required().shape;
  const schema = serversSchema.extend({ ...passwordsShape, ...streamsSchema.shape });
  const values: unknown = loadConfig('migrate', schema, env);
  // Names that are made at run time cost the others their types.
  const servers = values as z.infer<typeof serversSchema>;
  const passwords = values as z.infer<typeof passwordsSchema>;
  const limits = values as z.infer<typeof streamsSchema>;
  const connectTimeoutMs = servers.CONNECT_TIMEOUT_SECONDS * 1000;
  const tls = tlsOf('DATABASE', servers);

  if (servers.WABX_ENV === 'production') {
    const setting = 'DATABASE_ADMIN_URL';
    const look = () => databaseDangers(servers[setting], 'wabx-migrate', { setting, connectTimeoutMs, tls });
    await assertSafe('migrate', servers, look, { needs: NEEDS, connectTimeoutMs });
  }
  // First of all: without NATS nothing is changed.
  const nats = await connectNats({
    ...natsOf(servers, 'migrate'),
    name: 'wabx-migrate',
    connectTimeoutMs,
  });
  try {
    const { schemas } = await migrate({
      adminUrl: servers.DATABASE_ADMIN_URL,
      tls,
      owners: owners.map(({ service, ...owner }) => {
        const password = passwords[passwordVariableOf(service)];
        return { ...owner, ...(password !== undefined && { password }) };
      }),
      contract,
      log: { log: print, warn: print },
      connectTimeoutMs,
    });
    const changed = schemas.filter(({ applied }) => applied.length > 0).length;
    print(`database: ${schemas.length} schemas, ${changed === 0 ? 'nothing to do' : `${changed} of them changed`}`);
    const waiting = schemas.flatMap((one) => one.waiting.map((name) => `${one.schema}: ${name}`));
    if (waiting.length > 0) print(`database: for --contract, when no older version runs: ${waiting.join(', ')}`);
    await provision(nats, {
      replicas: servers.WABX_STREAM_REPLICAS,
      maxBytes: Object.fromEntries(streams.map(({ name }) => [name, limits[maxBytesVariable(name)]])),
      maxAgeSeconds: Object.fromEntries(
        streams.map(({ name, maxAgeSeconds }) => {
          const days = limits[maxAgeVariable(name)];
          return [name, days === undefined ? maxAgeSeconds : days * DAY_SECONDS];
        }),
      ),
      mayLower: lower,
      print,
    });
    print('NATS: streams, consumers and buckets are as this version expects');
  } finally {
    await nats.close();
  }
}

function maxBytesVariable(stream: string): string {
  return `WABX_${stream}_MAX_BYTES`;
}

function maxAgeVariable(stream: string): string {
  return `WABX_${stream}_MAX_AGE_DAYS`;
}
