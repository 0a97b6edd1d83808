import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@wabx/testing';
import { aChannel, startConfiguration, type Configuration } from './running-configuration.js';

let config: Configuration;
beforeAll(async () => {
  config = await startConfiguration({ WABX_DOCTOR_KEPT_SECONDS: '3' });
});
afterAll(async () => await config?.stop());

it('the doctor examines a channel once for all who ask within some seconds, and anew when it was changed', async () => {
  const { id } = (await config.call('POST', '/v1/channels?confirm=true', { body: aChannel() })).body;
  /** When the channel was looked at. */
  const lookedAt = async (): Promise<string> =>
    (await config.call('GET', `/v1/channels/${id}/doctor`)).body.checks[0].at;
  const all = await Promise.all(Array.from({ length: 10 }, lookedAt));
  expect(new Set(all).size).toBe(1);

  const name = { name: 'Another name' };
  const changed = await config.call('PATCH', `/v1/channels/${id}`, { body: name, ifMatch: '*' });
  expect(changed.status).toBe(200);
  const afterwards = await lookedAt();
  expect(afterwards).not.toBe(all[0]);
  await eventually('another look', async () => (await lookedAt()) !== afterwards);

  expect((await config.call('DELETE', `/v1/channels/${id}?confirm=true`, { ifMatch: '*' })).status).toBe(204);
  expect((await config.call('GET', `/v1/channels/${id}/doctor`)).status).toBe(404);
});
