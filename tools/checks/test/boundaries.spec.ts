import { beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { projects, root } from '../src/workspace.js';

const RULE = '@nx/enforce-module-boundaries';

const forbidden: [string, string, string][] = [
  ['the ingress sees no database', 'apps/webhook-ingress/src/seen.ts', '@wabx/persistence'],
  ['an app does not import an app', 'apps/router/src/seen.ts', '@wabx/stats'],
  ['contracts import nothing of ours', 'libs/contracts/src/seen.ts', '@wabx/messaging'],
  ['whatsapp knows nothing of us', 'libs/whatsapp/src/seen.ts', '@wabx/contracts'],
  ['a library does not import an app', 'libs/runtime/src/seen.ts', '@wabx/webhook-ingress'],
  ['the test library is not shipped', 'apps/stats/src/seen.ts', '@wabx/testing'],
  ['the simulator of Meta does not know us', 'tools/meta-simulator/src/seen.ts', '@wabx/whatsapp'],
  ['not even tests of an app import another app', 'apps/router/test/seen.spec.ts', '@wabx/outbound-sender'],
  ['a path into another project is no way round', 'apps/router/src/seen.ts', '../../stats/src/service.js'],
];

const allowed: [string, string, string][] = [
  ['an app imports contracts', 'apps/webhook-ingress/src/seen.ts', '@wabx/contracts'],
  ['an app that owns tables imports persistence', 'apps/router/src/seen.ts', '@wabx/persistence'],
  ['tests import the test library', 'apps/stats/test/seen.spec.ts', '@wabx/testing'],
  ['all-in-one is made of the apps', 'apps/all-in-one/src/seen.ts', '@wabx/router'],
];

interface Message {
  ruleId: string | null;
  message: string;
}
let rules: { sourceTag: string; onlyDependOnLibsWithTags: string[] }[] = [];
const found = new Map<string, Message[]>();

beforeAll(async () => {
  const cases = [...forbidden, ...allowed].map(([name, file, imported]) => ({
    name,
    file: path.join(root, file),
    source: `import * as seen from '${imported}';\n\nexport const names = Object.keys(seen);\n`,
  }));
  const linter = spawn(process.execPath, [path.join(root, 'tools/checks/test/lint-texts.mjs')], {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false', NODE_OPTIONS: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  linter.stdin.end(JSON.stringify(cases));
  const [output] = await Promise.all([text(linter.stdout), once(linter, 'close')]);
  const answer = JSON.parse(output) as { boundaries: typeof rules; results: Message[][] };
  rules = answer.boundaries;
  for (const [at, { name }] of cases.entries()) found.set(name, answer.results[at] ?? []);
}, 120_000);

describe('boundaries', () => {
  it.each(forbidden)('%s: refused', (name) => {
    expect(found.get(name)?.map(({ ruleId }) => ruleId)).toEqual([RULE]);
  });

  it.each(allowed)('%s: accepted', (name) => {
    expect(found.get(name)).toEqual([]);
  });

  it('every project has one tag, and every tag one rule and one project', () => {
    const tagOf = (folder: string) => folder.replace(/^(app|lib|tool)s\//, '$1:');
    for (const { folder, manifest } of projects()) expect(manifest.nx?.tags).toEqual([tagOf(folder)]);
    const ruled = rules.map(({ sourceTag }) => sourceTag);
    expect(ruled.sort()).toEqual(
      projects()
        .map(({ folder }) => tagOf(folder))
        .sort(),
    );
  });

  it('contracts, whatsapp and embedded import nothing of ours, and of what is shipped only all-in-one imports apps', () => {
    const allowedOf = (tag: string) => rules.find(({ sourceTag }) => sourceTag === tag)?.onlyDependOnLibsWithTags;
    for (const tag of ['lib:contracts', 'lib:whatsapp', 'lib:embedded']) expect(allowedOf(tag)).toEqual([]);
    const importApps = rules.filter(
      ({ sourceTag, onlyDependOnLibsWithTags: tags }) =>
        /^(app|lib):/.test(sourceTag) && tags.some((tag) => tag.startsWith('app:')),
    );
    expect(importApps.map(({ sourceTag }) => sourceTag)).toEqual(['app:all-in-one']);
    expect(allowedOf('app:webhook-ingress')).not.toContain('lib:persistence');
  });
});
