/**
 * Whether two spellings are the same telephone number. Three countries write some digits in one place and not in the
 * other: Brazil the ninth digit of mobile numbers, Mexico a 1 and Argentina a 9 behind the country code.
 */
export function isSameNumber(one: string, other: string): boolean {
  return toKey(one) === toKey(other);
}

function toKey(number: string): string {
  const digits = number.replaceAll(/\D/g, '');
  return digits
    .replace(/^(55\d\d)9(\d{8})$/, '$1$2')
    .replace(/^521(\d{10})$/, '52$1')
    .replace(/^549(\d{10})$/, '54$1');
}
