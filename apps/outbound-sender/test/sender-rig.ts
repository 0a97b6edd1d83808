import { jetstreamManager } from '@nats-io/jetstream';
import {
  newId,
  operationPerformed,
  sendChanged,
  sendDecided,
  sendRequested,
  statusReceived,
  type ChannelView,
  type DataOf,
  type EventContract,
  type OutboundContent,
  type SendDecision,
  type StreamName,
} from '@wabx/contracts';
import { connectNats, EventPublisher, fromWire } from '@wabx/messaging';
import { setClockOffset } from '@wabx/persistence';
import { KeyRing, sealingKeysSchema, sealPurpose, startService, type RunningService } from '@wabx/runtime';
import {
  createTestDatabase,
  eventually,
  projectConfiguration,
  startTestNats,
  testApiKey,
  testChannel,
  testSealingKeys,
  testTrust,
} from '@wabx/testing';
import { migrations, outboundSender } from '../src/index.js';
import { startGraphServer, type GraphCall } from './graph-server.js';
import { startNeighbours } from './neighbours.js';

type SendRequest = DataOf<typeof sendRequested>;
type SendFact = DataOf<typeof sendChanged>;
type StatusOf = {
  messageId: string;
  attempt?: number;
  status: string;
  waMessageId?: string;
  code?: number;
  at?: string;
};

export type Rig = Awaited<ReturnType<typeof startRig>>;

/** Senders on a broker and a database of their own, with a stranger that plays the Graph API. */
export async function startRig({
  sendsPerSecond = 80,
  channel: overrides = {} as Partial<ChannelView>,
  numbers = 1,
  migrated = migrations,
} = {}) {
  const nats = await startTestNats();
  const database = await createTestDatabase({
    adminUrl: process.env['WABX_TEST_DATABASE_URL'] ?? '',
    owners: [{ schema: 'outbound', role: 'wabx_outbound', password: 'outbound', migrations: migrated }],
  });
  const source = await database.dataSourceOf('outbound');
  const graph = await startGraphServer();
  const neighbours = await startNeighbours(nats.url);
  const phoneNumberIds = Array.from({ length: numbers }, () => `4100200300${Math.floor(1e4 + Math.random() * 9e4)}`);
  const [phoneNumberId = ''] = phoneNumberIds;
  const channel = await testChannel(
    phoneNumberIds.map((id, at) => ({
      phoneNumberId: id,
      e164: `+1202555014${at}`,
      destination: { type: 'queue', id: newId() },
    })),
    overrides,
  );
  for (const number of channel.view.numbers) number.sendsPerSecond = sendsPerSecond;
  const operator = testApiKey(['ops:read', 'ops:write', 'sessions:raw']);
  const watcher = testApiKey(['ops:read']);
  await projectConfiguration(nats.url, { channels: [channel.view], apiKeys: [operator.entry, watcher.entry] });
  const connection = await connectNats({ url: nats.url, name: 'test' });
  const publisher = new EventPublisher(connection);
  const running: RunningService[] = [];
  const sequences = new Map<string, number>();

  const factsOf = async <C extends EventContract>(contract: C): Promise<DataOf<C>[]> => {
    const jsm = await jetstreamManager(connection);
    const { state } = await jsm.streams.info(contract.stream);
    const found: DataOf<C>[] = [];
    for (let seq = state.first_seq; state.messages > 0 && seq <= state.last_seq; seq++) {
      const stored = await jsm.streams.getMessage(contract.stream, { seq });
      if (stored?.subject.startsWith(contract.subject)) found.push(fromWire(contract, stored.data).data);
    }
    return found;
  };
  const facts = async (messageId: string): Promise<SendFact[]> =>
    (await factsOf(sendChanged)).filter((fact) => fact.messageId === messageId);
  const api = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${running.at(-1)?.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${operator.token}` },
    });
    return { status: response.status, body: (await response.json()) as Record<string, never> & { items: never[] } };
  };
  const send = async (messageId: string) => {
    const { body } = await api(`/v1/sends/${messageId}`);
    return body as unknown as {
      state: string;
      stateNo: number;
      attempt: number;
      reason?: string;
      waMessageId?: string;
      error?: SendFact['error'];
      decision?: SendDecision;
      acceptedAttempts: number[];
      timeline: { state: string; attempt: number; reason?: string }[];
    };
  };
  /** A counter of all senders, of the lines with these labels. */
  const counted = async (name: string, ...labels: string[]) => {
    const texts = await Promise.all(
      running.map(async ({ url }) =>
        (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${operator.token}` } })).text(),
      ),
    );
    return texts
      .flatMap((text) => text.split('\n'))
      .filter((line) => line.startsWith(name) && labels.every((label) => line.includes(label)))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };
  return {
    nats,
    database,
    /** Of the sender's own schema. */
    source,
    graph,
    connection,
    publisher,
    channel,
    phoneNumberId,
    /** All numbers of the channel. */
    phoneNumberIds,
    operator,
    /** May look at what an operator may change. */
    watcher,
    facts,
    operations: () => factsOf(operationPerformed),
    last: async (stream: StreamName) =>
      (await (await jetstreamManager(connection)).streams.info(stream)).state.last_seq,
    api,
    send,
    /** Doubles that the senders have counted. */
    doubles: () => counted('wabx_sends_double_total'),
    /** Refusals with this code that the senders have counted. */
    refusals: (code: number, told: 'answer' | 'status') =>
      counted('wabx_send_refusals_total', `code="${code}"`, `told="${told}"`),
    senders: () => [...running],
    startSender: async (env: Record<string, string> = {}) => {
      const service = await startService(outboundSender, {
        PORT: '0',
        NATS_URL: nats.url,
        ...testTrust,
        DATABASE_URL: database.urlOf('outbound'),
        WABX_SEALING_KEYS: testSealingKeys,
        WABX_GRAPH_URL: graph.url,
        LOG_LEVEL: 'error',
        ...env,
      });
      running.push(service);
      return service;
    },
    stopSender: async (service: RunningService) => {
      running.splice(running.indexOf(service), 1);
      await service.stop();
    },
    /** A reply as the router would ask for it. */
    reply: (request: Partial<SendRequest> & { conversationId?: string } = {}): SendRequest => {
      const conversationId = request.conversationId ?? newId();
      const sequence = request.sequence ?? (sequences.get(conversationId) ?? 0) + 1;
      sequences.set(conversationId, Math.max(sequence, sequences.get(conversationId) ?? 0));
      return {
        messageId: newId(),
        sessionId: newId(),
        phoneNumberId,
        conversationId,
        sequence,
        recipient: { waId: '447700900123' },
        content: text('Your bicycle is ready.'),
        acceptedAt: new Date().toISOString(),
        notAfter: new Date(Date.now() + 3_600_000).toISOString(),
        ...request,
      };
    },
    request: async (...replies: SendRequest[]) => {
      await Promise.all(replies.map((reply) => publisher.publish(sendRequested, channel.view.id, reply)));
    },
    /** A status as the ingress would tell it. */
    status: async ({ messageId, attempt = 1, status, waMessageId, code, at }: StatusOf) => {
      const known = graph.calls.find((call) => call.body.biz_opaque_callback_data === `v1.${messageId}.${attempt}`);
      await publisher.publish(statusReceived, channel.view.id, {
        phoneNumberId: known?.phoneNumberId ?? phoneNumberId,
        waMessageId: waMessageId ?? known?.waMessageId ?? `wamid.${messageId}.${attempt}`,
        status,
        at: at ?? new Date().toISOString(),
        receivedAt: new Date().toISOString(),
        recipient: { waId: '447700900123' },
        opaqueId: `v1.${messageId}.${attempt}`,
        errors: code === undefined ? [] : [{ code, title: 'refused by Meta' }],
      });
    },
    /** A person's decision as the router would pass it on, about the state that `stateNo` numbers. */
    decide: async (reply: SendRequest, decision: SendDecision, stateNo: number, notAfter = reply.notAfter) => {
      const { messageId, conversationId } = reply;
      const data = { messageId, conversationId, phoneNumberId, decision, stateNo, notAfter };
      await publisher.publish(sendDecided, channel.view.id, data);
    },
    callsFor: (messageId: string): GraphCall[] =>
      graph.calls.filter((call) => call.body.biz_opaque_callback_data.includes(messageId)),
    state: async (messageId: string, state: string) =>
      await eventually(`${messageId} is ${state}`, async () => {
        const found = await send(messageId);
        if (found.state === state) return found;
        throw new Error(`it is ${JSON.stringify(found)}`);
      }),
    /** The channel with another access token, as after somebody has entered a new one. */
    replaceToken: async (accessToken: string) => {
      const ring = new KeyRing(sealingKeysSchema.parse(testSealingKeys));
      channel.view.version += 1;
      channel.view.revision += 1;
      channel.view.sealedAccessToken = await ring.seal(accessToken, sealPurpose.accessToken(channel.view.id));
      await projectConfiguration(nats.url, { channels: [channel.view] });
    },
    /** What channel-config does when it has seen that the token is refused. */
    tellStatus: async (state: ChannelView['status']['state']) => {
      channel.view.version += 1;
      channel.view.status = { state };
      await projectConfiguration(nats.url, { channels: [channel.view] });
    },
    moveClock: (seconds: number) => setClockOffset(database.adminUrl, seconds),
    stop: async () => {
      for (const service of running) await service.stop();
      await neighbours.stop();
      await connection.close();
      await graph.stop();
      await database.drop();
      await nats.stop();
    },
  };
}

export const text = (body: string): OutboundContent => ({ kind: 'text', text: { body } });
