import { DataSource } from 'typeorm';
import {
  contentionOf,
  databaseDangers,
  databaseProviders,
  isTransientDatabaseError,
  measureOutbox,
  measurePool,
  startOutboxRelay,
} from '@wabx/persistence';
import { EventPublisher } from '@wabx/messaging';
import { databaseTlsShape, defineService, poolSize, tlsOf } from '@wabx/runtime';
import { z } from 'zod';
import { NATS, RouterAnswers } from './answers/router-answers.js';
import { TestMessages } from './answers/test-messages.js';
import { EarlierSessions } from './customers/earlier-sessions.js';
import { CustomerStore } from './customers/customer-store.js';
import { CustomerErasing } from './customers/erase-customer.js';
import { CustomerMerging } from './customers/merge-customers.js';
import { Configuration } from './directory.js';
import { OnMediaChanged } from './handlers/on-media-changed.js';
import { OnMessageReceived } from './handlers/on-message-received.js';
import { OnSendChanged } from './handlers/on-send-changed.js';
import { CustomersController } from './http/customers.controller.js';
import { DestinationsController } from './http/destinations.controller.js';
import { EventsController } from './http/events.controller.js';
import { MeController } from './http/me.controller.js';
import { MessagesController } from './http/messages.controller.js';
import { NotesController } from './http/notes.controller.js';
import { PresenceController } from './http/presence.controller.js';
import { QuickRepliesController } from './http/quick-replies.controller.js';
import { RawMessagesController } from './http/raw-messages.controller.js';
import { RepliesController } from './http/replies.controller.js';
import { ReplyGate } from './http/reply-gate.js';
import { SessionsController } from './http/sessions.controller.js';
import { EventRing } from './live/event-ring.js';
import { LiveGateway } from './live/gateway.js';
import { measureLiveEvents, measureShown } from './live/metrics.js';
import { Presence } from './live/presence.js';
import { AddressedReplies } from './messages/addressed-replies.js';
import { Decisions } from './messages/decisions.js';
import { NoteStore } from './messages/note-store.js';
import { ReplyStore } from './messages/reply-store.js';
import { migrations } from './migrations/index.js';
import { QuickReplyStore } from './quick-replies/quick-reply-store.js';
import { ReadMarks } from './sessions/read-marks.js';
import { measureSessions } from './sessions/session-gauges.js';
import { SessionStore } from './sessions/session-store.js';
import { SetupFollowing } from './sessions/setup-following.js';

class AppModule {}

/** Customers, sessions and messages: who receives what, who may answer, and the agents' live events. */
export const router = defineService({
  name: 'router',
  about: 'Customers, sessions and messages: lists, claim, reply, transfer, and live events for agents',
  port: 4102,
  config: z.object({
    DATABASE_URL: z.url(),
    ...databaseTlsShape,
    WABX_DATABASE_POOL: poolSize(10),
    /** Who reads what was written with a customer in earlier sessions of others: who owns the open one too, or supervisors alone. */
    WABX_EARLIER_SESSIONS: z.enum(['owner', 'supervisors']).default('owner'),
  }),
  findDangers: (config) => databaseDangers(config.DATABASE_URL, 'wabx-router', { tls: tlsOf('DATABASE', config) }),
  contentionOf,
  isTransient: isTransientDatabaseError,
  api: [
    SessionsController,
    MessagesController,
    NotesController,
    PresenceController,
    RawMessagesController,
    RepliesController,
    EventsController,
    CustomersController,
    DestinationsController,
    QuickRepliesController,
    MeController,
  ],
  module: ({
    config,
    nats,
    channels,
    directory,
    apiKeys,
    publisher,
    requests,
    readiness,
    metrics,
    onContention,
    log,
  }) => {
    const configuration = new Configuration(channels, directory);
    return {
      module: AppModule,
      controllers: [OnMessageReceived, OnSendChanged, OnMediaChanged, RouterAnswers, TestMessages],
      providers: [
        ...databaseProviders({
          url: config.DATABASE_URL,
          poolSize: config.WABX_DATABASE_POOL,
          readiness,
          tls: tlsOf('DATABASE', config),
          schema: 'router',
          applicationName: 'wabx-router',
          migrations,
          plansForAnyValues: true,
          log,
          onContention,
        }),
        { provide: Configuration, useValue: configuration },
        { provide: NATS, useValue: nats },
        { provide: EventPublisher, useValue: publisher },
        ReplyGate,
        {
          provide: SessionStore,
          inject: [DataSource],
          useFactory: (source: DataSource) => {
            measurePool(metrics, source);
            measureSessions(metrics, source, configuration);
            return new SessionStore(source, configuration);
          },
        },
        {
          provide: ReadMarks,
          inject: [DataSource, SessionStore],
          useFactory: (source: DataSource, sessions: SessionStore) => new ReadMarks(source, sessions, requests),
        },
        {
          provide: CustomerErasing,
          inject: [DataSource],
          useFactory: (source: DataSource) => new CustomerErasing(source, configuration, requests),
        },
        {
          provide: CustomerStore,
          inject: [DataSource],
          useFactory: (source: DataSource) => new CustomerStore(source, configuration),
        },
        {
          provide: CustomerMerging,
          inject: [DataSource],
          useFactory: (source: DataSource) => new CustomerMerging(source),
        },
        {
          provide: EarlierSessions,
          inject: [DataSource],
          useFactory: (source: DataSource) =>
            new EarlierSessions(source, configuration, config.WABX_EARLIER_SESSIONS === 'owner'),
        },
        {
          provide: ReplyStore,
          inject: [DataSource],
          useFactory: (source: DataSource) => new ReplyStore(source, configuration, requests),
        },
        {
          provide: AddressedReplies,
          inject: [DataSource, ReplyStore],
          useFactory: (source: DataSource, replies: ReplyStore) => new AddressedReplies(source, configuration, replies),
        },
        {
          provide: QuickReplyStore,
          inject: [DataSource],
          useFactory: (source: DataSource) => new QuickReplyStore(source),
        },
        {
          provide: NoteStore,
          inject: [DataSource],
          useFactory: (source: DataSource) => new NoteStore(source, configuration),
        },
        {
          provide: Decisions,
          inject: [DataSource],
          useFactory: (source: DataSource) => new Decisions(source, configuration),
        },
        {
          provide: SetupFollowing,
          inject: [DataSource],
          useFactory: (source: DataSource) => {
            return new SetupFollowing(source, configuration, log);
          },
        },
        {
          provide: LiveGateway,
          useFactory: async () => {
            const ring = await EventRing.open(nats, configuration, {
              onBadEvent: (sequence, reason) => log.error('bad fact', { sequence, reason }),
              onShown: measureShown(metrics),
            });
            const gateway = new LiveGateway(ring, configuration, apiKeys);
            measureLiveEvents(metrics, gateway);
            return gateway;
          },
        },
        {
          provide: Presence,
          inject: [LiveGateway],
          useFactory: (gateway: LiveGateway) => new Presence(nats, (change) => gateway.showPresence(change)),
        },
        {
          provide: 'outbox',
          inject: [DataSource],
          useFactory: (source: DataSource) => {
            const relay = startOutboxRelay({ source, log, publish: (entry) => publisher.publishOutboxEntry(entry) });
            measureOutbox(metrics, source, relay);
            return { onApplicationShutdown: () => relay.stop() };
          },
        },
      ],
    };
  },
});
