import { readdirSync, readFileSync } from 'node:fs';

const MS_PER_TICK = 10; // of /proc, on every Linux

interface Process {
  pid: number;
  parent: number;
  /** Milliseconds. */
  ms: number;
  name: string | undefined;
}

/** The processor time so far of every process below `root`, by its id. */
export function processorTime(root: number): Map<number, Process> {
  const all = readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? readProcess(Number(entry)) : []));
  const below = (parent: number): Process[] =>
    all.filter((process) => process.parent === parent).flatMap((child) => [child, ...below(child.pid)]);
  return new Map(below(root).map((process) => [process.pid, process]));
}

/** Milliseconds since then, by program, Postgres by the role it serves; without what has ended meanwhile. */
export function processorTimeSince(before: Map<number, Process>, root: number): Map<string, number> {
  const times = new Map<string, number>();
  for (const { pid, name, ms } of processorTime(root).values()) {
    if (name === undefined) continue;
    times.set(name, (times.get(name) ?? 0) + ms - (before.get(pid)?.ms ?? 0));
  }
  return times;
}

function readProcess(pid: number): Process[] {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; the name in it may hold spaces.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0] = fields.slice(11, 13);
    return [{ pid, parent: fields[1] ?? 0, ms: (user + system) * MS_PER_TICK, name: nameOf(command) }];
  } catch {
    return []; // it has ended
  }
}

function nameOf(command: string): string | undefined {
  if (/meta-simulator/.test(command)) return 'simulator';
  if (/nats-server/.test(command)) return 'nats';
  const role = /^postgres: (?:\S+: )?(\S+)/.exec(command)?.[1];
  if (role !== undefined) return role.startsWith('wabx_') ? `postgres ${role}` : 'postgres itself';
  if (/\/postgres -D/.test(command)) return 'postgres itself';
  return /\/dist\/(?:servers\/)?([a-z-]+)\.js/.exec(command)?.[1];
}
