import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Resident memory of these processes together, in MiB. */
export function residentMiB(pids: readonly number[]): number {
  const kib = pids.reduce((sum, pid) => sum + residentKiB(pid), 0);
  return Math.round(kib / 1024);
}

function residentKiB(pid: number): number {
  try {
    if (process.platform === 'linux') {
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    }
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  } catch {
    return 0;
  }
}
