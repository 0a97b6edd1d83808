import {
  consumers,
  filterOf,
  services,
  views,
  type ServiceName,
  type StreamName,
  type ViewContract,
} from '@wabx/contracts';
import { inboxOf } from './connection.js';

/** As nats-server's configuration spells them; what is denied is so whatever is allowed. */
export interface NatsPermissions {
  publish: { allow: string[]; deny: string[] };
  subscribe: { allow: string[] };
  allow_responses: boolean;
}

/**
 * The least that a service's user needs on NATS, derived from what `contracts` says it does: it cannot publish another's
 * facts, change a stream, use or change another's consumer, or listen to answers for others. No right leads to
 * `DIRECT.GET`: with it the content of a stored message can be given another subject.
 */
export function natsPermissionsOf(name: ServiceName): NatsPermissions {
  const service = services[name];
  const own: readonly string[] = service.consumes.map(({ durable }) => durable);
  const followed = [...new Set(service.follows.map(({ stream }) => stream))];
  const published = [
    ...service.publishes.map(filterOf),
    ...service.asks.map((request) => request.subject),
    ...service.signals.map((signal) => signal.subject),
    ...(service.writesViews ? views.map((view) => `$KV.${view.bucket}.>`) : []),
    '$JS.API.INFO',
    ...streamsOf(name).map((stream) => `$JS.API.STREAM.INFO.${stream}`),
    ...service.consumes.flatMap(({ contract: { stream }, durable }) => [
      `$JS.API.CONSUMER.INFO.${stream}.${durable}`,
      `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
      `$JS.ACK.${stream}.${durable}.>`,
      // Servers from 2.15 on put domain and account before the stream.
      `$JS.ACK.*.*.${stream}.${durable}.>`,
    ]),
    ...views.flatMap(followingView),
    ...service.follows.map((contract) => `$JS.API.CONSUMER.CREATE.${contract.stream}.*.${filterOf(contract)}`),
    ...service.followsAll.map((stream) => `$JS.API.CONSUMER.CREATE.${stream}.*`),
    ...followed.flatMap(endingPush),
    // Pulled from: the feed goes on within a second after the server has come back.
    ...service.followsAll.flatMap((stream) =>
      ['INFO', 'MSG.NEXT', 'DELETE'].map((verb) => `$JS.API.CONSUMER.${verb}.${stream}.*`),
    ),
    ...[...service.looksAt, ...service.replays].map((stream) => `$JS.API.STREAM.MSG.GET.${stream}`),
    ...service.watches.map((stream) => `$JS.API.CONSUMER.LIST.${stream}`),
    ...service.replays.map((stream) => `$JS.API.STREAM.MSG.DELETE.${stream}`),
    ...service.trims.map((stream) => `$JS.API.STREAM.PURGE.${stream}`),
  ];
  const denied = [...followed, ...service.followsAll].flatMap((stream) =>
    durablesOf(stream).flatMap((durable) => [
      `$JS.API.CONSUMER.CREATE.${stream}.${durable}`,
      `$JS.API.CONSUMER.CREATE.${stream}.${durable}.>`,
      `$JS.API.CONSUMER.DELETE.${stream}.${durable}`,
      ...(own.includes(durable)
        ? []
        : ['INFO', 'MSG.NEXT'].map((verb) => `$JS.API.CONSUMER.${verb}.${stream}.${durable}`)),
    ]),
  );
  return {
    publish: { allow: [...new Set(published)], deny: denied },
    subscribe: {
      allow: [`${inboxOf(name)}.>`, ...[...service.answers, ...service.signals].map(({ subject }) => subject)],
    },
    allow_responses: service.answers.length > 0,
  };
}

/** The streams that a service has to do with, in whatever way. */
export function streamsOf(name: ServiceName): StreamName[] {
  const { publishes, consumes, follows, followsAll, looksAt, watches, replays, trims } = services[name];
  const ofEvents = [...publishes, ...consumes.map(({ contract }) => contract), ...follows].map(({ stream }) => stream);
  return [...new Set([...ofEvents, ...followsAll, ...looksAt, ...watches, ...replays, ...trims])];
}

/** With a consumer of one's own, which pushes and is not acknowledged; see live-view.ts. */
function followingView({ bucket }: ViewContract): string[] {
  const stream = `KV_${bucket}`;
  return [
    `$JS.API.STREAM.INFO.${stream}`,
    `$JS.API.STREAM.MSG.GET.${stream}`,
    `$JS.API.CONSUMER.CREATE.${stream}.*.$KV.${bucket}.>`,
    ...endingPush(stream),
  ];
}

/** The rest of what a consumer that pushes needs. */
function endingPush(stream: string): string[] {
  return [`$JS.API.CONSUMER.DELETE.${stream}.*`, `$JS.FC.${stream}.>`, `$JS.FC.*.*.${stream}.>`];
}

function durablesOf(stream: StreamName): string[] {
  return Object.values(consumers).flatMap(({ contract, durable }) => (contract.stream === stream ? [durable] : []));
}
