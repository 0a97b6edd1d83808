import type { BusinessNumber, Customer, Registry } from './registry.js';

export interface Recipient {
  /** As the business wrote it. */
  input: string;
  addressedBy: 'number' | 'userId';
  /** The number WhatsApp knows; may differ from what was typed. */
  waId?: string;
  /** Undefined: nobody there has WhatsApp. */
  customer?: Customer;
}

/** Who is meant. If both are given, `to` wins (reference 3.1). */
export function findRecipient(
  registry: Registry,
  number: BusinessNumber,
  to?: string,
  recipient?: string,
): Recipient | undefined {
  if (to !== undefined) {
    const candidates = numbersMeantBy(to, number);
    const waId = candidates.find((candidate) => registry.customer(candidate)) ?? candidates[0] ?? '';
    return { input: to, addressedBy: 'number', waId, customer: registry.customer(waId) };
  }
  if (recipient === undefined) return undefined;
  const customer = registry.customer(recipient);
  return { input: recipient, addressedBy: 'userId', customer: customer?.userId === recipient ? customer : undefined };
}

/** The forms a typed number may have as a WhatsApp id, the likeliest first. */
function numbersMeantBy(to: string, number: BusinessNumber): string[] {
  const digits = to.replace(/\D/g, '');
  // Without a plus Meta may take it for a number of the business's own country.
  const ownCountry = /^\+(\d{1,3})[\s-]/.exec(number.displayPhoneNumber)?.[1];
  const national = to.trim().startsWith('+') || !ownCountry ? [] : [`${ownCountry}${digits}`];
  return [digits, ...withOrWithoutMobileDigit(digits), ...national];
}

/** Brazil writes mobile numbers with a ninth digit, Mexico with a 1, that the WhatsApp id may not have. Meta adjusts both. */
function withOrWithoutMobileDigit(digits: string): string[] {
  const brazil = /^55(\d\d)9?(\d{8})$/.exec(digits);
  if (brazil) return [`55${brazil[1]}${brazil[2]}`, `55${brazil[1]}9${brazil[2]}`];
  const mexico = /^521?(\d{10})$/.exec(digits);
  return mexico ? [`521${mexico[1]}`, `52${mexico[1]}`] : [];
}
