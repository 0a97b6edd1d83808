import { expect, it } from '@jest/globals';
import { migrate, openDatabase } from '@wabx/persistence';
import { createTestDatabase } from '@wabx/testing';
import { verifyChain } from '../src/audit/chain.js';
import { AuditTrail } from '../src/audit/audit-trail.js';
import { migrations } from '../src/index.js';

const owner = { schema: 'config', role: 'wabx_test_config', password: 'config-password' };
const earlier = migrations.slice(
  0,
  migrations.findIndex(({ name }) => name.startsWith('AuditChain')),
);
const silent = { log: () => undefined, warn: () => undefined };

it('what the version before has put on record is the beginning of the chain', async () => {
  const adminUrl = process.env['WABX_TEST_DATABASE_URL'] ?? '';
  const database = await createTestDatabase({ adminUrl, owners: [{ ...owner, migrations: earlier }] });
  try {
    const before = await database.dataSourceOf('config');
    await before.query(`
      INSERT INTO audit (at, key_id, key_name, action, target_id, fields) VALUES
        ('2026-11-01T10:00:00.1234Z', 'k1', 'Olga', 'channel.update', 'c1', '{name,appSecret}'),
        ('2026-11-02T10:00:00Z', 'environment', 'WABX_BOOTSTRAP_KEY', 'api-key.create', 'k2', '{}');
      INSERT INTO audit (at, key_id, key_name, action, target_id, fields, operation_id, filter, outcome) VALUES
        ('2026-11-03T10:00:00Z', 'k1', 'Olga', 'quarantine.replay', '*', '{}', '0197c5d2-0000-7000-8000-000000000001',
         '{"reason": "too-large"}', '{"settled": 3}')`);
    await before.destroy();
    await migrate({ adminUrl: database.adminUrl, owners: [{ ...owner, migrations }], log: silent });

    const after = await openDatabase({
      url: database.urlOf('config'),
      schema: 'config',
      applicationName: 'test',
      migrations,
      log: silent,
    });
    const trail = new AuditTrail(after);
    const by = { keyId: 'k1', name: 'Olga' };
    // Its end was on the way while the version changed.
    const ended = {
      operationId: '0197c5d2-0000-7000-8000-000000000001',
      by,
      action: 'quarantine.replay' as const,
      targetId: '*',
      filter: {},
      startedAt: '2026-11-03T10:00:00Z',
      outcome: { settled: 3 },
    };
    await trail.extend([ended]);
    expect(await verifyChain(after, [])).toMatchObject({ intact: true, entries: 3, firstSequence: 1 });
    const entries = await trail.list({ limit: 10 });
    expect(entries.map(({ content: { action }, outcome }) => [action, outcome])).toEqual([
      ['quarantine.replay', { settled: 3 }],
      ['api-key.create', null],
      ['channel.update', null],
    ]);
    expect(entries.at(-1)?.content).toMatchObject({
      by,
      fields: ['name', 'appSecret'],
      startedAt: '2026-11-01T10:00:00.123Z',
    });
    await expect(after.query('DELETE FROM audit')).rejects.toThrow('permission denied');
    await after.destroy();
  } finally {
    await database.drop();
  }
});
