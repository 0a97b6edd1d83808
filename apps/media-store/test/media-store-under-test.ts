import {
  channelsView,
  fileIdOf,
  mayReadFile,
  mediaChanged,
  messageReceived,
  newId,
  type DataOf,
  type Event,
} from '@wabx/contracts';
import { connectNats, EventPublisher, fromWire, Requests, toEvent, toWire, ViewWriter } from '@wabx/messaging';
import { setClockOffset } from '@wabx/persistence';
import { KeyRing, sealingKeysSchema, sealPurpose, startService, type RunningService } from '@wabx/runtime';
import {
  createTestDatabase,
  projectConfiguration,
  startTestNats,
  testApiKey,
  testChannel,
  testSealingKeys,
  testTrust,
  testSigning,
} from '@wabx/testing';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DataSource } from 'typeorm';
import { mediaStore, migrations } from '../src/index.js';
import { startFakeMeta, type FakeFile } from './fake-meta.js';
import { measure } from './large-file.js';

export const PHONE_NUMBER_ID = '106540352242922';
export const linkKeys = `link:${randomBytes(32).toString('base64')}`;

/** A media-store on a real database, broker and directory, with a Meta and a router that do as the test says. */
export async function startMediaStoreUnderTest({
  inThisProcess = true,
  environment = {},
}: { inThisProcess?: boolean; environment?: Record<string, string> } = {}) {
  const [nats, meta, directory, database] = await Promise.all([
    startTestNats(),
    startFakeMeta(),
    mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-media-`)),
    createTestDatabase({
      adminUrl: process.env['WABX_TEST_DATABASE_URL'] ?? '',
      owners: [{ schema: 'media', role: 'wabx_media', password: 'media-password', migrations }],
    }),
  ]);
  const [one, other] = [newId(), newId()];
  const channel = await testChannel([
    { phoneNumberId: PHONE_NUMBER_ID, e164: '+15550100', destination: { type: 'extension', id: one } },
  ]);
  meta.accessToken = channel.accessToken;
  const keys = {
    system: testApiKey(['media:read', 'media:write']),
    writer: testApiKey(['media:write']),
    stats: testApiKey(['stats:read']),
    agent: testApiKey(['agent'], one),
    sameExtension: testApiKey(['agent'], one),
    otherAgent: testApiKey(['agent'], other),
  };
  await projectConfiguration(nats.url, {
    channels: [channel.view],
    apiKeys: Object.values(keys).map(({ entry }) => entry),
  });

  const env = {
    PORT: '0',
    NATS_URL: nats.url,
    ...testTrust,
    DATABASE_URL: database.urlOf('media'),
    WABX_SEALING_KEYS: testSealingKeys,
    WABX_LINK_KEYS: linkKeys,
    WABX_GRAPH_URL: meta.url,
    WABX_MEDIA_DIR: directory,
    LOG_LEVEL: 'error',
    ...environment,
  };
  let service: RunningService | undefined = inThisProcess ? await startService(mediaStore, env) : undefined;
  const connection = await connectNats({ url: nats.url, name: 'test' });
  const publisher = new EventPublisher(connection);
  const requests = new Requests({ url: nats.url, name: 'test' });
  const source: DataSource = await database.dataSourceOf('media');

  const facts: Event<typeof mediaChanged>[] = [];
  const factFeed = connection.subscribe(`${mediaChanged.subject}.*`, {
    callback: (_error, message) => void facts.push(fromWire(mediaChanged, message.data)),
  });
  const allowed = new Set<string>();
  let channelVersion = channel.view.version;
  let asked = 0;
  const router = connection.subscribe(mayReadFile.subject, {
    callback: (_error, message) => {
      asked += 1;
      const { id, data } = message.json<{ id: string; data: { fileId: string; extensionId: string } }>();
      const response = { allowed: allowed.has(`${data.extensionId} ${data.fileId}`) };
      message.respond(JSON.stringify({ id, response, isDisposed: true }));
    },
  });

  const url = () => service?.url ?? '';
  const stopAll = async () => {
    await service?.stop();
    await requests.close();
    factFeed.unsubscribe();
    await connection.close();
    await database.drop();
    await Promise.all([meta.stop(), nats.stop()]);
    await rm(directory, { recursive: true, force: true });
  };

  return {
    meta,
    nats,
    env,
    keys,
    channel,
    directory,
    source,
    requests,
    publisher,
    facts,
    extensions: { one, other },
    url,
    stop: stopAll,
    stopService: async () => {
      await service?.stop();
      service = undefined;
    },
    startService: async () => {
      service = await startService(mediaStore, env);
    },
    allow: (extensionId: string, fileId: string) => allowed.add(`${extensionId} ${fileId}`),
    timesRouterWasAsked: () => asked,
    routerGoesAway: () => router.unsubscribe(),
    moveClock: async (seconds: number) => await setClockOffset(database.adminUrl, seconds),
    factsOf: (fileId: string) => facts.flatMap(({ data }) => (data.fileId === fileId ? [data] : [])),

    /** A message with a file, as the ingress publishes it; the file is at Meta unless `atMeta` is false. */
    receive: async (file: Partial<FakeFile> & Pick<FakeFile, 'chunks' | 'size'>, more: Incoming = {}) => {
      const waMessageId = `wamid.${randomBytes(12).toString('base64')}`;
      const mediaId = randomBytes(7).toString('hex');
      const full: FakeFile = { mimeType: 'application/pdf', phoneNumberId: PHONE_NUMBER_ID, ...file };
      const { phoneNumberId } = full;
      const fileId = fileIdOf('key', phoneNumberId, waMessageId);
      if (more.atMeta !== false) meta.files.set(mediaId, full);
      const data: DataOf<typeof messageReceived> = {
        phoneNumberId,
        waMessageId,
        origin: 'customer',
        customer: { waId: '15550123' },
        sentAt: (more.sentAt ?? new Date()).toISOString(),
        receivedAt: new Date().toISOString(),
        content: {
          kind: 'document',
          media: { fileId, mediaId, mimeType: full.mimeType, filename: more.filename ?? 'from customer.pdf' },
        },
        raw: {},
      };
      const publish = async (messageId?: string) => {
        const wire = toWire(messageReceived, toEvent(messageReceived, channel.view.id, data));
        await publisher.publishWire({ ...wire, messageId: messageId ?? wire.messageId });
      };
      await publish();
      return { fileId, mediaId, publishAgain: publish };
    },

    get: async (
      route: string,
      key: { token: string } | undefined,
      headers: Record<string, string> = {},
      method = 'GET',
    ) =>
      await fetch(`${url()}${route}`, {
        method,
        headers: { ...headers, ...(key && { authorization: `Bearer ${key.token}` }) },
      }),

    upload: async (
      chunks: Bytes,
      { key = keys.system, filename = 'a.pdf', type = 'application/pdf', base = url() } = {},
    ) => await upload(base, key.token, chunks, filename, type),

    objectsOnDisk: async () => {
      const names = await readdir(directory, { recursive: true, withFileTypes: true });
      return names.filter((entry) => entry.isFile() && !entry.name.endsWith('.json')).map(({ name }) => name);
    },

    rotateAccessToken: async (accessToken: string) => {
      const ring = new KeyRing(sealingKeysSchema.parse(testSealingKeys));
      const writer = await ViewWriter.open(channelsView, connection, testSigning);
      await writer.write(channel.view.id, {
        ...channel.view,
        version: ++channelVersion,
        sealedAccessToken: await ring.seal(accessToken, sealPurpose.accessToken(channel.view.id)),
      });
    },
  };
}

type Bytes = Iterable<Buffer> | AsyncIterable<Buffer>;

interface Incoming {
  atMeta?: boolean;
  sentAt?: Date;
  filename?: string;
}

export type MediaStoreUnderTest = Awaited<ReturnType<typeof startMediaStoreUnderTest>>;

/** A multipart upload that is written as it goes, so that no test holds 100 MB. */
export async function upload(base: string, token: string, chunks: Bytes, filename: string, type: string) {
  const boundary = `test-${randomBytes(8).toString('hex')}`;
  const body = async function* () {
    yield Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${filename}"\r\ncontent-type: ${type}\r\n\r\n`,
    );
    yield* chunks;
    yield Buffer.from(`\r\n--${boundary}--\r\n`);
  };
  return await fetch(`${base}/v1/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: body(),
    duplex: 'half',
  });
}

/** Size and hash of an answer's body, which is not held. */
export async function measureBody(answer: Response): Promise<{ sizeBytes: number; sha256: string }> {
  if (!answer.body) throw new Error('the answer has no body');
  return await measure(answer.body);
}
