import { randomUUID } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { settingsSchema } from './settings.js';

const digits = z.string().regex(/^\d{1,20}$/, 'an id is a string of 1 to 20 digits');

export const appSchema = z.strictObject({
  appId: digits,
  secret: z.string().min(1),
  name: z.string().default('Simulated App'),
  callbackUrl: z.url().optional(),
  verifyToken: z.string().optional(),
  fields: z.array(z.string()).default(['messages']),
  /** The callback answered the challenge; Meta delivers to no other. */
  verified: z.boolean().default(false),
  /** Published. An app in development mode is told nothing here (Meta: not everything). */
  live: z.boolean().default(true),
});

const overrideSchema = z.strictObject({ appId: digits, url: z.string(), verifyToken: z.string().optional() });

const templateSchema = z.strictObject({
  name: z.string().min(1),
  language: z.string().default('en_US'),
  status: z.enum(['APPROVED', 'PAUSED', 'DISABLED', 'PENDING', 'REJECTED']).default('APPROVED'),
  /** How many parameters the body has. */
  parameters: z.number().int().min(0).default(0),
  category: z.enum(['utility', 'marketing', 'authentication']).default('utility'),
  /** What a send of it is answered with. */
  messageStatus: z.enum(['accepted', 'held_for_quality_assessment', 'paused']).default('accepted'),
});
export type Template = z.infer<typeof templateSchema>;

export const wabaSchema = z.strictObject({
  wabaId: digits,
  name: z.string().default('Simulated Business'),
  businessId: digits.default('210010020030040'),
  subscribedAppIds: z.array(digits).default([]),
  overrides: z.array(overrideSchema).default([]),
  /** Left out: any template is taken as it is sent. */
  templates: z.array(templateSchema).optional(),
});

export const numberSchema = z.strictObject({
  phoneNumberId: digits,
  displayPhoneNumber: z.string().min(3),
  wabaId: digits,
  /** Messages per second, inbound and outbound together: 80, by upgrade 1000, coexistence 20. */
  throughput: z.number().int().positive().default(80),
  verifiedName: z.string().default('Simulated Business'),
  status: z.string().default('CONNECTED'),
  qualityRating: z.string().default('GREEN'),
  codeVerificationStatus: z.string().default('VERIFIED'),
  nameStatus: z.string().default('APPROVED'),
  accountMode: z.string().default('LIVE'),
  /** Replaces the computed `health_status` whole. */
  healthStatus: z.looseObject({ can_send_message: z.enum(['AVAILABLE', 'LIMITED', 'BLOCKED']) }).optional(),
  overrides: z.array(overrideSchema).default([]),
});

export const tokenSchema = z.strictObject({
  token: z.string().min(1),
  appId: digits,
  /** null = never. */
  expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
  issuedAt: z.iso.datetime({ offset: true }).optional(),
  /** Left out: a token that never ends is a system user's, one that ends a person's. */
  type: z.enum(['SYSTEM_USER', 'USER']).optional(),
  scopes: z.array(z.string()).default(['whatsapp_business_management', 'whatsapp_business_messaging']),
  /** The accounts it may touch; left out = all. */
  wabaIds: z.array(digits).optional(),
});

export const customerSchema = z.strictObject({
  id: z.string(),
  waId: digits.optional(),
  userId: z.string().optional(),
  /** The business-scoped id for the parent of several portfolios. */
  parentUserId: z.string().optional(),
  name: z.string(),
  username: z.string().optional(),
  /** A customer with a username may hide the number: wa_id, from and recipient_id are then missing keys. */
  hidesNumber: z.boolean().default(false),
  blocked: z.boolean().default(false),
  identityKeyHash: z.string().optional(),
  /** Per phone number id: when the customer last wrote, in simulated milliseconds. Opens the 24 h window. */
  lastWroteAt: z.record(z.string(), z.number()).default({}),
});

export type App = z.infer<typeof appSchema>;
export type Waba = z.infer<typeof wabaSchema>;
export type BusinessNumber = z.infer<typeof numberSchema>;
export type AccessToken = z.infer<typeof tokenSchema>;
export type Customer = z.infer<typeof customerSchema>;

const fileSchema = z.strictObject({
  run: z.number().int(),
  clockOffsetSeconds: z.number(),
  settings: settingsSchema.partial(),
  apps: z.array(appSchema),
  wabas: z.array(wabaSchema),
  numbers: z.array(numberSchema),
  tokens: z.array(tokenSchema),
  customers: z.array(customerSchema),
});
type RegistryFile = z.infer<typeof fileSchema>;

/** Everything that was set up: apps, accounts, numbers, tokens, customers. Kept in one JSON file. */
const OFTEN_MS = 2_000;

export class Registry {
  readonly apps = new Map<string, App>();
  readonly wabas = new Map<string, Waba>();
  readonly numbers = new Map<string, BusinessNumber>();
  readonly tokens = new Map<string, AccessToken>();
  readonly #customers = new Map<string, Customer>();
  readonly #customerKeys = new Map<string, string>();
  /** Counts the starts on this directory; part of every id, so that no id is given out twice. */
  run = 1;
  clockOffsetSeconds = 0;
  savedSettings: RegistryFile['settings'] = {};
  #timer: NodeJS.Timeout | undefined;
  #isUnsaved = false;
  #saving: Promise<void> = Promise.resolve();

  private constructor(private readonly path: string) {}

  static async open(path: string): Promise<Registry> {
    const registry = new Registry(path);
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text !== undefined) registry.#load(text);
    await registry.save();
    return registry;
  }

  #load(text: string): void {
    const parsed = fileSchema.safeParse(parseJson(text));
    if (!parsed.success) {
      throw new Error(`${this.path} is not a state file of this simulator. Move it away to start with an empty one.`);
    }
    const file = parsed.data;
    this.run = file.run + 1;
    this.clockOffsetSeconds = file.clockOffsetSeconds;
    this.savedSettings = file.settings;
    for (const app of file.apps) this.apps.set(app.appId, app);
    for (const waba of file.wabas) this.wabas.set(waba.wabaId, waba);
    for (const number of file.numbers) this.numbers.set(number.phoneNumberId, number);
    for (const token of file.tokens) this.tokens.set(token.token, token);
    for (const customer of file.customers) this.putCustomer(customer);
  }

  /** `key` is our id, the number in digits or the business-scoped user id. */
  customer(key: string): Customer | undefined {
    return this.#customers.get(this.#customerKeys.get(key) ?? '');
  }

  customers(): Customer[] {
    return [...this.#customers.values()];
  }

  putCustomer(customer: Customer): void {
    const before = this.#customers.get(customer.id);
    for (const key of before ? keysOf(before) : []) this.#customerKeys.delete(key);
    this.#customers.set(customer.id, customer);
    for (const key of keysOf(customer)) this.#customerKeys.set(key, customer.id);
  }

  /** Marks the state as changed. It is written before the request is answered, so a killed simulator forgets no answer. */
  changed(): void {
    this.#isUnsaved = true;
  }

  /** The state is written within two seconds, once for many such changes. */
  changedOften(): void {
    this.#timer ??= setTimeout(() => void this.save(), OFTEN_MS);
  }

  async saveChanges(): Promise<void> {
    if (this.#isUnsaved) await this.save();
  }

  async save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isUnsaved = false;
    this.#saving = this.#saving.then(() => this.#write());
    await this.#saving;
  }

  async #write(): Promise<void> {
    const file: RegistryFile = {
      run: this.run,
      clockOffsetSeconds: this.clockOffsetSeconds,
      settings: this.savedSettings,
      apps: [...this.apps.values()],
      wabas: [...this.wabas.values()],
      numbers: [...this.numbers.values()],
      tokens: [...this.tokens.values()],
      customers: this.customers(),
    };
    const draft = `${this.path}.${randomUUID()}`;
    await writeFile(draft, JSON.stringify(file));
    await chmod(draft, 0o600);
    await rename(draft, this.path);
  }

  clear(): void {
    for (const map of [this.apps, this.wabas, this.numbers, this.tokens, this.#customers, this.#customerKeys])
      map.clear();
    this.clockOffsetSeconds = 0;
    this.changed();
  }
}

function keysOf(customer: Customer): string[] {
  return [customer.id, customer.waId, customer.userId].filter((key) => key !== undefined);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
