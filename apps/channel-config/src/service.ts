import { Module } from '@nestjs/common';
import { Requests } from '@wabx/messaging';
import {
  contentionOf,
  databaseDangers,
  databaseProviders,
  isTransientDatabaseError,
  measurePool,
} from '@wabx/persistence';
import {
  databaseTlsShape,
  defineService,
  issuersOf,
  KeyRing,
  parseApiKey,
  poolSize,
  sealingKeysSchema,
  sharedSealing,
  signingKeySchema,
  tlsOf,
} from '@wabx/runtime';
import { inSpan } from '@wabx/telemetry';
import { createGraphClient, measureGraph } from '@wabx/whatsapp';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { AuditController } from './audit/audit.controller.js';
import { AuditTrail } from './audit/audit-trail.js';
import { AuditVerification } from './audit/audit-verification.js';
import { OnOperationPerformed } from './audit/on-operation-performed.js';
import { Channel, ChannelNumber } from './channels/channel.entity.js';
import { keyRingOf } from './channels/channel-secrets.js';
import { ChannelStore } from './channels/channel-store.js';
import { ChannelsController } from './channels/channels.controller.js';
import { PublicUrlsController } from './channels/public-urls.controller.js';
import { NumberStore } from './channels/number-store.js';
import { NumbersController } from './channels/numbers.controller.js';
import { Conversations } from './conversations.js';
import { ConfigApplication } from './config-file/apply-config.js';
import { ConfigFileController, YamlBodies } from './config-file/config-file.controller.js';
import { Extension } from './directory/extension.entity.js';
import { ExtensionStore } from './directory/extension-store.js';
import { ExtensionsController } from './directory/extensions.controller.js';
import { Queue, QueueAgent } from './directory/queue.entity.js';
import { QueueStore } from './directory/queue-store.js';
import { QueuesController } from './directory/queues.controller.js';
import { Doctor } from './doctor/doctor.js';
import { DoctorController } from './doctor/doctor.controller.js';
import { KeptChecks } from './doctor/kept-checks.js';
import { MetaGraph } from './doctor/meta-graph.js';
import { FactsRelay } from './facts-relay.js';
import { AccountNotices } from './health/account-notices.js';
import { AccountNoticesController } from './health/account-notices.controller.js';
import { measureChannels } from './health/channel-gauges.js';
import { ChannelHealth } from './health/channel-health.js';
import { HealthMetrics } from './health/health-metrics.js';
import { HealthWatch } from './health/health-watch.js';
import { OnAccountChanged } from './health/on-account-changed.js';
import { OnIngressObserved } from './health/on-ingress-observed.js';
import { OnMediaChanged } from './health/on-media-changed.js';
import { OnSendChanged } from './health/on-send-changed.js';
import { Administrators } from './keys/administrators.js';
import { ApiKey } from './keys/api-key.entity.js';
import { ApiKeyStore } from './keys/api-key-store.js';
import { ApiKeysController } from './keys/api-keys.controller.js';
import { ensureBootstrapKey } from './keys/bootstrap-key.js';
import { migrations } from './migrations/index.js';
import { Projection } from './projection/projection.js';
import { trustedSigner } from './projection/trusted-signer.js';
import { Nats } from './proof/nats.js';
import { ProofController } from './proof/proof.controller.js';
import { PublicUrls, readPublicUrls } from './public-urls.js';
import { sealAppSecretsAnew } from './rewrap.js';

const GRAPH_TIMEOUT_MS = 8_000;
/** An authentication error is to show within a minute, with all that lies between. */
const HEALTH_TICK_MS = 2_000;

@Module({})
class AppModule {}

export const channelConfig = defineService({
  name: 'channel-config',
  about:
    'Channels with their numbers and secrets, extensions, queues and API keys. Every change is projected to the other services within a second.',
  port: 4101,
  config: z.object({
    DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must look like postgres://role:password@host:5432/database'),
    ...databaseTlsShape,
    WABX_DATABASE_POOL: poolSize(10),
    WABX_SEALING_KEYS: sealingKeysSchema,
    /** For app secrets, where these have keys of their own; webhook-ingress has them too. */
    WABX_APP_SECRET_KEYS: sealingKeysSchema.optional(),
    /** Signs what is projected to the other services, which have its public key in WABX_TRUSTED_KEYS. */
    WABX_SIGNING_KEY: signingKeySchema,
    WABX_PUBLIC_URLS: z.string(),
    WABX_ALLOW_HTTP: z.enum(['no', 'loopback']).default('no'),
    WABX_GRAPH_URL: z.url({ protocol: /^https?$/ }).default('https://graph.facebook.com'),
    WABX_GRAPH_VERSION: z
      .string()
      .regex(/^v\d+\.\d+$/)
      .default('v26.0'),
    /** Where Meta fetches files, when that is not the channel's public URL; as for media-store. */
    WABX_MEDIA_PUBLIC_URL: z
      .url()
      .transform((url) => url.replace(/(?<!\/)\/+$/, ''))
      .optional(),
    WABX_HEALTH_CHECK_SECONDS: z.coerce.number().min(10).max(86_400).default(900),
    /** How long an examination by the doctor is good for who asks again. */
    WABX_DOCTOR_KEPT_SECONDS: z.coerce.number().min(0).max(60).default(10),
    WABX_BOOTSTRAP_KEY: z
      .string()
      .refine(
        (token) => parseApiKey(token) !== undefined,
        'must be wabx_<8 to 32 letters and digits>_<43 base64url characters>',
      )
      .optional(),
  }),
  findDangers: async (config) => [
    ...sharedSealing(config.WABX_APP_SECRET_KEYS),
    ...(await databaseDangers(config.DATABASE_URL, 'channel-config', { tls: tlsOf('DATABASE', config) })),
  ],
  contentionOf,
  isTransient: isTransientDatabaseError,
  api: [
    ChannelsController,
    PublicUrlsController,
    NumbersController,
    ExtensionsController,
    QueuesController,
    ApiKeysController,
    AccountNoticesController,
    AuditController,
    ConfigFileController,
    DoctorController,
    ProofController,
  ],
  module: (context) => {
    const { config, nats, publisher, requests, readiness, metrics, onContention, log } = context;
    const ring = keyRingOf(config);
    const sign = trustedSigner(config.WABX_SIGNING_KEY, context.verify);
    const publicUrls = readPublicUrls(
      config.WABX_PUBLIC_URLS,
      config.WABX_ALLOW_HTTP === 'loopback' && config.WABX_ENV === 'development',
    );
    const bootstrapKey = config.WABX_BOOTSTRAP_KEY;
    const graph = createGraphClient({
      baseUrl: config.WABX_GRAPH_URL,
      version: config.WABX_GRAPH_VERSION,
      timeoutMs: GRAPH_TIMEOUT_MS,
      userAgent: 'wabx',
      onCalled: measureGraph(metrics, ['getPhoneNumber', 'debugToken', 'getSubscribedApps']),
      inSpan,
    });
    return {
      module: AppModule,
      controllers: [OnAccountChanged, OnIngressObserved, OnMediaChanged, OnOperationPerformed, OnSendChanged],
      providers: [
        ...databaseProviders({
          url: config.DATABASE_URL,
          poolSize: config.WABX_DATABASE_POOL,
          readiness,
          tls: tlsOf('DATABASE', config),
          schema: 'config',
          applicationName: 'channel-config',
          migrations,
          entities: [ApiKey, Channel, ChannelNumber, Extension, Queue, QueueAgent],
          log,
          onContention,
        }),
        { provide: KeyRing, useValue: ring },
        { provide: PublicUrls, useValue: publicUrls },
        { provide: Nats, useValue: new Nats(nats) },
        { provide: MetaGraph, useValue: new MetaGraph(graph, config.WABX_MEDIA_PUBLIC_URL) },
        { provide: KeptChecks, useValue: new KeptChecks(config.WABX_DOCTOR_KEPT_SECONDS) },
        { provide: HealthMetrics, useValue: new HealthMetrics(metrics) },
        {
          provide: HealthWatch,
          inject: [DataSource, Doctor, ChannelHealth, HealthMetrics],
          useFactory: (source: DataSource, doctor: Doctor, health: ChannelHealth, healthMetrics: HealthMetrics) =>
            new HealthWatch({
              source,
              doctor,
              health,
              metrics: healthMetrics,
              log,
              checkEverySeconds: config.WABX_HEALTH_CHECK_SECONDS,
              tickMs: HEALTH_TICK_MS,
            }),
        },
        {
          provide: Projection,
          inject: [DataSource],
          useFactory: async (source: DataSource) => {
            measurePool(metrics, source);
            measureChannels(metrics, source);
            if (config.WABX_APP_SECRET_KEYS) await sealAppSecretsAnew(source, ring, log);
            if (bootstrapKey !== undefined) await ensureBootstrapKey(source, bootstrapKey, log);
            return await Projection.open(source, nats, { sign, verify: context.verify }, log, context);
          },
        },
        {
          provide: FactsRelay,
          inject: [DataSource],
          useFactory: (source: DataSource) => new FactsRelay(source, publisher, metrics, log),
        },
        { provide: Requests, useValue: requests },
        { provide: Administrators, useValue: new Administrators(issuersOf(config)) },
        Conversations,
        AccountNotices,
        ApiKeyStore,
        AuditTrail,
        AuditVerification,
        ChannelHealth,
        ChannelStore,
        ConfigApplication,
        Doctor,
        ExtensionStore,
        NumberStore,
        QueueStore,
        YamlBodies,
      ],
    };
  },
});
