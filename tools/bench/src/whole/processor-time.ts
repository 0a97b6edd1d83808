import { readdirSync, readFileSync } from 'node:fs';

const MS_PER_TICK = 10; // of /proc, on every Linux

interface Process {
  pid: number;
  parent: number;
  /** Milliseconds; of Postgres with that of the backends that have ended. */
  ms: number;
  name: string | undefined;
}

/** Milliseconds of processor time so far of all programs below `root`, by program; Postgres by the role it serves. */
export function processorTime(root: number): Map<string, number> {
  const all = readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? readProcess(Number(entry)) : []));
  const times = new Map<string, number>();
  const add = (parent: number): void => {
    for (const { pid, name, ms } of all.filter((process) => process.parent === parent)) {
      if (name !== undefined) times.set(name, (times.get(name) ?? 0) + ms);
      add(pid);
    }
  };
  add(root);
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
    const name = nameOf(command);
    const [own = 0, system = 0, ended = 0, endedSystem = 0] = fields.slice(11, 15);
    const ticks = own + system + (name === 'postgres itself' ? ended + endedSystem : 0);
    return [{ pid, parent: fields[1] ?? 0, ms: ticks * MS_PER_TICK, name }];
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
