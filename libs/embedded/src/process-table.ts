import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether a process with this id runs. A zombie (dead, but not yet collected by its parent) does not count. */
export function processExists(pid: number): boolean {
  return hasProcessId(pid) && !isZombie(pid);
}

/** Whether the id is taken, be it by a zombie: this is what a server sees that looks at its own old pid file. */
export function hasProcessId(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Names a running process for good: ids alone are used again, in a container after every restart. Undefined when no
 * process has this id.
 */
export function processIdentity(pid: number): string | undefined {
  if (!processExists(pid)) return undefined;
  const startedAt = process.platform === 'linux' ? statFields(pid)[19] : askPs(pid, 'lstart=');
  return startedAt ? `${pid} ${startedAt}` : undefined;
}

/** The command line of a process, or an empty string when it is gone or cannot be seen. */
export function commandLine(pid: number): string {
  return process.platform === 'linux' ? readProc(pid, 'cmdline').replaceAll('\0', ' ').trim() : askPs(pid, 'command=');
}

/** The id of the parent process; an orphan has that of init or of a session manager. */
export function parentOf(pid: number): number | undefined {
  const ppid = process.platform === 'linux' ? statFields(pid)[1] : askPs(pid, 'ppid=');
  return ppid ? Number(ppid) : undefined;
}

// In a container whose first process does not collect its children, a stopped orphan stays a zombie for ever.
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return askPs(pid, 'state=').startsWith('Z');
  // A zombie is its first thread; while the others end, what the process had open is still open.
  const { 0: state, 17: threads } = statFields(pid);
  return state === 'Z' && threads === '1';
}

/** State, parent, … : the fields after the program's name, which is in brackets and may itself hold brackets. */
function statFields(pid: number): string[] {
  const stat = readProc(pid, 'stat');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

// Minimal Linux systems have no ps, macOS has no /proc.
function askPs(pid: number, column: string): string {
  try {
    return execFileSync('ps', ['-ww', '-o', column, '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return '';
  }
}
