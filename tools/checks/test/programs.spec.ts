import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../src/workspace.js';

const dist = path.join(root, 'dist');
const names = readdirSync(dist).flatMap((file) => (file.endsWith('.js') ? [path.basename(file, '.js')] : []));

it.each(names)('%s starts from code that the build has compiled', async (name) => {
  const script = `import('./program.mjs').then(({ hasCode }) => console.log(hasCode('${name}')))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--eval', script], { cwd: dist });
  expect(stdout).toBe('true\n');
});
