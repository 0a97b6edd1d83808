import { withoutAccents } from './grams.js';

const BEFORE = 30;
const LENGTH = 120;

/** The part of a text in which the words are, as it was written. `needle` is as `toNeedleText` makes it. */
export function snippetOf(text: string, needle: string): string {
  const characters = Array.from(text.replace(/\s+/g, ' ').trim());
  // Where each unit of the searched text comes from: one character may become none, or two.
  const units: string[] = [];
  const origins: number[] = [];
  characters.forEach((character, at) => {
    for (const unit of plain(character).split('')) {
      units.push(unit);
      origins.push(at);
    }
  });
  const start = Math.max((origins[units.join('').indexOf(needle)] ?? 0) - BEFORE, 0);
  const end = start + LENGTH;
  const part = characters.slice(start, end).join('').trim();
  return `${start > 0 ? '…' : ''}${part}${end < characters.length ? '…' : ''}`;
}

const plain = (character: string): string =>
  character === ' ' ? ' ' : withoutAccents(character.normalize('NFKC').toLowerCase());
