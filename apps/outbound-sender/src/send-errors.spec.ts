import { describe, expect, it } from '@jest/globals';
import { sendErrorSchema } from '@wabx/contracts';
import { ownError, ownErrorClasses } from './send-errors.js';

describe('an error of a send', () => {
  it.each(ownErrorClasses)('%s of our own has a next step and a sentence in every language', (errorClass) => {
    expect(sendErrorSchema.parse(ownError(errorClass))).toEqual({
      class: errorClass,
      next: expect.any(String),
      sentence: { en: expect.stringMatching(/^[A-Z].*\.$/), 'zh-CN': expect.stringMatching(/\p{Script=Han}.*。$/u) },
    });
  });

  it('that an older version wrote has its sentences in the form of today', () => {
    const old = { class: 'payment', sentence: { en: 'Meta says no.', zh: 'Meta 拒绝。' } };
    expect(sendErrorSchema.parse(old)).toEqual({
      class: 'payment',
      sentence: { en: 'Meta says no.', 'zh-CN': 'Meta 拒绝。' },
    });
  });
});
