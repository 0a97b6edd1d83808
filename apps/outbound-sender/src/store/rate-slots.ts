import { prepared, type Queryable } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import { limitSeconds, pacedLimit, wayMs } from '../sending/pace.js';

/** Meta counts what comes in as well; but however much comes in, answers go out at this rate (design section 10). */
const FLOOR_PER_SECOND = 20;

/**
 * What was given back too late for its own time may be used for so long, in each reservation at so many times the pace: of a
 * hundred that are written at once the last is received, and counted, a tenth of a second later.
 */
const CATCH_UP_SECONDS = 0.25;
const CATCH_UP_FACTOR = 4;

/**
 * A number that uses its pace to this part gets a leader: one replica that sends nearly alone, because that takes a third
 * less work than when four share it. It leads from one reservation to the next, no longer than so many seconds, and only while
 * the pace is kept: else, or when it died, all take part.
 */
const FULL_SHARE = 0.95;
export const LEAD_MS = 80;

// 0.7 for ten seconds after Meta complained, then a twentieth more each second. Real time, not `wabx.now()`: slots pace
// a wire, and a clock moved in a test must neither stop nor release it.
const slowFactor = (row: string) => `
  CASE WHEN ${row}.slowed_at IS NULL THEN 1
       ELSE least(1, ${row}.slow_factor
                     + 0.05 * greatest(0, extract(epoch FROM clock_timestamp() - ${row}.slowed_at) - 10)) END`;
/** Whether another replica than this one leads the number; SQL for a row of `rate_slot` and a parameter. */
export const isLedByOther = (row: string, replicaId: string) =>
  `(${row}.leader <> ${replicaId}::uuid AND ${row}.led_until > clock_timestamp())`;
const inboundPerSecond = (id: string) => `(
  SELECT coalesce(sum(count), 0) / 10.0 FROM inbound_second i
   WHERE i.phone_number_id = ${id} AND i.second > clock_timestamp() - interval '10 s')`;

/**
 * Postgres' clock as seen from here. How long an answer took to arrive and to be read differs by what this process is busy
 * with, and slots that were told later must not begin later for it: they would run into those told soon. So what counts is
 * the answer that came soonest of late.
 */
export class DatabaseClock {
  private readonly offsets: { atLeastMs: number; atMostMs: number }[] = [];

  /** Milliseconds of Postgres' clock, and by `performance.now()` when it was asked and when the answer was read. */
  note({ databaseMs, askedMs, answeredMs }: { databaseMs: number; askedMs: number; answeredMs: number }): void {
    this.offsets.push({ atLeastMs: askedMs - databaseMs, atMostMs: answeredMs - databaseMs });
    if (this.offsets.length > OFFSETS_KEPT) this.offsets.shift();
  }

  /** The same moment by `performance.now()`, or up to `doubtMs` after it. */
  here(databaseMs: number): number {
    return databaseMs + this.atMostMs;
  }

  /**
   * By how much `here` may be late. The first answers of a process that has just started, on a busy machine, take a tenth
   * of a second. Nothing once it was asked often: what is left then is the way to Postgres, the same for every slot.
   */
  get doubtMs(): number {
    if (this.offsets.length >= OFFSETS_KEPT) return 0;
    return Math.max(0, this.atMostMs - Math.max(...this.offsets.map(({ atLeastMs }) => atLeastMs)));
  }

  private get atMostMs(): number {
    return Math.min(...this.offsets.map(({ atMostMs }) => atMostMs));
  }
}

/** So few that a step of the database's clock is forgotten soon, so many that one of them came without delay. */
const OFFSETS_KEPT = 20;

/**
 * How late after its begin a slot may be used. Until it is told when that was it counts from its end, so that a process that
 * dies before it tells leaves no second too full.
 */
const LATE_MS_MAX = 50;

/** The part of a second in which one message may be written to Meta. */
export interface Slot {
  /** Begin, by `performance.now()`. */
  startMs: number;
  /** The same in Postgres' time, seconds since 1970: its name there. */
  at: number;
  /** It must not be used after that; sooner than `startMs` when it may have begun so long before. */
  endMs: number;
}

export interface SlotsWanted {
  phoneNumberId: string;
  count: number;
  /** What Meta allows the number. */
  limitPerSecond: number;
  /** No slot begins sooner than this from now: one that begins before we know of it is lost. */
  leadMs: number;
  /** Slots that were met too late, or that nobody waits for any more: others get what they would have used. */
  unused: readonly Slot[];
  /** Slots in which something was written: they count from then, or from what its answer shows. */
  used: readonly SlotUse[];
}

/** Times by `performance.now()`. */
export interface SlotUse {
  slot: Slot;
  writtenMs: number;
  /** By then Meta had it. Undefined while there is no answer. */
  answeredMs?: number;
}

export interface Slots {
  /** In the order of time; fewer than wanted when the number may not send that many within a second. */
  slots: Slot[];
  pacePerSecond: number;
  /** Another replica keeps the pace alone at present. */
  isLed: boolean;
}

/** This process among those that share the numbers. */
export interface Replica {
  /** A UUID. */
  id: string;
  clock: DatabaseClock;
}

/**
 * Reserves the next slots of each of these numbers, over all replicas, in one statement; answers in their order. Slots
 * follow each other at the pace; those for what was given back come beside others. Either way Meta gets no more than a
 * number's limit within any second: a slot begins a second, or later, after the latest moment at which Meta can have got
 * what is a limit's worth before it, which is when that was answered, or `wayMs` after it was written. The rows may be
 * written without waiting for the disk: a database that crashed takes longer to return than any slot lies ahead.
 */
export async function reserveSlots(
  source: DataSource,
  replica: Replica,
  wanted: readonly SlotsWanted[],
): Promise<Slots[]> {
  const reserved = await reserveKnown(source, replica, wanted);
  if (reserved) return reserved;
  await source.query(
    `INSERT INTO rate_slot (phone_number_id, tat) SELECT id, clock_timestamp() FROM unnest($1::text[]) AS n (id)
      ORDER BY id ON CONFLICT DO NOTHING`,
    [wanted.map(({ phoneNumberId }) => phoneNumberId)],
  );
  const known = await reserveKnown(source, replica, wanted);
  if (!known) throw new Error('no slots for a number that has just been entered');
  return known;
}

/** Undefined when one of the numbers has no row yet. */
async function reserveKnown(
  source: DataSource,
  replica: Replica,
  wanted: readonly SlotsWanted[],
): Promise<Slots[] | undefined> {
  const askedMs = performance.now();
  const rows: { id: string; at: number; now: number; pace: number; led: boolean }[] = await source.query(RESERVE, [
    JSON.stringify(
      wanted.map(({ phoneNumberId, count, limitPerSecond, leadMs, unused, used }) => ({
        id: phoneNumberId,
        count,
        paced: pacedLimit(limitPerSecond),
        allowed: limitPerSecond,
        stretch: limitSeconds(limitPerSecond),
        lead: leadMs / 1000,
        told: [...unused, ...used.map(({ slot }) => slot)].map(({ at }) => at),
        // As long before the end as it was used: what the clock is in doubt counts as late.
        used: used.map(
          (use) => use.slot.at + (LATE_MS_MAX - (use.slot.endMs - countsFrom(use, limitPerSecond))) / 1000,
        ),
      })),
    ),
    FLOOR_PER_SECOND,
    replica.id,
  ]);
  const answeredMs = performance.now();
  for (const { now } of rows.slice(-1)) replica.clock.note({ databaseMs: now * 1000, askedMs, answeredMs });
  const known = new Set(rows.map((row) => row.id));
  if (!wanted.every(({ phoneNumberId }) => known.has(phoneNumberId))) return undefined;
  const { doubtMs } = replica.clock;
  return wanted.map(({ phoneNumberId }) => {
    const own = rows.filter((row) => row.id === phoneNumberId);
    return {
      slots: own.map(({ at }) => {
        const startMs = replica.clock.here(at * 1000);
        return { startMs, at, endMs: startMs + LATE_MS_MAX - doubtMs };
      }),
      pacePerSecond: own[0]?.pace ?? 0,
      isLed: own[0]?.led ?? false,
    };
  });
}

/** When it was written, or sooner: an answer shows that it was on its way for less time than it may be. */
function countsFrom({ writtenMs, answeredMs = Infinity }: SlotUse, limitPerSecond: number): number {
  return Math.min(writtenMs, answeredMs - wayMs(limitPerSecond));
}

/** A complaint that is older says nothing about what is sent now: Meta's webhooks may come hours later. */
const COMPLAINT_SECONDS_MAX = 60;

/**
 * Meta says that the number's rate is reached: everybody sends slower for a while. `complainedAt` in ISO 8601, when it did not
 * say so just now.
 */
export async function slowDown(source: Queryable, phoneNumberId: string, complainedAt?: string): Promise<void> {
  await source.query(
    `UPDATE rate_slot r SET slow_factor = greatest(0.1, 0.7 * ${slowFactor('r')}), slowed_at = clock_timestamp()
      WHERE phone_number_id = $1 AND (slowed_at IS NULL OR slowed_at < clock_timestamp() - interval '1 s')
        AND coalesce($2::timestamptz > clock_timestamp() - interval '${COMPLAINT_SECONDS_MAX} s', true)`,
    [phoneNumberId, complainedAt],
  );
}

/** Counts messages of customers towards the rate of their number. */
export async function countInbound(
  tx: EntityManager | DataSource,
  received: readonly { phoneNumberId: string; receivedAt: string }[],
): Promise<void> {
  if (received.length === 0) return;
  await tx.query(
    `INSERT INTO inbound_second AS i (phone_number_id, second, count)
     SELECT phone_number_id, date_trunc('second', at), count(*)
       FROM unnest($1::text[], $2::timestamptz[]) AS n (phone_number_id, at)
      WHERE at > clock_timestamp() - interval '60 s' GROUP BY 1, 2 ORDER BY 1, 2
     ON CONFLICT (phone_number_id, second) DO UPDATE SET count = i.count + excluded.count`,
    [received.map((event) => event.phoneNumberId), received.map((event) => event.receivedAt)],
  );
  await tx.query(`DELETE FROM inbound_second WHERE second < clock_timestamp() - interval '60 s'`);
}

export interface Rate {
  phoneNumberId: string;
  inboundPerSecond: number;
  slowedTo: number;
  waiting: number;
  sending: number;
}

/** What each number does at this moment. */
export async function currentRates(source: DataSource, phoneNumberIds: readonly string[]): Promise<Rate[]> {
  return await source.query(
    `SELECT n.id AS "phoneNumberId", ${inboundPerSecond('n.id')}::float8 AS "inboundPerSecond",
            (${slowFactor('r')})::float8 AS "slowedTo",
            count(s.message_id) FILTER (WHERE s.state IN ('queued', 'retry_wait'))::int AS waiting,
            count(s.message_id) FILTER (WHERE s.state = 'sending')::int AS sending
       FROM unnest($1::text[]) AS n (id)
       LEFT JOIN rate_slot r ON r.phone_number_id = n.id
       LEFT JOIN send s ON s.phone_number_id = n.id AND s.state IN ('queued', 'retry_wait', 'sending')
      GROUP BY n.id, r.slow_factor, r.slowed_at ORDER BY n.id`,
    [phoneNumberIds],
  );
}

const endOf = (at: string) => `${at} + ${LATE_MS_MAX / 1000}`;

const RESERVE = prepared(
  'reserve_slots',
  `WITH asynchronous AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
   locked AS MATERIALIZED (
     SELECT n.*, extract(epoch FROM r.tat)::float8 AS tat, r.taken,
            ${isLedByOther('r', '$3')} AS others,
            least(n.paced * ${slowFactor('r')},
                  greatest(least($2::float8, n.paced), n.allowed - ${inboundPerSecond('n.id')})) AS pace
       FROM asynchronous, jsonb_to_recordset($1::jsonb) AS n (
              id text, count int, paced float8, allowed float8, stretch float8, lead float8, told float8[], used float8[])
       JOIN rate_slot r ON r.phone_number_id = n.id ORDER BY n.id FOR UPDATE OF r
   ),
   -- [:] reads the array from where large values lie, once; each mention of it in what follows would do so again.
   clocked AS MATERIALIZED (
     SELECT locked.*, extract(epoch FROM clock_timestamp())::float8 AS now, taken[:] AS known FROM locked
   ),
   -- taken holds from when slots count: as they were used, or their ends while that is not told. It is in the order of time:
   -- width_bucket searches it by halves.
   trimmed AS MATERIALIZED (
     SELECT clocked.*, known[width_bucket(now - stretch, known) + 1:] AS recent FROM clocked
   ),
   present AS MATERIALIZED (
     SELECT trimmed.*, greatest(1, floor(pace * allowed / paced + 1e-6))::int AS most,
            greatest(now - ${CATCH_UP_SECONDS}, tat - (cardinality(told) - cardinality(used)) / pace) AS due,
            CASE WHEN told = '{}' THEN recent
                 ELSE recent[:older] || ARRAY(
                   -- ALL: two slots may begin at the same moment, and only one of them be told of.
                   (SELECT unnest(recent[older + 1:]) AS t EXCEPT ALL SELECT ${endOf('t')} FROM unnest(told) AS t)
                   UNION ALL SELECT t FROM unnest(used) AS t WHERE t > now - stretch ORDER BY t)
             END AS live
       FROM trimmed, LATERAL (SELECT width_bucket(min(t) - 0.001, recent) AS older FROM unnest(told || used) AS t) AS found
   ),
   granted AS MATERIALIZED (
     SELECT id, cardinality(live) >= ${FULL_SHARE} * pace * stretch AS is_full, ARRAY(
       -- Last: the slot that is the most-th before this one begins a stretch earlier, or more.
       SELECT greatest(now + lead + (n - 1) / (${CATCH_UP_FACTOR} * pace), due + (n - 1) / pace,
                       live[cardinality(live) - most + n] + stretch)
         FROM generate_series(1, least(count, most)) AS n ORDER BY n) AS slots
       FROM present
   ),
   written AS (
     -- By what was granted, not by when it begins: who needs a long lead does not make the others wait.
     UPDATE rate_slot r
        SET tat = to_timestamp(due + cardinality(granted.slots) / pace),
            taken = live[:earlier] || ARRAY(
              SELECT unnest(live[earlier + 1:]) AS t UNION ALL SELECT ${endOf('t')} FROM unnest(slots) AS t ORDER BY t),
            leader = CASE WHEN others THEN r.leader ELSE $3::uuid END,
            led_until = CASE WHEN others THEN r.led_until
                             WHEN is_full THEN to_timestamp(now + ${LEAD_MS / 1000}) END
       FROM granted JOIN present USING (id), LATERAL (SELECT width_bucket(slots[1], live) AS earlier) AS found
      WHERE r.phone_number_id = id
   )
   SELECT id, at, extract(epoch FROM clock_timestamp())::float8 AS now, pace, others AND is_full AS led
     FROM granted JOIN present USING (id), unnest(granted.slots) AS at ORDER BY id, at`,
);
