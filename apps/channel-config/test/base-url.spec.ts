import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { checkBaseUrl } from '../src/doctor/base-url.js';
import { aChannel, startConfiguration } from './running-configuration.js';
import { selfSigned } from '@wabx/testing';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function tlsServer(made = selfSigned()) {
  const server = createServer(made, (_request, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  return { url: `https://localhost:${(server.address() as AddressInfo).port}`, ...made };
}

describe('a base URL', () => {
  it('with a self-signed certificate is refused with the reason, and a channel keeps the one it had', async () => {
    const { url } = await tlsServer();
    const config = await startConfiguration({ WABX_PUBLIC_URLS: `${url}, https://wa.example.com` });
    cleanups.push(config.stop);
    const errors = [{ pointer: '/publicUrl', detail: expect.stringContaining('self-signed') }];
    expect(await config.call('POST', '/v1/channels', { body: aChannel({ publicUrl: url }) })).toMatchObject({
      status: 422,
      body: { errors },
    });
    // Nobody answers at the other one from here, which is no reason to refuse it.
    const made = await config.call('POST', '/v1/channels', { body: aChannel() });
    expect(made.status).toBe(201);
    const path = `/v1/channels/${made.body.id}`;
    expect((await config.call('GET', `${path}/public-urls`)).body).toEqual({
      items: [
        {
          publicUrl: url,
          webhookUrl: made.body.webhookUrl.replace('https://wa.example.com', url),
          isCurrent: false,
          isOffered: true,
          certificateFault: expect.stringContaining('self-signed'),
        },
        { publicUrl: 'https://wa.example.com', webhookUrl: made.body.webhookUrl, isCurrent: true, isOffered: true },
      ],
    });
    const patched = await config.call('PATCH', path, { ifMatch: '"1"', body: { publicUrl: url } });
    expect(patched).toMatchObject({ status: 422, body: { errors } });
    expect((await config.call('GET', path)).body.publicUrl).toBe('https://wa.example.com');
  });

  it('with a chain that holds is good, and says until when', async () => {
    const { url, cert } = await tlsServer();
    const found = await checkBaseUrl(url, { ca: cert });
    expect(found).toEqual({ state: 'ok', certificateValidTo: expect.stringMatching(/^\d{4}-.*Z$/) });
  });

  it.each([
    ['for another host', selfSigned('elsewhere.example'), 'another host'],
    ['that has expired', selfSigned('localhost', -1), 'expired'],
  ])('with a certificate %s is refused', async (_what, made, reason) => {
    const { url, cert } = await tlsServer(made);
    expect(await checkBaseUrl(url, { ca: cert })).toMatchObject({
      state: 'bad-certificate',
      reason: expect.stringContaining(reason),
    });
  });

  it('where nobody answers is told apart from a bad one', async () => {
    expect(await checkBaseUrl('https://127.0.0.1:9')).toEqual({ state: 'unreachable', code: 'ECONNREFUSED' });
  });
});
