import { consumerFilter, duplicateWindowSeconds, type ConsumerSpec, type StreamSpec } from '@wabx/contracts';
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  type ConsumerConfig,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';

type Config = Record<string, unknown>;

/** What every program needs of a stream, whatever the operator has chosen for its size, its age and its replicas. */
export function streamConfig(spec: StreamSpec): Partial<StreamConfig> & { name: string } {
  return {
    name: spec.name,
    subjects: spec.subjects,
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: spec.givesWay === 'new' ? DiscardPolicy.New : DiscardPolicy.Old,
    duplicate_window: nanos(duplicateWindowSeconds * 1000),
  };
}

export function consumerConfig(spec: ConsumerSpec): Partial<ConsumerConfig> {
  return {
    durable_name: spec.durable,
    filter_subject: consumerFilter(spec),
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(spec.ackWaitSeconds * 1000),
    max_deliver: -1,
    max_ack_pending: 10_000,
  };
}

/** Settings of which more is as good; NATS writes 0 or less where there is no limit. */
const GROWING = ['max_bytes', 'max_age', 'num_replicas', 'duplicate_window', 'ack_wait', 'max_ack_pending'];

/**
 * What NATS holds is missing or weaker than `wanted`, a line for each. More is accepted: an operator's larger limit, more
 * replicas, and the subjects and filters of a newer version that runs beside this one.
 */
export function shortfalls(what: string, wanted: object, held: object): string[] {
  return Object.entries(wanted).flatMap(([key, value]) => {
    const actual = (held as Config)[key];
    if (isEnough(key, value, actual, held as Config)) return [];
    return [`${what}: ${key} should be ${JSON.stringify(value)}, is ${JSON.stringify(actual)}`];
  });
}

/** `wanted`, but for what is held and larger or wider than that. */
export function neverWeaker<Wanted extends object>(wanted: Wanted, held: object): Wanted {
  const actual = held as Config;
  const kept = Object.entries(wanted).map(([key, value]): [string, unknown] => {
    if (key === 'subjects') return [key, [...new Set([...(value as string[]), ...((actual[key] ?? []) as string[])])]];
    if (key === 'filter_subject') return isEnough(key, value, actual[key], actual) ? filterIn(actual) : [key, value];
    return GROWING.includes(key) && isEnough(key, value, actual[key], actual) ? [key, actual[key]] : [key, value];
  });
  return Object.fromEntries(kept) as Wanted;
}

function isEnough(key: string, wanted: unknown, actual: unknown, held: Config): boolean {
  if (key === 'subjects') return (wanted as string[]).every((subject) => coversAny(actual as string[], subject));
  if (key === 'filter_subject') return coversAny(filtersOf(held), wanted as string);
  if (GROWING.includes(key)) return Number(actual) <= 0 || Number(actual) >= Number(wanted);
  return JSON.stringify(actual) === JSON.stringify(wanted);
}

/** A consumer has one filter, several, or takes the whole stream. */
function filtersOf({ filter_subject, filter_subjects }: Config): string[] {
  return (filter_subjects as string[] | undefined) ?? [(filter_subject as string | undefined) ?? '>'];
}

function filterIn({ filter_subject, filter_subjects }: Config): [string, unknown] {
  return filter_subjects === undefined ? ['filter_subject', filter_subject] : ['filter_subjects', filter_subjects];
}

function coversAny(patterns: string[] | undefined, subject: string): boolean {
  return (patterns ?? []).some((pattern) => covers(pattern, subject));
}

/** Whether each subject that `narrow` stands for is one of `wide`; both may have wildcards. */
function covers(wide: string, narrow: string): boolean {
  const tokens = narrow.split('.');
  const pattern = wide.split('.');
  for (const [at, part] of pattern.entries()) {
    if (part === '>') return tokens.length > at;
    const token = tokens[at];
    if (token === undefined || token === '>' || (part !== '*' && part !== token)) return false;
  }
  return tokens.length === pattern.length;
}
