import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { NUMBER, type Stage, startStage, until } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());

describe('the OpenAPI document', () => {
  it('describes every control route there is, and no other', async () => {
    const { status, body } = await stage.control('GET', '/openapi.json');
    expect([status, body.openapi]).toEqual([200, '3.1.0']);
    for (const [path, methods] of Object.entries<Record<string, { summary: string }>>(body.paths))
      for (const [method, { summary }] of Object.entries(methods)) {
        expect([path, method, summary.length > 5]).toEqual([path, method, true]);
        if (path === '/_sim/events' || path === '/_sim/reset') continue;
        const url = `${stage.simulator.url}${path.replaceAll(/\{\w+\}/g, 'nobody')}`;
        const answer = await fetch(url, { method: method.toUpperCase(), redirect: 'error' });
        expect(await answer.text()).not.toContain('There is no such control route');
      }
  });

  it('has the schemas that check the requests', async () => {
    const { body } = await stage.control('GET', '/openapi.json');
    const schemaOf = (path: string, method: string) =>
      body.paths[path][method].requestBody.content['application/json'].schema;
    expect(schemaOf('/_sim/faults', 'post').properties.effect.properties).toHaveProperty('slowBodyMs');
    expect(schemaOf('/_sim/clock', 'post')).toMatchObject({ required: ['advanceSeconds'] });
  });
});

describe('the dashboard’s Test button', () => {
  it('posts a signed sample of an unknown number, also when no app is subscribed', async () => {
    const before = stage.callback.received.length;
    const { body } = await stage.control('POST', '/webhooks/test', {});
    expect(body).toEqual({ status: 200, body: 'ok' });
    const { json, headers } = stage.callback.received[before]!;
    expect(headers['x-hub-signature-256']).toMatch(/^sha256=/);
    const [{ id, changes }] = json.entry;
    expect([id, changes[0].value.metadata.phone_number_id, changes[0].value.messages[0].from]).toEqual([
      '0',
      '123456123',
      '16315551181',
    ]);
  });
});

it.each([
  ['a program', {}, 200],
  ['its own page', { origin: 'own' }, 200],
  ['a page under localhost', { host: 'localhost:4200', origin: 'http://localhost:4200' }, 200],
  ['another container', { host: 'meta-simulator:4200' }, 200],
  ['a page of another site', { origin: 'https://evil.example' }, 403],
  ['a page without an origin of its own', { origin: 'null' }, 403],
  ['a page of another port', { origin: 'http://127.0.0.1:1' }, 403],
  ['a name that was made to lead here', { host: 'evil.example', origin: 'http://evil.example' }, 403],
  ['a Host that is none', { host: 'a b' }, 403],
])('the control API, asked by %s', async (_, { origin, ...given }: { host?: string; origin?: string }, wanted) => {
  const url = new URL(`${stage.simulator.url}/_sim/state`);
  const headers = { ...given, ...(origin && { origin: origin === 'own' ? url.origin : origin }) };
  const status = await new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once('error', reject);
    sent.end();
  });
  expect(status).toBe(wanted);
});

describe('changes', () => {
  it('are told as they happen, many of them together', async () => {
    const stop = new AbortController();
    const response = await fetch(`${stage.simulator.url}/_sim/events`, { signal: stop.signal });
    const reader = response.body!.getReader();
    let heard = '';
    const listening = (async () => {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        heard += Buffer.from(value).toString();
      }
    })().catch(() => undefined);
    for (let index = 0; index < 5; index += 1) await stage.write({ phoneNumberId: NUMBER, text: `${index}` });
    await until(() => heard.includes('data: {"customers":["mara"]}'));
    await stage.control('POST', '/customers', { id: 'new' });
    await until(() => heard.includes('data: {"all":true}'));
    stop.abort();
    await listening;
  });
});

describe('a file of a conversation', () => {
  it('is given without a token, and never as a page of this origin', async () => {
    const media = { base64: Buffer.from('<script>1</script>').toString('base64'), mimeType: 'text/html' };
    const { mediaId } = (await stage.write({ type: 'document', media })).body;
    const answer = await fetch(`${stage.simulator.url}/_sim/media/${mediaId}`);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([
      200,
      'application/octet-stream',
      `attachment; filename*=UTF-8''${mediaId}`,
    ]);
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
  });
});
