import { describe, expect, it } from '@jest/globals';
import { sendErrorSchema } from '@wabx/contracts';
import { ownError, type OwnErrorClass } from './send-errors.js';

describe('an error of a send', () => {
  it.each<OwnErrorClass>([
    'window-closed',
    'media-expired',
    'media-refused',
    'recipient-missing',
    'request-invalid',
    'unreadable',
    'token-unreadable',
    'discarded',
    'outcome-unknown',
  ])('%s of our own has a next step and a sentence in every language', (errorClass) => {
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
