import { services, streams, views, type ServiceName } from '@wabx/contracts';
import { inboxOf } from './connection.js';

/** As nats-server's configuration spells them. */
export interface NatsPermissions {
  publish: { allow: string[] };
  subscribe: { allow: string[] };
  allow_responses: boolean;
}

/**
 * The least that a service's user needs on NATS, derived from what `contracts` says it does: it cannot publish another's
 * facts, change a stream, or listen to answers for others.
 */
export function natsPermissionsOf(name: ServiceName): NatsPermissions {
  const service = services[name];
  const published = [
    ...service.publishes.map((contract) => `${contract.subject}.*`),
    ...service.asks.map((request) => request.subject),
    ...service.signals.map((signal) => signal.subject),
    // Start-up compares every stream, consumer and bucket with what it should be.
    '$JS.API.INFO',
    ...streams.map((stream) => `$JS.API.STREAM.INFO.${stream.name}`),
    '$JS.API.CONSUMER.INFO.>',
    '$JS.FC.>',
    ...service.consumes.flatMap(({ contract: { stream }, durable }) => [
      `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
      `$JS.ACK.${stream}.${durable}.>`,
      // Servers from 2.15 on put domain and account before the stream.
      `$JS.ACK.*.*.${stream}.${durable}.>`,
    ]),
    ...views.flatMap((view) => reading(`KV_${view.bucket}`)),
    ...(service.writesViews ? views.map((view) => `$KV.${view.bucket}.>`) : []),
    ...service.reads.flatMap(reading),
    ...service.replays.map((stream) => `$JS.API.STREAM.MSG.DELETE.${stream}`),
    ...service.trims.flatMap((stream) => [
      `$JS.API.CONSUMER.LIST.${stream}`,
      // Where the events begin that a consumer has not acknowledged.
      `$JS.API.STREAM.MSG.GET.${stream}`,
      `$JS.API.STREAM.PURGE.${stream}`,
    ]),
  ];
  return {
    publish: { allow: [...new Set(published)] },
    subscribe: {
      allow: [
        `${inboxOf(name)}.>`,
        ...service.answers.map((request) => request.subject),
        ...service.signals.map((signal) => signal.subject),
      ],
    },
    allow_responses: true,
  };
}

/** Reading a stream with consumers of one's own, which vanish with the connection. */
function reading(stream: string): string[] {
  return [
    `$JS.API.STREAM.INFO.${stream}`,
    `$JS.API.STREAM.MSG.GET.${stream}`,
    `$JS.API.DIRECT.GET.${stream}`,
    `$JS.API.DIRECT.GET.${stream}.>`,
    `$JS.API.CONSUMER.CREATE.${stream}`,
    `$JS.API.CONSUMER.CREATE.${stream}.>`,
    `$JS.API.CONSUMER.DELETE.${stream}.>`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.>`,
    `$JS.ACK.${stream}.>`,
    `$JS.ACK.*.*.${stream}.>`,
  ];
}
