import { connect, type NatsConnection } from '@nats-io/transport-node';
import { z } from 'zod';
import { connectNats, natsConnectOptions, type NatsOptions } from './connection.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const ANSWER_MS_MAX = 5_000;

/** What the server's HTTP page tells; its own protocol has nothing about the disk. */
const varzSchema = z.object({
  server_id: z.string(),
  jetstream: z.object({ config: z.object({ sync_always: z.boolean().optional() }).optional() }).optional(),
});

/** What is not safe about a service's way to the broker, each with a name and what to do. */
export async function natsDangers(
  options: NatsOptions & { monitorUrls: string | undefined },
): Promise<{ name: string; todo: string }[]> {
  const connection = await connectNats(options);
  try {
    const [isOpen, isAdministrator, sync] = await Promise.all([
      letsAnybodyIn(options),
      mayAdminister(connection),
      syncOf(connection, options.monitorUrls),
    ]);
    return [
      isOpen && {
        name: 'nats-without-authentication',
        todo: 'NATS_URL: the server lets in whoever comes; give it users, as docker/nats-users.conf has them',
      },
      // Where anybody comes in, everybody is one.
      isAdministrator &&
        !isOpen && {
          name: 'nats-administrator',
          todo: 'NATS_URL: this user may do more than the service needs; use the one that docker/nats-users.conf has for it',
        },
      !connection.info?.tls_required &&
        !isOnLoopback(options.url) && {
          name: 'nats-without-tls',
          todo: 'NATS_URL leads to another machine without TLS; give the server a certificate and name its CA in NATS_CA, or name this in WABX_ALLOW_UNSAFE when only wabx can listen on that network',
        },
      sync === 'lazy' && {
        name: 'nats-without-fsync',
        todo: 'the server acknowledges before it has written to the disk; set jetstream { sync_interval: always }',
      },
      sync === 'unknown' && {
        name: 'nats-sync-unknown',
        todo: 'WABX_NATS_MONITOR_URLS must name the HTTP port of every server of NATS_URL (http://nats:8222), where "sync_interval: always" can be seen',
      },
    ].filter((danger) => danger !== false);
  } finally {
    await connection.close();
  }
}

async function letsAnybodyIn(options: NatsOptions): Promise<boolean> {
  const { servers, name, tls } = natsConnectOptions(options);
  try {
    const connection = await connect({
      servers,
      name,
      ...(tls ? { tls } : {}),
      reconnect: false,
      timeout: ANSWER_MS_MAX,
    });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}

/** No service may list streams: who can has the rights of the migration. */
async function mayAdminister(connection: NatsConnection): Promise<boolean> {
  try {
    await connection.request('$JS.API.STREAM.NAMES', '', { timeout: ANSWER_MS_MAX });
    return true;
  } catch {
    return false;
  }
}

async function syncOf(connection: NatsConnection, urls: string | undefined): Promise<'always' | 'lazy' | 'unknown'> {
  try {
    const pages = await Promise.all((urls?.split(',') ?? []).map((url) => varzOf(url.trim())));
    // Another server's page says nothing about the one that keeps our events.
    if (!pages.some(({ server_id }) => server_id === connection.info?.server_id)) return 'unknown';
    return pages.every(({ jetstream }) => jetstream?.config?.sync_always === true) ? 'always' : 'lazy';
  } catch {
    return 'unknown';
  }
}

async function varzOf(url: string): Promise<z.infer<typeof varzSchema>> {
  const answer = await fetch(new URL('/varz', url), { redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS_MAX) });
  return varzSchema.parse(await answer.json());
}

function isOnLoopback(url: string): boolean {
  return url.split(',').every((server) => LOOPBACK.has(new URL(server.trim()).hostname));
}
