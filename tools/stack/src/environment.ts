import type { ServiceName } from '@wabx/contracts';
import { publicKeyOf } from '@wabx/messaging/signed-values';
import type { Nats } from './servers.js';
import type { Secrets } from './secrets.js';
import { services, SIMULATOR, variableOf } from './services.js';
import type { Env, Settings } from './settings.js';
import type { StateDirectory } from './state-directory.js';

export interface Surroundings {
  settings: Settings;
  state: StateDirectory;
  secrets: Secrets;
  databaseUrl: string;
  nats: Nats;
  ports: ReadonlyMap<string, number>;
}

export function urlOf(ports: ReadonlyMap<string, number>, name: string): string {
  return `http://127.0.0.1:${ports.get(name)}`;
}

/** The environment of a process with these services: each gets what is its own, and nobody else's secrets. */
export function serviceEnvironment(around: Surroundings, names: readonly ServiceName[]): Env {
  const { env } = around.settings;
  const ours = names.flatMap((service) =>
    Object.entries(settingsOf(around, service))
      .filter(([name]) => !isGiven(env, service, name))
      .map(([name, value]) => [variableOf(service, name), value]),
  );
  return { ...inherited(env), ...Object.fromEntries(ours) };
}

/** The migration job's; it is told every password because it makes every role. */
export function migrationEnvironment({ settings, secrets, databaseUrl, nats }: Surroundings): Env {
  const passwords = services
    .filter(({ role }) => role !== undefined)
    .map(({ name }) => [variableOf(name, 'DATABASE_PASSWORD'), secrets.databasePasswords[name]]);
  return {
    ...inherited(settings.env),
    DATABASE_ADMIN_URL: databaseUrl,
    WABX_MIGRATE_NATS_URL: nats.adminUrl,
    // Our own servers run already; of given ones that do not answer people hear soon.
    WABX_MIGRATE_CONNECT_TIMEOUT_SECONDS: '3',
    ...Object.fromEntries(passwords),
  };
}

export function simulatorEnvironment({ settings, state, ports }: Surroundings): Env {
  return {
    ...inherited(settings.env),
    WABX_SIM_PORT: String(ports.get(SIMULATOR)),
    WABX_SIM_DATA_DIR: settings.env['WABX_SIM_DATA_DIR'] ?? state.simulator,
  };
}

/** Values without a place in the environment of people, under the names that the services know. */
function settingsOf({ settings, state, secrets, databaseUrl, nats, ports }: Surroundings, service: ServiceName): Env {
  const role = services.find(({ name }) => name === service)?.role;
  const shared = {
    PORT: String(ports.get(service)),
    NATS_URL: nats.urlOf(service),
    WABX_TRUSTED_KEYS: publicOf(secrets.signingKey),
    WABX_CONSOLE_KEYS: publicOf(secrets.consoleSigningKey),
    ...(role && { DATABASE_URL: asRole(databaseUrl, role, secrets.databasePasswords[service]) }),
  };
  const sealed = { ...shared, WABX_SEALING_KEYS: secrets.sealingKeys };
  const graph = { WABX_GRAPH_URL: urlOf(ports, SIMULATOR) };
  switch (service) {
    case 'webhook-ingress':
      return { ...shared, WABX_APP_SECRET_KEYS: secrets.appSecretKeys };
    case 'channel-config':
      return {
        ...sealed,
        ...graph,
        WABX_APP_SECRET_KEYS: secrets.appSecretKeys,
        WABX_SIGNING_KEY: secrets.signingKey,
        WABX_BOOTSTRAP_KEY: secrets.adminKey,
        // The demo's Meta is on this machine, and so is its way to us.
        WABX_ALLOW_HTTP: 'loopback',
        WABX_PUBLIC_URLS: publicUrls(settings, urlOf(ports, 'webhook-ingress')),
        // The doctor tries the media links where media-store says they are.
        ...(settings.graphUrl === undefined && { WABX_MEDIA_PUBLIC_URL: urlOf(ports, 'media-store') }),
      };
    case 'outbound-sender':
      return { ...sealed, ...graph };
    case 'media-store':
      return {
        ...sealed,
        ...graph,
        WABX_LINK_KEYS: secrets.linkKeys,
        WABX_MEDIA_DIR: state.media,
        // A real Meta fetches under the channel's public URL, behind which a proxy passes /m/ on to media-store.
        ...(settings.graphUrl === undefined && { WABX_MEDIA_PUBLIC_URL: urlOf(ports, 'media-store') }),
      };
    case 'console':
      return {
        ...shared,
        WABX_CONSOLE_SIGNING_KEY: secrets.consoleSigningKey,
        WABX_CONSOLE_URL: urlOf(ports, 'console'),
        WABX_SIGN_IN_LINKS: 'yes',
        ...Object.fromEntries(passedOnTo.map((name) => [variableOf(name, 'URL'), urlOf(ports, name)])),
      };
    case 'router':
    case 'session-janitor':
    case 'stats':
      return shared;
  }
}

/** The services whose APIs the console passes on, each under its own variable. */
const passedOnTo = ['channel-config', 'router', 'outbound-sender', 'media-store', 'session-janitor', 'stats'] as const;

function publicOf(signingKey: string): string {
  const [id = '', seed = ''] = signingKey.split(':');
  return `${id}:${publicKeyOf(Buffer.from(seed, 'base64')).toString('base64')}`;
}

/** The simulator always reaches us here; a real Meta only where people say. */
function publicUrls({ publicUrls: given, graphUrl }: Settings, local: string): string {
  if (given === undefined) return local;
  return graphUrl === undefined ? `${given},${local}` : given;
}

/** What people have set themselves stays as it is, in each of the forms that `loadConfig` reads. */
function isGiven(env: Env, service: ServiceName, name: string): boolean {
  const forms = [variableOf(service, name)];
  // These mean something else in the environment of the launcher, or are put together from it.
  if (!['PORT', 'DATABASE_URL', 'NATS_URL', 'WABX_PUBLIC_URLS'].includes(name)) forms.push(name);
  return forms.some((form) => (env[form] ?? env[`${form}_FILE`]) !== undefined);
}

/** The launcher's own, without what would be taken for a service's. */
function inherited(env: Env): Env {
  const { DATABASE_URL: _database, NATS_URL: _nats, PORT: _port, WABX_PUBLIC_URLS: _urls, ...rest } = env;
  return rest;
}

function asRole(adminUrl: string, role: string, password: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = password;
  return url.href;
}
