import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { scopeSchema } from '@wabx/contracts';
import { type Caller, CallerOf, Operation, Operations } from '@wabx/runtime';
import { z } from 'zod';
import { pageOf, pageQuery, toPage, type PageQuery } from '../http/page.js';
import type { ApiKey } from './api-key.entity.js';
import { newApiKeySchema, type NewApiKey } from './api-key-input.js';
import { ApiKeyStore } from './api-key-store.js';
import { refuseBeyondOwn } from './beyond-own.js';

const id = { schema: z.string().regex(/^[A-Za-z0-9]{1,32}$/) };
const listQuery = pageQuery(z.string().regex(/^\d{1,18}$/));

const apiKeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(scopeSchema),
    extensionId: z.uuid().optional(),
    revoked: z.boolean(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().optional(),
    revokedAt: z.iso.datetime().optional(),
    lastUsedAt: z.iso.datetime().optional().describe('To about an hour; missing for a key that was never used'),
  })
  .meta({ id: 'ApiKey' });
type ApiKeyAnswer = z.infer<typeof apiKeySchema>;

const createdApiKeySchema = apiKeySchema
  .extend({ token: z.string().describe('Shown this once: Authorization: Bearer <token>') })
  .meta({ id: 'CreatedApiKey' });

@Operations('api-keys', 'Who may call this API, and what for')
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeyStore) {}

  @Get()
  @Operation({
    id: 'listApiKeys',
    summary: 'All API keys, without their secrets',
    scopes: ['keys:write'],
    answers: { 200: pageOf(apiKeySchema) },
  })
  async list(@Query({ schema: listQuery }) query: PageQuery) {
    return toPage(await this.keys.list(query), query.limit, ({ position }) => position, toAnswer);
  }

  @Get(':id')
  @Operation({
    id: 'getApiKey',
    summary: 'One API key, without its secret',
    scopes: ['keys:write'],
    answers: { 200: apiKeySchema },
    refuses: ['NOT_FOUND'],
  })
  async get(@Param('id', id) keyId: string): Promise<ApiKeyAnswer> {
    return toAnswer(await this.keys.get(keyId));
  }

  @Post()
  @Operation({
    id: 'createApiKey',
    summary: 'Make an API key; the answer is the only place that shows its token',
    scopes: ['keys:write'],
    answers: { 201: createdApiKeySchema },
    refuses: ['SCOPE_BEYOND_OWN'],
  })
  async create(
    @Body({ schema: newApiKeySchema }) input: NewApiKey,
    @CallerOf() caller: Caller,
  ): Promise<z.infer<typeof createdApiKeySchema>> {
    refuseBeyondOwn(input.scopes, caller.scopes);
    const { key, token } = await this.keys.create(input, caller);
    return { ...toAnswer(key), token };
  }

  /** Without If-Match: whoever stops a leaked key must not be held up by anything but being the last one. */
  @Delete(':id')
  @Operation({
    id: 'revokeApiKey',
    description: 'LAST_ADMIN where no other key without an end and no person could give what it can.',
    summary: 'Revoke an API key, for good and everywhere within seconds',
    scopes: ['keys:write'],
    answers: { 204: 'nothing' },
    refuses: ['NOT_FOUND', 'LAST_ADMIN'],
  })
  async revoke(@Param('id', id) keyId: string, @CallerOf() caller: Caller): Promise<void> {
    await this.keys.revoke(keyId, caller);
  }
}

function toAnswer({
  id,
  name,
  scopes,
  extensionId,
  createdAt,
  expiresAt,
  revokedAt,
  lastUsedAt,
}: ApiKey): ApiKeyAnswer {
  return {
    id,
    name,
    scopes,
    ...(extensionId === null ? {} : { extensionId }),
    revoked: revokedAt !== null,
    createdAt: createdAt.toISOString(),
    ...(expiresAt === null ? {} : { expiresAt: expiresAt.toISOString() }),
    ...(revokedAt === null ? {} : { revokedAt: revokedAt.toISOString() }),
    ...(lastUsedAt === null ? {} : { lastUsedAt: lastUsedAt.toISOString() }),
  };
}
