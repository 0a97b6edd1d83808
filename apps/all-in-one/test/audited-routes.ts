import {
  deadLettered,
  ingressObserved,
  newId,
  quarantined,
  subjectOf,
  type AuditedAction,
  type MessageView,
  type ServiceName,
  type SessionView,
} from '@wabx/contracts';
import { connectNats, EventPublisher, toEvent } from '@wabx/messaging';
import { eventually } from '@wabx/testing';
import { randomBytes, randomUUID } from 'node:crypto';
import { codeFor, signInByLink } from './console-browser.js';
import { apiOf, meta, numbers, sim, type WholeStack } from './whole-stack.js';

/** A call that is to be on record. */
export interface Deed {
  path: string;
  body?: object;
  headers?: Record<string, string>;
}

/** What happens before the deed, as an administrator who is also a supervisor; secrets that are planted are told. */
export interface Stage {
  stack: WholeStack;
  plant(secret: string): string;
  create(service: ServiceName, path: string, body: object): Promise<Record<string, string>>;
  session(): Promise<SessionView>;
  /** A reply of ours that is in this state, as the router sees it. */
  reply(state: string): Promise<MessageView & { sessionId: string }>;
  publish: EventPublisher['publish'];
}

interface Audited {
  action: AuditedAction;
  does(stage: Stage): Promise<Deed>;
}

const ifMatch = { 'if-match': '*' };
/** Why a reply failed, as the router keeps it. */
const unpaid = { class: 'payment', details: 'planted', sentence: { en: 'Unpaid.', 'zh-CN': '未付款。' } };
const secret = () => randomBytes(20).toString('hex');
let serial = 20_000;
const next = () => String((serial += 1));
const extension = (stage: Stage) =>
  stage.create('channel-config', '/v1/extensions', { number: next(), name: 'Someone' });
/** Who signs in at the console, which knows it by then. */
const person = async (stage: Stage) => {
  const number = next();
  const signIn = { issuer: 'wabx', email: `p${number}@example.com` };
  const { id = '' } = await stage.create('channel-config', '/v1/extensions', { number, name: 'Someone', signIn });
  await codeFor(stage.stack, id);
  return id;
};
const sharedReply = () => ({ scope: 'shared', shortcut: `reply-${next()}`, text: 'Hello.' });
const queue = (stage: Stage) => stage.create('channel-config', '/v1/queues', { name: `Queue ${next()}` });
const channel = (stage: Stage) =>
  stage.create('channel-config', '/v1/channels', {
    name: `Channel ${next()}`,
    accessToken: stage.plant(secret()),
    appSecret: stage.plant(secret()),
  });
const number = async (stage: Stage, channelId: string) =>
  await stage.create('channel-config', `/v1/channels/${channelId}/numbers`, await newNumber(stage));
const newNumber = async (stage: Stage) => ({
  e164: '+12025550177',
  phoneNumberId: `4100${next()}`,
  destination: { type: 'extension', id: (await extension(stage)).id },
});
const seen = { fact: 'handshake-ok', at: new Date().toISOString(), count: 1 } as const;
const deadLetter = async ({ publish, stack }: Stage) =>
  await publish(deadLettered, stack.channelId, {
    consumer: 'channel-config-ingress',
    stream: 'WA_EVT',
    streamSequence: Number(next()),
    subject: subjectOf(ingressObserved, stack.channelId),
    reason: 'planted',
    deliveries: 5,
    at: new Date().toISOString(),
    headers: {},
    bodyBase64: Buffer.from(JSON.stringify(toEvent(ingressObserved, stack.channelId, seen))).toString('base64'),
  });
const first = async ({ stack }: Stage, service: ServiceName, path: string) =>
  await eventually('one is kept', async () => {
    const { body } = await apiOf(stack.services[service], stack.keys.admin)('GET', path);
    return (body as { items: { id?: string; sequence?: number }[] }).items[0];
  });
const decide = (state: string, wish: string, body: object) => ({
  action: 'message.decide' as const,
  does: async (stage: Stage) => {
    const { id, sessionId, attempt } = await stage.reply(state);
    return { path: `/v1/sessions/${sessionId}/messages/${id}${wish}`, body: { attempt, ...body } };
  },
});
const decideSome = (state: string, path: string, body: object) => ({
  action: 'message.decide' as const,
  does: async (stage: Stage) => {
    const { id, attempt } = await stage.reply(state);
    return { path, body: { messages: [{ messageId: id, attempt }], ...body } };
  },
});
const onSession = (action: AuditedAction, deed: (session: SessionView, stage: Stage) => Promise<Deed>) => ({
  action,
  does: async (stage: Stage) => await deed(await stage.session(), stage),
});

/** Every route that changes something, with a deed that leaves an entry in the audit. */
export const auditedRoutes: Record<string, Audited> = {
  'POST channel-config /v1/extensions': {
    action: 'extension.create',
    does: async () => ({ path: '/v1/extensions', body: { number: next(), name: 'New' } }),
  },
  'PATCH channel-config /v1/extensions/{id}': {
    action: 'extension.update',
    does: async (stage) => ({
      path: `/v1/extensions/${(await extension(stage)).id}`,
      body: { name: 'Other' },
      headers: ifMatch,
    }),
  },
  'DELETE channel-config /v1/extensions/{id}': {
    action: 'extension.delete',
    does: async (stage) => ({ path: `/v1/extensions/${(await extension(stage)).id}?confirm=true`, headers: ifMatch }),
  },
  'POST channel-config /v1/queues': {
    action: 'queue.create',
    does: async () => ({ path: '/v1/queues', body: { name: `Queue ${next()}` } }),
  },
  'PATCH channel-config /v1/queues/{id}': {
    action: 'queue.update',
    does: async (stage) => ({
      path: `/v1/queues/${(await queue(stage)).id}`,
      body: { name: `Queue ${next()}` },
      headers: ifMatch,
    }),
  },
  'DELETE channel-config /v1/queues/{id}': {
    action: 'queue.delete',
    does: async (stage) => ({ path: `/v1/queues/${(await queue(stage)).id}?confirm=true`, headers: ifMatch }),
  },
  'POST channel-config /v1/channels': {
    action: 'channel.create',
    does: async ({ plant }) => ({
      path: '/v1/channels',
      body: { name: `Channel ${next()}`, accessToken: plant(secret()), appSecret: plant(secret()) },
    }),
  },
  'PATCH channel-config /v1/channels/{id}': {
    action: 'channel.update',
    does: async (stage) => ({
      path: `/v1/channels/${(await channel(stage)).id}`,
      body: { accessToken: stage.plant(secret()), appSecret: stage.plant(secret()) },
      headers: ifMatch,
    }),
  },
  'POST channel-config /v1/channels/{id}/secret/close-rotation': {
    action: 'channel.close-rotation',
    does: async (stage) => {
      const { id = '' } = await channel(stage);
      const config = apiOf(stage.stack.services['channel-config'], stage.stack.keys.admin);
      await config('PATCH', `/v1/channels/${id}`, { appSecret: stage.plant(secret()) }, ifMatch);
      return { path: `/v1/channels/${id}/secret/close-rotation`, headers: ifMatch };
    },
  },
  'DELETE channel-config /v1/channels/{id}': {
    action: 'channel.delete',
    does: async (stage) => ({ path: `/v1/channels/${(await channel(stage)).id}?confirm=true`, headers: ifMatch }),
  },
  'POST channel-config /v1/channels/{id}/doctor/{check}/repair': {
    action: 'channel.repair',
    does: async ({ stack }) => {
      await sim(stack.simulator, 'POST', '/wabas', { wabaId: meta.wabaId, subscribedAppIds: [] });
      return { path: `/v1/channels/${stack.channelId}/doctor/app-subscribed/repair` };
    },
  },
  'POST channel-config /v1/channels/{id}/test': {
    action: 'channel.test',
    does: async (stage) => ({
      path: `/v1/channels/${(await channel(stage)).id}/test`,
      body: { customer: '+447700905599', waitSeconds: 1 },
    }),
  },
  'POST channel-config /v1/channels/{channelId}/numbers': {
    action: 'number.create',
    does: async (stage) => ({
      path: `/v1/channels/${(await channel(stage)).id}/numbers`,
      body: await newNumber(stage),
    }),
  },
  'PATCH channel-config /v1/channels/{channelId}/numbers/{id}': {
    action: 'number.update',
    does: async (stage) => {
      const { id = '' } = await channel(stage);
      const path = `/v1/channels/${id}/numbers/${(await number(stage, id)).id}`;
      return { path, body: { sendsPerSecond: 20 }, headers: ifMatch };
    },
  },
  'DELETE channel-config /v1/channels/{channelId}/numbers/{id}': {
    action: 'number.delete',
    does: async (stage) => {
      const { id = '' } = await channel(stage);
      return { path: `/v1/channels/${id}/numbers/${(await number(stage, id)).id}`, headers: ifMatch };
    },
  },
  'PUT channel-config /v1/config': {
    action: 'channel.create',
    does: async ({ plant }) => ({
      path: '/v1/config',
      body: {
        version: 1,
        channels: [{ name: `Channel ${next()}`, accessToken: plant(secret()), appSecret: plant(secret()) }],
      },
    }),
  },
  'POST channel-config /v1/api-keys': {
    action: 'api-key.create',
    does: async () => ({ path: '/v1/api-keys', body: { name: 'A key', scopes: ['stats:read'] } }),
  },
  'DELETE channel-config /v1/api-keys/{id}': {
    action: 'api-key.revoke',
    does: async (stage) => {
      const { id, token = '' } = await stage.create('channel-config', '/v1/api-keys', {
        name: 'A key',
        scopes: ['stats:read'],
      });
      stage.plant(token.split('_').slice(2).join('_'));
      return { path: `/v1/api-keys/${id}` };
    },
  },
  'POST router /v1/quick-replies': {
    action: 'quick-reply.create',
    does: async () => ({ path: '/v1/quick-replies', body: sharedReply() }),
  },
  'PATCH router /v1/quick-replies/{id}': {
    action: 'quick-reply.update',
    does: async (stage) => {
      const { id } = await stage.create('router', '/v1/quick-replies', sharedReply());
      return { path: `/v1/quick-replies/${id}`, body: { text: 'See you.' } };
    },
  },
  'DELETE router /v1/quick-replies/{id}': {
    action: 'quick-reply.delete',
    does: async (stage) => {
      const { id } = await stage.create('router', '/v1/quick-replies', sharedReply());
      return { path: `/v1/quick-replies/${id}` };
    },
  },
  'POST router /v1/sessions/{id}/release': onSession('session.release', async ({ id }, { stack }) => {
    await apiOf(stack.services.router, stack.keys.ada)('POST', `/v1/sessions/${id}/claim`);
    return { path: `/v1/sessions/${id}/release` };
  }),
  'POST router /v1/sessions/{id}/transfer': onSession('session.transfer', async ({ id }, stage) => ({
    path: `/v1/sessions/${id}/transfer`,
    body: { to: { type: 'extension', id: await adaOf(stage) }, note: stage.plant('what the customer has told us') },
  })),
  'POST router /v1/sessions/transfer': onSession('session.transfer', async ({ id }, stage) => ({
    path: '/v1/sessions/transfer',
    body: { sessionIds: [id], to: { type: 'extension', id: await adaOf(stage) } },
  })),
  'POST router /v1/sessions/{id}/close': onSession('session.close', async ({ id }) => ({
    path: `/v1/sessions/${id}/close`,
  })),
  'POST router /v1/sessions/close': onSession('session.close', async ({ id }) => ({
    path: '/v1/sessions/close',
    body: { sessionIds: [id] },
  })),
  'POST router /v1/sessions/{id}/reopen': onSession('session.reopen', async ({ id }, { stack }) => {
    await apiOf(stack.services.router, stack.keys.ada)('POST', `/v1/sessions/${id}/close`);
    return { path: `/v1/sessions/${id}/reopen` };
  }),
  'PATCH router /v1/customers/{id}': onSession('customer.update', async ({ customer }, stage) => ({
    path: `/v1/customers/${customer.id}`,
    body: { name: stage.plant('Lady Bracknell of Belgrave Square'), note: stage.plant('wants her handbag back') },
  })),
  'POST router /v1/customers/{id}/merge': onSession('customer.merge', async ({ customer }, stage) => ({
    path: `/v1/customers/${customer.id}/merge`,
    body: { into: (await stage.session()).customer.id },
  })),
  'POST router /v1/customers/{id}/unmerge': onSession('customer.unmerge', async ({ customer }, stage) => {
    const into = (await stage.session()).customer.id;
    await apiOf(stage.stack.services.router, stage.stack.keys.admin)('POST', `/v1/customers/${customer.id}/merge`, {
      into,
    });
    return { path: `/v1/customers/${customer.id}/unmerge` };
  }),
  'DELETE router /v1/customers/{id}': onSession('customer.erase', async ({ customer }) => ({
    path: `/v1/customers/${customer.id}`,
  })),
  'POST router /v1/sessions/{id}/messages/{mid}/retry': decide('failed', '/retry', {}),
  'POST router /v1/sessions/{id}/messages/{mid}/resolve': decide('needs_review', '/resolve', { decision: 'discard' }),
  'DELETE router /v1/sessions/{id}/messages/{mid}': {
    action: 'message.decide',
    does: async (stage) => {
      const { id, sessionId } = await stage.reply('queued');
      return { path: `/v1/sessions/${sessionId}/messages/${id}` };
    },
  },
  'POST router /v1/messages/retry': decideSome('failed', '/v1/messages/retry', {}),
  'POST router /v1/messages/resolve': decideSome('needs_review', '/v1/messages/resolve', { decision: 'discard' }),
  'POST router /v1/messages/failed/retry': {
    action: 'message.decide',
    does: async (stage) => {
      await stage.reply('failed');
      return { path: '/v1/messages/failed/retry', body: { class: 'payment' } };
    },
  },
  'POST outbound-sender /v1/dead-letters/replay': {
    action: 'dead-letter.replay',
    does: async (stage) => {
      await deadLetter(stage);
      return { path: '/v1/dead-letters/replay', body: { reason: 'planted' } };
    },
  },
  'POST outbound-sender /v1/dead-letters/{sequence}/replay': {
    action: 'dead-letter.replay',
    does: async (stage) => {
      await deadLetter(stage);
      const { sequence } = await first(stage, 'outbound-sender', '/v1/dead-letters?reason=planted');
      return { path: `/v1/dead-letters/${sequence}/replay` };
    },
  },
  'POST webhook-ingress /v1/quarantine/replay': {
    action: 'quarantine.replay',
    does: async () => ({ path: '/v1/quarantine/replay', body: { phoneNumberId: '1' } }),
  },
  'POST webhook-ingress /v1/quarantine/{id}/replay': {
    action: 'quarantine.replay',
    does: async (stage) => {
      await stage.publish(quarantined, stage.stack.channelId, {
        digest: randomUUID(),
        receivedAt: new Date().toISOString(),
        faults: [{ reason: 'malformed-item', detail: 'planted', phoneNumberIds: [] }],
        rawBase64: Buffer.from('{}').toString('base64'),
      });
      const { id } = await first(stage, 'webhook-ingress', '/v1/quarantine');
      return { path: `/v1/quarantine/${id}/replay` };
    },
  },
  'POST console /sign-in-links': {
    action: 'sign-in.link',
    does: async (stage) => ({ path: '/sign-in-links', body: { extensionId: await person(stage) } }),
  },
  'DELETE console /sign-ins/{id}': {
    action: 'sign-in.end',
    does: async (stage) => {
      const browser = await signInByLink(stage.stack, await person(stage));
      const { body } = await browser.call('GET', '/session');
      return { path: `/sign-ins/${(body as { id: string }).id}` };
    },
  },
  'POST session-janitor /v1/runs': {
    action: 'chore.run',
    does: async () => ({ path: '/v1/runs', body: { chore: 'forget-parked' } }),
  },
};

/** What changes something, and is not in the audit. */
export const unrecordedRoutes: Record<string, string> = {
  'POST webhook-ingress /webhooks/whatsapp/{key}': 'Meta calls it, and nobody of ours; the message itself is kept',
  'POST router /v1/sessions/{id}/messages': 'the reply itself shows who wrote it and when',
  'POST router /v1/messages': 'the reply itself shows who wrote it and when',
  'POST router /v1/quick-replies/{id}/fill': 'it changes nothing',
  'PUT router /v1/sessions/{id}/presence': 'it is over in seconds, and nothing keeps it',
  'POST router /v1/sessions/{id}/notes': 'the note itself shows who wrote it and when',
  'PATCH router /v1/sessions/{id}/notes/{nid}': 'only its author changes a note, which shows when',
  'DELETE router /v1/sessions/{id}/notes/{nid}': 'only its author deletes a note, and its place shows when',
  'POST router /v1/sessions/{id}/claim': "an agent's own step, on the session's timeline",
  'POST router /v1/sessions/{id}/archive': 'changes only what one agent has on his list',
  'POST router /v1/sessions/{id}/unarchive': 'changes only what one agent has on his list',
  'POST router /v1/sessions/{id}/read': 'every agent does it all day, and it changes only how far he has read',
  'POST router /v1/sessions/{id}/typing': 'every agent does it all day, and nothing of ours changes',
  'POST console /session/code': 'that somebody has come in is in the audit, as of every key and person',
  'DELETE console /session': "ends the caller's own sign-in and nothing else",
  'POST media-store /v1/media': 'a file does nothing before a reply names it, and the reply shows who wrote it',
};

async function adaOf({ stack }: Stage): Promise<string> {
  const { body } = await apiOf(stack.services.router, stack.keys.ada)('GET', '/v1/me');
  return (body as { extension: { id: string } }).extension.id;
}

/** Sets up what deeds need; every customer is another one. */
export async function openStage(stack: WholeStack): Promise<Stage & { planted: string[]; close(): Promise<void> }> {
  const connection = await connectNats({ url: stack.nats.url, name: 'test-deeds' });
  const publisher = new EventPublisher(connection);
  const planted: string[] = [];
  const router = apiOf(stack.services.router, stack.keys.admin);
  const session = async () => {
    const phone = `4477009${next()}`;
    await sim(stack.simulator, 'POST', '/customers', { waId: phone, name: 'Someone' });
    const message = { phoneNumberId: numbers.queue, type: 'text', text: 'hello' };
    await sim(stack.simulator, 'POST', `/customers/${phone}/messages`, message);
    return await eventually('the session', async () => {
      const { body } = await router('GET', '/v1/sessions?state=open&limit=200');
      return (body as { items: SessionView[] }).items.find(({ customer }) => customer.phone === `+${phone}`);
    });
  };
  return {
    stack,
    planted,
    publish: publisher.publish.bind(publisher),
    close: () => connection.close(),
    plant: (text) => {
      planted.push(text);
      return text;
    },
    create: async (service, path, body) => {
      const answer = await apiOf(stack.services[service], stack.keys.admin)('POST', path, body);
      if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      return answer.body as Record<string, string>;
    },
    session,
    reply: async (state) => {
      const { id: sessionId, claimEpoch } = await session();
      const path = `/v1/sessions/${sessionId}/messages`;
      const body = { type: 'text', text: { body: 'Good morning.' }, claimEpoch };
      const { id } = (await router('POST', path, body, { 'idempotency-key': newId() })).body as MessageView;
      const read = async () => {
        const { items } = (await router('GET', path)).body as { items: MessageView[] };
        return items.find((one) => one.id === id && ['delivered', 'read'].includes(one.state));
      };
      const message = await eventually('it has its ticks', read);
      // As if the answer of Meta had been another one: nothing is sent for this test.
      const source = await stack.database.dataSourceOf('router');
      await source.query(`UPDATE message SET state = $2, state_no = state_no + 100, error = $3 WHERE id = $1`, [
        id,
        state,
        JSON.stringify(unpaid),
      ]);
      return { ...message, sessionId };
    },
  };
}
