import { execFile } from 'node:child_process';
import { access, constants, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedServerError } from './embedded-server-error.js';
import { findOnPath } from './find-on-path.js';
import { PINNED, pinnedServer } from './pinned-nats-server.js';

const WANTED = '2.10'; // from here on a server can sync to disk before it acknowledges

export interface NatsServerProgram {
  path: string;
  /** As in `2.14.0`. */
  version: string;
  /** Something the person who starts should know, such as that the program is old. */
  warning?: string;
}

/**
 * Finds a nats-server: NATS_SERVER_BIN, else PATH from 2.10 on, else the pinned one (fetched once into the cache), else
 * an older one on PATH with a warning.
 *
 * @param options.cacheDir default: WABX_CACHE_DIR, else the user's cache folder, else `.wabx/cache` in the current one
 * @throws EmbeddedServerError `NOT_INSTALLED` with what to install
 */
export async function findNatsServer(
  options: { cacheDir?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<NatsServerProgram> {
  const env = options.env ?? process.env;
  const chosen = env['NATS_SERVER_BIN'];
  if (chosen) {
    const version = await versionOf(chosen);
    if (version) return { path: chosen, version, ...warningFor(version) };
    throw new EmbeddedServerError('NOT_INSTALLED', `NATS_SERVER_BIN=${chosen} is not a nats-server that can be run.`);
  }

  const onPath = await findOnPath('nats-server', env['PATH']);
  const versionOnPath = onPath && (await versionOf(onPath));
  if (onPath && versionOnPath && atLeast(versionOnPath, WANTED)) return { path: onPath, version: versionOnPath };

  const pinned = PINNED[`${process.platform}-${process.arch}`];
  let problem = `there is none to fetch for ${process.platform}-${process.arch}`;
  if (pinned) {
    try {
      const file = await pinnedServer(pinned, options.cacheDir ?? (await cacheDirectory(env)));
      const version = await versionOf(file);
      if (version) return { path: file, version };
      problem = `${file} cannot be run`;
    } catch (error) {
      problem = (error as Error).message;
    }
  }
  if (onPath && versionOnPath) return { path: onPath, version: versionOnPath, ...warningFor(versionOnPath) };
  throw new EmbeddedServerError('NOT_INSTALLED', `No nats-server: none on PATH, and ${problem}.\n${installHint()}`);
}

export function atLeast(version: string, wanted: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

function warningFor(version: string): { warning?: string } {
  if (atLeast(version, WANTED)) return {};
  return {
    warning: `nats-server ${version} is older than ${WANTED}: it acknowledges before the disk has the data, so a power failure may lose up to a minute.`,
  };
}

async function versionOf(file: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(file, ['--version'], { timeout: 10_000 });
    return /(?<!\d)\d+\.\d+\.\d+\S*/.exec(stdout)?.[0];
  } catch {
    return undefined;
  }
}

async function cacheDirectory(env: NodeJS.ProcessEnv): Promise<string> {
  if (env['WABX_CACHE_DIR']) return env['WABX_CACHE_DIR'];
  const perUser = path.join(env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'wabx');
  try {
    await mkdir(perUser, { recursive: true });
    await access(perUser, constants.W_OK);
    return perUser;
  } catch {
    return path.resolve('.wabx', 'cache');
  }
}

function installHint(): string {
  const how =
    process.platform === 'darwin'
      ? 'brew install nats-server'
      : 'apt-get install nats-server (Debian, Ubuntu), or the program of your architecture from https://github.com/nats-io/nats-server/releases';
  return `Install one: ${how}; or set NATS_SERVER_BIN to the program, or NATS_URL to a server that runs (2.10 or newer, with JetStream).`;
}
