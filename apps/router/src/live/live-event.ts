import {
  messageChanged,
  messageStored,
  messageViewSchema,
  noteChanged,
  presenceStates,
  sessionChanged,
  sessionChanges,
  sessionRead,
  sessionViewSchema,
  type Destination,
  type Event,
  type SessionView,
} from '@wabx/contracts';
import { fromWire } from '@wabx/messaging';
import { z } from 'zod';
import type { Configuration } from '../directory.js';
import { actedBy, actedBySchema } from '../sessions/acted-by.js';

const ofSessionShape = {
  sessionId: z.uuid(),
  eventNo: z.number().int().describe('Counts the events of a session: one that was seen before is dropped'),
  at: z.iso.datetime(),
};

/** What goes to people over `GET /v1/events`. */
export const liveEventSchema = z
  .discriminatedUnion('type', [
    z
      .object({
        type: z.enum(sessionChanges.map((change) => `session.${change}` as const)),
        ...ofSessionShape,
        session: sessionViewSchema.optional().describe('Missing where the session was erased since'),
        actor: actedBySchema.optional(),
        note: z.string().optional(),
        reason: z.string().optional().describe('Of a closed session: why'),
      })
      .meta({ id: 'SessionChangedEvent', description: 'A step in the life of a session' }),
    z
      .object({ type: z.literal('session.lost'), ...ofSessionShape })
      .meta({ id: 'SessionLostEvent', description: 'The reader may not see the session any more' }),
    z
      .object({
        type: z.literal('message'),
        ...ofSessionShape,
        message: messageViewSchema,
        session: sessionViewSchema,
      })
      .meta({ id: 'MessageEvent', description: 'A message was written, or an internal note' }),
    z
      .object({
        type: z.literal('message.changed'),
        ...ofSessionShape,
        message: messageViewSchema,
        session: sessionViewSchema.optional(),
      })
      .meta({
        id: 'MessageChangedEvent',
        description: 'State, file, reactions or text of a message are different now',
      }),
    z
      .object({
        type: z.literal('session.read'),
        sessionId: ofSessionShape.sessionId,
        at: ofSessionShape.at,
        readUpTo: z.uuid().describe("The customer's message up to which everything was read"),
        unread: z.number().int().describe('What was unread behind it then; a `message` of the customer is one more'),
      })
      .meta({
        id: 'SessionReadEvent',
        description: "The reader's own extension has read further, on whichever device",
      }),
    z
      .object({
        type: z.literal('session.presence'),
        sessionId: ofSessionShape.sessionId,
        at: ofSessionShape.at,
        extension: z.object({ id: z.uuid(), name: z.string().optional(), number: z.string().optional() }),
        state: z.enum(presenceStates),
      })
      .meta({
        id: 'SessionPresenceEvent',
        description: 'A colleague views the session, writes in it, or has left it; not stored and never resumed',
      }),
    z.object({ type: z.literal('reset') }).meta({
      id: 'ResetEvent',
      description: 'Events are missing between the last one and the next: load the lists again',
    }),
    z
      .object({ type: z.literal('ping'), at: z.iso.datetime() })
      .meta({ id: 'PingEvent', description: 'Every 15 s: a reader without it for longer connects again' }),
  ])
  .meta({ id: 'LiveEvent' });
export type LiveEvent = z.infer<typeof liveEventSchema>;

/** A live event with its place in the stream and who may have it. */
export interface RingEntry {
  sequence: number;
  event: Exclude<Extract<LiveEvent, { sessionId: string }>, { type: 'session.presence' }>;
  audience: string[];
  /** Of what concerns one extension alone, whatever others may see. */
  reader?: string;
  /** May not see the session any more: they learn only that. */
  losers: string[];
  /** Rights after this event, where the event tells them. */
  rights: { destination: Destination | undefined; assignee: string | undefined } | undefined;
}

/** The live event of a fact; undefined for facts that agents do not see. */
export function toRingEntry(
  subject: string,
  sequence: number,
  payload: Uint8Array,
  configuration: Configuration,
): RingEntry | undefined {
  if (subject.startsWith(`${sessionChanged.subject}.`)) {
    return ofSession(sequence, fromWire(sessionChanged, payload), configuration);
  }
  if (subject.startsWith(`${messageStored.subject}.`)) return ofStored(sequence, fromWire(messageStored, payload));
  if (subject.startsWith(`${messageChanged.subject}.`)) return ofChanged(sequence, fromWire(messageChanged, payload));
  if (subject.startsWith(`${noteChanged.subject}.`)) return ofNote(sequence, fromWire(noteChanged, payload));
  if (subject.startsWith(`${sessionRead.subject}.`)) return ofRead(sequence, fromWire(sessionRead, payload));
  return undefined;
}

function ofSession(
  sequence: number,
  { data, occurredAt }: Event<typeof sessionChanged>,
  configuration: Configuration,
): RingEntry {
  const { session, eventNo, actor, note, closeReason, audience, losers } = data;
  return {
    sequence,
    event: {
      type: `session.${data.change}`,
      sessionId: session.id,
      eventNo,
      at: occurredAt,
      session,
      actor: actor === undefined ? undefined : actedBy(actor, configuration),
      note,
      reason: closeReason,
    },
    audience,
    losers,
    rights: rightsOf(session),
  };
}

function ofStored(sequence: number, { data, occurredAt }: Event<typeof messageStored>): RingEntry {
  const { message, session, eventNo, audience } = data;
  return {
    sequence,
    event: { type: 'message', sessionId: session.id, eventNo, at: occurredAt, message, session },
    audience,
    losers: [],
    rights: rightsOf(session),
  };
}

function ofChanged(sequence: number, { data, occurredAt }: Event<typeof messageChanged>): RingEntry | undefined {
  const { message, session, eventNo, audience } = data;
  const { sessionId } = message;
  if (sessionId === undefined) return undefined;
  return {
    sequence,
    event: { type: 'message.changed', sessionId, eventNo, at: occurredAt, message, session },
    audience,
    losers: [],
    rights: undefined,
  };
}

/** People see a note where they see messages. */
function ofNote(sequence: number, { data, occurredAt }: Event<typeof noteChanged>): RingEntry {
  const { change, note, session, eventNo, audience } = data;
  return {
    sequence,
    event: {
      type: change === 'written' ? 'message' : 'message.changed',
      sessionId: session.id,
      eventNo,
      at: occurredAt,
      message: note,
      session,
    },
    audience,
    losers: [],
    rights: rightsOf(session),
  };
}

function ofRead(sequence: number, { data, occurredAt }: Event<typeof sessionRead>): RingEntry {
  const { sessionId, extensionId, readUpTo, unread } = data;
  return {
    sequence,
    event: { type: 'session.read', sessionId, at: occurredAt, readUpTo, unread },
    audience: [],
    losers: [],
    reader: extensionId,
    rights: undefined,
  };
}

function rightsOf(session: SessionView): RingEntry['rights'] {
  return { destination: session.destination, assignee: session.assignee?.id };
}
