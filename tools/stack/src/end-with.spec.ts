import { expect, it } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { forPeople } from './end-with.js';
import { StackError } from './stack-error.js';

it.each([
  [
    'what people can put right',
    () => Promise.reject(new StackError('Port 4100 is in use.')),
    /^Port 4100 is in use\.$/,
  ],
  // The kernel's own full disk.
  [
    'a full disk',
    () => Promise.resolve(writeFileSync('/dev/full', 'x')),
    /^The disk.* is full: make room there, .*\.$/,
  ],
  [
    'a folder that cannot be made',
    () => Promise.resolve(mkdirSync('/dev/null/x')),
    /^ENOTDIR: .*'\/dev\/null\/x'.*\.$/,
  ],
  ['a server that does not answer', () => refused(), /^connect ECONNREFUSED 127\.0\.0\.1:1\..*\.$/],
])('%s is said in one sentence', async (_, fails, sentence) => {
  const error = await (async () => fails())().catch((caught: unknown) => caught);
  expect(forPeople(error)).toMatch(sentence);
});

it('a fault of ours is shown with its stack', () => {
  expect(forPeople(new TypeError('x is not a function'))).toMatch(/^TypeError: x is not a function\n +at /);
});

function refused(): Promise<void> {
  return new Promise((_, reject) => createConnection(1, '127.0.0.1').once('error', reject));
}
