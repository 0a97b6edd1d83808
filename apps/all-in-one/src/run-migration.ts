import { streams } from '@wabx/contracts';
import { connectNats, provision } from '@wabx/messaging';
import { databaseDangers, migrate } from '@wabx/persistence';
import { baseConfigSchema, databaseTlsShape, loadConfig, tlsOf } from '@wabx/runtime/config';
import { assertSafe } from '@wabx/runtime/production';
import { z } from 'zod';
import { owners } from './owners.js';

const MIB = 1024 ** 2;

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
    WABX_NATS_MONITOR_URLS: true,
    WABX_ALLOW_UNSAFE: true,
  })
  .extend({
    DATABASE_ADMIN_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must look like postgres://role:password@host:5432/db'),
    ...databaseTlsShape,
    /** How long to wait for servers that are not up yet. */
    CONNECT_TIMEOUT_SECONDS: z.coerce.number().min(1).max(600).default(30),
  });
const passwordsSchema = z.object(
  Object.fromEntries(owners.map(({ service }) => [passwordVariable(service), passwordSchema])),
);

/** Rights that no service should have, and the migration must. */
const NEEDS = ['nats-administrator', 'postgres-superuser'];

/** `WABX_WA_IN_MAX_BYTES` and so on: how large a stream may be, where that is not as usual. */
const streamBytesSchema = z.object(
  Object.fromEntries(streams.map(({ name }) => [maxBytesVariable(name), z.coerce.number().int().min(MIB).optional()])),
);

/**
 * The migration job: brings database and NATS to what this version of wabx expects, and changes nothing where they are.
 * Every owner's role gets the password of `WABX_<SERVICE>_DATABASE_PASSWORD`. Throws with a sentence that says what to do.
 */
export async function runMigration(
  env: Record<string, string | undefined>,
  print: (line: string) => void,
): Promise<void> {
  const schema = serversSchema.extend({ ...passwordsSchema.shape, ...streamBytesSchema.shape });
  const values: unknown = loadConfig('migrate', schema, env);
  // Names that are made at run time cost the others their types.
  const servers = values as z.infer<typeof serversSchema>;
  const passwords = values as z.infer<typeof passwordsSchema>;
  const streamBytes = values as z.infer<typeof streamBytesSchema>;
  const connectTimeoutMs = servers.CONNECT_TIMEOUT_SECONDS * 1000;
  const tls = tlsOf('DATABASE', servers);

  if (servers.WABX_ENV === 'production') {
    const setting = 'DATABASE_ADMIN_URL';
    const look = () => databaseDangers(servers[setting], 'wabx-migrate', { setting, connectTimeoutMs, tls });
    await assertSafe('migrate', servers, look, { needs: NEEDS, connectTimeoutMs });
  }
  // First of all: without NATS nothing is changed.
  const nats = await connectNats({
    url: servers.NATS_URL,
    name: 'wabx-migrate',
    connectTimeoutMs,
    tls: tlsOf('NATS', servers),
  });
  try {
    const { schemas } = await migrate({
      adminUrl: servers.DATABASE_ADMIN_URL,
      tls,
      owners: owners.map(({ service, ...owner }) => ({
        ...owner,
        password: passwords[passwordVariable(service)] ?? '',
      })),
      log: { log: print, warn: print },
      connectTimeoutMs,
    });
    const changed = schemas.filter(({ applied }) => applied.length > 0).length;
    print(`database: ${schemas.length} schemas, ${changed === 0 ? 'nothing to do' : `${changed} of them changed`}`);
    const maxBytes = Object.fromEntries(streams.map(({ name }) => [name, streamBytes[maxBytesVariable(name)]]));
    await provision(nats, { maxBytes });
    print('NATS: streams, consumers and buckets are as this version expects');
  } finally {
    await nats.close();
  }
}

function maxBytesVariable(stream: string): string {
  return `WABX_${stream}_MAX_BYTES`;
}

function passwordVariable(service: string): string {
  return `WABX_${service.toUpperCase().replaceAll('-', '_')}_DATABASE_PASSWORD`;
}
