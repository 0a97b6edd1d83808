import { afterEach, expect, it } from '@jest/globals';
import { channelsView } from '@wabx/contracts';
import { KeyRing, sealingKeysSchema, sealPurpose } from '@wabx/runtime';
import { eventually, testSealingKeys } from '@wabx/testing';
import { openDatabase } from '@wabx/persistence';
import { Channel, ChannelNumber } from '../src/channels/channel.entity.js';
import { migrations } from '../src/index.js';
import { rewrapSecrets } from '../src/rewrap.js';
import { aChannel, aSecret, startConfiguration, type Configuration } from './running-configuration.js';

let config: Configuration | undefined;
afterEach(async () => await config?.stop());

it('the sealing key changes while services run: old values open with both, and after the rewrap the old key can go', async () => {
  const { call, start, stopService, view, database, sql } = (config = await startConfiguration());
  const first = aChannel({ appSecret: aSecret() });
  const { id, verifyToken } = (await call('POST', '/v1/channels', { body: first })).body;
  const secondSecret = aSecret();
  await call('PATCH', `/v1/channels/${id}`, { ifMatch: '"1"', body: { appSecret: secondSecret } });

  const newKeys = `second:${Buffer.alloc(32, 9).toString('base64')}`;
  const both = `${newKeys},${testSealingKeys}`;
  await stopService();
  await start({ WABX_SEALING_KEYS: both });
  expect((await call('GET', `/v1/channels/${id}`)).body.verifyToken).toBe(verifyToken);

  const pool = await openPool(database.urlOf('config'));
  await expect(rewrapSecrets(pool, new KeyRing(sealingKeysSchema.parse(newKeys)))).rejects.toThrow(
    'not in the key ring',
  );
  const ring = new KeyRing(sealingKeysSchema.parse(both));
  expect(await rewrapSecrets(pool, ring)).toBe(4);
  expect(await rewrapSecrets(pool, ring)).toBe(0);
  await pool.destroy();

  await stopService();
  await start({ WABX_SEALING_KEYS: newKeys });
  expect((await call('GET', `/v1/channels/${id}`)).body).toMatchObject({ verifyToken, version: 2 });
  const channels = await view(channelsView);
  const seen = await eventually('the view sealed anew', () => [channels.get(id)].find((one) => one?.version === 3));
  const only = new KeyRing(sealingKeysSchema.parse(newKeys));
  expect(await only.open(seen.sealedAccessToken, sealPurpose.accessToken(id))).toBe(first.accessToken);
  const secrets = await Promise.all(seen.sealedAppSecrets.map((one) => only.open(one, sealPurpose.appSecret(id))));
  expect(secrets).toEqual([secondSecret, first.appSecret]);
  expect(await sql('SELECT count(*)::int AS n FROM channel')).toEqual([{ n: 1 }]);
});

const appSecretKeys = (id: string) => `${id}:${Buffer.alloc(32, 5).toString('base64')}`;

it.each([
  ['another id', 'apps'],
  ['the id of the sealing key', 'test'],
])('app secrets get keys of their own at the next start, under %s, and nothing else changes', async (_what, id) => {
  const { call, start, stopService, view } = (config = await startConfiguration());
  const [first, second] = [aChannel(), aSecret()];
  const { id: channelId, verifyToken } = (await call('POST', '/v1/channels', { body: first })).body;
  const path = `/v1/channels/${channelId}`;
  await call('PATCH', path, { ifMatch: '"1"', body: { appSecret: second } });
  const channels = await view(channelsView);
  const before = await eventually('both secrets', () => {
    const seen = channels.get(channelId);
    return seen?.sealedAppSecrets.length === 2 ? seen : undefined;
  });
  await stopService();
  await start({ WABX_APP_SECRET_KEYS: appSecretKeys(id) });
  const after = await eventually('sealed anew', () => {
    const seen = channels.get(channelId);
    return seen && seen.version > before.version ? seen : undefined;
  });

  const ingress = new KeyRing(sealingKeysSchema.parse(appSecretKeys(id)));
  const sender = new KeyRing(sealingKeysSchema.parse(testSealingKeys));
  const secret = sealPurpose.appSecret(channelId);
  expect(await Promise.all(after.sealedAppSecrets.map((one) => ingress.open(one, secret)))).toEqual([
    second,
    first.appSecret,
  ]);
  expect(after.sealedAccessToken).toBe(before.sealedAccessToken);
  expect(await sender.open(after.sealedAccessToken, sealPurpose.accessToken(channelId))).toBe(first.accessToken);
  // Each ring opens its own, whatever purpose is named.
  for (const purpose of [sealPurpose.accessToken(channelId), secret]) {
    await expect(ingress.open(after.sealedAccessToken, purpose)).rejects.toThrow();
    for (const one of after.sealedAppSecrets) await expect(sender.open(one, purpose)).rejects.toThrow();
  }
  expect((await call('GET', path)).body).toMatchObject({ verifyToken, version: 2 });
  // From now on new ones are sealed with them, and another start changes nothing.
  const third = aSecret();
  await call('PATCH', path, { ifMatch: '"2"', body: { appSecret: third } });
  const newest = await eventually('the third', () => {
    const seen = channels.get(channelId);
    return seen && seen.version > after.version ? seen : undefined;
  });
  expect(await ingress.open(newest.sealedAppSecrets[0] ?? '', secret)).toBe(third);
  await stopService();
  await start({ WABX_APP_SECRET_KEYS: appSecretKeys(id) });
  expect(channels.get(channelId)).toEqual(newest);
});

it('an app secret that no key opens does not stop the start', async () => {
  const { call, start, stopService, sql } = (config = await startConfiguration());
  const { id } = (await call('POST', '/v1/channels', { body: aChannel() })).body;
  await sql(`UPDATE channel SET sealed_app_secret = 'damaged' WHERE id = $1`, [id]);
  await stopService();
  await start({ WABX_APP_SECRET_KEYS: appSecretKeys('apps') });
  expect((await call('PATCH', `/v1/channels/${id}`, { ifMatch: '*', body: { appSecret: aSecret() } })).status).toBe(
    200,
  );
});

async function openPool(url: string) {
  const silent = { log: () => undefined, warn: () => undefined };
  const entities = [Channel, ChannelNumber];
  return await openDatabase({ url, schema: 'config', applicationName: 'test', migrations, entities, log: silent });
}
