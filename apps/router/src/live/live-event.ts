import {
  messageChanged,
  messageStored,
  sessionChanged,
  type Destination,
  type Event,
  type MessageView,
  type SessionView,
} from '@wabx/contracts';
import { fromWire } from '@wabx/messaging';
import type { Configuration } from '../directory.js';
import { actedBy, type ActedBy } from '../sessions/acted-by.js';

/** What goes to people over `GET /v1/events`. */
export type LiveEvent =
  | {
      type: `session.${string}`;
      sessionId: string;
      eventNo: number;
      at: string;
      session?: SessionView | undefined;
      actor?: ActedBy | undefined;
      note?: string | undefined;
      reason?: string | undefined;
    }
  | {
      type: 'message' | 'message.changed';
      sessionId: string;
      eventNo: number;
      at: string;
      message: MessageView;
      session?: SessionView | undefined;
    };

/** A live event with its place in the stream and who may have it. */
export interface RingEntry {
  sequence: number;
  event: LiveEvent;
  audience: string[];
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

function ofChanged(sequence: number, { data, occurredAt }: Event<typeof messageChanged>): RingEntry {
  const { message, session, eventNo, audience } = data;
  return {
    sequence,
    event: { type: 'message.changed', sessionId: message.sessionId, eventNo, at: occurredAt, message, session },
    audience,
    losers: [],
    rights: undefined,
  };
}

function rightsOf(session: SessionView): RingEntry['rights'] {
  return { destination: session.destination, assignee: session.assignee?.id };
}
