import { serviceNames, type ServiceName } from '@wabx/contracts';
import { startNats, startPostgres } from '@wabx/embedded';
import { natsPermissionsOf } from '@wabx/messaging/permissions';
import path from 'node:path';
import { LogFile } from './log-file.js';
import type { Parts } from './parts.js';
import type { Secrets } from './secrets.js';
import type { Settings } from './settings.js';
import { StackError } from './stack-error.js';
import type { StateDirectory } from './state-directory.js';

const S3_MS_MAX = 3_000;

/** The superuser's URL of the given database, or of one of our own. */
export async function openDatabase(settings: Settings, state: StateDirectory, parts: Parts): Promise<string> {
  if (settings.databaseUrl) return settings.databaseUrl;
  const log = new LogFile(path.join(state.logs, 'postgres.log'));
  const options = { dataDir: state.postgres, durable: true, onLog: (line: string) => log.write(`${line}\n`) };
  const server = await startPostgres(options);
  // Its clients know it by its port.
  parts.add({
    name: 'Postgres',
    phase: 'postgres',
    directory: state.postgres,
    log,
    run: server,
    again: () => startPostgres({ ...options, port: server.port }),
  });
  return server.url;
}

export interface Nats {
  adminUrl: string;
  urlOf(service: ServiceName): string;
}

/** The given NATS, or one of our own on which each service may do only what is its part. */
export async function openNats(
  settings: Settings,
  state: StateDirectory,
  secrets: Secrets,
  parts: Parts,
): Promise<Nats> {
  const { natsUrl } = settings;
  if (natsUrl) return { adminUrl: natsUrl, urlOf: () => natsUrl };
  const { natsAdminPassword, natsPasswords } = secrets;
  const users = [
    { user: 'admin', password: natsAdminPassword },
    ...serviceNames.map((user) => ({ user, password: natsPasswords[user], permissions: natsPermissionsOf(user) })),
  ];
  const log = new LogFile(path.join(state.logs, 'nats.log'));
  const onLog = (line: string) => log.write(`${line}\n`);
  const options = { storeDir: state.nats, syncAlways: true, users, onLog };
  const server = await startNats(options);
  parts.add({
    name: 'NATS',
    phase: 'nats',
    directory: state.nats,
    // A stream that once could not be written is not written again by the same server (seen with 2.14).
    needsRestartAfterFullDisk: true,
    log,
    run: server,
    again: () => startNats({ ...options, port: server.port }),
  });
  const url = (user: string, password: string) => `nats://${user}:${password}@127.0.0.1:${server.port}`;
  return { adminUrl: url('admin', natsAdminPassword), urlOf: (service) => url(service, natsPasswords[service]) };
}

/** Throws a StackError when nothing answers there. Whether keys and bucket are right, media-store says. */
export async function assertS3Answers(endpoint: string): Promise<void> {
  try {
    await fetch(endpoint, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(S3_MS_MAX) });
  } catch (error) {
    const { cause, message } = error as Error;
    throw new StackError(
      `S3_ENDPOINT=${endpoint} does not answer (${cause instanceof Error ? cause.message : message}). ` +
        'Start the object store there, correct the address, or unset it to keep files in a directory.',
    );
  }
}
