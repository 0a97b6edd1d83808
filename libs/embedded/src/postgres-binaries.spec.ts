import { expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createMissingLinks } from './postgres-binaries.js';

it('The library links that npm 12 does not make are made at the start, by several starts at once', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-links-`));
  await mkdir(path.join(folder, 'native', 'lib'), { recursive: true });
  const links = ['libpq.so', 'libpq.so.5'].map((name) => ({
    source: 'native/lib/libpq.so.5.18',
    target: `native/lib/${name}`,
  }));
  await writeFile(path.join(folder, 'native', 'pg-symlinks.json'), JSON.stringify(links));

  await Promise.all([createMissingLinks(folder), createMissingLinks(folder)]);
  await createMissingLinks(folder);

  for (const { target } of links) expect(await readlink(path.join(folder, target))).toBe('libpq.so.5.18');
  await rm(folder, { recursive: true });
});
