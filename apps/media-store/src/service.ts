import { HttpAdapterHost } from '@nestjs/core';
import {
  contentionOf,
  databaseDangers,
  databaseProviders,
  isTransientDatabaseError,
  measureOutbox,
  measurePool,
  startOutboxRelay,
} from '@wabx/persistence';
import { defineService, KeyRing, tlsOf } from '@wabx/runtime';
import { inSpan } from '@wabx/telemetry';
import { createGraphClient, measureGraph } from '@wabx/whatsapp';
import { DataSource } from 'typeorm';
import { ChannelAccess } from './channel-access.js';
import { configSchema } from './config.js';
import { FetchLoop } from './fetching/fetch-loop.js';
import { FetchQueue } from './fetching/fetch-queue.js';
import { isMediaUrl } from './fetching/media-url.js';
import { FileErasing } from './files/file-erasing.js';
import { FileExpiry } from './files/file-expiry.js';
import { FileStore } from './files/file-store.js';
import { Reconciliation } from './files/reconciliation.js';
import { acceptLargeUploads } from './http/accept-large-uploads.js';
import { FileRights } from './http/file-rights.js';
import { FileSender } from './http/file-sender.js';
import { LinkController } from './http/link.controller.js';
import { MediaController } from './http/media.controller.js';
import { UploadReceiver } from './http/upload-receiver.js';
import { LinkSigner } from './links/link-signer.js';
import { MediaAnswers } from './media-answers.js';
import { measureFetchQueue, MediaMetrics } from './metrics.js';
import { MetaUploads } from './meta-uploads.js';
import { migrations } from './migrations/index.js';
import { ObjectStoreError } from './object-store/object-store.js';
import { openObjectStore } from './object-store/open-object-store.js';
import { OnMessageReceived } from './on-message-received.js';

class MediaStoreModule {}

const GRAPH_MS_MAX = 20_000;

/** The bytes of messages, both ways: from Meta into the store, from agents to Meta, and gone when their time is over. */
export const mediaStore = defineService({
  name: 'media-store',
  about: 'Files both ways: fetches those of customers, takes uploads, serves them by right or by signed link',
  port: 4104,
  config: configSchema,
  findDangers: (config) => databaseDangers(config.DATABASE_URL, 'media-store', { tls: tlsOf('DATABASE', config) }),
  contentionOf,
  isTransient: (error) => error instanceof ObjectStoreError || isTransientDatabaseError(error),
  api: [MediaController, LinkController],
  module: ({ name, config, channels: channelsView, publisher, requests, readiness, metrics, onContention, log }) => {
    const objects = openObjectStore(config, log);
    const graphUrl = config.WABX_GRAPH_URL;
    const graph = createGraphClient({
      baseUrl: graphUrl,
      version: config.WABX_GRAPH_VERSION,
      timeoutMs: GRAPH_MS_MAX,
      userAgent: 'wabx-media-store',
      isMediaHost: (url) => isMediaUrl(url.href, graphUrl),
      onCalled: measureGraph(metrics, ['getMedia', 'downloadMedia', 'uploadMedia']),
      inSpan,
    });
    const measured = new MediaMetrics(metrics);
    const channels = new ChannelAccess(channelsView, new KeyRing(config.WABX_SEALING_KEYS));
    return {
      module: MediaStoreModule,
      controllers: [OnMessageReceived, MediaAnswers],
      providers: [
        ...databaseProviders({
          url: config.DATABASE_URL,
          poolSize: config.WABX_DATABASE_POOL,
          readiness,
          tls: tlsOf('DATABASE', config),
          schema: 'media',
          applicationName: name,
          migrations,
          log,
          onContention,
        }),
        { provide: ChannelAccess, useValue: channels },
        {
          provide: FileStore,
          inject: [DataSource],
          useFactory: (source: DataSource) => {
            measurePool(metrics, source);
            measureFetchQueue(metrics, source);
            return new FileStore(source);
          },
        },
        {
          provide: FetchQueue,
          inject: [DataSource],
          useFactory: (source: DataSource) => new FetchQueue(source),
        },
        {
          provide: FetchLoop,
          inject: [FetchQueue],
          useFactory: (queue: FetchQueue) =>
            new FetchLoop(queue, { graph, graphUrl, objects, channels, log, metrics: measured }),
        },
        { provide: MetaUploads, useValue: new MetaUploads(graph, objects, channels, measured) },
        {
          provide: FileExpiry,
          inject: [DataSource],
          useFactory: (source: DataSource) => new FileExpiry(source, objects, log),
        },
        {
          provide: FileErasing,
          inject: [DataSource],
          useFactory: (source: DataSource) => new FileErasing(source, objects),
        },
        {
          provide: LinkSigner,
          inject: [FileStore],
          useFactory: (files: FileStore) => new LinkSigner(config.WABX_LINK_KEYS, config.WABX_MEDIA_PUBLIC_URL, files),
        },
        {
          provide: FileRights,
          inject: [FileStore],
          useFactory: (files: FileStore) => new FileRights(files, requests),
        },
        { provide: FileSender, useValue: new FileSender(objects, measured) },
        {
          provide: UploadReceiver,
          inject: [FileStore, HttpAdapterHost],
          useFactory: (files: FileStore, host: HttpAdapterHost) => {
            acceptLargeUploads(host);
            return new UploadReceiver(files, objects, measured);
          },
        },
        {
          provide: 'background work',
          inject: [DataSource, FetchLoop],
          useFactory: (source: DataSource, fetching: FetchLoop) => {
            const relay = startOutboxRelay({ source, log, publish: (entry) => publisher.publishOutboxEntry(entry) });
            measureOutbox(metrics, source, relay);
            const reconciliation = new Reconciliation(source, objects, log);
            return {
              onApplicationBootstrap: () => {
                fetching.start();
                reconciliation.start();
              },
              // While the database is still there: what was being fetched is given back.
              beforeApplicationShutdown: async () => {
                await Promise.all([fetching.stop(), reconciliation.stop()]);
              },
              onApplicationShutdown: async () => {
                graph.close();
                await relay.stop();
              },
            };
          },
        },
      ],
    };
  },
});
