import { openDatabase } from '@wabx/persistence';
import { KeyRing, loadConfig, sealingKeysSchema } from '@wabx/runtime';
import 'reflect-metadata';
import { z } from 'zod';
import { Channel, ChannelNumber } from './channels/channel.entity.js';
import { migrations } from './migrations/index.js';
import { rewrapSecrets } from './rewrap.js';

/**
 * `node apps/channel-config/dist/rewrap-main.js`, with the environment of channel-config. To change the sealing key: put
 * the new one first in WABX_SEALING_KEYS and restart, run this, wait a minute, take the old one out and restart.
 */
try {
  const { DATABASE_URL: url, WABX_SEALING_KEYS: keys } = loadConfig(
    'channel-config',
    z.object({ DATABASE_URL: z.string(), WABX_SEALING_KEYS: sealingKeysSchema }),
    process.env,
  );
  const log = { log: () => undefined, warn: (message: string) => process.stderr.write(`${message}\n`) };
  const source = await openDatabase({
    url,
    schema: 'config',
    applicationName: 'channel-config-rewrap',
    migrations,
    entities: [Channel, ChannelNumber],
    log,
  });
  const count = await rewrapSecrets(source, new KeyRing(keys));
  await source.destroy();
  process.stdout.write(`${count} values are sealed with the key ${keys[0]?.id ?? ''} now.\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
