import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SessionView } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import type { Configuration } from '../src/directory.js';
import { walkOf } from '../src/sessions/list-sessions.js';
import { searchSessions } from '../src/search/search-sessions.js';
import { apiOf, newWamid, startRig, text, type Rig } from './router-rig.js';

let rig: Rig;
let service: RunningService;
beforeAll(async () => {
  rig = await startRig();
  service = await rig.start();
});
afterAll(() => rig.stop());

const ada = () => apiOf(service, rig.agents[0].token);
const cy = () => apiOf(service, rig.agents[2].token);
const boss = () => apiOf(service, rig.supervisor);

interface Hit {
  messageId: string;
  at: string;
  snippet: string;
}

let phones = 447700600000;
const newPhone = () => String(++phones);
const opened = async (body: string, { number = rig.numbers.queue, name = 'Somebody', api = ada() } = {}) => {
  const waId = newPhone();
  await rig.receive({ phoneNumberId: number, waId, content: text(body), customer: { waId, name } });
  return await api.sessionOf(waId);
};
const found = async (q: string, api = ada(), more = '') =>
  (await api.sessions(`?q=${encodeURIComponent(q)}${more}`)).map(({ id }) => id);

describe('a search', () => {
  it('finds words and parts of words in messages, whatever the case, and Chinese of two characters', async () => {
    const session = await opened('Is the Workshop open on Saturday?');
    const chinese = await opened('请问周六下午还营业吗');
    expect(await found('workshop')).toEqual([session.id]);
    expect(await found('orksh')).toEqual([session.id]);
    expect(await found('open on sat')).toEqual([session.id]);
    expect(await found('wo')).toEqual([session.id]);
    expect(await found('下午')).toEqual([chinese.id]);
    expect(await found('周六下午')).toEqual([chinese.id]);
    expect(await found('六下午还')).toEqual([chinese.id]);
    for (const none of ['workshops', 'satur open', '午下', '%%', '下_']) expect(await found(`${none} `)).toEqual([]);
  });

  it('finds customers by name and number, and our own replies and edits', async () => {
    const named = await opened('hello', { name: 'Łukasz 王小明 Brandt' });
    expect(await found('王小明')).toEqual([named.id]);
    expect(await found('brand')).toEqual([named.id]);
    expect(await found(named.customer.phone!.slice(-8))).toEqual([named.id]);
    await ada().reply(named.id, { type: 'text', text: { body: 'Invoice MX-4711-B' }, claimEpoch: 0 });
    expect(await found('mx-4711')).toEqual([named.id]);
    const target = newWamid();
    const waId = named.customer.phone!.slice(1);
    const about = { phoneNumberId: rig.numbers.queue, waId };
    await rig.receive({ ...about, waMessageId: target, content: text('teh typo') });
    await rig.receive({
      ...about,
      content: { kind: 'edit', edit: { target, content: { kind: 'text', text: { body: 'zebra crossing' } } } },
    });
    await eventually('the edit is found', async () => (await found('zebra'))[0] === named.id);
    expect(await found('teh typo')).toEqual([]);
  });

  it('finds a session that is closed by all that was said in it, message by message, edits included', async () => {
    const session = await opened('the first platypus', { name: 'Wilhelmina' });
    const waId = session.customer.phone!.slice(1);
    const about = { phoneNumberId: rig.numbers.queue, waId, customer: { waId, name: 'Wilhelmina' } };
    const target = newWamid();
    await rig.receive({ ...about, waMessageId: target, content: text('второй Утконос 鸭嘴兽') });
    await eventually('both are stored', async () => (await ada().messages(session.id)).length === 2);
    await ada().call('POST', `/v1/sessions/${session.id}/close`);
    for (const words of ['platyp', 'утконос', '嘴兽', 'wilhelm']) expect(await found(words)).toEqual([session.id]);
    expect(await found('platypus второй')).toEqual([]);
    await rig.receive({
      ...about,
      content: { kind: 'edit', edit: { target, content: { kind: 'text', text: { body: 'an echidna' } } } },
    });
    await eventually('the edit is found', async () => (await found('echidna'))[0] === session.id);
    expect(await found('утконос')).toEqual([]);
    expect(await found('platyp')).toEqual([session.id]);
  });

  it.each(['ab', 'common', 'rare', '常用', '罕见', '4477006', 'nowhere'])(
    'answers the same by index, by a walk and from the newest: %s',
    async (words) => {
      for (let n = 0; n < 8; n++) {
        const { id } = await opened(n % 4 === 0 ? '罕见 rare about' : '很常用的 common', { name: `Able ${n}` });
        if (n % 2 === 0) await ada().call('POST', `/v1/sessions/${id}/close`);
      }
      const source = await rig.database.dataSourceOf('router');
      const configuration = {} as Configuration; // a supervisor's list asks nothing of it
      const walk = walkOf(source, configuration, { kind: 'supervisor', keyId: 'test', name: 'boss' }, { limit: 2 });
      const [newest, indexed, picked, walked] = await Promise.all([
        searchSessions(source, words, 3, walk, { newestTried: 10_000, foundMax: 0, frequentShare: 1 }),
        searchSessions(source, words, 3, walk, { newestTried: 0, foundMax: 10_000, frequentShare: 1 }),
        searchSessions(source, words, 3, walk, { newestTried: 0, foundMax: 0, frequentShare: 1 }),
        searchSessions(source, words, 3, walk, { newestTried: 0, foundMax: 0, frequentShare: -1 }),
      ]);
      expect(indexed).toEqual(newest);
      expect(picked).toEqual(newest);
      expect(walked).toEqual(newest);
      expect(newest).toHaveLength(words === 'nowhere' ? 0 : 3);
    },
  );

  it('shows nobody what he may not see, and keeps to the other filters', async () => {
    const own = await opened('quokka for Cy', { number: rig.numbers.extension, api: cy() });
    const shared = await opened('quokka for all');
    expect(await found('quokka', cy())).toEqual([own.id]);
    expect(await found('quokka')).toEqual([shared.id]);
    expect((await found('quokka', boss())).sort()).toEqual([own.id, shared.id].sort());
    expect(await found('quokka', boss(), `&number=${rig.numbers.extension}`)).toEqual([own.id]);
    await ada().call('POST', `/v1/sessions/${shared.id}/close`);
    expect(await found('quokka', ada(), '&state=open')).toEqual([]);
    expect(await found('quokka', ada(), '&state=closed')).toEqual([shared.id]);
    expect((await ada().call('GET', '/v1/sessions?q=x')).status).toBe(422);
  });
});

it('counts tell what waits, what is mine, and all that I may see', async () => {
  const counts = async (api = ada()) => (await api.call('GET', '/v1/sessions/counts')).body as Record<string, number>;
  const [before, bossBefore, cyBefore] = [await counts(), await counts(boss()), await counts(cy())];
  const first = await opened('one');
  await opened('two');
  await opened('for Cy', { number: rig.numbers.extension, api: cy() });
  await ada().call('POST', `/v1/sessions/${first.id}/claim`);
  expect(await counts()).toEqual({
    waiting: before['waiting']! + 1,
    mine: before['mine']! + 1,
    all: before['all']! + 2,
    unread: before['unread']! + 2,
  });
  expect(await counts(boss())).toEqual({
    waiting: bossBefore['waiting']! + 1,
    mine: 0,
    all: bossBefore['all']! + 3,
    orphaned: bossBefore['orphaned'],
  });
  expect(await counts(cy())).toEqual({
    waiting: 0,
    mine: cyBefore['mine']! + 1,
    all: cyBefore['all']! + 1,
    unread: cyBefore['unread']! + 1,
  });
  await ada().call('POST', `/v1/sessions/${first.id}/close`);
  expect(await counts()).toMatchObject({ mine: before['mine'] });
});

it('a search says in which words of which message, and each list whether the agent has filed the session away', async () => {
  const session = await opened(`Before the words, ${'and more '.repeat(20)}the Wombat`);
  const [seen] = await ada().sessions('?q=wombat');
  const [message] = await ada().messages(session.id);
  const snippet = expect.stringMatching(/^….* and more the Wombat$/);
  const hits = [{ messageId: message!.id, at: message!.sentAt, snippet }];
  expect(seen).toMatchObject({ hits, archived: false });
  await ada().call('POST', `/v1/sessions/${session.id}/archive`);
  const archivedFor = async (api = ada()) => (await api.call('GET', `/v1/sessions/${session.id}`)).body['archived'];
  expect(await ada().sessions('?q=wombat')).toMatchObject([{ archived: true }]);
  expect([await archivedFor(), await archivedFor(apiOf(service, rig.agents[1].token))]).toEqual([true, false]);
  // Who is no extension files nothing away.
  expect(await archivedFor(boss())).toBeUndefined();
});

describe('pages', () => {
  const page = async (query: string) =>
    (await boss().call('GET', `/v1/sessions?number=${rig.numbers.auto}&limit=3${query}`)).body as {
      items: SessionView[];
      nextCursor?: string;
    };

  it.each(['', '&q=paged'])('go through all sessions once while others come, move up and close (%s)', async (query) => {
    const sessions = [];
    for (let n = 0; n < 12; n++) sessions.push(await opened('paged', { number: rig.numbers.auto, name: `Page ${n}` }));
    const seen: string[] = [];
    const moved = new Set<string>();
    let cursor: string | undefined;
    for (let round = 0; ; round++) {
      const { items, nextCursor } = await page(`${query}${cursor ? `&cursor=${cursor}` : ''}`);
      seen.push(...items.map(({ id }) => id));
      if (!nextCursor) break;
      cursor = nextCursor;
      // One that is shown already and one that is not yet become active; one is closed; a new one comes.
      const shown = sessions.find(({ id }) => seen.includes(id) && !moved.has(id));
      const coming = sessions.find(({ id }) => !seen.includes(id) && !moved.has(id));
      for (const session of [shown, coming]) {
        if (!session || round > 2) continue;
        moved.add(session.id);
        const before = await ada().messages(session.id);
        await rig.receive({ phoneNumberId: rig.numbers.auto, waId: session.customer.phone!.slice(1) });
        await eventually('it is stored', async () => (await ada().messages(session.id)).length > before.length);
      }
      if (round < 2) await opened('paged', { number: rig.numbers.auto });
    }
    expect(new Set(seen).size).toBe(seen.length);
    const stayed = sessions.filter(({ id }) => !moved.has(id)).map(({ id }) => id);
    expect(stayed.length).toBeGreaterThan(4);
    expect(seen).toEqual(expect.arrayContaining(stayed));
    // Those that moved are at the top of a list that is loaded again.
    const again = (await boss().sessions(`?number=${rig.numbers.auto}&limit=200`)).map(({ id }) => id);
    expect(again).toEqual(expect.arrayContaining([...moved]));
  });
});

describe('a search as people type', () => {
  it('finds a number however it is written, a user name with its sign, and the customer by the id', async () => {
    const waId = '447700999123';
    await rig.receive({
      phoneNumberId: rig.numbers.queue,
      waId,
      content: text('hello'),
      customer: { waId, name: 'Typed', username: 'typed.person' },
    });
    const { id, customer } = await ada().sessionOf(waId);
    for (const typed of ['+44 7700 999123', '07700 999123', '0044-7700-999-123', '+44 (0)7700 999123', '7700 999']) {
      expect([typed, ...(await found(typed))]).toEqual([typed, id]);
    }
    expect(await found('@typed.person')).toEqual([id]);
    expect(await found(customer.id)).toEqual([id]);
  });

  it.each([
    ['José García', 'Jose Garcia'],
    ['Grüße aus der Königstraße', 'konigstrasse'],
    ['Łódź und Ærøskøbing', 'lodz'],
    ['Łódź und Ærøskøbing', 'aeroskobing'],
    ['Ёлки и йогурт', 'елки'],
  ])('finds %s without its accents, and with them', async (said, typed) => {
    const session = await opened(`${said} ${newPhone()}`);
    const only = async (q: string) => (await found(q)).includes(session.id);
    expect([await only(typed), await only(said)]).toEqual([true, true]);
  });

  it('keeps letters of other scripts apart that differ in a mark', async () => {
    const session = await opened('かがみ');
    expect(await found('かがみ')).toEqual([session.id]);
    expect(await found('かかみ')).toEqual([]);
  });

  it('says in which messages the words are, the newest first, also when the session is closed', async () => {
    const session = await opened('a tandem, please');
    const waId = session.customer.phone!.slice(1);
    for (const body of ['how are you', 'is the Tandém there']) {
      await rig.receive({ phoneNumberId: rig.numbers.queue, waId, content: text(body) });
    }
    const messages = await eventually('all of them', async () => {
      const all = await ada().messages(session.id);
      return all.length === 3 && all;
    });
    const hits = async (q: string) =>
      ((await ada().sessions(`?q=${encodeURIComponent(q)}`)) as { id: string; hits?: Hit[] }[])
        .find(({ id }) => id === session.id)
        ?.hits?.map(({ messageId }) => messageId);
    const wanted = [messages[2]!.id, messages[0]!.id];
    expect(await hits('tandem')).toEqual(wanted);
    expect(await hits(waId)).toEqual([]);
    await ada().call('POST', `/v1/sessions/${session.id}/close`);
    expect(await hits('tandem')).toEqual(wanted);
    expect((await ada().sessions())[0]).not.toHaveProperty('hits');
  });

  it('looks for words that only look like a number', async () => {
    const session = await opened('Delivery on 2031-07-19 please');
    expect(await found('2031-07-19')).toEqual([session.id]);
  });
});

describe('filters of the list', () => {
  it('by customer, number as dialled or by id, agent, queue and time hold together', async () => {
    const before = new Date().toISOString();
    const first = await opened('filter me');
    const other = await opened('filter me too', { number: rig.numbers.extension, api: cy() });
    await ada().call('POST', `/v1/sessions/${first.id}/claim`);
    const ids = async (query: string) => (await boss().sessions(`?limit=200&${query}`)).map(({ id }) => id);
    expect(await ids(`customer=${first.customer.id}`)).toEqual([first.id]);
    expect(await ids(`from=${before}&number=${encodeURIComponent('+12025550143')}`)).toEqual([first.id]);
    expect(await ids(`from=${before}&number=${rig.numbers.extension}`)).toEqual([other.id]);
    expect(await ids(`from=${before}&agent=${rig.agents[0].extension.id}`)).toEqual([first.id]);
    expect(await ids(`from=${before}&queue=${rig.queue.id}&state=open`)).toEqual([first.id]);
    expect(await ids(`to=${before}&customer=${first.customer.id}`)).toEqual([]);
    expect(await ids(`number=${encodeURIComponent('+19995550000')}`)).toEqual([]);
  });

  it.each(['assignee=x', 'foo=1', 'order=desc'])('%s is not known, and says so', async (query) => {
    const answers = await Promise.all([
      boss().call('GET', `/v1/sessions?${query}`),
      boss().call('GET', `/v1/sessions/${(await opened('hi')).id}/messages?${query}`),
    ]);
    for (const { status, body } of answers) {
      expect(status).toBe(422);
      expect(body).toMatchObject({ errors: [{ pointer: `/${query.split('=')[0]}` }] });
    }
  });
});
