import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  announceClosingWindows,
  closeIdleSessions,
  fileIdOf,
  forgetParked,
  mediaChanged,
  type DataOf,
  type InboundContent,
  type MessageView,
  type Person,
  type SessionView,
} from '@wabx/contracts';
import { Requests } from '@wabx/messaging';
import type { RunningService } from '@wabx/runtime';
import { projectConfiguration, testApiKey } from '@wabx/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { apiOf, newWamid, picture, startRig, text, type Rig } from '../router-rig.js';

const full = process.env['WABX_LONG'] === 'full';
const SECONDS = full ? 600 : 15;
/** Few, so that they meet: what a customer does meets what agents do with the same session. */
const CUSTOMERS = 8;
const WORKERS = 10;
const REMEMBERED = 60;

let rig: Rig;
let routers: RunningService[];
let requests: Requests;
let eraser: string;
beforeAll(async () => {
  rig = await startRig();
  const key = testApiKey(['customers:erase']);
  eraser = key.token;
  await projectConfiguration(rig.nats.url, { apiKeys: [key.entry] });
  routers = [await rig.start(), await rig.start()];
  requests = new Requests({ url: rig.nats.url, name: 'test' });
}, 120_000);
afterAll(async () => {
  await requests?.close();
  await rig.stop();
}, 60_000);

const pick = <T>(of: readonly T[]) => of[Math.floor(Math.random() * of.length)] as T;
const done = new Map<string, number>();
const failures: unknown[] = [];
const wamids = [newWamid()];
const pictures: string[] = [];
const replies: MessageView[] = [];
const remember = <T>(list: T[], item: T) => {
  list.push(item);
  if (list.length > REMEMBERED) list.shift();
};

const phoneOf = (n: number) => `44770333000${n}`;
const idOf = (n: number) => `GB.mix${n}`;
/** As Meta names people: by number, by id, or by both, which do not always belong together. */
const somebody = (): Person & { waId: string } => {
  const n = Math.floor(Math.random() * CUSTOMERS);
  const other = Math.random() < 0.1 ? Math.floor(Math.random() * CUSTOMERS) : n;
  return { waId: phoneOf(n), name: `Customer ${n}`, ...(Math.random() < 0.5 ? { userId: idOf(other) } : {}) };
};
const receive = async (
  content: InboundContent,
  waMessageId = newWamid(),
  origin: 'customer' | 'phone' = 'customer',
) => {
  const customer = somebody();
  const phoneNumberId = pick([rig.numbers.auto, rig.numbers.queue, rig.numbers.extension]);
  await rig.receive({ phoneNumberId, waId: customer.waId, customer, content, waMessageId, origin });
};
const system = (type: string, names: Pick<Person, 'waId' | 'userId'>) =>
  ({ kind: 'system', system: { type, body: 'changed', ...names } }) as InboundContent;

const supervisor = () => apiOf(pick(routers), rig.supervisor);
const agent = () => apiOf(pick(routers), pick(rig.agents).token);
async function onSession(act: (session: SessionView) => Promise<{ status: number; body: Record<string, unknown> }>) {
  const sessions = await supervisor().sessions('?state=open&limit=50');
  if (!sessions || sessions.length === 0) return undefined;
  const answer = await act(pick(sessions));
  if (answer.status >= 500) failures.push(answer);
  return answer;
}

const steps: Record<string, () => Promise<unknown>> = {
  text: async () => {
    const wamid = newWamid();
    remember(wamids, wamid);
    await receive(text('hello'), wamid);
  },
  duplicate: () => receive(text('hello'), pick(wamids)),
  picture: async () => {
    const wamid = newWamid();
    remember(pictures, wamid);
    await receive(picture(rig.numbers.auto, wamid), wamid);
  },
  echo: () => receive(text('from the phone'), newWamid(), 'phone'),
  reaction: () => receive({ kind: 'reaction', reaction: { target: pick(wamids), emoji: '+' } }),
  edit: () => receive({ kind: 'edit', edit: { target: pick(wamids), content: text('edited') } } as InboundContent),
  revoke: () => receive({ kind: 'revoke', revoke: { target: pick(wamids) } }),
  'number change': () => receive(system('user_changed_number', { waId: phoneOf(Math.floor(Math.random() * 10)) })),
  merge: () => receive(system('user_changed_user_id', { userId: idOf(Math.floor(Math.random() * CUSTOMERS)) })),
  reply: () =>
    onSession(async ({ id, claimEpoch }) => {
      const answer = await pick([agent, supervisor])().reply(id, { type: 'text', text: { body: 'hi' }, claimEpoch });
      if (answer.status === 202) remember(replies, answer.body as unknown as MessageView);
      return answer;
    }),
  claim: () => onSession(({ id }) => agent().call('POST', `/v1/sessions/${id}/claim`)),
  transfer: () =>
    onSession(({ id }) => {
      const to = pick([
        { type: 'queue', id: rig.queue.id },
        { type: 'queue', id: rig.autoQueue.id },
        { type: 'extension', id: rig.agents[2].extension.id },
      ]);
      return supervisor().call('POST', `/v1/sessions/${id}/transfer`, { to });
    }),
  close: () => onSession(({ id }) => supervisor().call('POST', `/v1/sessions/${id}/close`)),
  archive: () => onSession(({ id }) => agent().call('POST', `/v1/sessions/${id}/archive`)),
  'idle closing': async () => {
    const source = await rig.database.dataSourceOf('router');
    await source.query(
      `UPDATE session SET idle_closes_at = wabx.now()
       WHERE id = (SELECT id FROM session WHERE state = 'open' ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED)`,
    );
    await requests.ask(closeIdleSessions, { limit: 100 });
  },
  'closing windows': () => requests.ask(announceClosingWindows, { limit: 100 }),
  forgetting: () => requests.ask(forgetParked, { limit: 100 }),
  'fact of a send': async () => {
    const reply = replies.length > 0 ? pick(replies) : undefined;
    const state = pick(['sent', 'delivered', 'read', 'failed'] as const);
    if (reply) await rig.sendChanged(reply, { state, waMessageId: `wamid.${reply.id}` });
  },
  decision: async () => {
    const reply = replies.length > 0 ? pick(replies) : undefined;
    if (!reply) return;
    await supervisor().call('POST', `/v1/sessions/${reply.sessionId}/messages/${reply.id}/retry`, { attempt: 1 });
  },
  'fact of a file': async () => {
    const wamid = pictures.length > 0 ? pick(pictures) : undefined;
    if (!wamid) return;
    const fact: DataOf<typeof mediaChanged> = {
      fileId: fileIdOf('key', rig.numbers.auto, wamid),
      state: pick(['stored', 'failed', 'expired']),
      at: new Date().toISOString(),
    };
    await rig.publisher.publish(mediaChanged, rig.channelId, fact);
  },
  erase: async () => {
    if (Math.random() < 0.8) return;
    const sessions = await supervisor().sessions('?limit=50');
    if (!sessions || sessions.length === 0) return;
    const answer = await apiOf(pick(routers), eraser).call('DELETE', `/v1/customers/${pick(sessions).customer.id}`);
    if (answer.status >= 500) throw new Error(`erasing answers ${answer.status}: ${JSON.stringify(answer.body)}`);
  },
};

it(`two routers, everything that writes at random for ${SECONDS} s: nobody waits in a circle, nothing breaks`, async () => {
  const endsAt = performance.now() + SECONDS * 1000;
  await Promise.all(
    Array.from({ length: WORKERS }, async () => {
      while (performance.now() < endsAt) {
        const [what, step] = pick(Object.entries(steps));
        await step();
        done.set(what, (done.get(what) ?? 0) + 1);
        await delay(Math.random() * 20);
      }
    }),
  );
  await delay(1_500); // backends tell of their deadlocks within a second
  const source = await rig.database.dataSourceOf('router');
  const [row] = (await source.query(
    'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
  )) as { deadlocks: number }[];
  expect(row).toEqual({ deadlocks: 0 });
  expect(failures).toEqual([]);
  // A mix that leaves something out proves nothing about it.
  expect([...done.keys()].sort()).toEqual(Object.keys(steps).sort());
});
