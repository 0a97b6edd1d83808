import { expect, it } from '@jest/globals';
import { toNeedleText } from './grams.js';
import { snippetOf } from './snippet.js';

const long = `${'a '.repeat(40)}the Needle stands ${'here '.repeat(40)}`;

it.each([
  ['short', 'The Needle', 'needle', 'The Needle'],
  ['with accents and a sharp s', 'Schöne Straße 5', 'strasse', 'Schöne Straße 5'],
  ['with blanks and lines', 'one\n\n  two', 'one two', 'one two'],
  ['long', long, 'needle', `…${'a '.repeat(13)}the Needle stands ${'here '.repeat(15)}h…`],
  ['Chinese, the words at its end', `${'很'.repeat(200)}周六下午`, '下午', `…${'很'.repeat(28)}周六下午`],
  ['with signs of two units', `${'😀'.repeat(50)} ring`, 'ring', `…${'😀'.repeat(29)} ring`],
  ['written with marks of their own', 'cafe\u0301 noir', 'café', 'cafe\u0301 noir'],
])('of a text %s the snippet has the words', (_, text, words, snippet) => {
  expect(snippetOf(text, toNeedleText(words))).toBe(snippet);
});
