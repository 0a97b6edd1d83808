import { instantInput } from '@wabx/runtime';
import { z } from 'zod';

export const presets = ['today', 'yesterday', 'last7days', 'last30days', 'thisMonth', 'all'] as const;
export type Preset = (typeof presets)[number];

const QUARTER_HOUR_MS = 15 * 60_000;

/** A local date, or an instant at a full quarter of an hour, because that is what the counters are kept by. */
const limit = z.union([
  z.iso.date(),
  instantInput.refine((instant) => Date.parse(instant) % QUARTER_HOUR_MS === 0, 'must be at a full quarter of an hour'),
]);

const filters = z.strictObject({
  range: z
    .enum(presets)
    .optional()
    .describe('`all` when neither this nor from and to is given; `last7days` and `last30days` end with today'),
  from: limit.optional().describe('A local date, or an instant at a full quarter of an hour; inclusive'),
  to: limit.optional().describe('A local date, counted to its end, or an instant, exclusive'),
  tz: z
    .string()
    .max(64)
    .refine(isZone, 'must be an IANA time zone such as Europe/Berlin, or UTC')
    .optional()
    .describe('IANA time zone of the days and hours; UTC when not given'),
  channelId: z.uuid().optional(),
  phoneNumberId: z.string().max(64).optional(),
});

const hasOnePeriod = ({ range, from, to }: { range?: string; from?: string; to?: string }) =>
  range === undefined ? (from === undefined) === (to === undefined) : from === undefined && to === undefined;
const onePeriod = { error: 'give either range or both from and to', path: ['range'] };

export const reportQuery = filters.refine(hasOnePeriod, onePeriod);
export type ReportQuery = z.infer<typeof reportQuery>;

export const intervals = ['hour', 'day'] as const;
export const timeseriesQuery = filters.extend({ interval: z.enum(intervals) }).refine(hasOnePeriod, onePeriod);
export type TimeseriesQuery = z.infer<typeof timeseriesQuery>;

/**
 * Area/Location or UTC. Abbreviations (`CET`) and offsets (`+01:00`) are refused on purpose: Postgres reads the former
 * without their summer time and the latter with the opposite sign.
 */
function isZone(name: string): boolean {
  if (name !== 'UTC' && !/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
