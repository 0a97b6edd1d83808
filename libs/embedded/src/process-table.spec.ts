import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { processIdentity } from './process-table.js';

it('a process is told from a later one with the same id by its start', async () => {
  expect(processIdentity(process.pid)).toBe(processIdentity(process.pid));
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const identity = processIdentity(other.pid!);
  expect(identity).toMatch(new RegExp(`^${other.pid} .+`));
  expect(identity?.split(' ')[1]).not.toBe(processIdentity(process.pid)?.split(' ')[1]);
  other.kill('SIGKILL');
  await once(other, 'exit');
  expect(processIdentity(other.pid!)).toBeUndefined();
});
