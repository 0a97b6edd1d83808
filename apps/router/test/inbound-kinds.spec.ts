import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import {
  fileIdOf,
  mayReadFile,
  mediaChanged,
  messageStored,
  newId,
  type DataOf,
  type InboundContent,
  type MessageView,
  type PlainContent,
} from '@wabx/contracts';
import { fromWire, Requests } from '@wabx/messaging';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import { apiOf, newWamid, picture, readEvents, startRig, text, type Rig } from './router-rig.js';

// Everything that Meta sends is shown once, where agents look for it, and taken for what it is.

let rig: Rig;
let one: RunningService;
let requests: Requests;
beforeAll(async () => {
  rig = await startRig();
  [one] = await Promise.all([rig.start(), rig.start()]);
  requests = new Requests({ url: rig.nats.url, name: 'test' });
});
afterAll(async () => {
  await requests.close();
  await rig.stop();
});

const ada = () => apiOf(one, rig.agents[0].token);
const boss = () => apiOf(one, rig.supervisor);
let phones = 447700920000;
const newPhone = () => String(++phones);
const phoneNumberId = () => rig.numbers.queue;
const hello: InboundContent = text('hello');

const handled = () =>
  eventually('nothing waits', async () => {
    const info = await (await jetstreamManager(rig.connection)).consumers.info('WA_IN', 'router-messages');
    return info.num_pending + info.num_ack_pending === 0;
  });
const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
type Extra = Partial<Parameters<Rig['receive']>[0]>;
const receive = async (waId: string, content: InboundContent, more: Extra = {}) => {
  const waMessageId = more.waMessageId ?? newWamid();
  await rig.receive({ phoneNumberId: phoneNumberId(), waId, content, waMessageId, ...more });
  return waMessageId;
};
const edit = (target: string, content?: PlainContent): InboundContent => ({ kind: 'edit', edit: { target, content } });
const reaction = (target: string, emoji?: string): InboundContent => ({
  kind: 'reaction',
  reaction: { target, emoji },
});
const moves = (waId?: string, userId?: string): InboundContent => ({
  kind: 'system',
  system: { type: 'user_changed_number', waId, userId },
});
const messagesOf = async (waId: string) => {
  const session = await boss().sessionOf(waId);
  return { session, messages: await boss().messages(session.id) };
};
/** Until the session of the phone shows what the condition asks for. */
const shown = (waId: string, what: string, condition: (messages: MessageView[]) => boolean | undefined) =>
  eventually(what, async () => {
    const { messages } = await messagesOf(waId);
    return condition(messages) ? messages : undefined;
  });
const countsOf = async (sessionId: string): Promise<string[]> => {
  const { streams } = await jetstreamManager(rig.connection);
  const { state } = await streams.info('WA_EVT');
  const found: DataOf<typeof messageStored>[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const fact = await streams.getMessage('WA_EVT', { seq });
    if (fact?.subject.startsWith(`${messageStored.subject}.`)) found.push(fromWire(messageStored, fact.data).data);
  }
  return found.filter(({ session }) => session.id === sessionId).map(({ counted }) => counted);
};
const recipientOf = async (waId: string) => {
  const session = await eventually('a session', async () => {
    const sessions = await boss().sessions('?state=open&limit=200');
    return sessions.find(({ customer }) => customer.phone === `+${waId}`);
  });
  const { status, body } = await ada().reply(session.id, {
    type: 'text',
    text: { body: 'to whom?' },
    claimEpoch: session.claimEpoch,
  });
  expect(status).toBe(202);
  return await eventually(
    'the reply',
    async () => (await rig.sends()).find(({ messageId }) => messageId === body['id'])?.recipient,
  );
};

describe('point 3: edits of media', () => {
  const withFile = async (
    waId: string,
    content: Partial<Extract<PlainContent, { kind: 'document' }>['media']> = {},
  ) => {
    const wamid = newWamid();
    const fileId = fileIdOf('key', phoneNumberId(), wamid);
    const media = { fileId, mediaId: '1', mimeType: 'application/pdf', filename: 'offer.pdf', ...content };
    await receive(waId, { kind: 'document', media: { ...media, caption: 'old' } }, { waMessageId: wamid });
    return { wamid, fileId };
  };
  const stored = async (fileId: string) =>
    await rig.publisher.publish(mediaChanged, rig.channelId, {
      fileId,
      state: 'stored',
      at: new Date().toISOString(),
      mimeType: 'application/pdf',
      size: 4,
      sha256: 'ab',
    });
  const mayRead = async (fileId: string) =>
    (await requests.ask(mayReadFile, { fileId, extensionId: rig.agents[0].extension.id })).allowed;

  it('a new caption with a new file leaves both readable, keeps the name, and shows the file that is there', async () => {
    const waId = newPhone();
    const { wamid, fileId } = await withFile(waId);
    await stored(fileId);
    const second = newWamid();
    const newFile = fileIdOf('key', phoneNumberId(), second);
    const media = { fileId: newFile, mediaId: '2', mimeType: 'application/pdf', caption: 'new' };
    await receive(waId, edit(wamid, { kind: 'document', media }), { waMessageId: second });
    const [message] = await shown(
      waId,
      'the edit',
      ([first]) => first?.editedAt !== undefined && !first.standsFor && first.file?.state === 'stored',
    );
    expect(message).toMatchObject({
      kind: 'document',
      content: { kind: 'document', media: { fileId, caption: 'new', filename: 'offer.pdf' } },
    });
    expect([await mayRead(fileId), await mayRead(newFile)]).toEqual([true, true]);
    await stored(newFile);
    await shown(waId, 'the new file', ([first]) => JSON.stringify(first?.content).includes(newFile));
  });

  it('a caption alone changes the caption alone, and can be taken away', async () => {
    const waId = newPhone();
    const { wamid, fileId } = await withFile(waId);
    const caption = (given?: string): PlainContent => ({
      kind: 'document',
      media: { fileId: newId(), caption: given },
    });
    await receive(waId, edit(wamid, caption('new')));
    const [edited] = await shown(waId, 'the edit', ([first]) => first?.editedAt !== undefined && !first.standsFor);
    expect(edited?.content).toMatchObject({ media: { fileId, caption: 'new', filename: 'offer.pdf' } });
    const without: PlainContent = { kind: 'document', media: { fileId: newId(), mediaId: '3' } };
    await receive(waId, edit(wamid, without), { sentAt: new Date(Date.now() + 1000).toISOString() });
    const [bare] = await shown(waId, 'no caption', ([first]) => !JSON.stringify(first?.content).includes('caption'));
    expect(bare?.content).toMatchObject({ media: { filename: 'offer.pdf' } });
  });

  it.each([
    ['nothing', undefined],
    ['something unsupported', { kind: 'unsupported', unsupported: { errors: [] } }],
    ['a picture without file and caption', { kind: 'image', media: { fileId: newId() } }],
  ] as const)('an edit that holds %s leaves the old content, marked as edited', async (_, content) => {
    const waId = newPhone();
    const wamid = await receive(waId, text('the old words'));
    await receive(waId, {
      kind: 'edit',
      edit: { target: wamid, content: content && ({ ...content } as PlainContent) },
    });
    const [message] = await shown(waId, 'the mark', ([first]) => first?.editedAt !== undefined && !first.standsFor);
    expect(message?.content).toEqual(text('the old words'));
  });
});

describe('point 4: about a message that we do not have', () => {
  it('an edit shows its text in a session of the customer, and joins its message when that comes', async () => {
    const waId = newPhone();
    const live = await readEvents(one, rig.agents[0].token);
    const target = newWamid();
    await receive(waId, edit(target, { kind: 'text', text: { body: 'Please cancel my order 4711' } }));
    const { session, messages } = await messagesOf(waId);
    expect(messages).toMatchObject([
      { direction: 'inbound', standsFor: 'edited', waMessageId: target, content: text('Please cancel my order 4711') },
    ]);
    expect(session).toMatchObject({
      destination: { id: rig.queue.id },
      lastMessage: { preview: 'Please cancel my order 4711' },
    });
    expect(Date.parse(session.idleClosesAt)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    await eventually('the live event', () =>
      live.events.some(({ type, data }) => type === 'message' && data['sessionId'] === session.id),
    );
    expect(await ada().sessions('?q=order%204711')).toHaveLength(1);

    await receive(waId, text('Please send my order 4711'), { waMessageId: target, sentAt: secondsAgo(60) });
    const joined = await shown(waId, 'the message', ([first]) => first?.standsFor === undefined);
    expect(joined).toMatchObject([{ waMessageId: target, content: text('Please cancel my order 4711') }]);
    expect(joined[0]?.editedAt).toBeDefined();
    await eventually('both counts', async () => (await countsOf(session.id)).length === 2);
    expect(await countsOf(session.id)).toEqual(['apart', 'received']);
    live.close();
  });

  it('a reaction shows in a session of the customer, changes with the next one, and joins its message', async () => {
    const waId = newPhone();
    const target = newWamid();
    await receive(waId, reaction(target, '👍'), { sentAt: secondsAgo(9) });
    const { session, messages } = await messagesOf(waId);
    expect(messages).toMatchObject([
      { standsFor: 'reacted-to', content: { kind: 'reaction', reaction: { target, emoji: '👍' } } },
    ]);
    expect(session.lastMessage).toMatchObject({ previews: { en: 'Reacted 👍', 'zh-CN': '回应了 👍' } });
    await receive(waId, reaction(target, '🎉'), { sentAt: secondsAgo(5) });
    await shown(waId, 'the next one', (all) => all.length === 1 && JSON.stringify(all).includes('🎉'));
    expect(await countsOf(session.id)).toEqual(['apart']);
    // As the app on the phone tells it, later.
    await receive(waId, text('our campaign'), { waMessageId: target, origin: 'phone', sentAt: secondsAgo(99) });
    const joined = await shown(waId, 'the campaign', ([first]) => first?.origin === 'phone');
    expect(joined).toMatchObject([{ content: text('our campaign'), reactions: [{ by: 'customer', emoji: '🎉' }] }]);
  });

  it('a reaction that comes before our own reply has its id joins the reply', async () => {
    const waId = newPhone();
    await receive(waId, hello);
    const session = await ada().sessionOf(waId);
    const { body } = await ada().reply(session.id, {
      type: 'text',
      text: { body: 'hi' },
      claimEpoch: session.claimEpoch,
    });
    const reply = body as unknown as MessageView;
    const target = newWamid();
    await receive(waId, reaction(target, '❤️'));
    await shown(waId, 'the stand-in', (all) => all.length === 3);
    await rig.sendChanged(reply, { waMessageId: target });
    const messages = await shown(waId, 'the reply alone', (all) => all.length === 2);
    expect(messages.find(({ id }) => id === reply.id)).toMatchObject({ reactions: [{ by: 'customer', emoji: '❤️' }] });
  });

  it('one whose session is closed by then is shown in the next, with its message', async () => {
    const waId = newPhone();
    const target = newWamid();
    await receive(waId, reaction(target, '👍'), { sentAt: secondsAgo(9) });
    const { session } = await messagesOf(waId);
    await boss().call('POST', `/v1/sessions/${session.id}/close`);
    await receive(waId, text('what it was about: xanthippe'), { waMessageId: target, sentAt: secondsAgo(20) });
    const next = await boss().sessionOf(waId);
    expect(next.id).not.toBe(session.id);
    expect(await boss().messages(next.id)).toMatchObject([{ waMessageId: target, reactions: [{ emoji: '👍' }] }]);
    expect(await boss().messages(session.id)).toEqual([]);
    expect((await boss().sessions('?q=xanthippe')).map(({ id }) => id)).toEqual([next.id]);
  });
});

describe('point 6: a changed number or id is answered at the new one', () => {
  const numbersOf = () => [newPhone(), newPhone(), newPhone()] as const;
  it.each([
    ['the phone alone', undefined, undefined],
    ['the ids as well', 'GB.before', 'GB.after'],
    ['the phone alone, of a customer with an id', 'GB.before', undefined],
  ])('when the notice names %s', async (_, before, after) => {
    const [from, to] = numbersOf();
    const idOf = (given: string | undefined) => given && `${given}${from}`;
    const customer = { waId: from, userId: idOf(before) };
    await receive(from, hello, { customer, sentAt: secondsAgo(60) });
    await receive(from, moves(to, idOf(after)), { customer, sentAt: secondsAgo(30) });
    await handled();
    expect(await recipientOf(to)).toEqual(after ? { waId: to, userId: idOf(after) } : { waId: to });
    // Late, and in the same second: both from before.
    await receive(from, text('late'), { customer, sentAt: secondsAgo(45) });
    await handled();
    expect((await recipientOf(to)).waId).toBe(to);
  });

  it('twice in a row, also in one batch and in the wrong order, then a reaction, an edit, an echo and a text', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const numbers = numbersOf();
      const [first, second, third] = numbers;
      const wamid = await receive(first, text('the first words'), { sentAt: secondsAgo(90) });
      await handled();
      const notices = [
        () => receive(first, moves(second), { sentAt: secondsAgo(60) }),
        () => receive(second, moves(third), { sentAt: secondsAgo(50) }),
      ];
      await Promise.all(order.map((which) => notices[which]?.()));
      await handled();
      expect(await recipientOf(third)).toEqual({ waId: third });
      await receive(third, reaction(wamid, '👍'));
      await receive(third, edit(wamid, { kind: 'text', text: { body: 'other words' } }));
      await receive(third, text('from our phone'), { origin: 'phone' });
      await receive(third, text('and on'));
      await handled();
      const sessions = (await boss().sessions('?state=open&limit=200')).filter(({ customer }) =>
        numbers.some((number) => customer.phone === `+${number}`),
      );
      expect(sessions).toHaveLength(1);
      expect(await recipientOf(third)).toEqual({ waId: third });
    }
  });

  it('and who had the number before is not taken for them', async () => {
    const [from, to] = numbersOf();
    await receive(to, text('I am the one who had it'), {
      customer: { waId: to, name: 'Before' },
      sentAt: secondsAgo(90),
    });
    await receive(from, hello, { customer: { waId: from, name: 'Mover' }, sentAt: secondsAgo(80) });
    await handled();
    await receive(from, moves(to), { customer: { waId: from }, sentAt: secondsAgo(60) });
    await handled();
    await receive(to, text('with the new number'), { customer: { waId: to, name: 'Mover' } });
    await handled();
    const of = async (name: string) =>
      (await boss().sessions('?state=open&limit=200')).find(({ customer }) => customer.name === name);
    const [before, mover] = [await of('Before'), await of('Mover')];
    expect(await boss().messages(before?.id ?? '')).toHaveLength(1);
    expect(JSON.stringify(await boss().messages(mover?.id ?? ''))).toContain('with the new number');
  });
});

describe('point 8: what comes along is shown', () => {
  it('in the message, the live event and by search', async () => {
    const waId = newPhone();
    const live = await readEvents(one, rig.agents[0].token);
    const along = {
      referral: {
        sourceType: 'ad',
        sourceUrl: 'https://fb.example/a',
        headline: `Headline ${waId}`,
        clickId: `CLID${waId}`,
      },
      forwarded: 'many' as const,
      referredProduct: { catalogId: '194836987003835', productRetailerId: `sku${waId}` },
      replyTo: { waMessageId: newWamid() },
    };
    await receive(waId, { kind: 'button_reply', buttonReply: { id: 'p', title: 'Yes' } }, along);
    const { session, messages } = await messagesOf(waId);
    expect(messages).toMatchObject([along]);
    const told = await eventually('the live event', () =>
      live.events.find(({ type, data }) => type === 'message' && data['sessionId'] === session.id),
    );
    expect(told.data['message']).toMatchObject(along);
    for (const words of [`Headline ${waId}`, `CLID${waId}`, `sku${waId}`]) {
      expect((await ada().sessions(`?q=${encodeURIComponent(words)}`)).map(({ id }) => id)).toEqual([session.id]);
    }
    live.close();
  });
});

describe('point 9: messages from the phone app while no session is open', () => {
  it("are shown when the customer answers, also by a reaction, and stand in the customer's history", async () => {
    const waId = newPhone();
    await receive(waId, hello, { sentAt: secondsAgo(90) });
    const { session } = await messagesOf(waId);
    await boss().call('POST', `/v1/sessions/${session.id}/close`);
    const echo = await receive(waId, text('are you still there?'), { origin: 'phone', sentAt: secondsAgo(60) });
    await handled();
    const history = async () =>
      (await boss().call('GET', `/v1/customers/${session.customer.id}/messages`)).body['items'] as MessageView[];
    expect(await history()).toMatchObject([
      { content: hello },
      { origin: 'phone', content: text('are you still there?') },
    ]);
    await receive(waId, reaction(echo, '👍'));
    const messages = await shown(waId, 'the echo', (all) => all.length === 1);
    expect(messages).toMatchObject([{ origin: 'phone', reactions: [{ emoji: '👍' }] }]);
    expect(await history()).toHaveLength(2);
    expect((await ada().call('GET', `/v1/customers/${session.customer.id}/messages`)).status).toBe(200);
    const cy = apiOf(one, rig.agents[2].token);
    expect((await cy.call('GET', `/v1/customers/${session.customer.id}/messages`)).status).toBe(404);
  });
});

describe('point 10: a placeholder followed by the real content', () => {
  const placeholders: InboundContent[] = [
    { kind: 'unsupported', unsupported: { errors: [{ code: 131060 }] } },
    { kind: 'image', media: { fileId: fileIdOf('key', 'x', 'y'), caption: 'c' } },
  ];
  it.each([
    ...placeholders.map((each) => [each, false] as const),
    ...placeholders.map((each) => [each, true] as const),
  ])(
    'becomes that, once, and never the other way round: %j, real content first: %s',
    async (placeholder, realFirst) => {
      const waId = newPhone();
      const waMessageId = newWamid();
      const sentAt = secondsAgo(60);
      const real = picture(phoneNumberId(), waMessageId);
      const steps = realFirst ? [real, placeholder, real] : [placeholder, real, placeholder];
      for (const [n, content] of steps.entries()) {
        // Each under an id of its own, as after days.
        await receive(waId, content, { waMessageId, sentAt, receivedAt: new Date(Date.now() + n).toISOString() });
        await handled();
      }
      const { session } = await messagesOf(waId);
      const messages = await shown(waId, 'the picture', (all) => JSON.stringify(all).includes('880001000000001'));
      expect(messages).toMatchObject([{ kind: 'image', waMessageId, content: real }]);
      expect(await countsOf(session.id)).toEqual(['received']);
    },
  );
});

describe('point 12: what Meta sent', () => {
  const rawOf = (id: string) => apiOf(one, rig.auditor).call('GET', `/v1/messages/${id}/raw`);

  it('is kept of a message and of all that changed it later, also where the message is ours or never came', async () => {
    const waId = newPhone();
    const wamids = [newWamid(), newWamid(), newWamid(), newWamid()] as const;
    const target = await receive(waId, hello, { raw: { n: 0 } });
    const at = (seconds: number) => ({ sentAt: secondsAgo(10 - seconds) });
    await receive(waId, edit(target, { kind: 'text', text: { body: 'hello!' } }), {
      waMessageId: wamids[0],
      raw: { n: 1 },
      ...at(1),
    });
    await receive(waId, reaction(target, '👍'), { waMessageId: wamids[1], raw: { n: 2 }, ...at(2) });
    await receive(waId, reaction(target), { waMessageId: wamids[2], raw: { n: 3 }, ...at(3) });
    await receive(waId, { kind: 'revoke', revoke: { target } }, { waMessageId: wamids[3], raw: { n: 4 }, ...at(4) });
    await receive(waId, reaction('wamid.of-a-campaign', '🎉'), { raw: { n: 5 } });
    await handled();
    const messages = await shown(waId, 'both', (all) => all.length === 2 && JSON.stringify(all).includes('🎉'));
    const { body } = await rawOf(messages.find(({ waMessageId }) => waMessageId === target)?.id ?? '');
    expect(body).toMatchObject({ waMessageId: target, raw: { n: 0 } });
    expect((body as { changes: object[] }).changes).toEqual(
      wamids.map((waMessageId, n) => ({ waMessageId, sentAt: expect.stringMatching(/Z$/), raw: { n: n + 1 } })),
    );
    const mention = messages.find(({ waMessageId }) => waMessageId === 'wamid.of-a-campaign');
    expect((await rawOf(mention?.id ?? '')).body).toMatchObject({ raw: null, changes: [{ raw: { n: 5 } }] });
  });
});

describe('point 15: the preview of a session', () => {
  it('follows edits, in the list and the live event', async () => {
    const waId = newPhone();
    const live = await readEvents(one, rig.agents[0].token);
    const wamid = await receive(waId, text('befor'));
    const session = await ada().sessionOf(waId);
    expect(session.lastMessage?.preview).toBe('befor');
    await receive(waId, edit(wamid, { kind: 'text', text: { body: 'after' } }));
    await eventually('the list', async () => (await ada().sessionOf(waId)).lastMessage?.preview === 'after');
    await eventually('the live event', () =>
      live.events.some(
        ({ type, data }) => type === 'message.changed' && JSON.stringify(data['session']).includes('"after"'),
      ),
    );
    live.close();
  });
});
