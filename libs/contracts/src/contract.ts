import { z } from 'zod';

/** The streams of design section 5. Every fact travels on exactly one of them. */
export type StreamName = 'WA_IN' | 'WA_OUT' | 'WA_EVT' | 'WA_QUARANTINE' | 'WA_DEAD';

/** Stands in the place of the channel id for facts that belong to no channel. */
export const NO_CHANNEL = 'none';

/**
 * What one kind of event is: its name, where it travels, what it carries and what makes two copies the same.
 * Publisher and handler are both typed by it and both validate with it.
 */
export interface EventContract<Data extends z.ZodType = z.ZodType> {
  readonly type: string;
  /** What has happened, for who reads the description. */
  readonly about: string;
  readonly v: number;
  readonly stream: StreamName;
  /** Subject without its last token, which is the channel id. */
  readonly subject: string;
  readonly data: Data;
  /** Dedupe id (`Nats-Msg-Id`): equal for every copy of the same fact. */
  readonly messageId: (data: z.infer<Data>, envelope: { id: string }) => string;
}

export type DataOf<C extends EventContract> = z.infer<C['data']>;

export interface Event<C extends EventContract = EventContract> {
  id: string;
  type: string;
  v: number;
  occurredAt: string;
  channelId: string;
  traceparent: string;
  data: DataOf<C>;
}

const channelIdSchema = z.union([z.uuid(), z.literal(NO_CHANNEL)]);

export const envelopeSchema = z.object({
  id: z.uuid(),
  type: z.string(),
  v: z.number().int(),
  occurredAt: z.iso.datetime(),
  channelId: channelIdSchema,
  traceparent: z.string(),
  data: z.unknown(),
});

/** Ties name, subject, version, schema and dedupe id together; see {@link EventContract}. */
export function defineEvent<Data extends z.ZodType>(contract: EventContract<Data>): EventContract<Data> {
  return contract;
}

/** Full subject of an event of this contract for one channel. */
export function subjectOf(contract: EventContract, channelId: string): string {
  return `${contract.subject}.${channelIdSchema.parse(channelId)}`;
}

/** Filter that matches the contract's events of all channels. */
export function filterOf(contract: EventContract): string {
  return `${contract.subject}.*`;
}

/** A question that one service answers over core NATS, with a deadline. */
export interface RequestContract<Question extends z.ZodType = z.ZodType, Answer extends z.ZodType = z.ZodType> {
  readonly subject: string;
  readonly question: Question;
  readonly answer: Answer;
  readonly deadlineMs: number;
}

export function defineRequest<Question extends z.ZodType, Answer extends z.ZodType>(
  contract: RequestContract<Question, Answer>,
): RequestContract<Question, Answer> {
  return contract;
}

/** Something of the moment: every replica of the service hears it over core NATS, and nobody keeps it. */
export interface SignalContract<Data extends z.ZodType = z.ZodType> {
  readonly subject: string;
  readonly data: Data;
}

export function defineSignal<Data extends z.ZodType>(contract: SignalContract<Data>): SignalContract<Data> {
  return contract;
}
