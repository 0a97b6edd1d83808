import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedServerError } from './embedded-server-error.js';
import { commandLine, hasProcessId, parentOf, processExists } from './process-table.js';

const LAUNCHER_FILE = 'wabx-launcher.pid';
const STOP_TIMEOUT_MS = 20_000;
const POLL_MS = 20;

/**
 * Clears the way for a server on `directory`: one whose launcher was killed is stopped, a left-over pid file whose
 * number meanwhile belongs to something else is removed. A server whose launcher lives is left alone.
 *
 * @param server.pidFile written by the server itself; its first line is the process id
 * @param server.argument part of the server's command line that names its directory
 * @throws EmbeddedServerError `ALREADY_RUNNING`
 */
export async function stopOrphan(server: { name: string; directory: string; pidFile: string; argument: string }) {
  const pid = await readPid(server.pidFile);
  if (pid === undefined || !hasProcessId(pid)) return;
  if (!processExists(pid) || !commandLine(pid).includes(server.argument)) {
    // Process ids are used again, in containers at once; the server would take the stranger for itself and refuse.
    await rm(server.pidFile, { force: true });
    return;
  }
  const launcher = await readPid(path.join(server.directory, LAUNCHER_FILE));
  if (launcher !== undefined && parentOf(pid) === launcher) {
    throw new EmbeddedServerError(
      'ALREADY_RUNNING',
      `${server.name} (process ${pid}) already runs on ${server.directory}, started by process ${launcher}. Stop that one first.`,
    );
  }
  await interrupt(pid, server.name, server.directory);
}

/** Remembers who starts the server on `directory`, so that a later start can tell an orphan from a server in use. */
export async function recordLauncher(directory: string): Promise<void> {
  await writeFile(path.join(directory, LAUNCHER_FILE), `${process.pid}\n`);
}

async function interrupt(pid: number, name: string, directory: string): Promise<void> {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if (processExists(pid)) {
      const message = `${name} of an earlier start still runs on ${directory} as process ${pid} and may not be stopped by this user. Stop it: kill -INT ${pid}`;
      throw new EmbeddedServerError('ALREADY_RUNNING', message, { cause: error });
    }
  }
  const deadline = performance.now() + STOP_TIMEOUT_MS;
  while (processExists(pid)) {
    if (performance.now() > deadline) {
      const message = `${name} of an earlier start (process ${pid}) does not stop. End it: kill -QUIT ${pid}`;
      throw new EmbeddedServerError('ALREADY_RUNNING', message);
    }
    await delay(POLL_MS);
  }
}

async function readPid(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return pid > 0 ? pid : undefined;
}
