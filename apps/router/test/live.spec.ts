import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { announceClosingWindows, newId, type SessionView } from '@wabx/contracts';
import { Requests } from '@wabx/messaging';
import type { RunningService } from '@wabx/runtime';
import { eventually, projectConfiguration, startTestIssuer, testApiKey } from '@wabx/testing';
import { connect, type Socket } from 'node:net';
import { apiOf, readEvents, startRig, text, type LiveReader, type Rig } from './router-rig.js';

let rig: Rig;
let service: RunningService;
let requests: Requests;
beforeAll(async () => {
  rig = await startRig();
  service = await rig.start();
  requests = new Requests({ url: rig.nats.url, name: 'test' });
});
afterAll(async () => {
  await requests.close();
  await rig.stop();
});

let phones = 447700500000;
const newPhone = () => String(++phones);
const ada = () => apiOf(service, rig.agents[0].token);
const about = (reader: LiveReader, session: SessionView) =>
  reader.events.filter(({ data }) => data['sessionId'] === session.id);
const opened = async () => {
  const phone = newPhone();
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId: phone });
  return { phone, session: await ada().sessionOf(phone) };
};

it('an agent who is taken out of the queue, or whose key is revoked, gets nothing more within a second', async () => {
  const { phone, session } = await opened();
  const [forAda, forBo] = [
    await readEvents(service, rig.agents[0].token),
    await readEvents(service, rig.agents[1].token),
  ];
  const ended = async () => {
    const startedAt = performance.now();
    await forBo.ended;
    return performance.now() - startedAt;
  };
  await projectConfiguration(rig.nats.url, {
    directory: [{ ...rig.queue, version: 2, agents: [rig.agents[0].extension.id] }],
  });
  const bo = apiOf(service, rig.agents[1].token);
  await eventually(
    'Bo may not see it',
    async () => (await bo.call('GET', `/v1/sessions/${session.id}`)).status === 404,
  );
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId: phone, content: text('not for Bo') });
  await eventually('Ada has it', () => about(forAda, session).length > 0);
  expect(about(forBo, session)).toHaveLength(0);
  expect((await bo.sessions()).map(({ id }) => id)).not.toContain(session.id);

  const revokedAt = ended();
  await rig.revoke(rig.agents[1].token);
  expect(await revokedAt).toBeLessThan(1_500);
  forAda.close();
});

it('a key that ends by itself ends its streams also when it is revoked before', async () => {
  const { token, entry } = testApiKey(['sessions:read']);
  const key = { ...entry, expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
  await rig.configure({ apiKeys: [key] });
  const supervisor = apiOf(service, token);
  await eventually('the key is known', async () => (await supervisor.call('GET', '/v1/sessions')).status === 200);
  const reader = await readEvents(service, token);
  await rig.configure({ apiKeys: [{ ...key, version: 2, revoked: true }] });
  await reader.ended;
});

it('a person whose rights change in the directory gets nothing more within a second', async () => {
  const issuer = await startTestIssuer('wabx');
  const alone = await rig.start({ WABX_OIDC_ISSUERS: JSON.stringify([{ issuer: issuer.url, audience: 'wabx' }]) });
  const dee = { type: 'extension', id: newId(), version: 1, deleted: false, number: '1009', name: 'Dee' } as const;
  const signIn = { issuer: issuer.url, subject: 'person-1' };
  const token = await issuer.token({});
  const see = (status: number) =>
    eventually(`${status}`, async () => (await apiOf(alone, token).call('GET', '/v1/sessions')).status === status);
  await rig.configure({ directory: [{ ...dee, signIn, role: 'supervisor' }] });
  await see(200);
  const reader = await readEvents(alone, token);
  await rig.configure({ directory: [{ ...dee, version: 2, signIn, role: 'agent' }] });
  const changedAt = performance.now();
  await reader.ended;
  expect(performance.now() - changedAt).toBeLessThan(2_000);
  const again = await readEvents(alone, token);
  await rig.configure({ directory: [{ ...dee, version: 3, deleted: true }] });
  await again.ended;
  await see(403);
  await issuer.stop();
});

it('a key has fifty streams at most, and another one is not touched by it', async () => {
  const open = () => readEvents(service, rig.supervisor);
  const readers = await Promise.all(Array.from({ length: 50 }, open));
  const answer = await apiOf(service, rig.supervisor).call('GET', '/v1/events');
  expect(answer).toMatchObject({ status: 429, body: { code: 'TOO_MANY_STREAMS', limit: 50 } });
  (await readEvents(service, rig.agents[0].token)).close();
  readers[0]?.close();
  const again = await eventually('there is room again', open);
  for (const reader of [...readers.slice(1), again]) reader.close();
});

it('a window that ends within the hour is told once, and again when it was renewed', async () => {
  const { phone, session } = await opened();
  const reader = await readEvents(service, rig.agents[0].token);
  const told = () => about(reader, session).filter(({ type }) => type === 'session.window-closing');
  const run = async () => {
    const asked = [1, 2, 3].map(() => requests.ask(announceClosingWindows, { limit: 100 }));
    return (await Promise.all(asked)).reduce((sum, { done }) => sum + done, 0);
  };
  expect(await run()).toBe(0);
  await rig.moveClock(23 * 3600 + 600);
  expect(await run()).toBeGreaterThan(0);
  expect(await run()).toBe(0);
  await eventually('told', () => told().length === 1);
  expect(told()[0]?.data).toMatchObject({ session: { id: session.id } });
  const later = new Date(Date.now() + 600_000).toISOString();
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId: phone, sentAt: later });
  await eventually('renewed', async () => (await run()) === 1);
  await eventually('told again', () => told().length === 2);
  await rig.moveClock(0);
  reader.close();
});

it('a reader that does not read costs no memory, and gets everything in order once it reads', async () => {
  const { phone, session } = await opened();
  const stuck = await openSilently(rig.agents[0].token);
  const other = await readEvents(service, rig.agents[0].token);
  const count = 120;
  const long = 'x'.repeat(60_000);
  for (let n = 0; n < count; n++) {
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId: phone, content: text(`${n} ${long}`) });
  }
  await eventually('the other has them', () => about(other, session).length >= count, 30_000);
  const unsent = await rig.unsentBytes(service);
  expect(unsent).toBeLessThan(1024 * 1024);
  const received = await stuck.readUntil((all) => (all.match(/^event: message$/gm) ?? []).length >= count);
  const numbers = [...received.matchAll(/"eventNo":(\d+),"at"/g)].map(([, no]) => Number(no));
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  expect(new Set(numbers).size).toBe(numbers.length);
  stuck.socket.destroy();
  other.close();
}, 60_000);

it('a reader to whom nothing happens hears that the connection stands, sooner than any proxy would close it', async () => {
  const idle = await openSilently(rig.agents[0].token);
  const received = await idle.readUntil((all) => all.includes('event: ping'));
  // With data, or a browser would not show it; without an id, so that Last-Event-ID still names the last event.
  expect(received).toMatch(/\n\nevent: ping\ndata: \{"type":"ping","at":"[^"]+Z"\}\n\n(\r\n)?$/);
  expect(received.match(/event:/g)).toHaveLength(1);
  idle.socket.destroy();
}, 30_000);

/** Asks for the events and reads nothing until it is told to. */
async function openSilently(
  token: string,
): Promise<{ socket: Socket; readUntil(is: (all: string) => boolean): Promise<string> }> {
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  socket.pause();
  socket.write(`GET /v1/events HTTP/1.1\r\nhost: test\r\nauthorization: Bearer ${token}\r\n\r\n`);
  return {
    socket,
    readUntil: async (is) => {
      const chunks: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.resume();
      return await eventually(
        'all of it',
        () => {
          // Chunk sizes of the transfer encoding stand between the frames; they are lines of their own.
          const all = Buffer.concat(chunks)
            .toString()
            .replace(/\r\n[0-9a-f]+\r\n/g, '');
          return is(all) && all;
        },
        30_000,
      );
    },
  };
}
