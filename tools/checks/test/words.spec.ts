import { describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { readText, tree } from '../src/workspace.js';

const { files, folders } = tree();
const sources = files.filter((file) => /\.(ts|mts|mjs|js)$/.test(file));

// A drawer without a name fills with everything, and then everything depends on it.
const DRAWER = /^(utils?|helpers?|common|misc|shared)$/i;

describe('the words of the tree', () => {
  it('no file or folder is a drawer', () => {
    const named = [...files, ...folders].filter((place) =>
      path.posix
        .basename(place)
        .split('.')
        .some((part) => DRAWER.test(part)),
    );
    expect(sources.length).toBeGreaterThan(100);
    expect(named).toEqual([]);
  });

  it('files and folders of ours are kebab-case', () => {
    const inProjects = [...files, ...folders].filter((place) => /^(apps|libs|tools)\//.test(place));
    const other = inProjects.filter((place) => /\.(ts|mjs)$/.test(place) || !path.posix.extname(place));
    expect(other.filter((place) => !/^[a-z0-9.-]+$/.test(path.posix.basename(place)))).toEqual([]);
  });

  it('what is exported is named', () => {
    expect(sources.filter((file) => /^\s*export \*/m.test(readText(file)))).toEqual([]);
  });

  it('no test is skipped, focused or left for later', () => {
    const word = /\b(?:describe|it|test)\.(?:skip|only|todo)\b|\b(?:xit|xdescribe|fit|fdescribe)\(/;
    expect(files.filter((file) => file.endsWith('.spec.ts') && word.test(readText(file)))).toEqual([]);
  });

  it('no text that runs here depends on one machine', () => {
    const machine = /(^|[\s'"`=(])\/(home|Users|work)\/[\w.-]/m;
    const ours = files.filter((file) => /^(apps|libs|tools|docker|\.ci)\//.test(file) && !/\/fixtures\//.test(file));
    expect(ours.filter((file) => machine.test(readText(file)))).toEqual([]);
  });
});
