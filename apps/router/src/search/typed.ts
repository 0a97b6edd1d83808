/** A telephone number as people type it: with a plus or zeros before it, blanks, dashes, brackets, dots. */
const TELEPHONE = /^(?=(?:\D*\d){5})\+?[\d\s().\/-]+$/;

/**
 * The digits by which a number is found that was typed like this; undefined when it is none. The zero of a national
 * number, or the zeros before a country code, are not part of the number that WhatsApp has.
 */
export function telephoneDigits(words: string): string | undefined {
  if (!TELEPHONE.test(words)) return undefined;
  const digits = words
    .replace(/^\s*\+?\s*(?:\(0\))?/, '')
    .replace(/\(0\)/, '')
    .replaceAll(/\D/g, '');
  return digits.replace(/^0+/, '');
}
