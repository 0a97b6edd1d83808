import { describe, expect, it } from '@jest/globals';
import { generatedPages } from '../src/generated-docs.js';
import { readManifest, readText } from '../src/workspace.js';

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

it('the licence that package.json names is there', () => {
  expect(readManifest('.').license).toBe('Apache-2.0');
  expect(readText('LICENSE')).toMatch(/^\s*Apache License\s+Version 2\.0, January 2004/);
});
