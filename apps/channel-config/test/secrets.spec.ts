import { afterEach, expect, it, jest } from '@jest/globals';
import { eventually } from '@wabx/testing';
import {
  aChannel,
  anExtension,
  aPhoneNumberId,
  aQueue,
  aSecret,
  aToken,
  startConfiguration,
  type Configuration,
} from './running-configuration.js';

let config: Configuration | undefined;
afterEach(async () => {
  jest.restoreAllMocks();
  await config?.stop();
});

it('a secret is in no answer, table, event, view or log', async () => {
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    });
  }
  const { call, connection, sql } = (config = await startConfiguration({ LOG_LEVEL: 'debug' }));
  const planted = [aToken(), aToken(), aSecret(), aSecret()] as const;
  const [token, nextToken, secret, nextSecret] = planted;
  const wire: string[] = [];
  const tap = connection.subscribe('>', { callback: (_, message) => void wire.push(message.string()) });
  const answers: string[] = [];
  const remember = async (...request: Parameters<typeof call>) => {
    const answer = await call(...request);
    answers.push(answer.text);
    return answer;
  };
  const queue = await aQueue(config, [(await anExtension(config)).id]);
  const numbers = [
    { e164: '+8613800138000', phoneNumberId: aPhoneNumberId(), destination: { type: 'queue', id: queue.id } },
  ];
  const { body } = await remember('POST', '/v1/channels', {
    body: aChannel({ accessToken: token, appSecret: secret, numbers }),
  });
  const path = `/v1/channels/${body.id}`;
  await remember('PATCH', path, { ifMatch: '"1"', body: { accessToken: nextToken, appSecret: nextSecret } });
  await remember('POST', '/v1/channels', {
    body: aChannel({ name: body.name, accessToken: token, appSecret: secret }),
  });
  await remember('POST', '/v1/channels', { body: { name: 7, accessToken: `${token} `, appSecret: [secret] } });
  await remember('POST', '/v1/channels', { rawBody: `{"accessToken": "${token}", ` });
  await remember('PATCH', path, { ifMatch: '"1"', body: { accessToken: token } });
  await remember('GET', path);
  await remember('GET', '/v1/channels?limit=200');
  await remember('GET', '/v1/audit?limit=200');
  await remember('GET', `${path}/doctor`);
  await remember('POST', `${path}/doctor/callback/repair`);
  await remember('GET', '/v1/config');
  const file = `version: 1\nchannels: [{ name: "${body.name}", accessToken: ${token}, appSecret: ${secret} }]`;
  await remember('PUT', '/v1/config?dryRun', { contentType: 'application/yaml', rawBody: file });
  await remember('PUT', '/v1/config', { contentType: 'application/yaml', rawBody: `${file}]` });
  const key = (await call('POST', '/v1/api-keys', { body: { name: 'K', scopes: ['stats:read'] } })).body;
  await eventually('the events', () => wire.filter((text) => text.includes(body.id)).length >= 4);
  await config.audited();
  tap.unsubscribe();
  await config.stopService();

  const tables = await sql(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'config'`);
  const rows: string[] = [];
  for (const { name } of tables) {
    rows.push(...(await sql(`SELECT t::text AS row FROM ${name} t`)).map(({ row }: { row: string }) => row));
  }
  expect(rows.join()).toContain(body.id);
  expect(wire.join()).toContain(body.id);
  expect(written.join()).toContain('ready');
  for (const hidden of [...planted, key.token.split('_').slice(2).join('_')]) {
    for (const [where, texts] of Object.entries({ answers, rows, wire, written })) {
      expect(`${where}: ${texts.filter((text) => text.includes(hidden)).length}`).toBe(`${where}: 0`);
    }
  }
  // Shown to administrators, but kept sealed like the others.
  for (const texts of [rows, wire, written]) expect(texts.join()).not.toContain(body.verifyToken);
});
