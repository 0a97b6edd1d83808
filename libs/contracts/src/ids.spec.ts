import { expect, it } from '@jest/globals';
import { fileIdOf } from './ids.js';

it('the id of a file is the same for every copy of its message, and needs the key to be computed', () => {
  const id = fileIdOf('a key', '410020030040051', 'wamid.1');
  expect(fileIdOf('a key', '410020030040051', 'wamid.1')).toBe(id);
  expect(fileIdOf('another key', '410020030040051', 'wamid.1')).not.toBe(id);
  expect(fileIdOf('a key', '410020030040051', 'wamid.2')).not.toBe(id);
  // As it was computed from the message alone.
  expect(id).not.toBe(fileIdOf('', '410020030040051', 'wamid.1'));
});
