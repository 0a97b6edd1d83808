import type { Multipart } from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { faultSchema } from '../faults.js';
import type { Media } from '../media-files.js';
import { customerPlays, customerReads } from '../outbound.js';
import type { Customer } from '../registry.js';
import { defaultSettings, type Settings, settingsSchema } from '../settings.js';
import type { World } from '../world.js';
import {
  type CustomerMessage,
  customerMessageSchema,
  defaultTypeOf,
  mediaInputSchema,
  sendAsCustomer,
  storeMedia,
} from './customer-message.js';
import {
  changeIdentity,
  fieldEventSchema,
  numberChangeSchema,
  postTestWebhook,
  tellFieldEvent,
  testWebhookSchema,
} from './account-events.js';
import { streamChanges } from './events.js';
import { mediaBytes } from './page.js';
import { customerInputSchema, customerPatchSchema, patchCustomer, putCustomer } from './customers.js';
import {
  conversationQuerySchema,
  ledgerQuerySchema,
  queryConversation,
  queryLedger,
  querySends,
  sendsQuerySchema,
  summarize,
} from './observe.js';
import { openApi } from './openapi.js';
import { refuseForeignPages } from './own-callers.js';
import { postRaw, rawQuerySchema } from './raw-webhook.js';
import { advanceSchema, resetSchema, whichMessageSchema } from './requests.js';
import { applySetup, describeWorld, setupSchema } from './setup.js';

/** `/_sim/*`: how tests, command line and phone page play the customers and set the stage. */
export function controlRoutes(world: World, settingsAtStart: Partial<Settings>) {
  return async (server: FastifyInstance): Promise<void> => {
    server.setErrorHandler((error, _request, reply) => answerError(error, reply));
    server.addHook('onRequest', refuseForeignPages);
    const registered: string[] = [];
    server.addHook('onRoute', ({ method, routePath }) => {
      registered.push(`${String(method)} ${routePath.replace(/:(\w+)/g, '{$1}')}`);
    });
    server.get('/openapi.json', () => openApi(registered));
    setupRoutes(server, world);
    customerRoutes(server, world);
    webhookRoutes(server, world);
    ledgerRoutes(server, world);
    behaviourRoutes(server, world, settingsAtStart);
    mediaBytes(server, world);
    server.get('/events', streamChanges(world));
    await server.register(async (raw) => {
      raw.removeAllContentTypeParsers();
      raw.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
      raw.post('/webhooks/raw', async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const answer = await postRaw(world, body, rawQuerySchema.parse(request.query));
        return answer ?? refuse(reply, 409, 'There is no such app, or it has no callback yet.');
      });
    });
  };
}

function setupRoutes(server: FastifyInstance, world: World): void {
  server.get('/state', () => describeWorld(world));
  server.post('/setup', async ({ body }, reply) => {
    const answer = await applySetup(world, setupSchema.parse(body));
    return reply.code(answer.callbacks.every(({ verified }) => verified) ? 200 : 422).send(answer);
  });
  for (const name of ['apps', 'wabas', 'numbers', 'tokens'] as const) {
    server.post(`/${name}`, async ({ body }, reply) => {
      const answer = await applySetup(world, setupSchema.parse({ [name]: [body], subscribe: false }));
      return reply.code(answer.callbacks.every(({ verified }) => verified) ? 200 : 422).send(answer);
    });
  }
  server.post('/tokens/:token/expire', (request, reply) => {
    const token = world.registry.tokens.get((request.params as { token: string }).token);
    if (!token) return refuse(reply, 404, 'There is no such token.');
    token.expiresAt = new Date(world.clock.now()).toISOString();
    world.registry.changed();
    return { expiresAt: token.expiresAt };
  });
}

function customerRoutes(server: FastifyInstance, world: World): void {
  server.get('/customers', () => ({ customers: world.registry.customers() }));
  server.post('/customers', ({ body }, reply) => {
    const { customer, created } = putCustomer(world, customerInputSchema.parse(body ?? {}));
    return reply.code(created ? 201 : 200).send(customer);
  });
  server.patch(
    '/customers/:id',
    withCustomer(world, ({ body }, _reply, customer) =>
      patchCustomer(world, customer, customerPatchSchema.parse(body)),
    ),
  );
  server.get(
    '/customers/:id/messages',
    withCustomer(world, ({ query }, _reply, customer) =>
      queryConversation(world, customer, conversationQuerySchema.parse(query)),
    ),
  );
  server.post(
    '/customers/:id/messages',
    withCustomer(world, async (request, reply, customer) => {
      const { message, file } = request.isMultipart()
        ? await readMultipart(world, request)
        : { message: customerMessageSchema.parse(request.body), file: undefined };
      const number = world.registry.numbers.get(message.phoneNumberId);
      if (!number) return refuse(reply, 404, `There is no number ${message.phoneNumberId}.`);
      return reply.code(201).send(await sendAsCustomer(world, customer, number, message, file));
    }),
  );
  server.post(
    '/customers/:id/change-number',
    withCustomer(world, ({ body }, _reply, customer) =>
      changeIdentity(world, customer, numberChangeSchema.parse(body ?? {})),
    ),
  );
  server.post(
    '/customers/:id/read',
    withCustomer(world, ({ body }, _reply, customer) => ({
      read: customerReads(world, customer, whichMessageSchema.parse(body ?? {}).wamid),
    })),
  );
  server.post(
    '/customers/:id/play',
    withCustomer(world, ({ body }, reply, customer) =>
      customerPlays(world, customer, whichMessageSchema.required().parse(body).wamid)
        ? { played: true }
        : refuse(reply, 409, 'Not a message to this customer, or played already.'),
    ),
  );
  server.post('/media', async ({ body }, reply) => {
    const { phoneNumberId, mediaId, from, ...source } = mediaInputSchema.parse(body);
    const media = await storeMedia(world, phoneNumberId, 'document', source, from, mediaId);
    return reply.code(201).send({ mediaId: media.id, sha256: media.sha256, size: media.size });
  });
}

type WithCustomer = (request: FastifyRequest, reply: FastifyReply, customer: Customer) => unknown;

/** `{id}` may be our id, the number in digits or the business-scoped user id. */
function withCustomer(world: World, handler: WithCustomer) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const customer = world.registry.customer((request.params as { id: string }).id);
    return customer ? handler(request, reply, customer) : refuse(reply, 404, 'There is no such customer.');
  };
}

/** Fields in any order: `message` (the JSON body) and `file`, which goes to disk as it comes. */
async function readMultipart(
  world: World,
  request: FastifyRequest,
): Promise<{ message: CustomerMessage; file?: Media }> {
  let message: CustomerMessage | undefined;
  let file: Media | undefined;
  for await (const part of request.parts() as AsyncIterable<Multipart>) {
    if (part.type === 'field' && part.fieldname === 'message')
      message = customerMessageSchema.parse(JSON.parse(String(part.value)));
    else if (part.type === 'file') {
      const about = {
        id: world.ids.digits('media', 15),
        phoneNumberId: '',
        mimeType: part.mimetype,
        filename: part.filename,
      };
      file = await world.media.store({ ...about, from: 'customer', createdAtMs: world.clock.now() }, part.file);
    }
  }
  const parsed = customerMessageSchema.parse(message);
  if (!file) return { message: parsed };
  const mimeType =
    parsed.media?.mimeType ??
    (file.mimeType === 'application/octet-stream' ? defaultTypeOf(parsed.type) : file.mimeType);
  return {
    message: parsed,
    file: await world.media.describe({ ...file, phoneNumberId: parsed.phoneNumberId, mimeType }),
  };
}

function webhookRoutes(server: FastifyInstance, world: World): void {
  server.post('/webhooks/field', ({ body }, reply) => {
    const deliveries = tellFieldEvent(world, fieldEventSchema.parse(body));
    return deliveries === undefined
      ? refuse(reply, 404, 'There is no such number or account.')
      : reply.code(201).send({ deliveries });
  });
  server.post('/webhooks/test', async ({ body }, reply) => {
    const answer = await postTestWebhook(world, testWebhookSchema.parse(body ?? {}));
    return answer ?? refuse(reply, 409, 'There is no such app, or it has no callback yet.');
  });
}

function ledgerRoutes(server: FastifyInstance, world: World): void {
  server.get('/ledger', ({ query }) => queryLedger(world, ledgerQuerySchema.parse(query)));
  server.get('/ledger/summary', () => summarize(world));
  server.get('/sends', ({ query }) => querySends(world, sendsQuerySchema.parse(query)));
}

function behaviourRoutes(server: FastifyInstance, world: World, settingsAtStart: Partial<Settings>): void {
  server.get('/faults', () => ({ faults: world.faults.list() }));
  server.post('/faults', ({ body }, reply) => reply.code(201).send(world.faults.add(faultSchema.parse(body))));
  server.delete('/faults', (_request, reply) => {
    world.faults.remove();
    return reply.code(204).send();
  });
  server.delete('/faults/:id', (request, reply) =>
    world.faults.remove((request.params as { id: string }).id)
      ? reply.code(204).send()
      : refuse(reply, 404, 'There is no such fault.'),
  );

  const clock = () => ({ now: new Date(world.clock.now()).toISOString(), offsetSeconds: world.clock.offsetSeconds });
  server.get('/clock', clock);
  server.post('/clock', ({ body }) => {
    const { advanceSeconds } = advanceSchema.parse(body);
    world.clock.advance(advanceSeconds);
    world.deliveries.bringForward(advanceSeconds);
    world.registry.clockOffsetSeconds = world.clock.offsetSeconds;
    world.registry.changed();
    return clock();
  });

  server.get('/settings', () => world.settings);
  server.patch('/settings', ({ body }) => {
    const patch = settingsSchema.partial().parse(body);
    Object.assign(world.settings, patch);
    world.registry.savedSettings = { ...world.registry.savedSettings, ...patch };
    world.registry.changed();
    return world.settings;
  });

  server.post('/reset', async ({ body }, reply) => {
    const { keepSetup } = resetSchema.parse(body ?? {});
    world.schedule.stop();
    world.deliveries.clear();
    world.messages.clear();
    world.limits.clear();
    world.links.clear();
    world.faults.remove();
    world.clock.reset();
    Object.assign(world.settings, defaultSettings, settingsAtStart);
    world.registry.savedSettings = {};
    if (!keepSetup) world.registry.clear();
    for (const customer of world.registry.customers()) customer.lastWroteAt = {};
    world.registry.clockOffsetSeconds = 0;
    await world.media.clear();
    await world.ledger.clear();
    await world.registry.save();
    world.changes.tell();
    return reply.code(204).send();
  });
}

function refuse(reply: FastifyReply, status: number, error: string): FastifyReply {
  return reply.code(status).send({ error });
}

function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof z.ZodError) {
    const issues = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    return reply.code(400).send({ error: 'The request is not as it should be.', issues });
  }
  const { statusCode = 500, message } = error as { statusCode?: number; message: string };
  return reply.code(statusCode).send({ error: message });
}
