import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { roles } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import { startConfiguration, type Configuration } from './running-configuration.js';

let config: Configuration;
beforeAll(async () => {
  config = await startConfiguration();
});
afterAll(() => config?.stop());

interface Key {
  id: string;
  token: string;
}
const make = async (wanted: readonly string[], more: object = {}): Promise<Key> => {
  const { body } = await config.call('POST', '/v1/api-keys', { body: { name: 'K', scopes: wanted, ...more } });
  const key = body as Key;
  await eventually(
    'it works',
    async () => (await config.call('GET', '/v1/api-keys', { token: key.token })).status === 200,
  );
  return key;
};
const revoke = async ({ id }: { id: string }, { token }: Partial<Key> = {}) => {
  const { status, body } = await config.call('DELETE', `/v1/api-keys/${id}`, token === undefined ? {} : { token });
  return status === 204 ? '204' : String((body as { code: string }).code);
};
const first = async () => {
  const { body } = await config.call('GET', '/v1/api-keys');
  return (body as { items: (Key & { name: string })[] }).items.find(({ name }) => name === 'bootstrap')!;
};

it('the only administrator cannot lock everybody out, whatever other keys there are', async () => {
  expect(await revoke(await first())).toBe('LAST_ADMIN');
  const others = [
    await make(['keys:write']),
    await make(['keys:write', 'stats:read']),
    await make(roles['administrator']!, { expiresAt: new Date(Date.now() + 3_600_000).toISOString() }),
  ];
  expect(await revoke(await first())).toBe('LAST_ADMIN');
  expect((await config.call('GET', '/v1/channels')).status).toBe(200);
  // Every other key goes.
  for (const other of others) expect(await revoke(other)).toBe('204');
});

it('of two administrators one stays, also when both are revoked at once', async () => {
  const clerk = await make(['keys:write']);
  const second = await make(roles['administrator']!);
  const outcomes = await Promise.all([revoke(await first(), clerk), revoke(second, clerk)]);
  expect(outcomes.sort()).toEqual(['204', 'LAST_ADMIN']);
});
