import { expect, it } from '@jest/globals';
import { unmarkedMigrations } from '@wabx/persistence';
import { owners } from '../src/owners.js';

/** Those before it were released when every version ran alone. */
const MARKED_SINCE_MS = 1_796_076_000_000;

it('the name of every migration says whether programs that do not know it may run: Expand… or Contract…', () => {
  const names = owners.flatMap(({ migrations }) => migrations.map(({ name }) => name));
  expect(unmarkedMigrations(names, MARKED_SINCE_MS)).toEqual([]);
  expect(unmarkedMigrations(['AddPolls1796076000001', 'ExpandPolls1796076000002'], MARKED_SINCE_MS)).toEqual([
    'AddPolls1796076000001',
  ]);
});
