import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, NO_CHANNEL, operationPerformed } from '@wabx/contracts';
import { EventPublisher } from '@wabx/messaging';
import { eventually } from '@wabx/testing';
import { createHash } from 'node:crypto';
import pg from 'pg';
import { aChannel, anExtension, aQueue, startConfiguration } from './running-configuration.js';

let config: Awaited<ReturnType<typeof startConfiguration>>;
beforeAll(async () => {
  config = await startConfiguration();
});
afterAll(() => config.stop());

describe('what other services tell', () => {
  const operation = (targetId: string) => ({
    operationId: newId(),
    by: { keyId: 'k1', name: 'Olga' },
    action: 'quarantine.replay' as const,
    targetId,
    filter: { reason: 'unknown-number' },
    startedAt: '2026-11-25T02:00:00.000Z',
  });
  const tell = async (...facts: Parameters<EventPublisher['publish']>[2][]) => {
    const publisher = new EventPublisher(config.connection);
    for (const fact of facts) await publisher.publish(operationPerformed, NO_CHANNEL, fact as never);
  };
  const auditOf = async (target: string) =>
    (await config.call('GET', `/v1/audit?target=${target}`)).body.items as { outcome?: object }[];

  it.each([
    ['its start, then its end', (start: object, end: object) => [start, end]],
    ['its end, then its start', (start: object, end: object) => [end, start]],
  ])('is one record with what came of it: %s', async (order, inOrder) => {
    const told = operation(order);
    const ended = { ...told, outcome: { settled: 3, remaining: 1, published: 4 } };
    await tell(...inOrder(told, ended));
    await eventually('the end is there', async () => (await auditOf(order)).some(({ outcome }) => outcome));
    await tell(operation(`after ${order}`));
    await eventually('all is handled', async () => (await auditOf(`after ${order}`)).length > 0);
    expect(await auditOf(order)).toEqual([
      {
        id: expect.any(String),
        at: told.startedAt,
        by: told.by,
        action: 'quarantine.replay',
        targetId: order,
        fields: [],
        filter: told.filter,
        outcome: ended.outcome,
      },
    ]);
  });

  it('is on record without an outcome when it was cut off', async () => {
    await tell(operation('cut-off'));
    await eventually('it is there', async () => (await auditOf('cut-off')).length === 1);
    expect((await auditOf('cut-off'))[0]).not.toHaveProperty('outcome');
  });
});

const itemsOf = async (query: string) => (await config.call('GET', `/v1/audit?${query}`)).body.items;

describe('what an administrator changes', () => {
  it('is on record with who, from where, and the values before and after, but never a secret', async () => {
    const { call, admin } = config;
    const queue = await aQueue(config);
    const channel = aChannel({ appId: '77' });
    const { id } = (await call('POST', '/v1/channels', { body: channel })).body;
    const patch = { name: `${channel.name} 2`, appSecret: 'another-secret-of-this-app' };
    await call('PATCH', `/v1/channels/${id}`, { ifMatch: '*', body: patch });
    await call('PATCH', `/v1/queues/${queue.id}?confirm=true`, { ifMatch: '*', body: { agents: [] } });
    await config.audited();
    const [changed, made] = await itemsOf(`target=${id}`);
    const by = { keyId: admin.id, name: 'bootstrap', address: '127.0.0.1', requestId: expect.any(String) };
    expect(made).toMatchObject({
      by,
      action: 'channel.create',
      after: { name: channel.name, appId: '77', numbers: [] },
    });
    expect(changed).toMatchObject({
      by,
      action: 'channel.update',
      fields: ['name', 'appSecret'],
      before: { name: channel.name },
      after: { name: patch.name },
    });
    const [emptied] = await itemsOf(`target=${queue.id}`);
    expect(emptied).toMatchObject({ before: { agents: queue.agents }, after: { agents: [] } });
    const table = (await config.sql('SELECT string_agg(content, chr(10)) AS all FROM audit'))[0].all;
    for (const secret of [channel.accessToken, channel.appSecret, patch.appSecret]) expect(table).not.toContain(secret);
  });

  it('keeps the name that a key had then', async () => {
    const { call } = config;
    const { token, id } = (await call('POST', '/v1/api-keys', { body: { name: 'Olga', scopes: ['directory:write'] } }))
      .body;
    const { body } = await eventually('the key is known', async () => {
      const answer = await call('POST', '/v1/extensions', { token, body: { number: '70001', name: 'Bo' } });
      return answer.status === 201 ? answer : undefined;
    });
    await call('DELETE', `/v1/api-keys/${id}`);
    await config.audited();
    expect((await itemsOf(`target=${body.id}`))[0]).toMatchObject({ by: { keyId: id, name: 'Olga' } });
    expect((await itemsOf(`target=${id}&action=api-key.revoke`))[0]).toMatchObject({ before: { name: 'Olga' } });
  });

  it('is found by who, what and when, page by page', async () => {
    const { call, admin } = config;
    const from = new Date().toISOString();
    const made = [];
    for (let n = 0; n < 5; n++) made.push((await anExtension(config)).id);
    await config.audited();
    const to = new Date(Date.now() + 1).toISOString();
    await anExtension(config);
    await config.audited();
    const filter = `actor=${admin.id}&action=extension.create&from=${from}&to=${to}`;
    const found: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await call('GET', `/v1/audit?${filter}&limit=2${cursor}`);
      found.push(...body.items.map(({ targetId }: { targetId: string }) => targetId));
      if (!body.nextCursor) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(found).toEqual(made.reverse());
    expect(await itemsOf('actor=nobody')).toEqual([]);
    expect((await call('GET', '/v1/audit?action=nothing')).status).toBe(422);
  });
});

describe('who uses a key', () => {
  it('is on record once for an address and day, and the key says when it was used last', async () => {
    const { call } = config;
    const before = (await call('GET', `/v1/api-keys/${config.admin.id}`)).body.lastUsedAt;
    await config.audited();
    const signIns = () => itemsOf(`target=${config.admin.id}&action=access.sign-in`);
    expect(await signIns()).toMatchObject([{ by: { keyId: config.admin.id, address: '127.0.0.1' } }]);
    const shown = async () => Date.parse((await call('GET', `/v1/api-keys/${config.admin.id}`)).body.lastUsedAt);
    const used = await shown();
    expect(Date.now() - used).toBeLessThan(3_600_000);
    if (before !== undefined) expect(used).toBe(Date.parse(before));
    // Another replica tells it again: the hour is written already. Two hours later it is not.
    const tell = async (startedAt: string, day: string) => {
      const [{ content }] = await config.sql(`SELECT content FROM audit WHERE action = 'access.sign-in' LIMIT 1`);
      const told = { ...JSON.parse(content), operationId: newId(), filter: { service: day }, startedAt };
      await new EventPublisher(config.connection).publish(operationPerformed, NO_CHANNEL, told);
      await config.audited();
    };
    await tell(new Date(used + 1).toISOString(), 'again');
    expect(await shown()).toBe(used);
    const later = new Date(used + 7_200_000).toISOString();
    await tell(later, 'later');
    expect(await shown()).toBe(Date.parse(later));
  });
});

describe('who is refused', () => {
  it('is counted, by address and key, and told when the service stops at the latest', async () => {
    const { call } = config;
    const body = { name: 'Paul', scopes: ['stats:read'] };
    const { id, token } = (await call('POST', '/v1/api-keys', { body })).body;
    const replica = await config.start();
    const statusOf = async (as: string) => (await call('GET', '/v1/channels', { token: as, url: replica.url })).status;
    await eventually('the key is known', async () => (await statusOf(token)) === 403);
    for (let n = 1; n < 20; n++) expect(await statusOf(token)).toBe(403);
    for (let n = 0; n < 30; n++) expect(await statusOf(`wabx_${id}_${'x'.repeat(43)}`)).toBe(401);
    await replica.stop();
    await config.audited();
    const route = { service: 'channel-config', route: 'GET /v1/channels' };
    const [first, second, ...more] = await itemsOf('action=access.refused');
    expect(more).toEqual([]);
    expect([first, second]).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          by: { keyId: 'unknown', name: '', address: '127.0.0.1', requestId: expect.any(String) },
          targetId: '127.0.0.1',
          filter: { ...route, status: 401 },
          outcome: { refused: 30 },
        }),
        expect.objectContaining({
          by: expect.objectContaining({ keyId: id, name: 'Paul' }),
          filter: { ...route, status: 403 },
          outcome: { refused: 20 },
        }),
      ]),
    );
  });
});

describe('the chain', () => {
  const verification = async (head = '') => (await config.call('GET', `/v1/audit/verification${head}`)).body;
  /** As the superuser, who may do anything; taken back afterwards. */
  const tampered = async (work: (admin: pg.Client) => Promise<unknown>, look: () => Promise<unknown>) => {
    const admin = new pg.Client({ connectionString: config.database.adminUrl });
    await admin.connect();
    try {
      await admin.query('SET search_path = config; CREATE TABLE kept AS SELECT * FROM audit');
      await work(admin);
      await look();
    } finally {
      await admin.query(
        `DELETE FROM audit;
         INSERT INTO audit (sequence, previous_sha256, sha256, content) SELECT sequence, previous_sha256, sha256, content FROM kept;
         DROP TABLE kept`,
      );
      await admin.end();
    }
  };
  const entries = async () =>
    (await config.sql('SELECT sequence::int, previous_sha256, sha256, content FROM audit ORDER BY sequence')) as {
      sequence: number;
      previous_sha256: string;
      sha256: string;
      content: string;
    }[];

  beforeAll(async () => {
    for (let n = 0; n < 3; n++) await anExtension(config);
    await config.audited();
    await eventually(
      'the head is told',
      async () => (await verification()).told?.sequence === (await entries()).length,
    );
  });

  it('is whole, and says how far it reaches', async () => {
    const all = await entries();
    const { sequence, sha256 } = all.at(-1)!;
    const head = { sequence, sha256 };
    expect(await verification()).toEqual({ intact: true, entries: all.length, firstSequence: 1, head, told: head });
  });

  it('is added to and read by the service, and changed by nothing that it may do', async () => {
    for (const attack of [
      'UPDATE audit SET content = content',
      'DELETE FROM audit',
      'TRUNCATE audit',
      'DROP TABLE audit',
    ]) {
      await expect(config.sql(attack)).rejects.toThrow(/permission denied|must be owner/);
    }
    await expect(config.sql('INSERT INTO audit SELECT * FROM audit ON CONFLICT DO NOTHING')).rejects.toThrow(
      /non-DEFAULT/,
    );
  });

  it('shows which entry was altered', async () => {
    await tampered(
      (admin) => admin.query(`UPDATE audit SET content = replace(content, 'keyId":"', 'keyId":"x') WHERE sequence = 2`),
      async () => expect(await verification()).toMatchObject({ intact: false, brokenAt: 2, fault: 'altered' }),
    );
    await tampered(
      (admin) => admin.query(`UPDATE audit SET sha256 = repeat('a', 64) WHERE sequence = 3`),
      async () => expect(await verification()).toMatchObject({ intact: false, brokenAt: 3, fault: 'altered' }),
    );
    expect(await verification()).toMatchObject({ intact: true });
  });

  it('shows where an entry was taken out, also when the others were moved together', async () => {
    await tampered(
      (admin) => admin.query('DELETE FROM audit WHERE sequence = 2'),
      async () => expect(await verification()).toMatchObject({ intact: false, brokenAt: 2, fault: 'missing' }),
    );
    await tampered(
      (admin) =>
        admin.query(
          'DELETE FROM audit WHERE sequence = 2; UPDATE audit SET sequence = -sequence WHERE sequence > 2; UPDATE audit SET sequence = -sequence - 1 WHERE sequence < 0',
        ),
      async () => expect(await verification()).toMatchObject({ intact: false, brokenAt: 2, fault: 'altered' }),
    );
  });

  it('shows that the newest entries were taken off, or everything was written anew', async () => {
    const last = (await entries()).length;
    await tampered(
      (admin) => admin.query('DELETE FROM audit WHERE sequence > $1', [last - 2]),
      async () => expect(await verification()).toMatchObject({ intact: false, brokenAt: last - 1, fault: 'missing' }),
    );
    await tampered(
      async (admin) => {
        let previous = '0'.repeat(64);
        for (const { sequence, content } of await entries()) {
          const forged = content.replaceAll('bootstrap', 'nobody');
          const sha256 = createHash('sha256').update(`${previous}\n${forged}`).digest('hex');
          const values = [sequence, previous, sha256, forged];
          await admin.query(
            'UPDATE audit SET previous_sha256 = $2, sha256 = $3, content = $4 WHERE sequence = $1',
            values,
          );
          previous = sha256;
        }
      },
      async () => expect(await verification()).toMatchObject({ intact: false, brokenAt: last, fault: 'altered' }),
    );
  });

  it('is compared with a head that somebody has kept elsewhere', async () => {
    const [, second] = await entries();
    expect(await verification(`?head=2:${second!.sha256}`)).toMatchObject({ intact: true });
    expect(await verification(`?head=2:${'0'.repeat(64)}`)).toMatchObject({
      intact: false,
      brokenAt: 2,
      fault: 'altered',
    });
    const beyond = (await entries()).length + 1;
    const removed = { intact: false, brokenAt: beyond, fault: 'missing' };
    expect(await verification(`?head=${beyond}:${'0'.repeat(64)}`)).toMatchObject(removed);
  });

  it('says where it begins when the oldest entries were removed, which is how they end', async () => {
    await tampered(
      (admin) => admin.query('DELETE FROM audit WHERE sequence <= 2'),
      async () => expect(await verification()).toMatchObject({ intact: true, firstSequence: 3 }),
    );
  });

  it('stays one chain while two replicas and many administrators write', async () => {
    const second = await config.start();
    const urls = [undefined, second.url];
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        config.call('POST', '/v1/extensions', {
          body: { number: `8${String(n).padStart(4, '0')}`, name: 'Many' },
          ...(urls[n % 2] ? { url: urls[n % 2] } : {}),
        }),
      ),
    );
    await config.audited();
    const many = (await entries()).filter(({ content }) => content.includes('"Many"'));
    expect(many.length).toBe(40);
    expect(await verification()).toMatchObject({ intact: true });
    await second.stop();
  });
});
