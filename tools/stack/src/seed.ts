import { destinationSchema, type Destination } from '@wabx/contracts';
import { z } from 'zod';
import { ApiError, call } from './api.js';
import { channelName, customer, meta, people, queueName, staff } from './demo-world.js';
import type { DevFile } from './dev-file.js';
import { until } from './progress.js';
import type { Secrets } from './secrets.js';

const SEEN_MS_MAX = 15_000;

const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });
const extensionSchema = z.object({
  id: z.uuid(),
  number: z.string(),
  version: z.number(),
  signIn: z.unknown().optional(),
});
const linkSchema = z.object({ url: z.url() });
const queueSchema = z.object({ id: z.uuid(), name: z.string() });
const channelSchema = z.object({
  id: z.uuid(),
  version: z.number(),
  publicUrl: z.string(),
  webhookUrl: z.string(),
  verifyToken: z.string(),
  numbers: z.array(z.object({ phoneNumberId: z.string(), e164: z.string(), destination: destinationSchema })),
});
const apiKeySchema = z.object({ revoked: z.boolean(), extensionId: z.uuid().optional() });
const setupSchema = z.object({ callbacks: z.array(z.object({ verified: z.boolean() })) });

/** Where the services of the stack are, and the key that may do everything. */
export interface Stack {
  urlOf(name: string): string;
  secrets: Secrets;
  /** Called when a new secret has to be kept. */
  keep(secrets: Secrets): void;
}

/**
 * Makes sure that the demo is there: people, their keys, a queue, a channel with two numbers, and a Meta that delivers
 * to it. What is there stays as people have left it; twice is the same as once.
 */
export async function seedDemo(
  stack: Stack,
  simulatorUrl: string | undefined,
): Promise<Pick<DevFile, 'keys' | 'signInLinks' | 'demo'>> {
  const extensions = await ensureExtensions(stack);
  const keys = { admin: stack.secrets.adminKey, agents: await ensureAgentKeys(stack, extensions) };
  const signInLinks = await makeSignInLinks(stack, extensions);
  if (simulatorUrl === undefined) return { keys, signInLinks };

  const idOf = (number: string) => extensions.get(number) ?? '';
  const ofQueue = people.slice(0, 2).map(({ number }) => idOf(number));
  const queueId = await ensureQueue(stack, ofQueue);
  const channel = await ensureChannel(stack, [
    { type: 'queue', id: queueId },
    { type: 'extension', id: idOf(people[2].number) },
  ]);
  await connectMeta(stack, simulatorUrl, channel);
  const { webhookUrl, verifyToken } = channel;
  const numbers = channel.numbers.map(({ phoneNumberId, e164, destination }) => ({ phoneNumberId, e164, destination }));
  return {
    keys,
    signInLinks,
    demo: { channelId: channel.id, webhookUrl, verifyToken, ...stack.secrets.demo, numbers },
  };
}

async function ensureExtensions(stack: Stack): Promise<Map<string, string>> {
  // The key came with the environment of channel-config; its copy reaches the guard within moments.
  const found = await until(
    'The first API key is accepted',
    () => list(stack, 'extensions', extensionSchema),
    SEEN_MS_MAX,
  );
  const ids = new Map(found.map(({ number, id }) => [number, id]));
  for (const { number, name, role } of everybody) {
    // Nobody has this address; by a link one comes in without it.
    const access = { role, signIn: { issuer: 'wabx', email: `${name.toLowerCase()}@demo.example` } };
    const present = found.find((one) => one.number === number);
    if (present === undefined) {
      ids.set(number, (await configure(stack, 'extensions', extensionSchema, { number, name, ...access })).id);
    } else if (!present.signIn) {
      // Of a state of before there was a console.
      const url = `${stack.urlOf('channel-config')}/v1/extensions/${present.id}`;
      const headers = { 'if-match': `"${present.version}"` };
      await call(url, extensionSchema, { method: 'PATCH', key: stack.secrets.adminKey, json: access, headers });
    }
  }
  return ids;
}

const agents = people.map((person) => ({ ...person, role: 'agent' }));
const everybody = [...agents, ...staff];

/** One for each kind of person, and two agents, who can answer the same customers. */
async function makeSignInLinks(stack: Stack, extensions: Map<string, string>): Promise<DevFile['signInLinks']> {
  const links: DevFile['signInLinks'] = [];
  for (const { number, name, role } of [...agents.slice(0, 2), ...staff]) {
    const { url } = await until(
      `The console knows extension ${number}`,
      () =>
        call(`${stack.urlOf('console')}/sign-in-links`, linkSchema, {
          method: 'POST',
          key: stack.secrets.adminKey,
          json: { extensionId: extensions.get(number) },
        }),
      SEEN_MS_MAX,
    );
    links.push({ name, role, url });
  }
  return links;
}

async function ensureAgentKeys(stack: Stack, extensions: Map<string, string>): Promise<Record<string, string>> {
  const keys: Record<string, string> = {};
  for (const { number, name } of people) {
    const extensionId = extensions.get(number);
    const kept = stack.secrets.agentKeys[number];
    const isGood = kept !== undefined && (await isKeyOf(stack, kept, extensionId));
    keys[number] = isGood ? kept : await newAgentKey(stack, name, extensionId);
  }
  stack.keep({ ...stack.secrets, agentKeys: keys });
  for (const [number, key] of Object.entries(keys)) {
    await until(
      `The key of extension ${number} is accepted`,
      () => call(`${stack.urlOf('router')}/v1/sessions?limit=1`, z.unknown(), { key }).then(() => true),
      SEEN_MS_MAX,
    );
  }
  return keys;
}

async function isKeyOf(stack: Stack, key: string, extensionId: string | undefined): Promise<boolean> {
  const [, id = ''] = key.split('_');
  try {
    const url = `${stack.urlOf('channel-config')}/v1/api-keys/${id}`;
    const found = await call(url, apiKeySchema, { key: stack.secrets.adminKey });
    return !found.revoked && found.extensionId === extensionId;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false;
    throw error;
  }
}

async function newAgentKey(stack: Stack, name: string, extensionId: string | undefined): Promise<string> {
  const body = { name, scopes: ['agent'], extensionId };
  return (await configure(stack, 'api-keys', z.object({ token: z.string() }), body)).token;
}

async function ensureQueue(stack: Stack, agents: string[]): Promise<string> {
  const queues = await list(stack, 'queues', queueSchema);
  const found = queues.find(({ name }) => name === queueName);
  return (
    found ?? (await configure(stack, 'queues', queueSchema, { name: queueName, assignmentMode: 'manual', agents }))
  ).id;
}

async function ensureChannel(stack: Stack, destinations: Destination[]): Promise<z.infer<typeof channelSchema>> {
  const publicUrl = stack.urlOf('webhook-ingress');
  const channels = await list(stack, 'channels', channelSchema);
  const ours = channels.find(({ numbers }) => numbers.some(({ phoneNumberId }) => isOurs(phoneNumberId)));
  if (ours?.publicUrl === publicUrl) return ours;
  if (ours) {
    // The ingress has another port than last time.
    const headers = { 'if-match': `"${ours.version}"` };
    const url = `${stack.urlOf('channel-config')}/v1/channels/${ours.id}`;
    return await call(url, channelSchema, {
      method: 'PATCH',
      key: stack.secrets.adminKey,
      json: { publicUrl },
      headers,
    });
  }
  return await configure(stack, 'channels', channelSchema, {
    name: channelName,
    publicUrl,
    ...stack.secrets.demo,
    appId: meta.appId,
    wabaId: meta.wabaId,
    numbers: meta.numbers.map(({ phoneNumberId, e164 }, at) => ({
      phoneNumberId,
      e164,
      destination: destinations[at],
    })),
  });
}

/** Tells Meta about the app; it asks our webhook for its challenge as soon as the ingress knows the channel. */
async function connectMeta(stack: Stack, simulatorUrl: string, channel: z.infer<typeof channelSchema>): Promise<void> {
  const { appId, wabaId, numbers, webhookFields } = meta;
  const { appSecret, accessToken } = stack.secrets.demo;
  const setup = {
    apps: [{ appId, name: 'wabx demo', secret: appSecret, fields: webhookFields }],
    wabas: [{ wabaId, name: 'Demo business' }],
    numbers: numbers.map(({ phoneNumberId, shown }) => ({ phoneNumberId, displayPhoneNumber: shown, wabaId })),
    tokens: [{ token: accessToken, appId, wabaIds: [wabaId] }],
    customers: [customer],
    callbackUrl: channel.webhookUrl,
    verifyToken: channel.verifyToken,
  };
  await until(
    `The webhook ${channel.webhookUrl} answers the challenge of Meta`,
    async () => {
      const answer = await call(`${simulatorUrl}/_sim/setup`, setupSchema, { method: 'POST', json: setup });
      return answer.callbacks.length > 0 && answer.callbacks.every(({ verified }) => verified) ? true : undefined;
    },
    SEEN_MS_MAX,
  );
}

function isOurs(phoneNumberId: string): boolean {
  return meta.numbers.some((number) => number.phoneNumberId === phoneNumberId);
}

async function list<Item extends z.ZodType>(stack: Stack, what: string, item: Item): Promise<z.infer<Item>[]> {
  const url = `${stack.urlOf('channel-config')}/v1/${what}?limit=200`;
  return (await call(url, listOf(item), { key: stack.secrets.adminKey })).items;
}

async function configure<Schema extends z.ZodType>(
  stack: Stack,
  what: string,
  answer: Schema,
  json: unknown,
): Promise<z.infer<Schema>> {
  const url = `${stack.urlOf('channel-config')}/v1/${what}`;
  return await call(url, answer, { method: 'POST', key: stack.secrets.adminKey, json });
}
