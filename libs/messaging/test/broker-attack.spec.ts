import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { PermissionViolationError, type NatsConnection } from '@nats-io/transport-node';
import {
  consumerFilter,
  consumers,
  filterOf,
  NO_CHANNEL,
  serviceNames,
  services,
  streams,
  subjectOf,
  views,
  type ConsumerSpec,
  type ServiceName,
} from '@wabx/contracts';
import { connectNats, inboxOf } from '@wabx/messaging';
import { eventually, startTestNats, type TestNats } from '@wabx/testing';

// With the password of one service: everything that another owns, from the contracts and not from the rights that are
// made of them. What the server cannot refuse is in docs/security.md under "Exceptions".

const events = [...new Set(serviceNames.flatMap((name) => services[name].publishes))];
const requests = [...new Set(serviceNames.flatMap((name) => services[name].answers))];
const signals = [...new Set(serviceNames.flatMap((name) => services[name].signals))];
const durables = Object.values(consumers);
const eventStreams = streams.map(({ name }) => name);
const buckets = views.map(({ bucket }) => ({ stream: `KV_${bucket}`, key: `$KV.${bucket}.x` }));
const everyStream = [...eventStreams, ...buckets.map(({ stream }) => stream)];
const channelOf = (contract: (typeof events)[number]) => subjectOf(contract, NO_CHANNEL);

let nats: TestNats;
let admin: NatsConnection;
let jsm: JetStreamManager;

async function startBroker(): Promise<void> {
  nats = await startTestNats();
  admin = await connectNats({ url: nats.url, name: 'test' });
  jsm = await jetstreamManager(admin);
}
async function stopBroker(): Promise<void> {
  await admin?.close();
  await nats?.stop();
}

/** Of a service, with what the server has refused it. */
async function connectAs(name: ServiceName) {
  const connection = await connectNats({ url: nats.urlOf(name), name });
  const refused = new Set<string>();
  void (async () => {
    for await (const status of connection.status()) {
      if (status.type === 'error' && status.error instanceof PermissionViolationError)
        refused.add(status.error.subject);
    }
  })();
  return { connection, refused };
}

/** Every subject with which something of another's is published, changed, removed or taken. */
function notOwnedBy(name: ServiceName): string[] {
  const service = services[name];
  const own: readonly string[] = service.consumes.map(({ durable }) => durable);
  const has = (list: readonly string[], stream: string) => list.includes(stream);
  const follows = (stream: string) =>
    has(service.followsAll, stream) || service.follows.some((contract) => contract.stream === stream);
  const api = (stream: string) => (verb: string) => `$JS.API.${verb}.${stream}`;
  return [
    ...events.filter((contract) => !service.publishes.includes(contract)).map(channelOf),
    ...requests.filter((request) => !service.asks.includes(request)).map(({ subject }) => subject),
    ...signals.filter((signal) => !service.signals.includes(signal)).map(({ subject }) => subject),
    ...(service.writesViews ? [] : buckets.map(({ key }) => key)),
    ...serviceNames.filter((other) => other !== name).map((other) => `${inboxOf(other)}.x`),
    ...everyStream.flatMap((stream) => [
      ...['CREATE', 'UPDATE', 'DELETE', 'SNAPSHOT', 'RESTORE', 'PEER.REMOVE', 'LEADER.STEPDOWN']
        .map((verb) => `STREAM.${verb}`)
        .map(api(stream)),
      ...['DIRECT.GET', 'CONSUMER.NAMES', 'CONSUMER.CREATE'].map(api(stream)),
      `$JS.API.DIRECT.GET.${stream}.x`,
      `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.mine`,
      ...(has(service.trims, stream) ? [] : [`$JS.API.STREAM.PURGE.${stream}`]),
      ...(has(service.replays, stream) ? [] : [`$JS.API.STREAM.MSG.DELETE.${stream}`]),
      ...(has([...service.looksAt, ...service.replays], stream) || stream.startsWith('KV_')
        ? []
        : [`$JS.API.STREAM.MSG.GET.${stream}`]),
      ...(has(service.watches, stream) ? [] : [`$JS.API.CONSUMER.LIST.${stream}`]),
      ...(has(service.followsAll, stream) ? [] : [`$JS.API.CONSUMER.CREATE.${stream}.mine`]),
      ...(has(service.followsAll, stream)
        ? []
        : ['INFO', 'MSG.NEXT'].map((verb) => `$JS.API.CONSUMER.${verb}.${stream}.mine`)),
      ...(follows(stream) || stream.startsWith('KV_') ? [] : [`$JS.API.CONSUMER.DELETE.${stream}.mine`]),
      `$JS.API.CONSUMER.CREATE.${stream}.mine.>`,
    ]),
    ...events
      .filter((contract) => !service.follows.includes(contract))
      .map((contract) => `$JS.API.CONSUMER.CREATE.${contract.stream}.mine.${filterOf(contract)}`),
    ...durables.flatMap((spec) => {
      const { durable, contract } = spec;
      const at = `${contract.stream}.${durable}`;
      return [
        ...['DELETE', 'CREATE', 'DURABLE.CREATE', 'PAUSE', 'RESET', 'UNPIN', 'LEADER.STEPDOWN'].map(
          (verb) => `$JS.API.CONSUMER.${verb}.${at}`,
        ),
        `$JS.API.CONSUMER.CREATE.${at}.${consumerFilter(spec)}`,
        ...(own.includes(durable)
          ? []
          : [`$JS.API.CONSUMER.INFO.${at}`, `$JS.API.CONSUMER.MSG.NEXT.${at}`, `$JS.ACK.${at}.1.1.1.1.0`]),
      ];
    }),
    ...['STREAM.NAMES', 'STREAM.LIST', 'ACCOUNT.PURGE.$G', 'META.LEADER.STEPDOWN', 'SERVER.REMOVE'].map(
      (verb) => `$JS.API.${verb}`,
    ),
    '$SYS.REQ.SERVER.PING',
  ];
}

describe.each(serviceNames)('%s', (name) => {
  // Of its own: what one leaves behind delivers on.
  beforeAll(startBroker);
  afterAll(stopBroker);

  it('is refused every subject of another', async () => {
    const { connection, refused } = await connectAs(name);
    const attempts = notOwnedBy(name);
    expect(attempts.length).toBeGreaterThan(200);
    for (const subject of attempts) connection.publish(subject, '{}');
    await connection.flush();
    const missing = () => attempts.filter((subject) => !refused.has(subject));
    await eventually('all are refused', () => missing().length === 0, 2_000).catch(() => {});
    await connection.close();
    expect(missing()).toEqual([]);
  });

  it('listens to nothing but its own answers and questions', async () => {
    const { connection, refused } = await connectAs(name);
    const attempts = [
      ...['>', '*.>', '$JS.>', '$KV.>', '$SYS.>', '_INBOX.>', 'wa.>', 'wa.v1.rpc.>'],
      ...serviceNames.filter((other) => other !== name).map((other) => `${inboxOf(other)}.>`),
      ...events.map(filterOf),
      ...requests.filter((request) => !services[name].answers.includes(request)).map(({ subject }) => subject),
      ...signals.filter((signal) => !services[name].signals.includes(signal)).map(({ subject }) => subject),
    ];
    for (const subject of attempts) connection.subscribe(subject, { callback: () => {} });
    await connection.flush();
    const missing = () => attempts.filter((subject) => !refused.has(subject));
    await eventually('all are refused', () => missing().length === 0, 2_000).catch(() => {});
    await connection.close();
    expect(missing()).toEqual([]);
  });

  it('has no effect on what is another’s by naming it for the answer', async () => {
    const service = services[name];
    const targets = [
      ...events.filter((contract) => !service.publishes.includes(contract)).map(channelOf),
      ...requests.filter((request) => !service.asks.includes(request)).map(({ subject }) => subject),
      ...signals.filter((signal) => !service.signals.includes(signal)).map(({ subject }) => subject),
      ...(service.writesViews ? [] : buckets.map(({ key }) => key)),
      ...everyStream.flatMap((stream) =>
        ['STREAM.PURGE', 'STREAM.DELETE', 'STREAM.MSG.DELETE', 'STREAM.UPDATE'].map(
          (verb) => `$JS.API.${verb}.${stream}`,
        ),
      ),
      ...durables.flatMap(({ durable, contract: { stream } }) =>
        ['DELETE', 'PAUSE', 'CREATE'].map((verb) => `$JS.API.CONSUMER.${verb}.${stream}.${durable}`),
      ),
    ];
    const questions: string[] = [];
    const watching = [...requests, ...signals].map(({ subject }) =>
      admin.subscribe(subject, {
        callback: (_, { subject: as, data }) => {
          if (as === subject) questions.push(textOf(data));
        },
      }),
    );
    await seed(targets.length);
    const before = await stateFor(name);

    const { connection } = await connectAs(name);
    for (const target of targets)
      for (const [subject, body] of asked(name)) connection.publish(subject, body, { reply: target });
    await connection.flush();
    for (const [at, target] of targets.entries())
      for (const [subject, body] of pushed(name, at, target))
        connection.publish(subject, body, { reply: `${inboxOf(name)}.x` });
    await connection.flush();
    for (const [subject] of pulled(name)) {
      for (const target of targets) connection.publish(subject, JSON.stringify({ batch: 1 }), { reply: target });
    }
    await connection.flush();
    await admin.flush();
    await connection.close();

    for (const subscription of watching) subscription.unsubscribe();
    expect(questions.filter((text) => !isAnswerOfServer(text))).toEqual([]);
    expect(await strayed()).toEqual([]);
    expect(await stateFor(name)).toEqual(before);
  }, 60_000);
});

/** Of each kind so many that whoever takes one for each target finds one. */
async function seed(count: number): Promise<void> {
  for (const { key } of buckets) await admin.request(key, `theirs ${key}`);
  for (const contract of events) {
    for (let n = 1; n < count; n++) admin.publish(channelOf(contract), `theirs ${channelOf(contract)}`);
    await admin.request(channelOf(contract), `theirs ${channelOf(contract)}`);
  }
}

describe('what nats-server 2.14 lets through, as docs/security.md says', () => {
  beforeAll(startBroker);
  afterAll(stopBroker);

  /** An empty answer, by which the server tells that there is nothing, is taken for a request by its own API. */
  it('a service that consumes can delete a stream', async () => {
    const { connection } = await connectAs('stats');
    const { stream } = consumers.statsSends.contract;
    await jsm.streams.purge(stream);
    const ask = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumers.statsSends.durable}`;
    connection.publish(ask, JSON.stringify({ batch: 1, no_wait: true }), { reply: '$JS.API.STREAM.DELETE.WA_DEAD' });
    await eventually('it is gone', async () => !(await nameOf('WA_DEAD')));
    await connection.close();
  });

  /** What is delivered to the subject by which the next is asked for is taken for such a question. */
  it('and it can hold up an event of another, for as long as an acknowledgement is waited for', async () => {
    const { connection } = await connectAs('stats');
    const { statsSends, routerMessages } = consumers;
    const nextOf = (spec: ConsumerSpec) => `$JS.API.CONSUMER.MSG.NEXT.${spec.contract.stream}.${spec.durable}`;
    const deliveredOf = async () =>
      (await jsm.consumers.info(routerMessages.contract.stream, routerMessages.durable)).delivered.consumer_seq;
    const before = await deliveredOf();
    await admin.request(channelOf(routerMessages.contract), '');
    await admin.request(channelOf(statsSends.contract), '');
    connection.publish(nextOf(statsSends), JSON.stringify({ batch: 1 }), { reply: nextOf(routerMessages) });
    await eventually('it is delivered to nobody', async () => (await deliveredOf()) > before);
    await connection.close();
  });

  const nameOf = async (stream: string) => (await jsm.streams.names().next()).includes(stream);
});

/** What it may ask or tell and gets an answer to; its own events have a content of its choice. */
function asked(name: ServiceName): [subject: string, body: string][] {
  const { publishes, looksAt, replays, watches } = services[name];
  return [
    ['$JS.API.INFO', ''],
    ...publishes.map((contract): [string, string] => [channelOf(contract), `crafted by ${name}`]),
    ...[...looksAt, ...replays, ...buckets.map(({ stream }) => stream)].map((stream): [string, string] => [
      `$JS.API.STREAM.MSG.GET.${stream}`,
      JSON.stringify({ seq: 1 }),
    ]),
    ...watches.map((stream): [string, string] => [`$JS.API.CONSUMER.LIST.${stream}`, '']),
  ];
}

/** Consumers of its own that push to the target, and one that is pulled from. */
function pushed(name: ServiceName, at: number, target: string): [subject: string, body: string][] {
  const { follows, followsAll } = services[name];
  const create = (stream: string, filter: string, suffix: string, how: object): [string, string] => {
    const consumer = `trick-${suffix}-${filter.replace(/\W/g, '-')}`;
    const config = {
      name: consumer,
      ack_policy: 'none',
      deliver_policy: 'last',
      mem_storage: true,
      inactive_threshold: 6e10,
      ...how,
    };
    const subject = `$JS.API.CONSUMER.CREATE.${stream}.${consumer}`;
    return filter === ''
      ? [subject, JSON.stringify({ stream_name: stream, config })]
      : [
          `${subject}.${filter}`,
          JSON.stringify({ stream_name: stream, config: { ...config, filter_subject: filter } }),
        ];
  };
  const push = { deliver_subject: target };
  return [
    ...buckets.map(({ stream, key }) => create(stream, `${key.slice(0, -1)}>`, `${name}-${at}`, push)),
    ...[
      ...follows.map((contract) => [contract.stream, filterOf(contract)] as const),
      ...followsAll.map((stream) => [stream, ''] as const),
    ].flatMap(([stream, filter]) => [
      create(stream, filter, `${name}-${at}`, push),
      ...(at === 0 ? [create(stream, filter, `pull-${name}`, { deliver_policy: 'all' })] : []),
    ]),
  ];
}

function pulled(name: ServiceName): [subject: string][] {
  const { consumes, followsAll } = services[name];
  const own = [
    ...followsAll.map((stream) => `${stream}.trick-pull-${name}-`),
    ...consumes.map(({ durable, contract }) => `${contract.stream}.${durable}`),
  ];
  return own.map((consumer) => [`$JS.API.CONSUMER.MSG.NEXT.${consumer}`]);
}

/** Contents that are not where their author has put them. */
async function strayed(): Promise<string[]> {
  const found: string[] = [];
  for (const stream of everyStream) {
    const { state } = await jsm.streams.info(stream);
    const consumer = await jetstream(admin).consumers.get(stream);
    for await (const { subject, data, info } of await consumer.fetch({
      max_messages: state.messages,
      expires: 1_000,
    })) {
      const text = textOf(data);
      // What a consumer delivers keeps its subject: in the stream of another it lies where nobody's filter has it.
      const counts = stream.startsWith('KV_')
        ? subject.startsWith('$KV.')
        : events.some((contract) => contract.stream === stream && channelOf(contract) === subject);
      const author = serviceNames.find((name) => text === `crafted by ${name}`);
      const isRight = author
        ? services[author].publishes.some((contract) => channelOf(contract) === subject)
        : text === `theirs ${subject}` || isAnswerOfServer(text);
      if (counts && !isRight) found.push(`${subject}: ${text}`);
      if (info.pending === 0) break;
    }
  }
  return found;
}

/** Everything of others that a trick could change. Own streams grow, own consumers move on. */
async function stateFor(name: ServiceName): Promise<object> {
  const own: readonly string[] = services[name].consumes.map(({ durable }) => durable);
  const kept = everyStream.map(async (stream) => {
    const { config, state } = await jsm.streams.info(stream);
    // A bucket keeps one value of a key: an answer in its place is no value, see live-view.spec.ts.
    const { first_seq, num_deleted = 0 } = state;
    return stream.startsWith('KV_') ? { config } : { config, first_seq, num_deleted };
  });
  const consuming = durables.map(async ({ durable, contract }) => {
    const { config, delivered, ack_floor } = await jsm.consumers.info(contract.stream, durable);
    return own.includes(durable)
      ? { config }
      : { config, delivered: delivered.consumer_seq, acknowledged: ack_floor.stream_seq };
  });
  return { streams: await Promise.all(kept), consumers: await Promise.all(consuming) };
}

/** What the server says of itself: no event, no question and no value has this form. */
function isAnswerOfServer(text: string): boolean {
  try {
    const answer = JSON.parse(text) as { type?: string; stream?: string; seq?: number; error?: unknown };
    return (
      answer.type?.startsWith('io.nats.jetstream.api.') === true ||
      (typeof answer.stream === 'string' && !('data' in answer))
    );
  } catch {
    return text === '';
  }
}

const textOf = (data: Uint8Array) => new TextDecoder().decode(data);
