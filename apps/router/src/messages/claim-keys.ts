import { completenessOf, type InboundContent, type messageReceived } from '@wabx/contracts';
import type { Received } from '@wabx/messaging';
import type { EntityManager } from 'typeorm';

type Inbound = Received<typeof messageReceived>;

/** Somebody reacted to a message or edited it: less than {@link completenessOf} any event that brings it. */
const MENTIONED = 0;

interface Claim {
  phoneNumberId: string;
  waMessageId: string;
  /** How much is told of the message; what tells more takes the place of what told less, once. */
  holds: number;
  event?: Inbound;
}

/** An event that tells something new; `wasKnown`: less was known of its message before. */
export interface Claimed {
  event: Inbound;
  wasKnown: boolean;
}

/**
 * The events that tell something new, each once, whatever was delivered twice. Their keys and those of messages that they
 * only mention are written in one order, so that nobody stores a message while somebody else stores a mention of it.
 */
export async function claimKeys(tx: EntityManager, events: Inbound[]): Promise<Claimed[]> {
  const claims = new Map<string, Claim>();
  const add = (claim: Claim) => {
    const key = keyOf(claim);
    const known = claims.get(key);
    if (!known || known.holds < claim.holds) claims.set(key, claim);
  };
  for (const event of events) {
    const { origin, phoneNumberId, waMessageId, content } = event.data;
    // What Meta's own assistant handled, and what was written before our time, is not a conversation of ours.
    if (origin === 'standby' || origin === 'history') continue;
    add({ phoneNumberId, waMessageId, holds: completenessOf(content), event });
    const mentioned = mentionedBy(content);
    if (mentioned) add({ phoneNumberId, waMessageId: mentioned, holds: MENTIONED });
  }
  if (claims.size === 0) return [];
  const written = (await tx.query(
    `INSERT INTO message_key AS k (phone_number_id, wa_message_id, holds)
     SELECT "phoneNumberId", "waMessageId", holds
     FROM jsonb_to_recordset($1::jsonb) AS r("phoneNumberId" text, "waMessageId" text, holds smallint)
     ORDER BY "phoneNumberId", "waMessageId"
     ON CONFLICT (phone_number_id, wa_message_id) DO UPDATE SET holds = excluded.holds WHERE k.holds < excluded.holds
     RETURNING phone_number_id AS "phoneNumberId", wa_message_id AS "waMessageId", xmax <> 0 AS "wasKnown"`,
    [JSON.stringify([...claims.values()].map(({ event: _, ...claim }) => claim))],
  )) as { phoneNumberId: string; waMessageId: string; wasKnown: boolean }[];
  return written.flatMap((row) => {
    const event = claims.get(keyOf(row))?.event;
    return event ? [{ event, wasKnown: row.wasKnown }] : [];
  });
}

/** The message that a reaction, edit or revoke is about; undefined for messages of their own. */
export function targetOf(content: InboundContent): string | undefined {
  switch (content.kind) {
    case 'reaction':
      return content.reaction.target;
    case 'edit':
      return content.edit.target;
    case 'revoke':
      return content.revoke.target;
    default:
      return undefined;
  }
}

/** The target of what has to be seen even if the target never comes. */
export function mentionedBy(content: InboundContent): string | undefined {
  if (content.kind === 'reaction') return content.reaction.emoji ? content.reaction.target : undefined;
  return content.kind === 'edit' ? content.edit.target : undefined;
}

const keyOf = ({ phoneNumberId, waMessageId }: Pick<Claim, 'phoneNumberId' | 'waMessageId'>): string =>
  `${phoneNumberId} ${waMessageId}`;
