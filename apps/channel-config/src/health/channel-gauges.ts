import { channelStates } from '@wabx/contracts';
import { gaugesAtScrape, type Sample } from '@wabx/telemetry';
import type { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';

/**
 * How the channels are: the same in every replica, so take the max. Channel ids are labels here, and nowhere else: an
 * alert about a token must say which one to replace, there are few channels, and an id says nothing about a person.
 */
export function measureChannels(registry: Registry, source: DataSource): void {
  gaugesAtScrape(
    registry,
    {
      wabx_channels: { help: 'Channels by status; the same in every replica', labels: ['status'] },
      wabx_channel_token_expiry_timestamp_seconds: {
        help: "When a channel's access token expires; none for one that never does. The same in every replica",
        labels: ['channel'],
      },
    },
    async () => {
      const channels = (await source.query(
        `SELECT id, status_state AS status, extract(epoch FROM access_token_expires_at)::float8 AS expiry
           FROM channel WHERE deleted_at IS NULL`,
      )) as { id: string; status: string; expiry: number | null }[];
      return {
        wabx_channels: channelStates.map((status): Sample => [
          channels.filter((channel) => channel.status === status).length,
          { status },
        ]),
        wabx_channel_token_expiry_timestamp_seconds: channels.flatMap(({ id, expiry }): Sample[] =>
          expiry === null ? [] : [[expiry, { channel: id }]],
        ),
      };
    },
  );
}
