import { expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createMissingLinks, whereRunnable } from './postgres-binaries.js';

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

if (process.getuid?.() === 0) {
  const nobody = { uid: 65534, gid: 65534 };

  it('Programs in a folder that only root may enter are copied once to where nobody may run them', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-copy-`));
    await chmod(folder, 0o755);
    const installed = path.join(folder, 'closed', 'native');
    await mkdir(path.join(installed, 'bin'), { recursive: true, mode: 0o700 });
    await writeFile(path.join(installed, 'bin', 'postgres'), '#!/bin/sh\necho 18\n', { mode: 0o700 });
    await chmod(path.join(folder, 'closed'), 0o700);
    const copy = path.join(folder, 'copies', 'postgres-18');
    const find = (owner: typeof nobody) => whereRunnable({ prefix: [], owner }, installed, copy);

    expect(await find({ uid: 0, gid: 0 })).toBe(installed);
    expect(await Promise.all([find(nobody), find(nobody)])).toEqual([copy, copy]);
    expect(await find(nobody)).toBe(copy);
    expect(execFileSync(path.join(copy, 'bin', 'postgres'), { ...nobody, encoding: 'utf8' })).toBe('18\n');
    expect(await readdir(path.dirname(copy))).toEqual(['postgres-18']);

    await rm(path.dirname(copy), { recursive: true });
    await writeFile(path.dirname(copy), 'no folder can be made here');
    await expect(find(nobody)).rejects.toMatchObject({ code: 'NOT_INSTALLED', message: expect.stringContaining(copy) });
    await rm(folder, { recursive: true });
  });
}
