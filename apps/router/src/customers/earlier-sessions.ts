import type { DataSource } from 'typeorm';
import type { Configuration } from '../directory.js';
import { hasFile } from '../messages/files-of-messages.js';
import { visibleTo } from '../sessions/list-sessions.js';
import type { Actor } from '../sessions/refusal.js';
import { sameAs } from './same-person.js';

/**
 * Who owns the open session with a customer on a number may read what was written there before, whoever answered then.
 * `isAllowed` is a setting.
 */
export class EarlierSessions {
  constructor(
    private readonly source: DataSource,
    private readonly configuration: Configuration,
    private readonly isAllowed: boolean,
  ) {}

  /** The numbers on which the actor may read for this reason alone, of a customer with all whom they turned out to be. */
  async numbersFor(actor: Actor, people: string[]): Promise<string[]> {
    if (!this.isAllowed || actor.kind !== 'agent') return [];
    const parameters: unknown[] = [];
    const bind = (value: unknown) => `$${parameters.push(value)}`;
    const them = `ANY(${bind(people)}::uuid[])`;
    const rows = (await this.source.query(
      `SELECT DISTINCT o.phone_number_id AS number FROM session o
       WHERE o.state = 'open' AND o.assignee = ${bind(actor.extensionId)} AND o.customer_id = ${them}
         AND EXISTS (SELECT FROM session s WHERE s.customer_id = ${them} AND s.phone_number_id = o.phone_number_id
                       AND NOT ${visibleTo(actor, this.configuration, bind)})
       ORDER BY number`,
      parameters,
    )) as { number: string }[];
    return rows.map(({ number }) => number);
  }

  /** Whether the file is in one of these messages. */
  async haveFile({ fileId, extensionId }: { fileId: string; extensionId: string }): Promise<boolean> {
    if (!this.isAllowed) return false;
    const [found] = (await this.source.query(
      `WITH RECURSIVE mine AS (
         SELECT customer_id AS id, phone_number_id FROM session WHERE state = 'open' AND assignee = $2
         UNION SELECT same.id, mine.phone_number_id FROM mine CROSS JOIN LATERAL (${sameAs('mine.id')}) AS same
       )
       SELECT 1 FROM message m JOIN conversation v ON v.id = m.conversation_id
         JOIN mine ON mine.id = v.customer_id AND mine.phone_number_id = m.phone_number_id
       WHERE ${hasFile('$1')} LIMIT 1`,
      [[fileId], extensionId],
    )) as unknown[];
    return found !== undefined;
  }
}
