import { Injectable } from '@nestjs/common';
import { inTransaction } from '@wabx/persistence';
import { invalidInput, newApiKey } from '@wabx/runtime';
import { DataSource, IsNull } from 'typeorm';
import { recordChange, valuesOf, type Actor } from '../audit/audit.js';
import { Extension } from '../directory/extension.entity.js';
import type { PageQuery } from '../http/page.js';
import { notFound } from '../http/refusals.js';
import { Projection } from '../projection/projection.js';
import { Administrators } from './administrators.js';
import { ApiKey } from './api-key.entity.js';
import type { NewApiKey } from './api-key-input.js';

/** API keys. Of the secret only the hash is kept. */
@Injectable()
export class ApiKeyStore {
  constructor(
    private readonly source: DataSource,
    private readonly projection: Projection,
    private readonly administrators: Administrators,
  ) {}

  /** In the order of their creation, revoked ones too, at most `limit + 1`. */
  async list({ limit, cursor }: PageQuery): Promise<ApiKey[]> {
    const found = this.source.manager.createQueryBuilder(ApiKey, 'key').orderBy('key.position');
    if (cursor !== undefined) found.where('key.position > :cursor', { cursor });
    return await found.limit(limit + 1).getMany();
  }

  async get(id: string): Promise<ApiKey> {
    const key = await this.source.manager.findOneBy(ApiKey, { id });
    if (key === null) throw notFound('API key', id);
    return key;
  }

  /** `token` is all there will ever be of it. */
  async create(input: NewApiKey, actor: Actor): Promise<{ key: ApiKey; token: string }> {
    const { id, token, secretSha256 } = newApiKey();
    const { name, scopes, extensionId, expiresAt } = input;
    const key = await inTransaction(this.source, async (tx) => {
      if (extensionId !== undefined) {
        const extension = await tx.findOne(Extension, {
          where: { id: extensionId, deletedAt: IsNull() },
          lock: { mode: 'pessimistic_read' },
        });
        if (extension === null) {
          throw invalidInput([{ path: ['extensionId'], message: `there is no extension ${extensionId}` }]);
        }
      }
      await tx.insert(ApiKey, {
        id,
        name,
        scopes,
        secretSha256,
        extensionId: extensionId ?? null,
        expiresAt: expiresAt === undefined ? null : new Date(expiresAt),
      });
      const after = valuesOf(input, ['name', 'scopes', 'extensionId', 'expiresAt']);
      await recordChange(tx, actor, { action: 'api-key.create', targetId: id, fields: Object.keys(input), after });
      return await tx.findOneByOrFail(ApiKey, { id });
    });
    this.projection.push('api-key', id);
    return { key, token };
  }

  /** For good. Revoking twice is the same as once. The last administrator's stays. */
  async revoke(id: string, actor: Actor): Promise<void> {
    await inTransaction(this.source, (tx) =>
      this.administrators.keep(tx, async () => {
        const key = await tx.findOne(ApiKey, { where: { id }, lock: { mode: 'pessimistic_write' } });
        if (key === null) throw notFound('API key', id);
        if (key.revokedAt !== null) return;
        await tx.update(ApiKey, { id }, { revokedAt: () => 'wabx.now()', version: key.version + 1 });
        await recordChange(tx, actor, { action: 'api-key.revoke', targetId: id, before: { name: key.name } });
      }),
    );
    this.projection.push('api-key', id);
  }

  /** When the key was used, to an hour: services tell each hour, and at most one of them writes. Persons have no row. */
  async noteUse(id: string, at: string): Promise<void> {
    await this.source.query(
      `UPDATE api_key SET last_used_at = $2
        WHERE id = $1 AND (last_used_at IS NULL OR date_trunc('hour', last_used_at) < date_trunc('hour', $2::timestamptz))`,
      [id, at],
    );
  }
}
