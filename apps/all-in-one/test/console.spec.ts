import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { request as httpRequest } from 'node:http';
import { Browser, codeFor, createPerson, signInByLink } from './console-browser.js';
import { apiOf, numbers, sim, startWholeStack, type WholeStack } from './whole-stack.js';

let stack: WholeStack;
let dora: string;
let browser: Browser;
const config = () => apiOf(stack.services['channel-config'], stack.keys.admin);
const person = (number: string, role = 'agent') => ({
  number,
  name: `Person ${number}`,
  role,
  signIn: { issuer: 'wabx', email: `p${number}@example.com` },
});

beforeAll(async () => {
  stack = await startWholeStack({ env: { WABX_TRUST_PROXY: 'loopback' } });
  dora = await createPerson(stack, { ...person('1101', 'supervisor'), name: 'Dora' });
  browser = await signInByLink(stack, dora);
}, 90_000);
afterAll(async () => await stack?.stop(), 60_000);

describe('a sign-in link', () => {
  it('signs in once, with a cookie that no script and no other site sees', async () => {
    const code = await codeFor(stack, dora);
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }) };
    const other = new Browser(stack.services.console.url);
    const first = await other.fetch('POST', '/session/code', json);
    expect(first.status).toBe(200);
    expect(first.headers.get('set-cookie')).toMatch(
      /^__Host-wabx=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax; Max-Age=604800$/,
    );
    const again = await new Browser(stack.services.console.url).call('POST', '/session/code', { code });
    expect(again).toMatchObject({ status: 410, body: { code: 'LINK_USED' } });
  });

  it('of two at the same time signs one in', async () => {
    const code = await codeFor(stack, dora);
    const both = [1, 2].map(() => new Browser(stack.services.console.url).call('POST', '/session/code', { code }));
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 410]);
  });

  it('is made for nobody who does not sign in', async () => {
    const { id } = (await config()('POST', '/v1/extensions', { number: '1199', name: 'Desk' })).body as { id: string };
    const made = await apiOf(stack.services.console, stack.keys.admin)('POST', '/sign-in-links', { extensionId: id });
    expect(made.status).toBe(404);
  });
});

describe('who is signed in', () => {
  it('is told who he is, what he may and until when', async () => {
    const { status, body } = await browser.call('GET', '/session');
    expect([status, body]).toEqual([
      200,
      {
        id: expect.any(String),
        person: {
          id: dora,
          number: '1101',
          name: 'Dora',
          role: 'supervisor',
          scopes: expect.arrayContaining(['sessions:read', 'agent']),
        },
        way: 'link',
        startedAt: expect.any(String),
        endsAt: expect.any(String),
      },
    ]);
    const hours = (Date.parse((body as { endsAt: string }).endsAt) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(11.9);
    expect(hours).toBeLessThan(12.1);
  });

  it('calls every service as himself, with the rights of his role', async () => {
    expect((await browser.call('GET', '/api/router/v1/me')).body).toMatchObject({
      kind: 'person',
      id: `person:${dora}`,
      name: 'Dora',
      extension: { id: dora, number: '1101' },
    });
    const [own, others] = await Promise.all([
      Promise.all(
        ['/api/router/v1/sessions', '/api/stats/v1/stats/channels', '/api/channel-config/v1/extensions'].map(
          async (path) => (await browser.call('GET', path)).status,
        ),
      ),
      Promise.all(
        ['/api/session-janitor/v1/runs', '/api/outbound-sender/v1/rates', '/api/channel-config/v1/api-keys'].map(
          async (path) => (await browser.call('GET', path)).status,
        ),
      ),
    ]);
    expect(own).toEqual([200, 200, 200]);
    expect(others).toEqual([403, 403, 403]);
    expect((await browser.call('GET', `/api/media-store/v1/media/${newId()}`)).status).toBe(404);
  });

  it('has new rights with his next call when his role changes, and none when he no longer signs in', async () => {
    const id = await createPerson(stack, person('1102'));
    const agent = await signInByLink(stack, id);
    expect((await agent.call('GET', '/api/stats/v1/stats/channels')).status).toBe(403);
    await config()('PATCH', `/v1/extensions/${id}`, { role: 'supervisor' }, { 'if-match': '*' });
    await eventually(
      'the new role',
      async () => (await agent.call('GET', '/api/stats/v1/stats/channels')).status === 200,
    );
    const gone = { signIn: null };
    const { status } = await config()('PATCH', `/v1/extensions/${id}`, gone, { 'if-match': '*' });
    expect(status).toBe(200);
    await eventually('he is out', async () => (await agent.call('GET', '/session')).status === 401);
    expect(agent.cookie).toBeUndefined();
  });

  it('is out when he signs in another way from now on', async () => {
    const id = await createPerson(stack, person('1103'));
    const agent = await signInByLink(stack, id);
    const other = { signIn: { issuer: 'wabx', email: 'somebody-else@example.com' } };
    await config()('PATCH', `/v1/extensions/${id}`, other, { 'if-match': '*' });
    await eventually('he is out', async () => (await agent.call('GET', '/api/router/v1/me')).status === 401);
  });

  it('signs out', async () => {
    const other = await signInByLink(stack, dora);
    const { cookie } = other;
    expect(await other.call('DELETE', '/session')).toEqual({ status: 200, body: {} });
    expect(other.cookie).toBeUndefined();
    other.cookie = cookie;
    expect((await other.call('GET', '/session')).status).toBe(401);
  });
});

describe('sign-ins', () => {
  it('are listed, and ended by their person and by administrators alone', async () => {
    const [id, stranger] = [await createPerson(stack, person('1104')), await createPerson(stack, person('1105'))];
    const admin = await createPerson(stack, person('1106', 'administrator'));
    const [here, there] = [await signInByLink(stack, id), await signInByLink(stack, id)];
    const [other, boss] = [await signInByLink(stack, stranger), await signInByLink(stack, admin)];
    type List = { items: { id: string; isThisOne: boolean; address: string }[] };
    const { items } = (await here.call('GET', '/sign-ins')).body as List;
    expect(items.map(({ isThisOne }) => isThisOne).sort()).toEqual([false, true]);
    const theOther = items.find(({ isThisOne }) => !isThisOne)?.id ?? '';
    expect((await other.call('DELETE', `/sign-ins/${theOther}`)).status).toBe(404);
    expect((await other.call('GET', `/sign-ins?extensionId=${id}`)).status).toBe(403);
    expect((await here.call('DELETE', `/sign-ins/${theOther}`)).status).toBe(204);
    expect((await there.call('GET', '/session')).status).toBe(401);
    const { items: left } = (await boss.call('GET', `/sign-ins?extensionId=${id}`)).body as List;
    expect((await boss.call('DELETE', `/sign-ins/${left[0]?.id}`)).status).toBe(204);
    expect((await here.call('GET', '/session')).status).toBe(401);
  });

  it('end after twelve hours without use, and after seven days whatever is done', async () => {
    const id = await createPerson(stack, person('1107'));
    const [idle, busy] = [await signInByLink(stack, id), await signInByLink(stack, id)];
    try {
      for (let hours = 11; hours < 7 * 24; hours += 11) {
        await stack.moveClock(hours * 3600);
        expect([hours, (await busy.call('GET', '/session')).status]).toEqual([hours, 200]);
        if (hours >= 12) expect((await idle.call('GET', '/session')).status).toBe(401);
      }
      await stack.moveClock(7 * 24 * 3600 + 60);
      expect((await busy.call('GET', '/session')).status).toBe(401);
    } finally {
      await stack.moveClock(0);
    }
  });
});

describe('the gateway', () => {
  it.each(['/api/router/v1/me', '/api/nobody/v1/me', '/api/router/metrics'])(
    'answers 401 for %s to nobody',
    async (path) => {
      const answer = await new Browser(stack.services.console.url).call('GET', path);
      expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    },
  );

  it('takes no key: they are for the services themselves', async () => {
    const withKey = { headers: { authorization: `Bearer ${stack.keys.admin}` } };
    const answer = await new Browser(stack.services.console.url).fetch('GET', '/api/router/v1/me', withKey);
    expect(answer.status).toBe(401);
    expect(await (await browser.fetch('GET', '/api/router/v1/me', withKey)).json()).toMatchObject({ name: 'Dora' });
  });

  it.each([
    '/api/router/metrics',
    '/api/router/readyz',
    '/api/router/v1/../metrics',
    '/api/router/v1/%2e%2e/metrics',
    '/api/router/v1/..%2fmetrics',
    '/api/router//evil.example/v1/me',
    '/api/router/\\evil.example/v1/me',
    '/api/webhook-ingress/v1/quarantine',
  ])('leads to nothing but the API of a service: %s', async (path) => {
    const { status, body } = await rawRequest(path);
    expect([400, 404]).toContain(status);
    expect(body).not.toContain('wabx_http_request_seconds');
  });

  /** As it stands, where `fetch` would put an address right. */
  async function rawRequest(path: string, method = 'GET', headers: Record<string, string> = {}, body = '') {
    const { hostname, port } = new URL(stack.services.console.url);
    const cookie = `__Host-wabx=${browser.cookie}`;
    return await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const sent = httpRequest({ hostname, port, path, method, headers: { cookie, ...headers } }, (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode, body: text }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  it('takes a body that waits for 100 Continue', async () => {
    const body = JSON.stringify({ scope: 'own', shortcut: 'hello', text: 'Hello.' });
    const answer = await rawRequest(
      '/api/router/v1/quick-replies',
      'POST',
      {
        expect: '100-continue',
        'content-type': 'application/json',
        'content-length': String(body.length),
        'sec-fetch-site': 'same-origin',
      },
      body,
    );
    expect([answer.status, answer.body]).toEqual([201, expect.stringContaining('Hello.')]);
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another host of the same site', { 'sec-fetch-site': 'same-site' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['another origin, in an older browser', { origin: 'https://evil.example' }],
    ['an origin that is none', { origin: 'null' }],
    ['a cookie without a word where from', {}],
  ])('refuses changes from %s', async (_, headers) => {
    for (const [method, path] of [
      ['POST', '/api/router/v1/quick-replies'],
      ['DELETE', '/session'],
      ['POST', '/session/code'],
    ] as const) {
      const { status, body } = await rawRequest(path, method, headers as Record<string, string>);
      expect([path, status, body]).toEqual([path, 403, expect.stringContaining('CROSS_ORIGIN')]);
    }
    expect((await browser.call('GET', '/session')).status).toBe(200);
  });

  it('takes changes of an older browser from the same origin', async () => {
    const { origin } = new URL(stack.services.console.url);
    const { status } = await rawRequest('/api/router/v1/sessions/close', 'POST', { origin });
    expect(status).toBe(422);
  });

  it('says in the audit who did it, and from where', async () => {
    const boss = await signInByLink(
      stack,
      await createPerson(stack, { ...person('1108', 'administrator'), name: 'Eli' }),
    );
    const answer = await boss.fetch('POST', '/api/channel-config/v1/queues', {
      headers: { 'content-type': 'application/json', 'x-request-id': 'by-eli', 'x-forwarded-for': '203.0.113.9' },
      body: JSON.stringify({ name: 'Service' }),
    });
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([201, 'by-eli']);
    const entry = await eventually('it is on record', async () => {
      const { body } = await config()('GET', '/v1/audit?action=queue.create&limit=50');
      return (body as { items: { by: { requestId?: string } }[] }).items.find(({ by }) => by.requestId === 'by-eli');
    });
    expect(entry.by).toMatchObject({ name: 'Eli', address: '203.0.113.9' });
  });
});

describe('the stream of events', () => {
  interface Frame {
    id: string | undefined;
    event: string | undefined;
    data: string;
  }

  function open(as: Browser, lastEventId?: string) {
    const stop = new AbortController();
    const frames: Frame[] = [];
    const ended = (async () => {
      const headers = lastEventId === undefined ? undefined : { 'last-event-id': lastEventId };
      const answer = await as.fetch('GET', '/api/router/v1/events', { headers, signal: stop.signal });
      let pending = '';
      for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const parts = (pending + chunk).split('\n\n');
        pending = parts.pop() ?? '';
        for (const part of parts) {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1];
          frames.push({ id: field('id'), event: field('event'), data: field('data') ?? '' });
        }
      }
    })().catch(() => undefined);
    return { frames, ended, stop: () => stop.abort() };
  }
  const write = async (text: string) => {
    await sim(stack.simulator, 'POST', '/customers/447700900777/messages', {
      phoneNumberId: numbers.queue,
      type: 'text',
      text,
    });
  };
  const withText = (frames: Frame[], text: string) => frames.filter(({ data }) => data.includes(text));

  it('passes at once, and goes on where it was', async () => {
    await sim(stack.simulator, 'POST', '/customers', { waId: '447700900777', name: 'Maria' });
    const first = open(browser);
    await eventually('it is open', () => Promise.resolve(first.frames.length > 0 || undefined));
    await write('first words');
    const frame = await eventually('the message', () =>
      Promise.resolve(withText(first.frames, 'first words').find(({ id }) => id)),
    );
    first.stop();
    await first.ended;
    await write('while away');
    const second = open(browser, frame.id);
    await eventually('what came meanwhile', () =>
      Promise.resolve(withText(second.frames, 'while away').length > 0 || undefined),
    );
    expect(second.frames.filter(({ event }) => event === 'reset')).toEqual([]);
    second.stop();
    await second.ended;
  });

  it('ends within seconds when the sign-in is ended', async () => {
    const other = await signInByLink(stack, dora);
    const { id } = (await other.call('GET', '/session')).body as { id: string };
    const stream = open(other);
    await eventually('it is open', () => Promise.resolve(stream.frames.length > 0 || undefined));
    expect((await browser.call('DELETE', `/sign-ins/${id}`)).status).toBe(204);
    const endedAt = performance.now();
    await stream.ended;
    expect(performance.now() - endedAt).toBeLessThan(8_000);
  });
});

describe('the page', () => {
  it('is served wherever a browser goes, with a strict policy, and asked for anew each time', async () => {
    for (const path of ['/', '/sign-in', '/inbox/mine?queue=1']) {
      const answer = await browser.fetch('GET', path, { headers: { accept: 'text/html,*/*' } });
      expect([path, answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
        path,
        200,
        'text/html; charset=utf-8',
        'no-cache',
      ]);
      expect(answer.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self'; .*frame-ancestors 'none'$/,
      );
      expect(await answer.text()).toContain('wabx');
    }
  });

  it('is not what a missing script gets', async () => {
    for (const path of ['/assets/gone-1234.js', '/gone.js']) {
      const answer = await browser.fetch('GET', path, { headers: { accept: 'text/html,*/*' } });
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
        path,
        404,
        expect.stringContaining('application/problem+json'),
      ]);
    }
  });
});
