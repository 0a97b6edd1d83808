import { describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atLeast, findNatsServer } from './find-nats-server.js';

describe('Finding a nats-server', () => {
  it.each([
    ['2.9.10', false],
    ['2.10.0', true],
    ['2.14.0', true],
    ['2.12.0-RC.1', true],
    ['3.0.0', true],
    ['1.99.9', false],
  ])('%s is new enough: %s', (version, expected) => {
    expect(atLeast(version, '2.10')).toBe(expected);
  });

  it.each([
    { printed: 'nats-server: v2.11.4', version: '2.11.4', warning: undefined },
    { printed: 'nats-server: v2.9.10', version: '2.9.10', warning: expect.stringContaining('power failure') },
  ])('takes the chosen program, and says when it is old: $printed', async ({ printed, version, warning }) => {
    const folder = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-bin-`));
    const program = path.join(folder, 'nats-server');
    await writeFile(program, `#!/bin/sh\necho "${printed}"\n`, { mode: 0o755 });
    const found = await findNatsServer({ env: { NATS_SERVER_BIN: program } });
    expect(found).toEqual(warning ? { path: program, version, warning } : { path: program, version });
    await rm(folder, { recursive: true });
  });

  it('never passes over a chosen program that cannot be run', async () => {
    await expect(findNatsServer({ env: { NATS_SERVER_BIN: '/nowhere/nats-server' } })).rejects.toMatchObject({
      code: 'NOT_INSTALLED',
      message: expect.stringContaining('NATS_SERVER_BIN=/nowhere/nats-server'),
    });
  });
});
