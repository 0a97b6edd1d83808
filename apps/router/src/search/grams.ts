/** No message of WhatsApp is longer; of what somebody sends us beyond that the rest is not searched. */
const TEXT_LENGTH_MAX = 5_000;

/** A text as it is searched: without the differences that nobody means, and with a space before every word. */
export function toSearchText(text: string): string {
  return ` ${toNeedleText(text.slice(0, TEXT_LENGTH_MAX))}`;
}

/** What is looked for, as {@link toSearchText} would have written it. */
export function toNeedleText(words: string): string {
  return withoutAccents(words.normalize('NFKC').toLowerCase()).replace(/\s+/g, ' ').trim();
}

/** Letters that Unicode does not take apart, as people write them who do not have them on their keyboard. */
const PLAIN: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
};

/**
 * Lower case letters without what is written above and below them. Only the marks of Latin, Greek and Cyrillic: those of
 * other scripts make another letter of it (が is not か).
 */
export function withoutAccents(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/[ßæœøđðþłħı]/g, (letter) => PLAIN[letter] ?? letter);
}

/**
 * Every three characters that follow each other, and two where one of them is not ASCII (most Chinese words have two):
 * a text holds a needle only if it has all of the needle's grams. As numbers, which an index compares much faster than
 * text; that two grams may have the same number costs a look, never a result.
 */
export function gramsOf(text: string): number[] {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const grams = new Set<number>();
  codes.forEach((third, at) => {
    const second = codes[at - 1];
    const first = codes[at - 2];
    if (second === undefined) return;
    if (second > 0x7f || third > 0x7f) grams.add(toGram(second, third));
    if (first !== undefined) grams.add(toGram(first, second, third));
  });
  return [...grams];
}

function toGram(...codes: number[]): number {
  return codes.reduce((gram, code) => Math.imul(gram, 0x10003) ^ code, 0);
}
