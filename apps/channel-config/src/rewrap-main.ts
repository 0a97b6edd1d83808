import { connectNats, verifierOf } from '@wabx/messaging';
import { openDatabase } from '@wabx/persistence';
import {
  databaseTlsShape,
  loadConfig,
  natsOf,
  natsShape,
  sealingKeysSchema,
  signingKeySchema,
  tlsOf,
} from '@wabx/runtime';
import 'reflect-metadata';
import { z } from 'zod';
import { keyRingOf } from './channels/channel-secrets.js';
import { Channel, ChannelNumber } from './channels/channel.entity.js';
import { Extension } from './directory/extension.entity.js';
import { Queue, QueueAgent } from './directory/queue.entity.js';
import { ApiKey } from './keys/api-key.entity.js';
import { migrations } from './migrations/index.js';
import { Projection } from './projection/projection.js';
import { trustedSigner } from './projection/trusted-signer.js';
import { rewrapSecrets } from './rewrap.js';

/**
 * `node dist/rewrap.js`, with the environment of channel-config, while everything runs: the
 * second step of changing the sealing key, see docs/guides/access.md. When it has ended well, every service has the new
 * values and none needs the old key any more.
 */
try {
  const {
    DATABASE_URL: url,
    WABX_SIGNING_KEY: signingKey,
    WABX_TRUSTED_KEYS: trustedKeys,
    ...settings
  } = loadConfig(
    'channel-config',
    z.object({
      DATABASE_URL: z.string(),
      ...databaseTlsShape,
      ...natsShape,
      WABX_SEALING_KEYS: sealingKeysSchema,
      WABX_APP_SECRET_KEYS: sealingKeysSchema.optional(),
      WABX_SIGNING_KEY: signingKeySchema,
      WABX_TRUSTED_KEYS: sealingKeysSchema,
    }),
    process.env,
  );
  const verify = verifierOf(trustedKeys);
  const signing = { sign: trustedSigner(signingKey, verify), verify };
  const log = { log: () => undefined, warn: (message: string) => process.stderr.write(`${message}\n`) };
  const applicationName = 'channel-config-rewrap';
  const entities = [ApiKey, Channel, ChannelNumber, Extension, Queue, QueueAgent];
  const nats = await connectNats({ ...natsOf(settings, 'channel-config'), name: 'channel-config' });
  const source = await openDatabase({
    url,
    tls: tlsOf('DATABASE', settings),
    schema: 'config',
    applicationName,
    migrations,
    entities,
    log,
  });
  try {
    const count = await rewrapSecrets(source, keyRingOf(settings));
    const projection = await Projection.open(source, nats, signing, log);
    await projection.onApplicationShutdown();
    process.stdout.write(
      `${count} values are sealed with the first key of their ring now, and every service has them.\n`,
    );
  } finally {
    await source.destroy();
    await nats.close();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
