import type { DataSource } from 'typeorm';
import { instantInput } from '@wabx/runtime';
import { z } from 'zod';
import type { Configuration } from '../directory.js';
import { visibleTo } from '../sessions/list-sessions.js';
import { isRefusal, type Actor } from '../sessions/refusal.js';
import { DECIDABLE_DAYS, type Decisions } from './decisions.js';
import { concerning } from './list-replies.js';

const AT_ONCE_MAX = 500;

export const retryFailedSchema = z
  .strictObject({
    class: z.string().min(1).max(64).optional().describe('Why they failed: our class, such as `payment`'),
    code: z.number().int().optional().describe("Why they failed: Meta's code"),
    channel: z.uuid().optional(),
    number: z.string().min(1).max(64).optional().describe("Our number: Meta's id of it, or as it is dialled"),
    from: instantInput.optional().describe('Accepted at or after this moment'),
    to: instantInput.optional().describe('Accepted before this moment'),
  })
  .refine((body) => body.class !== undefined || body.code !== undefined, {
    message: 'name the class or the code of the error',
    path: ['class'],
  })
  .meta({ id: 'RetryFailed' });
type RetryFailed = z.infer<typeof retryFailedSchema>;

export const retriedSchema = z
  .object({
    retried: z.number().int().describe('So many go again'),
    refused: z.array(z.object({ id: z.uuid(), code: z.string(), detail: z.string() })),
    tooLate: z.number().int().describe('So many failed for this reason and cannot go: their reply window has shut'),
    more: z.boolean().describe('There may be more of them: ask again'),
  })
  .meta({ id: 'Retried' });

/** Sends again what failed for one reason, the oldest first; each for itself, by the rules of a single retry. */
export async function retryFailed(
  { source, configuration, decisions }: { source: DataSource; configuration: Configuration; decisions: Decisions },
  actor: Actor,
  wanted: RetryFailed,
): Promise<z.infer<typeof retriedSchema>> {
  const found = await failedFor(source, configuration, actor, wanted);
  const messages = found.filter(({ window_open }) => window_open);
  const refused: z.infer<typeof retriedSchema>['refused'] = [];
  for (const { id, session_id, attempt } of messages) {
    const wish = { sessionId: session_id, messageId: id, attempt, decision: 'retry' } as const;
    const outcome = await decisions.decide(actor, wish);
    if (isRefusal(outcome)) refused.push({ id, code: outcome.refused, detail: outcome.detail });
  }
  const { open = 0, late = 0 } = found[0] ?? {};
  return { retried: messages.length - refused.length, refused, tooLate: late, more: open > messages.length };
}

interface Failed {
  id: string;
  session_id: string;
  attempt: number;
  window_open: boolean;
  /** Of all that were found: those with an open window, and the others. */
  open: number;
  late: number;
}

/** Those whose failure nobody has decided about, as many as are done at once; open windows and older replies first. */
async function failedFor(
  source: DataSource,
  configuration: Configuration,
  actor: Actor,
  wanted: RetryFailed,
): Promise<Failed[]> {
  const parameters: unknown[] = [];
  const bind = (value: unknown) => `$${parameters.push(value)}`;
  const conditions = [
    `m.direction = 'outbound' AND m.state = 'failed' AND m.decided_no IS DISTINCT FROM m.state_no`,
    `m.sent_at > wabx.now() - make_interval(days => ${DECIDABLE_DAYS})`,
    ...(wanted.class === undefined ? [] : [`m.error ->> 'class' = ${bind(wanted.class)}`]),
    ...(wanted.code === undefined ? [] : [`m.error ->> 'code' = ${bind(String(wanted.code))}`]),
    ...concerning(wanted, configuration, bind),
    visibleTo(actor, configuration, bind),
  ];
  return (await source.query(
    `WITH failed AS (
       SELECT m.id, m.session_id, m.attempt, m.sent_at, m.position, v.reply_window_closes_at > wabx.now() AS window_open
         FROM message m JOIN session s ON s.id = m.session_id JOIN conversation v ON v.id = m.conversation_id
        WHERE ${conditions.join(' AND ')}
     )
     SELECT id, session_id, attempt, window_open, (count(*) FILTER (WHERE window_open) OVER ())::int AS open,
            (count(*) FILTER (WHERE NOT window_open) OVER ())::int AS late
       FROM failed ORDER BY window_open DESC, sent_at, position, id LIMIT ${AT_ONCE_MAX}`,
    parameters,
  )) as Failed[];
}
