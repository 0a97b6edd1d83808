import type { LoggerService } from '@nestjs/common';
import { inTransaction } from '@wabx/persistence';
import { sealPurpose, type KeyRing } from '@wabx/runtime';
import { IsNull, type DataSource } from 'typeorm';
import { Channel } from './channels/channel.entity.js';
import { verifyTokenPurpose } from './channels/channel-secrets.js';

const sealedColumns = {
  sealedVerifyToken: verifyTokenPurpose,
  sealedAccessToken: sealPurpose.accessToken,
  sealedAppSecret: sealPurpose.appSecret,
  sealedPreviousAppSecret: sealPurpose.appSecret,
} satisfies Partial<Record<keyof Channel, (channelId: string) => string>>;

/**
 * Seals with the first key of the ring what another of its keys has sealed; answers how many values. Services may run
 * meanwhile, it may be stopped and run again. Once the changed channels are projected no service needs the old key any
 * more. Throws, with that channel untouched, when a value cannot be opened with the ring.
 */
export async function rewrapSecrets(source: DataSource, ring: KeyRing): Promise<number> {
  let count = 0;
  for (const id of await livingChannels(source)) {
    count += await inTransaction(source, (tx) => rewrapChannel(tx, id, ring, sealedColumns));
  }
  return count;
}

/**
 * At each start, so that app secrets get keys of their own by giving these: webhook-ingress opens nothing else. What no key
 * opens is left as it is, and the start goes on.
 */
export async function sealAppSecretsAnew(
  source: DataSource,
  ring: KeyRing,
  log: Pick<LoggerService, 'warn'>,
): Promise<void> {
  const { sealedAppSecret, sealedPreviousAppSecret } = sealedColumns;
  const columns = { sealedAppSecret, sealedPreviousAppSecret };
  for (const id of await livingChannels(source)) {
    await inTransaction(source, (tx) => rewrapChannel(tx, id, ring, columns)).catch((error: unknown) => {
      log.warn('an app secret cannot be sealed anew; give it again', { channelId: id, error: String(error) });
    });
  }
}

async function livingChannels(source: DataSource): Promise<string[]> {
  const channels = await source.manager.find(Channel, { where: { deletedAt: IsNull() }, order: { id: 'ASC' } });
  return channels.map(({ id }) => id);
}

async function rewrapChannel(
  tx: Parameters<Parameters<typeof inTransaction>[1]>[0],
  id: string,
  ring: KeyRing,
  wanted: Partial<typeof sealedColumns>,
): Promise<number> {
  const channel = await tx.findOne(Channel, {
    where: { id, deletedAt: IsNull() },
    lock: { mode: 'pessimistic_write' },
  });
  if (channel === null) return 0;
  const columns: Partial<Channel> = {};
  for (const [column, purposeOf] of Object.entries(wanted) as [keyof typeof sealedColumns, (id: string) => string][]) {
    const sealed = channel[column];
    if (sealed === null || sealed === '' || (await ring.isCurrent(sealed, purposeOf(id)))) continue;
    columns[column] = await ring.seal(await ring.open(sealed, purposeOf(id)), purposeOf(id));
  }
  const count = Object.keys(columns).length;
  // The version that administrators see stays: nothing that they edit has changed.
  if (count > 0) await tx.update(Channel, { id }, { ...columns, viewVersion: channel.viewVersion + 1 });
  return count;
}
