import { natsDangers } from '@wabx/messaging';
import { z } from 'zod';
import { ConfigError, natsOf, type BaseConfig } from './config.js';

/** Something that production does not start with: a name that never changes, and what to do. */
export interface Danger {
  name: string;
  todo: string;
}

/** Settings that decide about safety, as services parse them; each service has some. */
const settingsSchema = z
  .object({
    DATABASE_URL: z.string(),
    DATABASE_ADMIN_URL: z.string(),
    WABX_PUBLIC_URLS: z.string(),
    WABX_GRAPH_URL: z.string(),
    WABX_MEDIA_PUBLIC_URL: z.string(),
    S3_ENDPOINT: z.string(),
    S3_SECRET_KEY: z.string(),
    WABX_BOOTSTRAP_KEY: z.string(),
    WABX_SEALING_KEYS: z.array(z.object({ key: z.instanceof(Buffer) })),
    WABX_APP_SECRET_KEYS: z.array(z.object({ key: z.instanceof(Buffer) })),
    WABX_LINK_KEYS: z.array(z.object({ key: z.instanceof(Buffer) })),
    WABX_SIGNING_KEY: z.object({ key: z.instanceof(Buffer) }),
    WABX_CONSOLE_URL: z.string(),
    WABX_CONSOLE_SIGNING_KEY: z.object({ key: z.instanceof(Buffer) }),
    WABX_SIGN_IN_LINKS: z.enum(['no', 'yes']),
  })
  .partial();
type Settings = z.infer<typeof settingsSchema>;

const urlSettings = [
  ['public-url-over-http', 'WABX_PUBLIC_URLS', 'Meta calls https only'],
  ['graph-over-http', 'WABX_GRAPH_URL', 'access tokens are sent there'],
  ['media-over-http', 'WABX_MEDIA_PUBLIC_URL', 'Meta fetches files there'],
  ['console-over-http', 'WABX_CONSOLE_URL', 'people sign in there'],
  ['s3-over-http', 'S3_ENDPOINT', "customers' files are sent there"],
] as const;

const PASSWORD_LENGTH_MIN = 12;
/** Of 32 random bytes some 30 differ; fewer than 16 do not happen. Passwords have an alphabet of 16 at least. */
const DISTINCT_BYTES_MIN = 16;
const DISTINCT_CHARACTERS_MIN = 6;

type Checked = Pick<BaseConfig, 'NATS_URL' | 'WABX_NATS_MONITOR_URLS' | 'WABX_ALLOW_UNSAFE'>;

/**
 * Throws a ConfigError that lists everything that is unsafe: in the settings, at the broker, and what the service itself
 * finds (its database). `WABX_ALLOW_UNSAFE` takes names off the list, and so do rights that it `needs`.
 */
export async function assertSafe(
  service: string,
  config: Checked,
  findDangers: () => Promise<Danger[]>,
  { needs = [], connectTimeoutMs }: { needs?: readonly string[]; connectTimeoutMs?: number } = {},
): Promise<void> {
  const { WABX_NATS_MONITOR_URLS: monitorUrls } = config;
  const looks = await Promise.allSettled([
    natsDangers({
      ...natsOf(config, service),
      name: service,
      monitorUrls,
      ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
    }),
    findDangers(),
  ]);
  const found = [
    ...settingDangers(config),
    ...looks.flatMap((look) => (look.status === 'fulfilled' ? look.value : [])),
  ];
  const allowed: readonly string[] = [...config.WABX_ALLOW_UNSAFE, ...needs];
  const dangers = found.filter(({ name }) => !allowed.includes(name)).map(({ name, todo }) => `${name}: ${todo}`);
  const failures = looks.flatMap((look) => (look.status === 'rejected' ? [look.reason as unknown] : []));
  if (dangers.length === 0) {
    if (failures.length > 0) throw failures[0];
    return;
  }
  const unseen = failures.map(
    (failure) => `not looked at: ${failure instanceof Error ? failure.message : String(failure)}`,
  );
  throw new ConfigError(
    `${service} does not start, because WABX_ENV is production and this is not safe:\n  ${[...dangers, ...unseen].join('\n  ')}`,
  );
}

function settingDangers(config: Checked): Danger[] {
  const settings = settingsSchema.parse(config);
  return [
    ...overHttp(settings),
    ...graphElsewhere(settings),
    ...signInLinks(settings),
    ...weakKeys(settings),
    ...weakPasswords(config, settings),
  ];
}

function overHttp(settings: Settings): Danger[] {
  return urlSettings.flatMap(([name, setting, why]) =>
    (settings[setting] ?? '').split(',').some((url) => url.trim().startsWith('http:'))
      ? [{ name, todo: `${setting} must begin with https://, because ${why}` }]
      : [],
  );
}

/** The simulator, or whoever else plays Meta. */
function graphElsewhere({ WABX_GRAPH_URL: url = 'https://graph.facebook.com' }: Settings): Danger[] {
  if (/(^|\.)facebook\.com$/.test(new URL(url).hostname)) return [];
  return [
    { name: 'graph-elsewhere', todo: 'unset WABX_GRAPH_URL: it leads to a simulator or another that is not Meta' },
  ];
}

/** Whoever has one comes in, without a password. */
function signInLinks({ WABX_SIGN_IN_LINKS }: Settings): Danger[] {
  if (WABX_SIGN_IN_LINKS !== 'yes') return [];
  return [{ name: 'sign-in-links', todo: 'unset WABX_SIGN_IN_LINKS: sign-in links are for a development stack' }];
}

function weakKeys(settings: Settings): Danger[] {
  const keys = [
    ...(settings.WABX_SEALING_KEYS ?? []).map(({ key }) => ({ setting: 'WABX_SEALING_KEYS', key })),
    ...(settings.WABX_APP_SECRET_KEYS ?? []).map(({ key }) => ({ setting: 'WABX_APP_SECRET_KEYS', key })),
    ...(settings.WABX_LINK_KEYS ?? []).map(({ key }) => ({ setting: 'WABX_LINK_KEYS', key })),
    ...(settings.WABX_SIGNING_KEY ? [{ setting: 'WABX_SIGNING_KEY', key: settings.WABX_SIGNING_KEY.key }] : []),
    ...(settings.WABX_CONSOLE_SIGNING_KEY
      ? [{ setting: 'WABX_CONSOLE_SIGNING_KEY', key: settings.WABX_CONSOLE_SIGNING_KEY.key }]
      : []),
    ...(settings.WABX_BOOTSTRAP_KEY === undefined
      ? []
      : [{ setting: 'WABX_BOOTSTRAP_KEY', key: Buffer.from(settings.WABX_BOOTSTRAP_KEY.slice(-43), 'base64url') }]),
  ];
  const weak = keys.filter(({ key }) => !looksRandom(key)).map(({ setting }) => setting);
  const reused = keys
    .filter(({ key }, index) => keys.some((other, at) => at !== index && other.key.equals(key)))
    .map(({ setting }) => setting);
  return [
    ...[...new Set(weak)].map((setting) => ({
      name: setting === 'WABX_BOOTSTRAP_KEY' ? 'bootstrap-key-weak' : 'key-weak',
      todo: `${setting} can be guessed: make 32 random bytes, say with "openssl rand -base64 32"`,
    })),
    ...(reused.length === 0
      ? []
      : [
          {
            name: 'key-reused',
            todo: `${[...new Set(reused)].join(' and ')}: make another key for each id and purpose`,
          },
        ]),
  ];
}

/** Not all zero, not a pattern, not a text that somebody typed. */
function looksRandom(key: Buffer): boolean {
  return new Set(key).size >= DISTINCT_BYTES_MIN && key.some((byte) => byte < 0x20 || byte > 0x7e);
}

function weakPasswords(config: Checked, { DATABASE_URL, DATABASE_ADMIN_URL, S3_SECRET_KEY }: Settings): Danger[] {
  const passwords = [
    { setting: 'NATS_URL', password: passwordOf(config.NATS_URL) },
    { setting: 'DATABASE_URL', password: passwordOf(DATABASE_URL) },
    { setting: 'DATABASE_ADMIN_URL', password: passwordOf(DATABASE_ADMIN_URL) },
    { setting: 'S3_SECRET_KEY', password: S3_SECRET_KEY ?? '' },
    // What the migration gives to each service's role.
    ...Object.entries(config).flatMap(([setting, password]) =>
      setting.endsWith('_DATABASE_PASSWORD') ? [{ setting, password: String(password) }] : [],
    ),
  ].filter(({ password }) => password !== '');
  return passwords.flatMap(({ setting, password }, index) => {
    const isReused = passwords.some((other, at) => at < index && other.password === password);
    return [
      ...(password.length >= PASSWORD_LENGTH_MIN && new Set(password).size >= DISTINCT_CHARACTERS_MIN
        ? []
        : [
            {
              name: 'password-weak',
              todo: `the password of ${setting} can be guessed: use ${PASSWORD_LENGTH_MIN} random characters or more`,
            },
          ]),
      ...(isReused
        ? [{ name: 'password-reused', todo: `${setting}: use another password for each server and role` }]
        : []),
    ];
  });
}

function passwordOf(url: string | undefined): string {
  const first = url?.split(',')[0] ?? '';
  return URL.canParse(first) ? decodeURIComponent(new URL(first).password) : '';
}

/** Of a service that has to do with app secrets. */
export function sharedSealing(appSecretKeys: unknown): Danger[] {
  if (appSecretKeys !== undefined) return [];
  const todo =
    'give app secrets keys of their own in WABX_APP_SECRET_KEYS, at webhook-ingress and channel-config: with WABX_SEALING_KEYS the service that is open to the internet opens access tokens too';
  return [{ name: 'sealing-keys-shared', todo }];
}
