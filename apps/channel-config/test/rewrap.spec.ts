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
    'not in WABX_SEALING_KEYS',
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

async function openPool(url: string) {
  const silent = { log: () => undefined, warn: () => undefined };
  const entities = [Channel, ChannelNumber];
  return await openDatabase({ url, schema: 'config', applicationName: 'test', migrations, entities, log: silent });
}
