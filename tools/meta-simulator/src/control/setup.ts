import { z } from 'zod';
import { setCallback } from '../graph/accounts.js';
import { effectiveCallback } from '../graph/phone-number.js';
import { appSchema, numberSchema, tokenSchema, wabaSchema } from '../registry.js';
import type { Challenge } from '../webhooks/callbacks.js';
import type { World } from '../world.js';
import { customerInputSchema, putCustomer } from './customers.js';

/**
 * Of each thing only what names it is needed here: the rest comes from what is there already, then from defaults, and
 * is checked when both are put together. So a second set-up changes only what it names.
 */
export const setupSchema = z.strictObject({
  apps: z.array(z.looseObject({ appId: z.string() })).default([]),
  wabas: z.array(z.looseObject({ wabaId: z.string() })).default([]),
  numbers: z.array(z.looseObject({ phoneNumberId: z.string() })).default([]),
  tokens: z.array(z.looseObject({ token: z.string() })).default([]),
  customers: z.array(customerInputSchema).default([]),
  /** The callback of every app named here that brings none of its own; the challenge is asked at once. */
  callbackUrl: z.url().optional(),
  verifyToken: z.string().optional(),
  /** Subscribes the apps named here to the accounts named here. */
  subscribe: z.boolean().default(true),
});
export type Setup = z.infer<typeof setupSchema>;

interface SetupAnswer {
  callbacks: ({ appId: string; url: string } & Challenge)[];
  customers: { id: string; waId?: string; userId?: string; name: string }[];
}

/** Makes the world as described; twice is the same as once. `verified: false` in the answer: the callback failed the challenge. */
export async function applySetup(world: World, setup: Setup): Promise<SetupAnswer> {
  const { registry } = world;
  const issuedAt = new Date(world.clock.now()).toISOString();
  // All is checked before anything is changed.
  const apps = setup.apps.map((input) => ({
    app: appSchema.parse({ ...registry.apps.get(input.appId), ...input }),
    before: registry.apps.get(input.appId),
  }));
  const wabas = setup.wabas.map((input) => wabaSchema.parse({ ...registry.wabas.get(input.wabaId), ...input }));
  const numbers = setup.numbers.map((input) =>
    numberSchema.parse({ ...registry.numbers.get(input.phoneNumberId), ...input }),
  );
  const tokens = setup.tokens.map((input) =>
    tokenSchema.parse({ issuedAt, ...registry.tokens.get(input.token), ...input }),
  );

  // A new address counts only after the challenge; until then the old one stays.
  for (const { app, before } of apps) {
    registry.apps.set(app.appId, {
      ...app,
      callbackUrl: before?.callbackUrl,
      verifyToken: before?.verifyToken,
      verified: before?.verified ?? false,
    });
  }
  for (const waba of wabas) registry.wabas.set(waba.wabaId, waba);
  for (const number of numbers) registry.numbers.set(number.phoneNumberId, number);
  for (const token of tokens) registry.tokens.set(token.token, token);
  for (const { wabaId } of numbers)
    if (!registry.wabas.has(wabaId)) registry.wabas.set(wabaId, wabaSchema.parse({ wabaId }));
  if (setup.subscribe) {
    subscribe(
      world,
      apps.map(({ app }) => app.appId),
      [...wabas, ...numbers].map(({ wabaId }) => wabaId),
    );
  }
  const customers = setup.customers.map((input) => putCustomer(world, input).customer);
  registry.changed();
  world.changes.tell();

  const callbacks: SetupAnswer['callbacks'] = [];
  for (const input of setup.apps) {
    const given = z.object({ callbackUrl: z.url().optional(), verifyToken: z.string().optional() }).parse(input);
    const app = registry.apps.get(input.appId);
    const url = given.callbackUrl ?? setup.callbackUrl;
    if (!app || url === undefined) continue;
    const verifyToken = given.verifyToken ?? setup.verifyToken ?? '';
    callbacks.push({ appId: app.appId, url, ...(await setCallback(world, app, { callbackUrl: url, verifyToken })) });
  }
  return { callbacks, customers: customers.map(({ id, waId, userId, name }) => ({ id, waId, userId, name })) };
}

function subscribe({ registry }: World, appIds: string[], wabaIds: string[]): void {
  for (const wabaId of new Set(wabaIds)) {
    const waba = registry.wabas.get(wabaId);
    if (waba) waba.subscribedAppIds = [...new Set([...waba.subscribedAppIds, ...appIds])];
  }
}

/** The set-up as it stands, without secrets. */
export function describeWorld(world: World): object {
  const { apps, wabas, numbers, tokens } = world.registry;
  const withoutToken = ({ appId, url }: { appId: string; url: string }) => ({ appId, url });
  return {
    apps: [...apps.values()].map(({ secret: _secret, verifyToken: _token, ...app }) => app),
    wabas: [...wabas.values()].map((waba) => ({ ...waba, overrides: waba.overrides.map(withoutToken) })),
    numbers: [...numbers.values()].map((number) => ({
      ...number,
      overrides: number.overrides.map(withoutToken),
      callbacks: effectiveCallback(world, number),
    })),
    tokens: [...tokens.values()].map(({ token, ...rest }) => ({ lastFour: token.slice(-4), ...rest })),
    customers: world.registry.customers(),
  };
}
