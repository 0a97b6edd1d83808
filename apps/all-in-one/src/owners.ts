import * as channelConfig from '@wabx/channel-config';
import * as mediaStore from '@wabx/media-store';
import * as outboundSender from '@wabx/outbound-sender';
import type { SchemaOwner } from '@wabx/persistence';
import * as router from '@wabx/router';
import * as stats from '@wabx/stats';

/** A service's corner of the database, but for the password, which comes from the environment. */
export type Owner = Omit<SchemaOwner, 'password'> & { service: string };

/** Who owns which schema; the only place where all of them stand together. */
export const owners: readonly Owner[] = [
  { service: 'channel-config', schema: 'config', role: 'wabx_config', migrations: channelConfig.migrations },
  { service: 'router', schema: 'router', role: 'wabx_router', migrations: router.migrations },
  { service: 'outbound-sender', schema: 'outbound', role: 'wabx_outbound', migrations: outboundSender.migrations },
  { service: 'media-store', schema: 'media', role: 'wabx_media', migrations: mediaStore.migrations },
  { service: 'stats', schema: 'stats', role: 'wabx_stats', migrations: stats.migrations },
];
