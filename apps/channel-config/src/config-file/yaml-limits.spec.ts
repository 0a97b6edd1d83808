import { expect, it } from '@jest/globals';
import { parseDocument, stringify } from 'yaml';
import { yamlTooCostly } from './yaml-limits.js';

const deep = expect.stringMatching(/deep/);
const wide = expect.stringMatching(/keys/);
const keys = (count: number, between: string) => Array.from({ length: count }, (_, n) => `k${n}: 1`).join(between);

// Each of these ended the process, or held it for minutes.
it.each([
  ['open lists', '['.repeat(100_000), deep],
  ['open maps', '{a: '.repeat(100_000), deep],
  ['maps as keys', '? '.repeat(100_000), deep],
  ['lists in lists', `${'- '.repeat(100_000)}x`, deep],
  ['indented maps', Array.from({ length: 1_000 }, (_, n) => `${' '.repeat(n)}k:`).join('\n'), deep],
  ['many keys', keys(50_000, '\n'), wide],
  ['many keys in braces', `{${keys(50_000, ', ')}}`, wide],
  ['a quoted bracket', `a: "${'['.repeat(1_000)}"`, undefined],
  ['a name with brackets', Array.from({ length: 500 }, (_, n) => `- name: "[${n}"`).join('\n'), undefined],
  ['nothing', '', undefined],
])('%s', (_, text, wanted) => {
  expect(yamlTooCostly(text)).toEqual(wanted);
});

it('a large site with 1,500 people and 150 queues of 200 passes', () => {
  const extensions = Array.from({ length: 1_500 }, (_, n) => ({ number: String(1_000 + n), name: `Person ${n}` }));
  const queues = Array.from({ length: 150 }, (_, n) => ({
    name: `Queue ${n}`,
    agents: extensions.slice(0, 200).map(({ number }) => number),
  }));
  const text = stringify({ extensions, queues });
  expect(yamlTooCostly(text)).toBeUndefined();
  expect(parseDocument(text).errors).toEqual([]);
});
