import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiKeysView, messageStored, newId, type SessionView } from '@wabx/contracts';
import { fromWire } from '@wabx/messaging';
import type { RunningService } from '@wabx/runtime';
import { eventually, projectConfiguration, testApiKey } from '@wabx/testing';
import { apiOf, startRig, type Rig } from './router-rig.js';

let rig: Rig;
let service: RunningService;
const counted = new Map<string, string>();

beforeAll(async () => {
  rig = await startRig();
  service = await rig.start();
  rig.connection.subscribe(`${messageStored.subject}.*`, {
    callback: (_, { data }) => {
      const event = fromWire(messageStored, data);
      counted.set(event.data.message.id, event.data.counted);
    },
  });
});
afterAll(async () => await rig?.stop());

let phones = 447700910000;
const ada = () => apiOf(service, rig.agents[0].token);
const bo = () => apiOf(service, rig.agents[1].token);
const boss = () => apiOf(service, rig.supervisor);
const open = async (number = rig.numbers.queue): Promise<SessionView> => {
  const phone = String((phones += 1));
  await rig.receive({ phoneNumberId: number, waId: phone });
  return await boss().sessionOf(phone);
};
const claimed = async (): Promise<SessionView> => {
  const { id } = await open();
  return (await ada().call('POST', `/v1/sessions/${id}/claim`)).body as unknown as SessionView;
};
const button = (id: string, title: string) => ({ type: 'reply', reply: { id, title } });
const buttons = (...all: object[]) => ({ type: 'button', body: { text: 'Which?' }, action: { buttons: all } });
const rows = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `${n}`, title: `Row ${n}` }));
const list = (count: number) => ({
  type: 'list',
  body: { text: 'Which?' },
  action: { button: 'Choose', sections: [{ rows: rows(count) }] },
});
const id = newId();
const name = { formatted_name: 'Olga Ng', first_name: 'Olga' };

describe('what WhatsApp would refuse is refused before the 202', () => {
  it.each<[string, object, string]>([
    [
      'four buttons',
      { type: 'interactive', interactive: buttons(...[1, 2, 3, 4].map((n) => button(`${n}`, `${n}`))) },
      '/interactive/action/buttons',
    ],
    [
      'a button title of 21',
      { type: 'interactive', interactive: buttons(button('a', 'x'.repeat(21))) },
      '/interactive/action/buttons/0/reply/title',
    ],
    [
      'two buttons of one title',
      { type: 'interactive', interactive: buttons(button('a', 'Yes'), button('b', 'Yes')) },
      '/interactive/action/buttons',
    ],
    ['eleven rows', { type: 'interactive', interactive: list(11) }, '/interactive/action/sections'],
    [
      'a footer of 61',
      { type: 'interactive', interactive: { ...buttons(button('a', 'Yes')), footer: { text: 'x'.repeat(61) } } },
      '/interactive/footer/text',
    ],
    [
      'a header of 61',
      {
        type: 'interactive',
        interactive: { ...buttons(button('a', 'Yes')), header: { type: 'text', text: 'x'.repeat(61) } },
      },
      '/interactive/header/text',
    ],
    [
      'a field that buttons do not have',
      { type: 'interactive', interactive: { ...buttons(button('a', 'Yes')), colour: 'red' } },
      '/interactive/colour',
    ],
    [
      'a contact with a formatted name only',
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Olga' } }] },
      '/contacts/0/name',
    ],
    [
      'a contact with a birthday in words',
      { type: 'contacts', contacts: [{ name, birthday: 'in May' }] },
      '/contacts/0/birthday',
    ],
    [
      'a place with a name of 1001',
      { type: 'location', location: { latitude: 1, longitude: 1, name: 'x'.repeat(1001) } },
      '/location/name',
    ],
    ['a caption on audio', { type: 'audio', media: { id, caption: 'Listen' } }, '/media/caption'],
    ['a caption on a sticker', { type: 'sticker', media: { id, caption: 'Ha' } }, '/media/caption'],
    ['a text of blanks', { type: 'text', text: { body: ' \n ' } }, '/text/body'],
    ['a field that a text does not have', { type: 'text', text: { body: 'Hi' }, foo: 1 }, '/foo'],
    ['a reaction of two emoji', { type: 'reaction', reaction: { messageId: id, emoji: '👍👍' } }, '/reaction/emoji'],
    ['a reaction of a word', { type: 'reaction', reaction: { messageId: id, emoji: 'ok' } }, '/reaction/emoji'],
    ['a NUL in a text', { type: 'text', text: { body: 'a\u0000b' } }, '/text/body'],
    ['half a character in a text', { type: 'text', text: { body: 'a\ud83d' } }, '/text/body'],
    ['half a character in a name of a field', { type: 'text', text: { body: 'a', 'b\ud83d': 1 } }, '/text'],
  ])('%s', async (_what, body, pointer) => {
    const { id: sessionId, claimEpoch } = await claimed();
    const answer = await ada().reply(sessionId, { ...body, claimEpoch });
    expect(answer).toMatchObject({ status: 422, body: { code: 'INVALID_INPUT' } });
    const { errors } = answer.body as { errors: { pointer: string }[] };
    expect(errors.map((error) => error.pointer)).toContain(pointer);
  });

  it('a template, with a code of its own', async () => {
    const { id: sessionId, claimEpoch } = await claimed();
    const body = { type: 'template', template: { name: 'hello', language: { code: 'en' } }, claimEpoch };
    expect(await ada().reply(sessionId, body)).toMatchObject({ status: 422, body: { code: 'TYPE_NOT_ALLOWED' } });
  });

  it.each([
    ['👍🏽', 'a skin'],
    ['👩‍👩‍👧', 'a family'],
    ['🇧🇷', 'a flag'],
    ['1️⃣', 'a keycap'],
    ['❤️', 'a heart'],
  ])('and %s is one emoji (%s)', async (emoji) => {
    const { id: sessionId, claimEpoch } = await claimed();
    const [message] = await ada().messages(sessionId);
    const reaction = { messageId: message?.id, emoji };
    expect((await ada().reply(sessionId, { type: 'reaction', reaction, claimEpoch })).status).toBe(202);
  });

  it('text that no database holds is 422 in notes, searches and addresses too', async () => {
    const { id: sessionId } = await claimed();
    const to = { type: 'queue', id: rig.queue.id };
    const answers = await Promise.all([
      ada().call('POST', `/v1/sessions/${sessionId}/transfer`, { to, note: 'a\u0000' }),
      ada().call('GET', '/v1/sessions?q=ab%00c'),
      ada().call('GET', '/v1/sessions?number=1%00'),
      ada().call('GET', '/v1/sessions/%00'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
  });
});

describe('in a queue with assignment mode auto', () => {
  it('two quick replies of the agent who gets the session by the first are both taken', async () => {
    const { id: sessionId, claimEpoch } = await open(rig.numbers.auto);
    const say = (body: string) => ada().reply(sessionId, { type: 'text', text: { body }, claimEpoch });
    const [first, second] = await Promise.all([say('one'), say('two')]);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect([first.body['claimEpoch'], second.body['claimEpoch']]).toEqual([claimEpoch + 1, claimEpoch + 1]);
    const late = await bo().reply(sessionId, { type: 'text', text: { body: 'me too' }, claimEpoch });
    expect(late.status).toBe(403);
  });
});

describe('an Idempotency-Key', () => {
  it('belongs to the extension and survives a new API key', async () => {
    const { id: sessionId, claimEpoch } = await claimed();
    const body = { type: 'text', text: { body: 'Hi' }, claimEpoch };
    const key = newId();
    const first = await ada().reply(sessionId, body, key);
    const fresh = testApiKey(['agent'], rig.agents[0].extension.id);
    await projectConfiguration(rig.nats.url, { apiKeys: [fresh.entry] });
    const again = await eventually(`${apiKeysView.bucket} has it`, async () => {
      const answer = await apiOf(service, fresh.token).reply(sessionId, body, key);
      return answer.status === 401 ? undefined : answer;
    });
    expect(again).toMatchObject({ status: 202, body: { id: first.body['id'] } });
    expect((await ada().messages(sessionId)).filter(({ direction }) => direction === 'outbound')).toHaveLength(1);
    const replayed = [first, again].map(({ headers }) => headers.get('idempotency-replayed'));
    expect(replayed).toEqual([null, 'true']);
  });
});

describe('a refusal 131047', () => {
  const error = { code: 131047, class: 'window-closed', sentence: { en: 'x', 'zh-CN': 'x' } };
  const wroteAgo = async (seconds: number) => {
    const phone = String((phones += 1));
    const sentAt = new Date(Date.now() - seconds * 1000).toISOString();
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId: phone, sentAt });
    const { id, claimEpoch } = await boss().sessionOf(phone);
    const say = () => boss().reply(id, { type: 'text', text: { body: 'Hi' }, claimEpoch });
    const view = async () => (await boss().call('GET', `/v1/sessions/${id}`)).body as unknown as SessionView;
    const stateOf = async (messageId: unknown) =>
      (await boss().messages(id)).find((message) => message.id === messageId)?.state;
    return { phone, say, view, stateOf };
  };

  it('shuts the window in our books, until the customer writes again', async () => {
    const { phone, say, view } = await wroteAgo(3600);
    const refused = await say();
    expect(refused.status).toBe(202);
    const at = new Date().toISOString();
    await rig.sendChanged({ id: String(refused.body['id']) }, { state: 'failed', at, error });
    await eventually('it is shut', async () => (await view()).replyWindowClosesAt === at);
    expect(await say()).toMatchObject({ status: 409, body: { code: 'WINDOW_CLOSED' } });
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId: phone });
    await eventually('it is open', async () => (await say()).status === 202);
  });

  it('says nothing about a window that the customer has opened in the same moment', async () => {
    const { say, view, stateOf } = await wroteAgo(10);
    const before = (await view()).replyWindowClosesAt;
    const refused = await say();
    await rig.sendChanged({ id: String(refused.body['id']) }, { state: 'failed', error });
    const next = await say();
    await rig.sendChanged({ id: String(next.body['id']) }, { state: 'sent' });
    await eventually('both are told', async () => (await stateOf(next.body['id'])) === 'sent');
    expect(await stateOf(refused.body['id'])).toBe('failed');
    expect((await view()).replyWindowClosesAt).toBe(before);
  });
});

describe('our own reaction', () => {
  it('appears on its target, is counted apart, and is gone when WhatsApp refuses it', async () => {
    const { id: sessionId, claimEpoch } = await claimed();
    const [message] = await ada().messages(sessionId);
    const react = (emoji?: string) =>
      ada().reply(sessionId, { type: 'reaction', reaction: { messageId: message?.id, emoji }, claimEpoch });
    const shown = async () => (await ada().messages(sessionId)).find(({ id: one }) => one === message?.id)?.reactions;
    const first = await react('👍');
    expect(await shown()).toEqual([{ by: 'business', emoji: '👍' }]);
    await eventually('it is counted', () => counted.get(String(first.body['id'])) === 'apart');
    const second = await react('🙏');
    expect(await shown()).toEqual([{ by: 'business', emoji: '🙏' }]);
    await rig.sendChanged({ id: String(second.body['id']) }, { state: 'failed' });
    await eventually('the first again', async () => (await shown())?.[0]?.emoji === '👍');
    await react();
    expect(await shown()).toBeUndefined();
  });
});

describe('a transfer to oneself', () => {
  it('is a claim: it takes what waits, and nothing that another owns', async () => {
    const to = { type: 'extension', id: rig.agents[0].extension.id };
    const { id: sessionId } = await open();
    const taken = await ada().call('POST', `/v1/sessions/${sessionId}/transfer`, { to });
    expect(taken).toMatchObject({ status: 200, body: { assignee: { id: to.id }, claimEpoch: 1 } });
    expect(taken.body['destination']).toMatchObject({ type: 'queue', id: rig.queue.id });
    const own = { type: 'extension', id: rig.agents[1].extension.id };
    const late = await bo().call('POST', `/v1/sessions/${sessionId}/transfer`, { to: own });
    expect(late).toMatchObject({ status: 409, body: { code: 'ALREADY_CLAIMED' } });
    const everybodys = await open(rig.numbers.none);
    const grabbed = await ada().call('POST', `/v1/sessions/${everybodys.id}/transfer`, { to });
    expect(grabbed).toMatchObject({ status: 409, body: { code: 'NOT_CLAIMABLE' } });
  });
});
