import { expect, it } from '@jest/globals';
import { newId } from '@wabx/contracts';
import { migrate, openDatabase } from '@wabx/persistence';
import { createTestDatabase } from '@wabx/testing';
import pg from 'pg';
import type { Configuration } from '../src/directory.js';
import { migrations } from '../src/index.js';
import { Searchable1795600000000 } from '../src/migrations/searchable.js';
import { WithoutAccents1796048580003 } from '../src/migrations/without-accents.js';
import { gramsOf } from '../src/search/grams.js';
import { searchSessions } from '../src/search/search-sessions.js';
import { walkOf } from '../src/sessions/list-sessions.js';
import { text } from './router-rig.js';

it('what was stored before there was a table of all that is searched is found by it', async () => {
  const owner = { schema: 'router', role: 'wabx_router', password: 'router' };
  const earlier = migrations.slice(0, migrations.indexOf(Searchable1795600000000));
  const adminUrl = process.env['WABX_TEST_DATABASE_URL'] ?? '';
  const database = await createTestDatabase({ adminUrl, owners: [{ ...owner, migrations: earlier }] });
  const [open, closed] = [newId(), newId()];
  await fill(database.adminUrl, open, closed);

  await migrate({
    adminUrl: database.adminUrl,
    owners: [{ ...owner, migrations }],
    log: { log: () => undefined, warn: () => undefined },
  });

  const source = await openDatabase({
    url: database.urlOf('router'),
    schema: 'router',
    applicationName: 'test',
    migrations,
  });
  const configuration = {} as Configuration; // a supervisor's list asks nothing of it
  const walk = walkOf(source, configuration, { kind: 'supervisor', keyId: 'test', name: 'boss' }, { limit: 50 });
  const found = (words: string) =>
    searchSessions(source, words, 51, walk, { newestTried: 0, foundMax: 10, frequentShare: 1 });
  expect(await found('still open')).toEqual([open]);
  expect(await found('下午')).toEqual([closed]);
  expect(await found('as it says now')).toEqual([closed]);
  expect(await found('as it was said')).toEqual([]);
  for (const name of ['łukasz', 'lukasz']) expect((await found(name)).sort()).toEqual([open, closed].sort());
  await source.destroy();
  await database.drop();
});

it('what was stored with its accents is found without them, and what had none is as it was', async () => {
  const owner = { schema: 'router', role: 'wabx_router', password: 'router' };
  const earlier = migrations.slice(0, migrations.indexOf(WithoutAccents1796048580003));
  const adminUrl = process.env['WABX_TEST_DATABASE_URL'] ?? '';
  const database = await createTestDatabase({ adminUrl, owners: [{ ...owner, migrations: earlier }] });
  const admin = new pg.Client({ connectionString: database.adminUrl, options: '-c search_path=router' });
  await admin.connect();
  const texts = [' josé garcía\n schöne straße', ' 周六下午', ' plain words'];
  for (const text of texts) {
    const grams = [...new Set(text.split('\n').flatMap(gramsOf))];
    await admin.query('INSERT INTO searchable (place, source, text, grams) VALUES ($1, $1, $2, $3)', [
      newId(),
      text,
      grams,
    ]);
  }
  await migrate({
    adminUrl: database.adminUrl,
    owners: [{ ...owner, migrations }],
    log: { log: () => undefined, warn: () => undefined },
  });
  const { rows } = await admin.query<{ text: string; grams: number[] }>(
    'SELECT text, grams FROM searchable ORDER BY place',
  );
  await admin.end();
  await database.drop();
  expect(rows.map(({ text }) => text)).toEqual([' jose garcia\n schone strasse', ' 周六下午', ' plain words']);
  for (const { text, grams } of rows) {
    expect(new Set(grams)).toEqual(new Set(text.split('\n').flatMap(gramsOf)));
  }
});

async function fill(url: string, open: string, closed: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url, options: '-c search_path=router' });
  await admin.connect();
  const [channel, customer, conversation] = [newId(), newId(), newId()];
  await admin.query(`INSERT INTO customer (id, channel_id, name) VALUES ($1, $2, 'Łukasz')`, [customer, channel]);
  await admin.query(
    `INSERT INTO conversation (id, channel_id, phone_number_id, customer_id) VALUES ($1, $2, '1', $3)`,
    [conversation, channel, customer],
  );
  for (const [id, state] of [
    [open, 'open'],
    [closed, 'closed'],
  ]) {
    await admin.query(
      `INSERT INTO session (id, channel_id, phone_number_id, customer_id, conversation_id, state, opened_at, closed_at,
                            last_activity_at, idle_seconds, idle_closes_at)
       VALUES ($1, $2, '1', $3, $4, $5, now(), CASE WHEN $5 = 'closed' THEN now() END, now(), 60, now())`,
      [id, channel, customer, conversation, state],
    );
  }
  const messages: [string, string, string][] = [
    [open, 'w1', 'It is still OPEN'],
    [closed, 'w2', '周六下午'],
    [closed, 'w3', 'as it was said'],
  ];
  for (const [session, wamid, body] of messages) {
    await admin.query(
      `INSERT INTO message (id, session_id, conversation_id, channel_id, phone_number_id, direction, origin, kind,
                            wa_message_id, state, content, sent_at, received_at, position)
       VALUES ($1, $2, $3, $4, '1', 'inbound', 'customer', 'text', $5, 'received', $6, now(), now(), 1)`,
      [newId(), session, conversation, channel, wamid, JSON.stringify(text(body))],
    );
  }
  await admin.query(
    `INSERT INTO amendment (phone_number_id, target, content, edited_at) VALUES ('1', 'w3', $1, now())`,
    [JSON.stringify(text('as it says now'))],
  );
  await admin.end();
}
