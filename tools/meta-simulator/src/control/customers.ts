import { z } from 'zod';
import { type Customer, customerSchema } from '../registry.js';
import type { World } from '../world.js';

export const customerInputSchema = customerSchema
  .omit({ lastWroteAt: true })
  .partial()
  /** null: a customer from before business-scoped ids. */
  .extend({ userId: z.string().nullable().optional() });
export type CustomerInput = z.infer<typeof customerInputSchema>;

export const customerPatchSchema = customerSchema.omit({ id: true, lastWroteAt: true }).partial();

/** Creates the customer, or answers (and updates) the one who has the id, number or user id already. */
export function putCustomer(world: World, input: CustomerInput): { customer: Customer; created: boolean } {
  const { registry, ids } = world;
  const keys = [input.id, input.waId, input.userId ?? undefined].filter((key) => key !== undefined);
  const existing = keys.map((key) => registry.customer(key)).find((found) => found !== undefined);
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== null));
  const waId = input.waId ?? existing?.waId ?? (input.userId ? undefined : `4477009${ids.digits('number', 5)}`);
  const userId =
    input.userId === null
      ? undefined
      : (input.userId ?? existing?.userId ?? `${countryOf(waId)}.${ids.digits('user', 20)}`);
  const customer = customerSchema.parse({
    id: `customer-${ids.digits('customer', 10)}`,
    name: `Customer ${waId ?? userId ?? ''}`,
    ...existing,
    ...given,
    ...(waId !== undefined && { waId }),
    userId,
  });
  registry.putCustomer(customer);
  registry.changed();
  world.changes.tell();
  return { customer, created: existing === undefined };
}

export function patchCustomer(world: World, customer: Customer, patch: z.infer<typeof customerPatchSchema>): Customer {
  const changed = { ...customer, ...patch };
  world.registry.putCustomer(changed);
  world.registry.changed();
  world.changes.tell();
  return changed;
}

const countries: [prefix: string, country: string][] = [
  ['1', 'US'],
  ['44', 'GB'],
  ['49', 'DE'],
  ['52', 'MX'],
  ['54', 'AR'],
  ['55', 'BR'],
  ['86', 'CN'],
  ['91', 'IN'],
];

/** The two letters in front of a business-scoped id. */
function countryOf(waId = ''): string {
  return countries.find(([prefix]) => waId.startsWith(prefix))?.[1] ?? 'US';
}
