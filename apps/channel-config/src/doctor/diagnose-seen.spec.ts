import { expect, it } from '@jest/globals';
import { classifyGraphError, knownGraphErrorCodes, pauseWidth } from '@wabx/whatsapp';
import { classesOfNumbers, pausingClasses } from './diagnose-seen.js';

const policies = [...knownGraphErrorCodes.map((code) => ({ code })), { code: 100, subcode: 33 }, { code: 200 }].map(
  classifyGraphError,
);
const classesOf = (...widths: (string | undefined)[]) =>
  [...new Set(policies.filter((policy) => widths.includes(pauseWidth(policy))).map((policy) => policy.class))].sort();

it('every refusal that pauses the sender is a fault of the channel, and no other one is', () => {
  expect([...pausingClasses].sort()).toEqual(classesOf('number', 'channel'));
});

it('a fault is of one number exactly where the sender pauses that number alone', () => {
  expect([...classesOfNumbers].sort()).toEqual(classesOf('number'));
});
