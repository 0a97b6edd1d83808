import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../src/workspace.js';

const dist = path.join(root, 'dist');
const programs = readdirSync(dist).filter((file) => file.endsWith('.js'));

it.each(programs)('%s loads, and names every setting that is missing instead of a stack trace', (program) => {
  const { PATH } = process.env;
  const { status, stderr } = spawnSync(process.execPath, [path.join(dist, program)], {
    env: { PATH },
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/^[\w-]+ cannot start, its environment is wrong:\n( {2}\w+: .+\n)+/);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(status).toBe(1);
});
