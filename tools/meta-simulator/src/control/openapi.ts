import { z } from 'zod';
import { faultSchema } from '../faults.js';
import { appSchema, numberSchema, tokenSchema, wabaSchema } from '../registry.js';
import { settingsSchema } from '../settings.js';
import { fieldEventSchema, numberChangeSchema, testWebhookSchema } from './account-events.js';
import { customerMessageSchema, mediaInputSchema } from './customer-message.js';
import { customerInputSchema, customerPatchSchema } from './customers.js';
import { conversationQuerySchema, ledgerQuerySchema, sendsQuerySchema } from './observe.js';
import { rawQuerySchema } from './raw-webhook.js';
import { advanceSchema, resetSchema, whichMessageSchema } from './requests.js';
import { setupSchema } from './setup.js';

interface Operation {
  summary: string;
  body?: z.ZodType;
  query?: z.ZodObject;
  /** Of the good answer; 200 when left out. */
  status?: number;
  /** What the good answer is, where it is no JSON. */
  answerType?: string;
  bodyType?: string;
}

/** What each control route is for and takes. A route that is missing here, or one that does not exist, fails the document. */
const operations: Record<string, Operation> = {
  'GET /openapi.json': { summary: 'This document.' },
  'GET /state': { summary: 'The set-up without secrets, and where webhooks of each number go.' },
  'POST /setup': {
    summary:
      'Apps, accounts, numbers, tokens and customers at once; twice is the same as once. 422: a callback failed.',
    body: setupSchema,
  },
  'POST /apps': { summary: 'One app.', body: appSchema },
  'POST /wabas': { summary: 'One account, with templates if they are to be checked.', body: wabaSchema },
  'POST /numbers': { summary: 'One business number.', body: numberSchema },
  'POST /tokens': { summary: 'One access token.', body: tokenSchema },
  'POST /tokens/{token}/expire': { summary: 'From now on 401 with code 190.' },
  'GET /customers': { summary: 'All customers.' },
  'POST /customers': {
    summary: 'A new customer, or the known one updated (200).',
    body: customerInputSchema,
    status: 201,
  },
  'PATCH /customers/{id}': {
    summary: 'Adopt a username, hide the number, block the business …',
    body: customerPatchSchema,
  },
  'POST /customers/{id}/change-number': {
    summary: 'A new number and user id, or only a new user id; told as a system message.',
    body: numberChangeSchema,
  },
  'GET /customers/{id}/messages': { summary: 'Both directions, oldest first.', query: conversationQuerySchema },
  'POST /customers/{id}/messages': {
    summary: 'The customer sends; as JSON, or multipart with `message` and `file`.',
    body: customerMessageSchema,
    status: 201,
  },
  'POST /customers/{id}/read': { summary: 'The customer reads one message, or all.', body: whichMessageSchema },
  'POST /customers/{id}/play': { summary: 'The customer plays a voice note.', body: whichMessageSchema.required() },
  'POST /media': { summary: 'A file under a chosen id.', body: mediaInputSchema, status: 201 },
  'GET /media/{id}': { summary: 'The bytes, without a token.', answerType: 'application/octet-stream' },
  'POST /webhooks/raw': {
    summary: 'Posts the body byte for byte, once, signed rightly, wrongly or not at all.',
    query: rawQuerySchema,
    bodyType: 'application/octet-stream',
  },
  'POST /webhooks/field': { summary: 'Any field of the webhook reference.', body: fieldEventSchema, status: 201 },
  'POST /webhooks/test': { summary: 'The "Test" button of the dashboard.', body: testWebhookSchema },
  'GET /ledger': { summary: 'What happened, oldest first, paged by `since`.', query: ledgerQuerySchema },
  'GET /ledger/summary': { summary: 'Exact counts, and deliveries under way.' },
  'GET /sends': { summary: 'Accepted sends with content and statuses.', query: sendsQuerySchema },
  'GET /faults': { summary: 'The rules in force.' },
  'POST /faults': { summary: 'A rule by which this Meta misbehaves.', body: faultSchema, status: 201 },
  'DELETE /faults': { summary: 'No rules any more.', status: 204 },
  'DELETE /faults/{id}': { summary: 'One rule less.', status: 204 },
  'GET /clock': { summary: 'The simulated time.' },
  'POST /clock': { summary: 'Moves it forward: windows, lives, limits and retries with it.', body: advanceSchema },
  'GET /settings': { summary: 'Delays, shares and switches.' },
  'PATCH /settings': { summary: 'Changes some of them.', body: settingsSchema.partial() },
  'POST /reset': { summary: 'Forgets everything, or all but the set-up.', body: resetSchema, status: 204 },
  'GET /events': { summary: 'Server-sent events: what changed for which customer.', answerType: 'text/event-stream' },
};

/** OpenAPI 3.1 of the control API, from the schemas that check its requests. `registered`: `METHOD /path/{name}` each. */
export function openApi(registered: readonly string[]): object {
  const wrong = [
    ...registered.filter((name) => !(name in operations)),
    ...Object.keys(operations).filter((name) => !registered.includes(name)),
  ];
  if (wrong.length > 0) throw new Error(`The document and the routes differ in: ${wrong.join(', ')}`);
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = name.split(' ');
    (paths[`/_sim${path}`] ??= {})[method.toLowerCase()] = describe(path, operation);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Control of the Meta simulator', version: '1.0.0' },
    paths,
    components: { schemas: { Refusal: toJson(refusal) } },
  };
}

const refusal = z.object({
  error: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

function describe(path: string, { summary, body, query, status = 200, answerType, bodyType }: Operation): object {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const refused = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } } };
  const good = status === 204 ? {} : { content: { [answerType ?? 'application/json']: {} } };
  const schema = bodyType ? undefined : body && toJson(body);
  return {
    summary,
    parameters: [
      ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...Object.entries(query?.shape ?? {}).map(([name, type]) => ({
        name,
        in: 'query',
        schema: toJson(type as z.ZodType),
      })),
    ],
    ...((body ?? bodyType) && {
      requestBody: { content: { [bodyType ?? 'application/json']: { ...(schema && { schema }) } } },
    }),
    responses: {
      [status]: { description: 'Done.', ...good },
      400: { description: 'The request is not as it should be.', ...refused },
      ...(names.length > 0 && { 404: { description: 'There is no such thing.', ...refused } }),
    },
  };
}

function toJson(schema: z.ZodType): object {
  const { $schema: _version, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
