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
import { databaseTlsShape, defineService, KeyRing, poolSize, sealingKeysSchema, tlsOf } from '@wabx/runtime';
import { inSpan } from '@wabx/telemetry';
import { createGraphClient, measureGraph, type GraphClient } from '@wabx/whatsapp';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { ChoresController } from './chores/chores.controller.js';
import { Sweeper } from './chores/sweeper.js';
import { EraseSendsController } from './erase-sends.js';
import { DeadLettersController } from './http/dead-letters.controller.js';
import { DeadLetters } from './http/dead-letters.js';
import { RatesController } from './http/rates.controller.js';
import { SendsController } from './http/sends.controller.js';
import { SendMetrics } from './metrics.js';
import { OnMessageReceived } from './on-message-received.js';
import { OnSendDecided } from './on-send-decided.js';
import { OnSendRequested } from './on-send-requested.js';
import { OnStatusReceived } from './on-status-received.js';
import { ChannelAccess } from './channel-access.js';
import { ReadMarks, ReadMarksController } from './read-marks.js';
import { SendLoop } from './sending/send-loop.js';
import { migrations } from './store/migrations.js';
import { measureSends } from './store/send-gauges.js';
import { NATS } from './tokens.js';

class AppModule {}

const GRAPH = Symbol('graph');

/** Sends replies through the Graph API at the permitted rate and owns the state of every one of them. */
export const outboundSender = defineService({
  name: 'outbound-sender',
  about: 'Sends replies to Meta at the permitted rate: the state of each send, rates, and what handlers gave up on.',
  port: 4103,
  config: z.object({
    DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must look like postgres://role:password@host:5432/database'),
    ...databaseTlsShape,
    WABX_DATABASE_POOL: poolSize(5),
    WABX_SEALING_KEYS: sealingKeysSchema,
    WABX_GRAPH_URL: z.url({ protocol: /^https?$/ }).default('https://graph.facebook.com'),
    WABX_GRAPH_VERSION: z
      .string()
      .regex(/^v\d+\.\d+$/, 'must look like v26.0')
      .default('v26.0'),
    // Not above 35: a call that runs longer does not end within the time that a stop leaves it.
    WABX_GRAPH_TIMEOUT_SECONDS: z.coerce.number().min(1).max(35).default(30),
  }),
  findDangers: (config) => databaseDangers(config.DATABASE_URL, 'outbound-sender', { tls: tlsOf('DATABASE', config) }),
  contentionOf,
  isTransient: isTransientDatabaseError,
  api: [SendsController, RatesController, DeadLettersController],
  module: ({ name, config, nats, channels, publisher, requests, readiness, metrics, onContention, log }) => ({
    module: AppModule,
    controllers: [
      OnSendRequested,
      OnSendDecided,
      OnStatusReceived,
      OnMessageReceived,
      ChoresController,
      ReadMarksController,
      EraseSendsController,
    ],
    providers: [
      ...databaseProviders({
        url: config.DATABASE_URL,
        poolSize: config.WABX_DATABASE_POOL,
        readiness,
        tls: tlsOf('DATABASE', config),
        schema: 'outbound',
        applicationName: name,
        migrations,
        indexesOnly: true,
        plansForAnyValues: true,
        // Starts and outcomes are asked for one batch at a time, leases, looks and picks now and then. Each connection plans
        // every statement for itself.
        log,
        onContention,
      }),
      { provide: NATS, useValue: nats },
      { provide: EventPublisher, useValue: publisher },
      { provide: SendMetrics, useValue: new SendMetrics(metrics) },
      { provide: ChannelAccess, useValue: new ChannelAccess(channels, new KeyRing(config.WABX_SEALING_KEYS)) },
      {
        provide: GRAPH,
        useFactory: () =>
          createGraphClient({
            baseUrl: config.WABX_GRAPH_URL,
            version: config.WABX_GRAPH_VERSION,
            timeoutMs: config.WABX_GRAPH_TIMEOUT_SECONDS * 1000,
            userAgent: 'wabx-outbound-sender/1',
            onCalled: measureGraph(metrics, ['sendMessage', 'markRead', 'getPhoneNumber']),
            inSpan,
          }),
      },
      {
        provide: ReadMarks,
        inject: [GRAPH, ChannelAccess],
        useFactory: (graph: GraphClient, access: ChannelAccess) => new ReadMarks(graph, access),
      },
      {
        provide: SendLoop,
        inject: [DataSource, ChannelAccess, SendMetrics, GRAPH],
        useFactory: (source: DataSource, access: ChannelAccess, sendMetrics: SendMetrics, graph: GraphClient) => {
          measurePool(metrics, source);
          measureSends(metrics, source, access);
          return new SendLoop({ source, graph, requests, access, metrics: sendMetrics, log });
        },
      },
      {
        provide: Sweeper,
        inject: [DataSource, ChannelAccess, SendLoop],
        useFactory: (source: DataSource, access: ChannelAccess, loop: SendLoop) =>
          new Sweeper({ source, requests, access, loop, log }),
      },
      {
        provide: DeadLetters,
        inject: [DataSource],
        useFactory: (source: DataSource) => new DeadLetters(nats, publisher, source),
      },
      {
        provide: 'outbox',
        inject: [DataSource],
        useFactory: (source: DataSource) => {
          const relay = startOutboxRelay({
            source,
            log,
            publish: (entry) => publisher.publishOutboxEntry(entry),
            // While hundreds leave in a second, who looks at one of them may see its state a tenth of a second later.
            gatherMs: 100,
          });
          measureOutbox(metrics, source, relay);
          return { onApplicationShutdown: () => relay.stop() };
        },
      },
    ],
  }),
});
