import type { LoggerService } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { apiKeysView, channelsView, directoryView, type ViewContract } from '@wabx/contracts';
import { LiveView, type Refusal, type Verify } from '@wabx/messaging';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Readiness } from './health.js';

export type ChannelsView = LiveView<typeof channelsView>;
export type DirectoryView = LiveView<typeof directoryView>;
export type ApiKeysView = LiveView<typeof apiKeysView>;

const REFUSALS: Refusal[] = ['not-signed', 'not-of-contract', 'older'];

/** Loads the configuration and follows it. The service is not ready before channel-config has signed all of it. */
export async function openViews(
  nats: NatsConnection,
  verify: Verify,
  { readiness, metrics, log }: { readiness: Readiness; metrics: Registry; log: Pick<LoggerService, 'error'> },
): Promise<{ channels: ChannelsView; directory: DirectoryView; apiKeys: ApiKeysView }> {
  const refused = new Counter({
    name: 'wabx_configuration_refused_total',
    help: 'Values in the buckets of configuration that are not used: not signed by channel-config, or older than known',
    labelNames: ['bucket', 'reason'],
    registers: [metrics],
  });
  const age: Gauge = new Gauge({
    name: 'wabx_configuration_age_seconds',
    help: 'For how long the copy of a bucket of configuration was not known to be the newest; +Inf before it is complete',
    labelNames: ['bucket'],
    registers: [metrics],
    collect: () => {
      for (const { bucket, view } of opened) age.set({ bucket }, view.unconfirmedForMs() / 1000);
    },
  });
  const opened: { bucket: string; view: { unconfirmedForMs(): number } }[] = [];
  const open = async <V extends ViewContract>(contract: V) => {
    const { bucket } = contract;
    const view = await LiveView.open(contract, nats, verify, (key, reason) => {
      refused.inc({ bucket, reason });
      log.error('a value in a bucket of configuration is refused', { bucket, key, reason });
    });
    for (const reason of REFUSALS) refused.inc({ bucket, reason }, 0);
    opened.push({ bucket, view });
    readiness.add(`configuration ${bucket}`, () => {
      if (!view.isComplete()) {
        throw new Error('channel-config has not signed it with a key of WABX_TRUSTED_KEYS; does channel-config run?');
      }
    });
    return view;
  };
  const [channels, directory, apiKeys] = await Promise.all([
    open(channelsView),
    open(directoryView),
    open(apiKeysView),
  ]);
  return { channels, directory, apiKeys };
}
