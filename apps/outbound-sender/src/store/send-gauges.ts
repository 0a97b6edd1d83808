import { gaugesAtScrape, type Sample } from '@wabx/telemetry';
import type { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import type { ChannelAccess } from '../channel-access.js';
import { currentPace } from '../sending/pace.js';
import { currentRates } from './number-rates.js';

/** States in which somebody or something has still to act. */
const OPEN_STATES = ['queued', 'retry_wait', 'sending', 'unknown', 'needs_review'];
const byState = { labels: ['state'] };
const byNumber = { labels: ['phone_number_id'] };

/** What waits to be sent and how fast it may leave: the same in every replica, so take the max. */
export function measureSends(registry: Registry, source: DataSource, access: ChannelAccess): void {
  gaugesAtScrape(
    registry,
    {
      wabx_sends: { help: 'Replies that are not settled, by state; the same in every replica', ...byState },
      wabx_sends_oldest_seconds: {
        help: 'Since when the oldest reply of a state was accepted, 0 without one; the same in every replica',
        ...byState,
      },
      wabx_send_pauses: {
        help: 'Channels and numbers that are paused because Meta refuses them; the same in every replica',
        labels: ['width'],
      },
    },
    async () => {
      const [states, [pauses]] = await Promise.all([countByState(source), countPauses(source)]);
      const counted = new Map(states.map((row) => [row.state, row]));
      return {
        wabx_sends: OPEN_STATES.map((state): Sample => [counted.get(state)?.count ?? 0, { state }]),
        wabx_sends_oldest_seconds: OPEN_STATES.map((state): Sample => [counted.get(state)?.seconds ?? 0, { state }]),
        wabx_send_pauses: [
          [pauses?.channels ?? 0, { width: 'channel' }],
          [pauses?.numbers ?? 0, { width: 'number' }],
        ],
      };
    },
  );
  gaugesAtScrape(
    registry,
    {
      wabx_number_limit_per_second: { help: "Meta's limit of a number, both directions together", ...byNumber },
      wabx_number_pace_per_second: { help: 'Replies that a number may send now', ...byNumber },
      wabx_number_inbound_per_second: { help: 'Messages of customers to a number, of the last 10 s', ...byNumber },
      wabx_number_slowed_ratio: {
        help: "What Meta's complaints leave of a number's pace: 1 while it does not complain",
        ...byNumber,
      },
      wabx_number_sends_waiting: { help: 'Replies of a number that wait', ...byNumber },
    },
    async () => {
      const rates = (await currentRates(source, access.phoneNumberIds())).flatMap((rate) => {
        const limit = access.ofNumber(rate.phoneNumberId)?.number.sendsPerSecond;
        return limit === undefined ? [] : [{ ...rate, limit }];
      });
      const ofEach = (value: (rate: (typeof rates)[number]) => number) =>
        rates.map((rate): Sample => [value(rate), { phone_number_id: rate.phoneNumberId }]);
      return {
        wabx_number_limit_per_second: ofEach(({ limit }) => limit),
        wabx_number_pace_per_second: ofEach((rate) => currentPace(rate.limit, rate)),
        wabx_number_inbound_per_second: ofEach(({ inboundPerSecond }) => inboundPerSecond),
        wabx_number_slowed_ratio: ofEach(({ slowedTo }) => slowedTo),
        wabx_number_sends_waiting: ofEach(({ waiting }) => waiting),
      };
    },
  );
}

/** Each state from an index that holds nothing else: `send` has millions of settled rows. */
async function countByState(source: DataSource): Promise<{ state: string; count: number; seconds: number }[]> {
  const counted = `state, count(*)::int AS count, extract(epoch FROM wabx.now() - min(accepted_at))::float8 AS seconds`;
  return await source.query(
    `SELECT ${counted} FROM send WHERE state IN ('queued', 'retry_wait', 'sending', 'unknown') GROUP BY state
      UNION ALL SELECT ${counted} FROM send WHERE state = 'needs_review' GROUP BY state`,
  );
}

async function countPauses(source: DataSource): Promise<{ channels: number; numbers: number }[]> {
  return await source.query(
    `SELECT count(*) FILTER (WHERE phone_number_id = '')::int AS channels,
            count(*) FILTER (WHERE phone_number_id <> '')::int AS numbers FROM channel_pause`,
  );
}
