import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { messageReceived, newId } from '@wabx/contracts';
import { connectNats, EventPublisher, toEvent, toWire } from '@wabx/messaging';
import { router } from '@wabx/router';
import { startService } from '@wabx/runtime';
import {
  createTestDatabase,
  eventually,
  projectConfiguration,
  startTestNats,
  testTrust,
  type TestDatabase,
  type TestNats,
} from '@wabx/testing';
import pg from 'pg';
import { owners } from '../src/owners.js';
import { runProgram } from './service-processes.js';

// This version while the next one is being rolled out.

let nats: TestNats;
let database: TestDatabase;
let admin: pg.Client;
beforeAll(async () => {
  [nats, database] = await Promise.all([
    startTestNats(),
    createTestDatabase({
      adminUrl: process.env['WABX_TEST_DATABASE_URL'] ?? '',
      owners: owners.map(({ service: _, ...owner }) => ({
        ...owner,
        role: `${owner.role}_side_by_side`,
        password: 'only-for-tests',
      })),
    }),
  ]);
  await projectConfiguration(nats.url, {});
  admin = new pg.Client(database.adminUrl);
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await database?.drop();
  await nats?.stop();
});

const env = () => ({
  PORT: '0',
  LOG_LEVEL: 'error',
  NATS_URL: nats.urlOf('router'),
  DATABASE_URL: database.urlOf('router'),
  ...testTrust,
});
const start = () => startService(router, env());
const migratedBy = (name: string) =>
  admin.query('INSERT INTO router.migrations (timestamp, name) VALUES ($1, $2)', [name.slice(-13), name]);

describe('a router of this version', () => {
  beforeEach(async () => void (await admin.query(`DELETE FROM router.migrations WHERE timestamp > 1900000000000`)));

  it('starts on a database to which the next one has added something', async () => {
    await migratedBy('ExpandPolls1900000000001');
    await (await start()).stop();
  });

  it('does not start where the next one has taken something away, and says so', async () => {
    await migratedBy('ContractPolls1900000000002');
    const { code, output } = await runProgram('router.js', env());
    expect(code).toBe(1);
    expect(output).toMatch(
      /"router" is newer than this service: it has ContractPolls1900000000002, which this version cannot live with/,
    );
  });

  it('leaves a message of a kind that it does not know to the next one, counts it and goes on', async () => {
    const running = await start();
    const connection = await connectNats({ url: nats.url, name: 'test' });
    try {
      const at = new Date().toISOString();
      const event = toEvent(messageReceived, newId(), {
        phoneNumberId: '410020030040051',
        waMessageId: 'wamid.of-tomorrow',
        origin: 'customer',
        customer: { waId: '447700900123' },
        sentAt: at,
        receivedAt: at,
        content: { kind: 'text', text: { body: 'hello' } },
        raw: {},
      });
      const publisher = new EventPublisher(connection);
      const newer = { ...event, data: { ...event.data, content: { kind: 'of-tomorrow', ofTomorrow: {} } } };
      const wire = toWire(messageReceived, event);
      await publisher.publishWire({ ...wire, messageId: 'newer', payload: JSON.stringify(newer) });
      const known = { ...event, data: { ...event.data, waMessageId: 'wamid.known', ofTomorrow: 'is left out' } };
      await publisher.publishWire({ ...wire, messageId: 'known', payload: JSON.stringify(known) });

      const metrics = async () => await (await fetch(`${running.url}/metrics`)).text();
      await eventually('it was delivered again', async () =>
        /wabx_events_total\{consumer="router-messages",settlement="postponed"\} [2-9]/.test(await metrics()),
      );
      expect(await metrics()).toMatch(/consumer="router-messages",settlement="handled"\} 1/);
      expect((await (await jetstreamManager(connection)).streams.info('WA_DEAD')).state.messages).toBe(0);
    } finally {
      await running.stop();
      await connection.close();
    }
  });
});
