import { databaseTlsShape, poolSize, signingKeySchema } from '@wabx/runtime';
import { z } from 'zod';

const origin = z
  .url({ protocol: /^https?$/ })
  .transform((url) => new URL(url))
  .refine(({ pathname, search }) => pathname === '/' && search === '', 'must be an address without a path')
  .transform((url) => url.origin);

export const configSchema = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must look like postgres://role:password@host:5432/database'),
  ...databaseTlsShape,
  WABX_DATABASE_POOL: poolSize(10),
  /** Where people open the console, as their browsers see it: `https://desk.example.com`. */
  WABX_CONSOLE_URL: origin.optional(),
  /** Signs the tokens with which the console calls the other services, which have its public key in WABX_CONSOLE_KEYS. */
  WABX_CONSOLE_SIGNING_KEY: signingKeySchema,
  /** Lets whoever has the scope keys:write make links that sign somebody in once. For a development stack. */
  WABX_SIGN_IN_LINKS: z.enum(['no', 'yes']).default('no'),
  WABX_CHANNEL_CONFIG_URL: origin.default('http://127.0.0.1:4101'),
  WABX_ROUTER_URL: origin.default('http://127.0.0.1:4102'),
  WABX_OUTBOUND_SENDER_URL: origin.default('http://127.0.0.1:4103'),
  WABX_MEDIA_STORE_URL: origin.default('http://127.0.0.1:4104'),
  WABX_SESSION_JANITOR_URL: origin.default('http://127.0.0.1:4105'),
  WABX_STATS_URL: origin.default('http://127.0.0.1:4106'),
});
export type Config = z.infer<typeof configSchema>;

/** Where calls of `/api/<service>/…` go. */
export function upstreamsOf(config: Config): ReadonlyMap<string, string> {
  return new Map([
    ['channel-config', config.WABX_CHANNEL_CONFIG_URL],
    ['router', config.WABX_ROUTER_URL],
    ['outbound-sender', config.WABX_OUTBOUND_SENDER_URL],
    ['media-store', config.WABX_MEDIA_STORE_URL],
    ['session-janitor', config.WABX_SESSION_JANITOR_URL],
    ['stats', config.WABX_STATS_URL],
  ]);
}
