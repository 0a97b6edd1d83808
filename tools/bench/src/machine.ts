import { loadavg } from 'node:os';

/** The load of the machine over 1, 5 and 15 minutes: what else ran beside a measurement. */
export function load(): string {
  return loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
}
