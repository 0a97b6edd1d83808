import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';
import { issuerListSchema } from './issuers.js';
import { sealingKeysSchema } from './seal.js';
import { natsFaults, natsShape } from './nats-settings.js';
import { tlsFaults } from './tls.js';

export { natsOf, natsShape } from './nats-settings.js';
export { databaseTlsShape, s3TlsShape, tlsOf, type TlsFiles } from './tls.js';

/** Dangers that may be right where the network keeps others out, or where a proxy of one's own stands before Meta. */
export const allowableDangers = [
  'nats-without-tls',
  'nats-sync-unknown',
  'postgres-without-tls',
  's3-over-http',
  'graph-elsewhere',
  'sealing-keys-shared',
] as const;

/** An address, a net such as 10.0.0.0/8, or a word for one. */
function isProxy(part: string): boolean {
  const [address = '', bits = '0', ...more] = part.split('/');
  const family = isIP(address);
  if (family === 0) return ['loopback', 'linklocal', 'uniquelocal'].includes(part);
  return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

/** Kubernetes gives a pod such a variable for each Service beside it, `WABX_ROUTER_PORT=tcp://…` for a Service wabx-router. */
const SERVICE_LINK = /^(tcp|udp|sctp):\/\//;

const port = z
  .string()
  .refine((text) => !SERVICE_LINK.test(text), {
    abort: true,
    error:
      'is an address that Kubernetes gives for a Service of that name. Set enableServiceLinks: false in the pod, or PORT to a number',
  })
  .transform(Number)
  .pipe(z.number('must be a port').int().min(0).max(65535));

/** Connections of one replica to its database; docs/operation.md has the sum. */
export const poolSize = (usual: number) => z.coerce.number().int().min(2).max(200).default(usual);

/** Settings that every service has. */
export const baseConfigSchema = z.object({
  WABX_ENV: z.enum(['development', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port,
  /** `/livez`, `/readyz`, `/metrics`, `/docs` and `/openapi.json` on a port of their own, and then on no other. */
  WABX_OPS_PORT: port.refine((number) => number > 0, 'must be a port from 1 on').optional(),
  /** After SIGTERM requests are answered for so long, while `/readyz` already says 503 and load balancers look elsewhere. */
  WABX_DRAIN_SECONDS: z.coerce.number().min(0).max(30).default(0),
  ...natsShape,
  /** The HTTP ports of the NATS servers, comma separated: production looks there whether they sync to the disk. */
  WABX_NATS_MONITOR_URLS: z.string().optional(),
  /** Public keys of channel-config's `WABX_SIGNING_KEY`, now and after a change: only what it has signed is configuration. */
  WABX_TRUSTED_KEYS: sealingKeysSchema,
  /** What production starts with though it is unsafe, by name. */
  WABX_ALLOW_UNSAFE: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((name) => name.trim() || []))
    .pipe(z.array(z.enum(allowableDangers, `may name ${allowableDangers.join(', ')}`))),
  /**
   * The proxies whose X-Forwarded-For tells the caller's address, by their addresses or nets.
   * Without it everybody behind a proxy counts as one address.
   */
  WABX_TRUST_PROXY: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((parts) => parts.every(isProxy), 'must be addresses such as 10.0.0.0/8, comma separated')
    .optional(),
  /** Besides API keys, access tokens of this issuer open the API, by their claims too; both or neither. */
  WABX_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  WABX_OIDC_AUDIENCE: z.string().min(1).optional(),
  /** More issuers, as a JSON list. */
  WABX_OIDC_ISSUERS: issuerListSchema.optional(),
  /** Public keys of the console's `WABX_CONSOLE_SIGNING_KEY`, now and after a change: whom it signs in comes in here. */
  WABX_CONSOLE_KEYS: sealingKeysSchema.optional(),
  LOG_LEVEL: z.enum(['debug', 'log', 'warn', 'error']).default('log'),
});
export type BaseConfig = z.infer<typeof baseConfigSchema>;

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the settings of one service, once. For each variable X the first of these counts: `WABX_<SERVICE>_X`, the file
 * named by `WABX_<SERVICE>_X_FILE`, `X`, the file named by `X_FILE`. Throws a {@link ConfigError} that lists every bad
 * variable, never a value.
 */
export function loadConfig<Schema extends z.ZodObject>(
  service: string,
  schema: Schema,
  env: Record<string, string | undefined>,
): z.infer<Schema> {
  const prefix = `WABX_${service.toUpperCase().replaceAll('-', '_')}_`;
  const values: Record<string, string> = {};
  /** The variable that was read for each setting: its name is what people look for. */
  const read: Record<string, string> = {};
  const unreadable: string[] = [];
  for (const name of Object.keys(schema.shape)) {
    for (const candidate of [prefix + name, name]) {
      const direct = env[candidate];
      const file = env[`${candidate}_FILE`];
      if (direct !== undefined && direct !== '') {
        values[name] = direct;
        read[name] = candidate;
        break;
      }
      if (file) {
        try {
          values[name] = readFileSync(file, 'utf8').trim();
        } catch (error) {
          unreadable.push(
            `${candidate}_FILE: cannot read ${file} (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
          );
        }
        break;
      }
    }
  }
  const parsed = schema.safeParse(values);
  const misfits = parsed.success ? [...natsFaults(parsed.data), ...tlsFaults(parsed.data)] : [];
  if (parsed.success && unreadable.length + misfits.length === 0) return parsed.data;
  const faults = [
    ...unreadable,
    ...misfits,
    ...(parsed.error?.issues ?? []).map((issue) => {
      // One variable may hold a list.
      const name = String(issue.path[0]);
      return `${read[name] ?? name}: ${values[name] === undefined ? 'is missing' : issue.message}`;
    }),
  ];
  throw new ConfigError(`${service} cannot start, its environment is wrong:\n  ${faults.join('\n  ')}`);
}
