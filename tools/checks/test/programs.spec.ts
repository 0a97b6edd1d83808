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

it('a program loads what sends traces where a collector is named, and says in production why it does not start in JSON', () => {
  const { PATH } = process.env;
  const { stderr, status } = spawnSync(process.execPath, [path.join(dist, 'router.js')], {
    env: { PATH, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', WABX_ENV: 'production' },
    encoding: 'utf8',
  });
  const { level, message, version } = JSON.parse(stderr) as Record<string, string>;
  expect({ level, status }).toEqual({ level: 'fatal', status: 1 });
  expect(message).toMatch(/^router cannot start, its environment is wrong:/);
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});
