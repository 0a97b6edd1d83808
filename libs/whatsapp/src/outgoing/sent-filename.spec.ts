import { expect, it } from '@jest/globals';
import { toSentFilename } from './sent-filename.js';

it.each([
  ['offer.pdf', 'application/pdf', 'offer.pdf'],
  ['offer', 'application/pdf', 'offer.pdf'],
  ['offer v1.2', 'application/pdf', 'offer v1.2'],
  ['报价', 'application/pdf', '报价.pdf'],
  ['data', 'application/x-nobody-knows', 'data'],
  [`${'x'.repeat(300)}.pdf`, 'application/pdf', `${'x'.repeat(236)}.pdf`],
  ['😀'.repeat(300), 'application/pdf', `${'😀'.repeat(236)}.pdf`],
])('%s of %s leaves as %s', (name, mimeType, sent) => {
  expect(toSentFilename(name, mimeType)).toBe(sent);
});
