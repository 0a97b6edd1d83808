import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { diskFull, tellsOfFullDisk } from './disk-full.js';
import { EmbeddedServerError } from './embedded-server-error.js';
import type { PostgresAccount } from './postgres-account.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { spawnServer } from './server-process.js';

export const SUPERUSER = 'postgres';
const PASSWORD_FILE = 'wabx-superuser-password';

/** Without links: the server's command line shows this path, by which a left-over one is recognised. */
export async function realPath(directory: string): Promise<string> {
  const absolute = path.resolve(directory);
  await mkdir(path.dirname(absolute), { recursive: true });
  return realpath(absolute).catch(async () =>
    path.join(await realpath(path.dirname(absolute)), path.basename(absolute)),
  );
}

/** @throws EmbeddedServerError `UNUSABLE_DATA` when this user may not look */
export async function isEmptyOrMissing(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    const message = `The data directory ${directory} cannot be read by this user: ${(error as Error).message}. Start as the user who made it, or remove it.`;
    throw new EmbeddedServerError('UNUSABLE_DATA', message, { cause: error });
  }
}

/** Made beside its final place and moved there when complete: an interrupted start leaves nothing half made. */
export async function createCluster(
  binaries: PostgresBinaries,
  account: PostgresAccount,
  dataDir: string,
  durable: boolean,
): Promise<void> {
  const password = randomBytes(24).toString('base64url');
  const draft = `${dataDir}.initdb`;
  const passwordFile = `${draft}.password`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (process.getuid?.() === 0) {
    await chown(draft, account.owner.uid, account.owner.gid);
    await chown(passwordFile, account.owner.uid, account.owner.gid);
  }
  try {
    const initdb = await spawnServer({
      name: 'initdb',
      command: binaries.initdb,
      args: [
        ...['-D', draft, '--username', SUPERUSER, '--pwfile', passwordFile, '--auth=scram-sha-256'],
        ...['--locale=C', '--encoding=UTF8', '--no-instructions', ...(durable ? [] : ['--no-sync'])],
      ],
      prefix: account.prefix,
    });
    const ending = await initdb.exited;
    if (tellsOfFullDisk(initdb.lastLog())) throw diskFull('Postgres', dataDir);
    if (!ending.endsWith('code 0')) {
      throw new EmbeddedServerError(
        'START_FAILED',
        `No database could be made in ${dataDir}: ${ending}.\n${initdb.lastLog()}`,
      );
    }
    await rename(passwordFile, path.join(draft, PASSWORD_FILE));
    await rm(dataDir, { recursive: true, force: true }); // empty, or this function is not called
    await rename(draft, dataDir);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** @throws EmbeddedServerError `UNUSABLE_DATA` when the directory was not made by this major version, or not by us */
export async function refuseForeignData(dataDir: string, majorVersion: string): Promise<void> {
  const found = (await readFile(path.join(dataDir, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  const hasPassword = await readFile(path.join(dataDir, PASSWORD_FILE)).catch(() => undefined);
  if (found && found !== majorVersion) {
    throw new EmbeddedServerError(
      'UNUSABLE_DATA',
      `${dataDir} was written by Postgres ${found}, this is Postgres ${majorVersion}, which cannot read it. ` +
        `Go back to the version before, or forget the data: npm run reset`,
    );
  }
  if (!found || !hasPassword) {
    throw new EmbeddedServerError(
      'UNUSABLE_DATA',
      `${dataDir} is damaged or is not a data directory of wabx (no ${found ? PASSWORD_FILE : 'PG_VERSION'} in it). ` +
        `Forget the data: npm run reset`,
    );
  }
}

/** The superuser's password, made with the cluster and kept in it, so that neither can be lost without the other. */
export async function readPassword(dataDir: string): Promise<string> {
  return (await readFile(path.join(dataDir, PASSWORD_FILE), 'utf8')).trim();
}
