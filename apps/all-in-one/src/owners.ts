// The migrations alone: the whole of every service takes seconds to load, and the job is waited for.
import { migrations as channelConfig } from '@wabx/channel-config/migrations';
import { migrations as consoleMigrations } from '@wabx/console/migrations';
import { migrations as mediaStore } from '@wabx/media-store/migrations';
import { migrations as outboundSender } from '@wabx/outbound-sender/migrations';
import type { SchemaOwner } from '@wabx/persistence';
import { migrations as router } from '@wabx/router/migrations';
import { migrations as stats } from '@wabx/stats/migrations';

/** A service's corner of the database, but for the password, which comes from the environment. */
export type Owner = Omit<SchemaOwner, 'password'> & { service: string };

/** Who owns which schema; the only place where all of them stand together. */
export const owners: readonly Owner[] = [
  { service: 'channel-config', schema: 'config', role: 'wabx_config', migrations: channelConfig },
  { service: 'router', schema: 'router', role: 'wabx_router', migrations: router },
  { service: 'outbound-sender', schema: 'outbound', role: 'wabx_outbound', migrations: outboundSender },
  { service: 'media-store', schema: 'media', role: 'wabx_media', migrations: mediaStore },
  { service: 'console', schema: 'console', role: 'wabx_console', migrations: consoleMigrations },
  { service: 'stats', schema: 'stats', role: 'wabx_stats', migrations: stats },
];

/** The setting of the migration that gives the role of this service its password. */
export function passwordVariableOf(service: string): string {
  return `WABX_${service.toUpperCase().replaceAll('-', '_')}_DATABASE_PASSWORD`;
}
