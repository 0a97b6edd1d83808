import {
  connect,
  createInbox,
  credsAuthenticator,
  nanos,
  nkeyAuthenticator,
  type Authenticator,
  type NatsConnection,
} from '@nats-io/transport-node';

export { nanos };

export interface NatsOptions {
  /** One or several servers, comma separated; may carry user and password. `tls://` is encrypted without further settings. */
  url: string;
  /** In place of user and password: the text of a .creds file, or the seed of an nkey; `user` names the inbox. */
  credentials?: { user: string; creds?: string | undefined; nkey?: string | undefined } | undefined;
  /** Shown in the server's connection list. */
  name: string;
  connectTimeoutMs?: number;
  /** PEM texts; with any of them nothing is said before the connection is encrypted and the server's certificate is believed. */
  tls?: { ca?: string | undefined; cert?: string | undefined; key?: string | undefined } | undefined;
}

/** What both our own connection and Nest's NATS transport need to reach the server. */
export function natsConnectOptions({ url, name, tls, credentials }: NatsOptions) {
  const servers = url.split(',').map((server) => new URL(server.trim()));
  const [first] = servers;
  const user = first?.username ? decodeURIComponent(first.username) : undefined;
  const isEncrypted = servers.some(({ protocol }) => protocol === 'tls:');
  return {
    servers: servers.map((server) => server.host),
    ...(user ? { user, pass: decodeURIComponent(first?.password ?? '') } : {}),
    ...(credentials ? { authenticator: authenticatorOf(credentials) } : {}),
    ...(tls || isEncrypted ? { tls: stated(tls ?? {}) } : {}),
    name,
    // A service may listen to its own answers only; see permissions.ts.
    inboxPrefix: inboxOf(user ?? credentials?.user ?? name),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    pingInterval: 10_000,
    maxPingOut: 3,
  };
}

function authenticatorOf({ creds, nkey }: NonNullable<NatsOptions['credentials']>): Authenticator {
  const bytes = new TextEncoder().encode(creds ?? nkey ?? '');
  return creds === undefined ? nkeyAuthenticator(bytes) : credsAuthenticator(bytes);
}

/** Without what is not there: the driver would take an undefined one for a file name. */
function stated(tls: NonNullable<NatsOptions['tls']>): { ca?: string; cert?: string; key?: string } {
  return Object.fromEntries(Object.entries(tls).filter(([, pem]) => pem !== undefined));
}

/** Where the answers to a user's requests arrive. */
export function inboxOf(user: string): string {
  return `_INBOX_${user}`;
}

const inboxes = new WeakMap<NatsConnection, string>();

/** A subject of this connection's own, for answers: nobody else may listen there. */
export function newInbox(connection: NatsConnection): string {
  return createInbox(inboxes.get(connection));
}

/** Connects and stays connected: a server that goes away is waited for, without limit. Throws only when it never came. */
export async function connectNats(options: NatsOptions): Promise<NatsConnection> {
  const connectOptions = natsConnectOptions(options);
  const deadline = Date.now() + (options.connectTimeoutMs ?? 30_000);
  for (;;) {
    try {
      const connection = await connect({ ...connectOptions, timeout: 5_000 });
      inboxes.set(connection, connectOptions.inboxPrefix);
      return connection;
    } catch (cause) {
      if (/authorization/i.test(String(cause)) || isCertificateFault(cause) || Date.now() > deadline) {
        const where = connectOptions.servers.join(', ');
        throw new Error(
          `Cannot connect to NATS at ${where}: ${cause instanceof Error ? cause.message : String(cause)}. ` +
            'Check that nats-server runs there with JetStream and that NATS_URL with user and password, NATS_CREDS or NATS_NKEY are right.' +
            // A server that does not believe our certificate only hangs up.
            (options.tls ? ' Check NATS_CA, NATS_CERT and NATS_KEY, and that its certificate names this host.' : ''),
          { cause },
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

/** In the words of Node and OpenSSL. */
function isCertificateFault(cause: unknown): boolean {
  const { code = '', message = '', cause: deeper } = cause as { code?: string; message?: string; cause?: unknown };
  if (/CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|ISSUER/.test(code) || /certificate|\balert\b|tls/i.test(message)) return true;
  return deeper !== undefined && deeper !== null && isCertificateFault(deeper);
}
