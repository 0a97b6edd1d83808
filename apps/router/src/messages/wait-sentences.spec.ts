import { expect, it } from '@jest/globals';
import { waitReasons } from '@wabx/contracts';
import { waitSentence } from './wait-sentences.js';

it.each(waitReasons)('that a reply waits because of %s is told in English and in Chinese', (reason) => {
  expect(waitSentence(reason)?.en).toMatch(/^The message waits\b.*\.$/);
  expect(waitSentence(reason)?.['zh-CN']).toMatch(/\p{Script=Han}.*。$/u);
});

it('a reason of a later version has no sentence', () => {
  expect(waitSentence('moon')).toBeUndefined();
});
