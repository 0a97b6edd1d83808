import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createGraphClient, type GraphClient } from '../src/index.js';
import { listen } from './misbehaving-server.js';

const accessToken = 'EAAtoken';
const phoneNumberId = '410020030040051';
const wabaId = '300100200300400';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** Answers one recorded file and tells what was asked. */
async function ask<Outcome>(sample: string, call: (graph: GraphClient) => Promise<Outcome>) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    asked.push(`${request.method} ${request.url}${body && ` ${body}`}`);
    expect(request.headers).toMatchObject({ authorization: `Bearer ${accessToken}`, 'user-agent': 'wabx-test' });
    response.end(readFileSync(new URL(`../fixtures/graph/${sample}`, import.meta.url)));
  });
  const baseUrl = `http://127.0.0.1:${await listen(server)}`;
  const graph = createGraphClient({ baseUrl, version: 'v26.0', timeoutMs: 5000, userAgent: 'wabx-test' });
  cleanups.push(graph.close, () => new Promise((resolve) => server.close(resolve)));
  const outcome = await call(graph);
  expect(asked).toHaveLength(1);
  return { asked: asked[0], outcome };
}

describe('the Graph API is asked as Meta documents it', () => {
  it('marks as read', async () => {
    const { asked, outcome } = await ask('response-success.json', (graph) =>
      graph.markRead({ accessToken, phoneNumberId, waMessageId: 'wamid.aW4tdGV4dA==' }),
    );
    const body = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.aW4tdGV4dA==' };
    expect(asked).toBe(`POST /v26.0/${phoneNumberId}/messages ${JSON.stringify(body)}`);
    expect(outcome).toEqual({ outcome: 'ok', value: { success: true } });
  });

  it('shows that somebody is typing', async () => {
    const { asked } = await ask('response-success.json', (graph) =>
      graph.markRead({ accessToken, phoneNumberId, waMessageId: 'wamid.aW4tdGV4dA==', typing: true }),
    );
    const sample = readFileSync(
      new URL('../fixtures/graph/request-mark-read-and-typing.json', import.meta.url),
      'utf8',
    );
    expect(JSON.parse(asked!.slice(asked!.indexOf('{')))).toEqual(JSON.parse(sample));
  });

  it('describes a media file', async () => {
    const { asked, outcome } = await ask('response-media-get.json', (graph) =>
      graph.getMedia({ accessToken, mediaId: '880001000000001', phoneNumberId }),
    );
    expect(asked).toBe(`GET /v26.0/880001000000001?phone_number_id=${phoneNumberId}`);
    expect(outcome).toEqual({
      outcome: 'ok',
      value: {
        id: '880001000000001',
        url: expect.stringMatching(/^https:\/\/lookaside\.fbsbx\.com\//),
        mimeType: 'image/jpeg',
        sha256: 'a41009085976e6befd99b440a6e92888f8625ea63ed5667cee89035af508ad49',
        fileSize: 28,
      },
    });
  });

  it('deletes a media file', async () => {
    const { asked, outcome } = await ask('response-success.json', (graph) =>
      graph.deleteMedia({ accessToken, mediaId: '880001000000001' }),
    );
    expect(asked).toBe('DELETE /v26.0/880001000000001');
    expect(outcome).toMatchObject({ outcome: 'ok' });
  });

  it('describes a number', async () => {
    const { asked, outcome } = await ask('response-phone-number-degraded.json', (graph) =>
      graph.getPhoneNumber({ accessToken, phoneNumberId, fields: ['id', 'status'] }),
    );
    expect(asked).toBe(`GET /v26.0/${phoneNumberId}?fields=id%2Cstatus`);
    expect(outcome).toMatchObject({
      value: {
        id: phoneNumberId,
        displayPhoneNumber: '+1 202-555-0143',
        status: 'FLAGGED',
        qualityRating: 'RED',
        codeVerificationStatus: 'EXPIRED',
        throughputLevel: 'STANDARD',
      },
    });
  });

  it('reads the health of a number', async () => {
    const fields = ['health_status'];
    const { outcome } = await ask('response-health-status-blocked.json', (graph) =>
      graph.getPhoneNumber({ accessToken, phoneNumberId, fields }),
    );
    expect(outcome).toMatchObject({
      value: {
        healthStatus: {
          canSendMessage: 'BLOCKED',
          entities: [
            { type: 'PHONE_NUMBER', canSendMessage: 'AVAILABLE' },
            { type: 'WABA', errors: [{ code: 141006, possibleSolution: 'Add a new payment method to the account.' }] },
            { type: 'BUSINESS', additionalInfo: ['The business has not been verified.'] },
            { type: 'APP' },
          ],
        },
      },
    });
  });

  it('reads where the webhooks of a number go', async () => {
    const fields = ['webhook_configuration'];
    const { outcome } = await ask('response-phone-number-webhook-configuration.json', (graph) =>
      graph.getPhoneNumber({ accessToken, phoneNumberId, fields }),
    );
    expect(outcome).toMatchObject({
      value: { webhookConfiguration: { phoneNumber: 'https://wa.meridian-cycles.example.org/hook' } },
    });
  });

  it.each([
    [
      'permanent',
      { isValid: true, expiresAt: undefined, type: 'SYSTEM_USER', granularScopes: [{ targetIds: [wabaId] }, {}] },
    ],
    ['expiring', { isValid: true, expiresAt: new Date(1795510800_000), scopes: ['whatsapp_business_messaging'] }],
    ['invalid', { isValid: false, expiresAt: new Date(1795420800_000), scopes: [], error: { code: 190 } }],
  ])('reads a token that is %s', async (name, value) => {
    const { asked, outcome } = await ask(`response-debug-token-${name}.json`, (graph) =>
      graph.debugToken({ accessToken, inputToken: 'EAA+of/channel' }),
    );
    expect(asked).toBe('GET /v26.0/debug_token?input_token=EAA%2Bof%2Fchannel');
    expect(outcome).toMatchObject({ outcome: 'ok', value });
  });

  it.each([
    ['response-subscribed-apps.json', [{ appId: '120010020030040', name: 'Invented Desk App' }]],
    ['response-subscribed-apps-none.json', []],
  ])('reads the apps of an account from %s', async (name, value) => {
    const { asked, outcome } = await ask(name, (graph) => graph.getSubscribedApps({ accessToken, wabaId }));
    expect(asked).toBe(`GET /v26.0/${wabaId}/subscribed_apps`);
    expect(outcome).toMatchObject({ outcome: 'ok', value });
  });

  it('subscribes the app, with and without a URL of its own', async () => {
    const path = `POST /v26.0/${wabaId}/subscribed_apps`;
    const plain = await ask('response-success.json', (graph) => graph.subscribeApp({ accessToken, wabaId }));
    expect(plain.asked).toBe(path);
    const override = { callbackUri: 'https://hooks.example.org/whatsapp', verifyToken: 'v' };
    const own = await ask('response-success.json', (graph) => graph.subscribeApp({ accessToken, wabaId, override }));
    const body = { override_callback_uri: override.callbackUri, verify_token: 'v' };
    expect(own.asked).toBe(`${path} ${JSON.stringify(body)}`);
  });

  it('an id cannot reach another path', async () => {
    const { asked } = await ask('response-success.json', (graph) =>
      graph.deleteMedia({ accessToken, mediaId: '../debug_token?x=' }),
    );
    expect(asked).toBe('DELETE /v26.0/..%2Fdebug_token%3Fx%3D');
  });

  it('a success that is none is not taken for one', async () => {
    const { outcome } = await ask('response-subscribed-apps-none.json', (graph) =>
      graph.deleteMedia({ accessToken, mediaId: '1' }),
    );
    expect(outcome).toMatchObject({ outcome: 'unknown', cause: { kind: 'invalid-answer', httpStatus: 200 } });
  });

  it('an error of Meta that repeats the secrets of the request is told without them', async () => {
    const app = { id: '120010020030040', secret: '0f1e2d3c4b5a6978' };
    const { inputToken, verifyToken } = { inputToken: 'EAA+of/channel', verifyToken: 'verify-me' };
    const repeated = `${app.id}|${app.secret} in ?access_token=${app.id}%7C${app.secret}&input_token=EAA%2Bof%2Fchannel`;
    const error = {
      code: 190,
      message: `Cannot parse ${repeated}`,
      error_data: { details: `${inputToken} ${verifyToken}` },
    };
    const server = createServer((_request, response) => response.writeHead(400).end(JSON.stringify({ error })));
    const baseUrl = `http://127.0.0.1:${await listen(server)}`;
    const graph = createGraphClient({ baseUrl, version: 'v26.0', timeoutMs: 5000, userAgent: 'wabx-test' });
    cleanups.push(graph.close, () => new Promise((resolve) => server.close(resolve)));
    const who = { accessToken: `${app.id}|${app.secret}` };
    expect(await graph.debugToken({ ...who, inputToken })).toMatchObject({
      error: {
        message: 'Cannot parse (secret) in ?access_token=(secret)&input_token=(secret)',
        details: `(secret) ${verifyToken}`,
      },
    });
    const webhook = { appId: app.id, callbackUri: 'https://wa.example.com', verifyToken, fields: [] };
    expect(await graph.registerWebhook({ ...who, ...webhook })).toMatchObject({
      error: { details: `${inputToken} (secret)` },
    });
  });
});
