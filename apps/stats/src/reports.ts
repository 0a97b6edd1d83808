import { z } from 'zod';

const count = z.int().nonnegative();
const id = { channelId: z.uuid(), phoneNumberId: z.string() };

export const countsSchema = z.object({
  /** Messages of customers; reactions, edits, notices and echoes are in `apart`. */
  received: count,
  /** `total` is always the sum of the three: a late failure moves a message, it never changes the total. */
  sent: z.object({ total: count, succeeded: count, failed: count, pending: count }),
  delivered: count,
  read: count,
  apart: count,
});
export type Counts = z.infer<typeof countsSchema>;

export const channelCountsSchema = z.object({ ...id, ...countsSchema.shape });
export type ChannelCounts = z.infer<typeof channelCountsSchema>;

export const pointSchema = z.object({
  start: z.iso.datetime(),
  /** The same moment on the clocks of the asked time zone. */
  localStart: z.string(),
  ...countsSchema.shape,
});
export type Point = z.infer<typeof pointSchema>;

export const failureSchema = z.object({
  ...id,
  errorClass: z.string(),
  /** Meta's code; missing when the failure was found on our side. */
  errorCode: z.int().optional(),
  count,
});
export type Failure = z.infer<typeof failureSchema>;

/** A report names the instants it is about: `from` inclusive, `to` exclusive, missing where open. */
const reportOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    from: z.iso.datetime().optional(),
    to: z.iso.datetime().optional(),
    tz: z.string(),
    items: z.array(item),
  });

export const channelsReportSchema = reportOf(channelCountsSchema);
export const timeseriesReportSchema = reportOf(pointSchema);
export const failuresReportSchema = reportOf(failureSchema);

export const selfcheckSchema = z.object({
  checkedAt: z.iso.datetime(),
  /** Messages counted. */
  messages: count,
  /** Messages of which only the state of the send is known yet; not counted. */
  parked: count,
  /** Counters that differ from the recount; 0 unless something is broken. */
  differences: count,
  /** The first hundred of them. */
  examples: z.array(
    z.object({
      bucket: z.iso.datetime(),
      ...id,
      counted: z.record(z.string(), z.int()),
      recounted: z.record(z.string(), z.int()),
    }),
  ),
});
export type Selfcheck = z.infer<typeof selfcheckSchema>;
