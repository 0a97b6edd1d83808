import { processIdentity } from '@wabx/embedded';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const TAKEOVER_MS = 100;

/**
 * Takes the lock for as long as this process lives; the lock of a process that died is taken over. Answers the id of
 * the process that holds it when that is another one.
 */
export async function lock(file: string): Promise<'locked' | { heldBy: number }> {
  const me = processIdentity(process.pid) ?? String(process.pid);
  for (let takeover = false; ;) {
    if (create(file, me)) {
      // Of two that find the same dead holder the slower one may remove the lock of the faster: look again.
      if (takeover) await delay(TAKEOVER_MS);
      if (read(file) !== me) continue;
      process.once('exit', () => unlock(file));
      return 'locked';
    }
    const pid = holderOf(file);
    if (pid !== undefined) return { heldBy: pid };
    takeover = true;
    rmSync(file, { force: true });
  }
}

export function unlock(file: string): void {
  if (holderOf(file) === process.pid) rmSync(file, { force: true });
}

/** The id of the living process that holds the lock. */
export function holderOf(file: string): number | undefined {
  const holder = read(file);
  const pid = Number.parseInt(holder, 10);
  return pid > 0 && processIdentity(pid) === holder ? pid : undefined;
}

/** Puts the file there with its content in one step, or not at all when there is one. */
function create(file: string, content: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
