import { destinationSchema, sessionChanges } from '@wabx/contracts';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Configuration } from '../directory.js';
import { actedBy, actedBySchema } from './acted-by.js';

const stepSchema = z
  .object({
    eventNo: z.number().int(),
    change: z.enum(sessionChanges),
    at: z.iso.datetime(),
    actor: actedBySchema.optional(),
    note: z.string().optional(),
    details: z.record(z.string(), z.unknown()).optional().describe('Depends on the change: `to`, `reason`, …'),
  })
  .meta({ id: 'Step' });
export const timelineSchema = z.object({ items: z.array(stepSchema) }).meta({ id: 'Timeline' });
export type Timeline = z.infer<typeof timelineSchema>;

interface StepRow {
  event_no: number;
  change: Timeline['items'][number]['change'];
  at: Date;
  actor: string | null;
  note: string | null;
  details: Record<string, unknown> | null;
}

/** Every step in a session's life, the first one first, with the names of who acted and of where it went. */
export async function readTimeline(
  source: DataSource,
  configuration: Configuration,
  sessionId: string,
): Promise<Timeline> {
  const rows = (await source.query(
    'SELECT event_no, change, at, actor, note, details FROM timeline WHERE session_id = $1 ORDER BY event_no',
    [sessionId],
  )) as StepRow[];
  return {
    items: rows.map(({ event_no, change, at, actor, note, details }) => ({
      eventNo: event_no,
      change,
      at: at.toISOString(),
      ...(actor !== null && { actor: actedBy(actor, configuration) }),
      ...(note !== null && { note }),
      ...(details !== null && { details: withNames(details, configuration) }),
    })),
  };
}

function withNames(details: Record<string, unknown>, configuration: Configuration): Record<string, unknown> {
  const to = destinationSchema.safeParse(details['to']);
  return to.success ? { ...details, to: { ...to.data, ...configuration.namesOf(to.data) } } : details;
}
