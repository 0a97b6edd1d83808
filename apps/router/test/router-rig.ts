import {
  fileIdOf,
  messageReceived,
  newId,
  sendChanged,
  sendDecided,
  sendRequested,
  type ChannelView,
  type DataOf,
  type EventContract,
  type ExtensionView,
  type InboundContent,
  type MessageView,
  type QueueView,
  type SessionView,
} from '@wabx/contracts';
import { connectNats, EventPublisher, fromWire } from '@wabx/messaging';
import { setClockOffset } from '@wabx/persistence';
import { startService, type RunningService } from '@wabx/runtime';
import {
  createTestDatabase,
  eventually,
  projectConfiguration,
  startTestNats,
  testApiKey,
  testChannel,
  type TestDatabase,
  type TestNats,
  testTrust,
} from '@wabx/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { migrations, router } from '../src/index.js';

export interface Agent {
  extension: ExtensionView;
  token: string;
}

export interface Rig {
  nats: TestNats;
  connection: NatsConnection;
  publisher: EventPublisher;
  database: TestDatabase;
  channelId: string;
  channel: ChannelView;
  /** Of the queue in mode manual, of the extension, of queues in mode auto and none, and one that is not configured. */
  numbers: { queue: string; extension: string; auto: string; none: string; unknown: string };
  queue: QueueView;
  autoQueue: QueueView;
  agents: [Agent, Agent, Agent];
  supervisor: string;
  /** May read every session and change none. */
  auditor: string;
  /** Has no right on sessions at all. */
  operator: string;
  /** What channel-config would project next. */
  configure(entries: Parameters<typeof projectConfiguration>[1]): Promise<void>;
  /** With more settings than the usual ones, where given. */
  start(env?: Record<string, string>): Promise<RunningService>;
  receive(
    data: { phoneNumberId: string; waId: string; channelId?: string } & Partial<DataOf<typeof messageReceived>>,
  ): Promise<void>;
  sends(): Promise<DataOf<typeof sendRequested>[]>;
  decisions(): Promise<DataOf<typeof sendDecided>[]>;
  /** What outbound-sender would say of one of our replies; each call says something newer. */
  sendChanged(message: Pick<MessageView, 'id'>, data: Partial<DataOf<typeof sendChanged>>): Promise<void>;
  moveClock(seconds: number): Promise<void>;
  /** An agent's key is worth nothing from now on. */
  revoke(token: string): Promise<void>;
  /** What the service holds for readers of live events that have not taken it yet. */
  unsentBytes(service: RunningService): Promise<number>;
  stop(): Promise<void>;
}

let wamids = 0;
export const newWamid = () => `wamid.test-${process.pid}-${++wamids}`;
export const text = (body: string): InboundContent => ({ kind: 'text', text: { body } });
export const picture = (phoneNumberId: string, wamid: string): InboundContent => ({
  kind: 'image',
  media: { fileId: fileIdOf('key', phoneNumberId, wamid), mediaId: '880001000000001', mimeType: 'image/jpeg' },
});

/** A router, or several, with configuration, on a database and a broker of their own. */
export async function startRig(): Promise<Rig> {
  const nats = await startTestNats();
  const database = await createTestDatabase({
    adminUrl: process.env['WABX_TEST_DATABASE_URL'] ?? '',
    owners: [{ schema: 'router', role: 'wabx_router', password: 'router', migrations }],
  });
  const agent = (number: string, name: string): Agent & { entry: ReturnType<typeof testApiKey>['entry'] } => {
    const extension: ExtensionView = { type: 'extension', id: newId(), version: 1, deleted: false, number, name };
    return { extension, ...testApiKey(['agent'], extension.id) };
  };
  const agents = [agent('1001', 'Ada'), agent('1002', 'Bo'), agent('1003', 'Cy')] as const;
  const queue = (name: string, assignmentMode: QueueView['assignmentMode']): QueueView => ({
    type: 'queue',
    id: newId(),
    version: 1,
    deleted: false,
    name,
    assignmentMode,
    agents: [agents[0].extension.id, agents[1].extension.id],
  });
  const manual = queue('Sales', 'manual');
  const auto = queue('Support', 'auto');
  const ownerless = queue('Everybody', 'none');
  const supervisor = testApiKey(['sessions:read', 'sessions:write']);
  const auditor = testApiKey(['sessions:read', 'sessions:raw']);
  const operator = testApiKey(['ops:read']);
  const numbers = {
    queue: '410020030040051',
    extension: '410020030040052',
    auto: '410020030040053',
    none: '410020030040054',
    unknown: '999',
  };
  const channel = await testChannel([
    { phoneNumberId: numbers.queue, e164: '+12025550143', destination: { type: 'queue', id: manual.id } },
    {
      phoneNumberId: numbers.extension,
      e164: '+12025550144',
      destination: { type: 'extension', id: agents[2].extension.id },
    },
    { phoneNumberId: numbers.auto, e164: '+12025550145', destination: { type: 'queue', id: auto.id } },
    { phoneNumberId: numbers.none, e164: '+12025550146', destination: { type: 'queue', id: ownerless.id } },
  ]);
  await projectConfiguration(nats.url, {
    channels: [channel.view],
    directory: [...agents.map(({ extension }) => extension), manual, auto, ownerless],
    apiKeys: [...agents.map(({ entry }) => entry), supervisor.entry, auditor.entry, operator.entry],
  });
  const connection = await connectNats({ url: nats.url, name: 'test' });
  const publisher = new EventPublisher(connection);
  const channelId = channel.view.id;
  const running: RunningService[] = [];
  let stateNo = 0;
  /** What the router has handed to outbound-sender, oldest first. */
  const outgoing = async <C extends EventContract>(contract: C): Promise<DataOf<C>[]> => {
    const jsm = await jetstreamManager(connection);
    const { state } = await jsm.streams.info('WA_OUT');
    const found = [];
    for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq++) {
      const message = await jsm.streams.getMessage('WA_OUT', { seq });
      if (message?.subject.startsWith(`${contract.subject}.`)) found.push(fromWire(contract, message.data).data);
    }
    return found;
  };
  return {
    nats,
    connection,
    publisher,
    database,
    channelId,
    channel: channel.view,
    configure: (entries) => projectConfiguration(nats.url, entries),
    numbers,
    queue: manual,
    autoQueue: auto,
    agents: [agents[0], agents[1], agents[2]],
    supervisor: supervisor.token,
    auditor: auditor.token,
    operator: operator.token,
    start: async (env = {}) => {
      const service = await startService(router, {
        ...env,
        PORT: '0',
        NATS_URL: nats.url,
        ...testTrust,
        DATABASE_URL: database.urlOf('router'),
        LOG_LEVEL: 'error',
      });
      running.push(service);
      return service;
    },
    receive: async ({ waId, channelId: into = channelId, ...data }) => {
      await publisher.publish(messageReceived, into, {
        waMessageId: newWamid(),
        origin: 'customer',
        customer: { waId, name: `Customer ${waId}` },
        sentAt: new Date().toISOString(),
        receivedAt: new Date().toISOString(),
        content: text('hello'),
        raw: {},
        ...data,
      });
    },
    sends: () => outgoing(sendRequested),
    decisions: () => outgoing(sendDecided),
    sendChanged: async ({ id }, data) => {
      await publisher.publish(sendChanged, channelId, {
        messageId: id,
        phoneNumberId: numbers.queue,
        attempt: 1,
        state: 'sent',
        stateNo: ++stateNo,
        at: new Date().toISOString(),
        ...data,
      });
    },
    revoke: async (token) => {
      const key = agents.find((each) => each.token === token);
      if (!key) throw new Error('no agent has this token');
      await projectConfiguration(nats.url, { apiKeys: [{ ...key.entry, version: 2, revoked: true }] });
    },
    unsentBytes: async (service) => {
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      return Number(/^wabx_live_unsent_bytes (\d+)$/m.exec(metrics)?.[1]);
    },
    moveClock: (seconds) => setClockOffset(database.adminUrl, seconds),
    stop: async () => {
      for (const service of running) await service.stop();
      await connection.close();
      await database.drop();
      await nats.stop();
    },
  };
}

/** The router's API as one caller sees it. */
export function apiOf(service: RunningService, token: string) {
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(service.url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { status, headers: answered } = response;
    return { status, headers: answered, body: (await response.json()) as Record<string, unknown> };
  };
  return {
    call,
    sessions: async (query = '') => (await call('GET', `/v1/sessions${query}`)).body['items'] as SessionView[],
    messages: async (sessionId: string) =>
      (await call('GET', `/v1/sessions/${sessionId}/messages`)).body['items'] as MessageView[],
    reply: (sessionId: string, body: object, key = newId()) =>
      call('POST', `/v1/sessions/${sessionId}/messages`, body, { 'idempotency-key': key }),
    sessionOf: (phone: string) =>
      eventually(`a session of ${phone}`, async () => {
        const response = await call('GET', '/v1/sessions?state=open&limit=200');
        return (response.body['items'] as SessionView[]).find(({ customer }) => customer.phone === `+${phone}`);
      }),
  };
}

export interface LiveReader {
  events: { id: string; type: string; data: Record<string, unknown> }[];
  ended: Promise<void>;
  close(): void;
}

/** Reads `GET /v1/events` as an agent's client does. */
export async function readEvents(service: RunningService, token: string, lastEventId?: string): Promise<LiveReader> {
  const abort = new AbortController();
  const response = await fetch(`${service.url}/v1/events`, {
    headers: { authorization: `Bearer ${token}`, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
    signal: abort.signal,
  });
  if (response.status !== 200 || !response.body) throw new Error(`events answered ${response.status}`);
  const events: LiveReader['events'] = [];
  const body = response.body;
  const ended = (async () => {
    let pending = '';
    try {
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        pending += chunk;
        const frames = pending.split('\n\n');
        pending = frames.pop() ?? '';
        for (const frame of frames) {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1];
          const data = field('data');
          if (data && field('event') !== 'ping')
            events.push({
              id: field('id') ?? '',
              type: field('event') ?? '',
              data: JSON.parse(data) as Record<string, unknown>,
            });
        }
      }
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    }
  })();
  return { events, ended, close: () => abort.abort() };
}
