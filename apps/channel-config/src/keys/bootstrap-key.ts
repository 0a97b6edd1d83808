import type { LoggerService } from '@nestjs/common';
import { scopes } from '@wabx/contracts';
import { inTransaction } from '@wabx/persistence';
import { parseApiKey } from '@wabx/runtime';
import { Not, type DataSource, type EntityManager } from 'typeorm';
import { recordChange } from '../audit/audit.js';
import { ApiKey } from './api-key.entity.js';

const environment = { keyId: 'environment', name: 'WABX_BOOTSTRAP_KEY' };
// One key has all scopes except being an agent, which needs an extension.
const bootstrapScopes = scopes.filter((scope) => scope !== 'agent');

/**
 * Makes the key of `WABX_BOOTSTRAP_KEY` one of ours, so that an empty installation can be set up through the API. A new
 * value takes the place of the one before, which is revoked. A value that was revoked by API stays revoked: a leaked
 * key must not come back with the next restart.
 */
export async function ensureBootstrapKey(
  source: DataSource,
  token: string,
  log: Pick<LoggerService, 'warn'>,
): Promise<void> {
  const parsed = parseApiKey(token);
  if (parsed === undefined) throw new Error('WABX_BOOTSTRAP_KEY is not an API key');
  const { id, secretSha256 } = parsed;
  const isRevoked = await inTransaction(source, async (tx) => {
    // Several replicas start at once; the insert lets one of them be first.
    const inserted: unknown[] = await tx.query(
      `INSERT INTO api_key (id, name, secret_sha256, scopes, bootstrap) VALUES ($1, 'bootstrap', $2, $3, true)
       ON CONFLICT (id) DO NOTHING RETURNING id`,
      [id, secretSha256, bootstrapScopes],
    );
    const key = await tx.findOneOrFail(ApiKey, { where: { id }, lock: { mode: 'pessimistic_write' } });
    const isNewSecret = key.secretSha256 !== secretSha256;
    const lacksScopes = bootstrapScopes.some((scope) => !key.scopes.includes(scope));
    if (inserted.length === 0 && !isNewSecret && (key.revokedAt !== null || !lacksScopes))
      return key.revokedAt !== null;
    if (isNewSecret || lacksScopes) {
      await tx.update(
        ApiKey,
        { id },
        { secretSha256, scopes: bootstrapScopes, bootstrap: true, revokedAt: null, version: key.version + 1 },
      );
    }
    await recordChange(tx, environment, {
      action: inserted.length > 0 ? 'api-key.create' : 'api-key.update',
      targetId: id,
      fields: isNewSecret ? ['secret'] : ['scopes'],
    });
    await revokeEarlierOnes(tx, id);
    return false;
  });
  if (isRevoked)
    log.warn('the key of WABX_BOOTSTRAP_KEY was revoked and stays so; give a new one or remove the variable');
}

async function revokeEarlierOnes(tx: EntityManager, id: string): Promise<void> {
  const earlier = await tx.findBy(ApiKey, { bootstrap: true, id: Not(id) });
  for (const key of earlier.filter(({ revokedAt }) => revokedAt === null)) {
    await tx.update(ApiKey, { id: key.id }, { revokedAt: () => 'wabx.now()', version: key.version + 1 });
    await recordChange(tx, environment, { action: 'api-key.revoke', targetId: key.id, before: { name: key.name } });
  }
}
