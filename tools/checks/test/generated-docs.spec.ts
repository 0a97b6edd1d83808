import { describe, expect, it } from '@jest/globals';
import { apiDocuments } from '../src/api-documents.js';
import { generatedFiles, generatedPages } from '../src/generated-docs.js';
import { problemCodes, type ApiDocument } from '@wabx/runtime';
import { readManifest, readText, tree } from '../src/workspace.js';

const pages = generatedPages();

describe('the pages with generated tables', () => {
  // `npm run docs` writes them.
  it.each(pages)('$file says what the code says', ({ present, wanted, tables }) => {
    expect(tables).toEqual(['faults', 'codes']);
    expect(present).toBe(wanted);
  });

  it('both languages have the same chapters and tables', () => {
    const shapes = pages.map(({ present, tables }) => ({ tables, chapters: present.match(/^#{1,3} \d*/gm) }));
    expect(shapes[0]?.chapters?.length).toBeGreaterThan(12);
    expect(shapes[1]).toEqual(shapes[0]);
  });
});

describe('the descriptions of the APIs', () => {
  // `npm run docs` writes them.
  it('say what the code says', async () => {
    const others = (await generatedFiles()).filter(({ present, wanted }) => present !== wanted);
    expect(others.map(({ file }) => `${file} is another: run npm run docs`)).toEqual([]);
  }, 90_000);

  it('no two operations have one name or one address', () => {
    const { wabx, ...services } = apiDocuments();
    const operationsOf = ({ paths }: ApiDocument) =>
      Object.entries(paths).flatMap(([path, { servers: _, ...operations }]) =>
        Object.entries(operations as Record<string, { operationId: string }>).map(([method, { operationId }]) => ({
          address: `${method} ${path}`,
          operationId,
        })),
      );
    const all = Object.values(services).flatMap(operationsOf);
    expect(all.length).toBeGreaterThan(75);
    for (const key of ['address', 'operationId'] as const) {
      expect(new Set(all.map((operation) => operation[key])).size).toBe(all.length);
    }
    expect(operationsOf(wabx!)).toEqual(expect.arrayContaining(all));
    expect(operationsOf(wabx!)).toHaveLength(all.length);
  });
});

describe('the codes of refusals', () => {
  const sources = tree()
    .files.filter((file) => /^(apps|libs)\/[^/]+\/src\/.*\.ts$/.test(file) && !file.endsWith('problem-codes.ts'))
    .map(readText)
    .join('\n');
  it.each(Object.keys(problemCodes))('%s is used', (code) => {
    expect(sources.includes(`'${code}'`)).toBe(true);
  });
});

it('the licence that package.json names is there', () => {
  expect(readManifest('.').license).toBe('Apache-2.0');
  expect(readText('LICENSE')).toMatch(/^\s*Apache License\s+Version 2\.0, January 2004/);
});
