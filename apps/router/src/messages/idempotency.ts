import type { MessageView } from '@wabx/contracts';
import type { Queryable } from '@wabx/persistence';
import { createHash } from 'node:crypto';
import type { Configuration } from '../directory.js';
import { refuse, type Refusal } from '../sessions/refusal.js';
import { selectMessages, toMessageView, type MessageRow } from './message-view.js';

/** The same key with the same body answers the first reply or note again. */
export interface Idempotency {
  caller: string;
  /** Under which replies were noted before keys belonged to people. */
  keyId: string;
  key: string;
  bodySha256: string;
}

/** What was taken under this key, as it is now; a refusal where it was something else. */
export async function takenBefore(
  source: Queryable,
  configuration: Configuration,
  { caller, keyId, key, bodySha256 }: Idempotency,
): Promise<{ view: MessageView; claimEpoch: number } | Refusal | undefined> {
  const [known] = (await source.query(
    `SELECT body_sha256, message_id, claim_epoch FROM idempotency
       LEFT JOIN message ON message.id = message_id LEFT JOIN session ON session.id = message.session_id
      WHERE caller = ANY($1) AND key = $2`,
    [[caller, keyId], key],
  )) as { body_sha256: string; message_id: string; claim_epoch: number | null }[];
  if (!known) return undefined;
  if (known.body_sha256 !== bodySha256) {
    return refuse('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used for another reply. Use a new one for each.');
  }
  const [row] = (await source.query(`${selectMessages} WHERE m.id = $1`, [known.message_id])) as MessageRow[];
  if (!row) throw new Error(`message ${known.message_id} is not there`);
  return { view: toMessageView(row, configuration), claimEpoch: known.claim_epoch ?? 0 };
}

export function digestOf(sessionId: string, body: unknown): string {
  return createHash('sha256')
    .update(`${sessionId} ${canonical(body)}`)
    .digest('hex');
}

/** Equal for equal bodies, whatever the order of their keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`)
    .join(',')}}`;
}
