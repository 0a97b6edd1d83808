import { newId, NO_CHANNEL, operationPerformed, type Doer } from '@wabx/contracts';
import { toOutboxFact } from '@wabx/messaging';
import { enqueue, inTransaction, type Queryable } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Configuration } from '../directory.js';
import { lockPerson, shareErasing } from '../locks.js';
import { makeCustomersFindable } from '../search/searchable.js';
import { visibleTo } from '../sessions/list-sessions.js';
import { isRefusal, refuse, type Actor, type Refusal } from '../sessions/refusal.js';
import { listedCustomerSchema, readCustomers } from './customer-view.js';
import { headOf, samePerson } from './same-person.js';

export const customerSchema = listedCustomerSchema
  .extend({
    aliases: z
      .array(
        z.object({
          channelId: z.uuid(),
          channelName: z.string().optional(),
          kind: z.enum(['phone', 'user_id']),
          value: z.string().describe('A phone number without its plus, or a business-scoped user id'),
        }),
      )
      .describe('Every number and id by which WhatsApp knows the customer now'),
    openSessions: z
      .array(z.object({ id: z.uuid(), channelId: z.uuid(), phoneNumberId: z.string(), e164: z.string().optional() }))
      .describe('Those that the caller may see'),
    merged: z
      .array(z.object({ id: z.uuid(), name: z.string().optional(), phone: z.string().optional() }))
      .describe('Customers whom an administrator has merged into this one'),
  })
  .meta({ id: 'Customer' });
export type CustomerView = z.infer<typeof customerSchema>;

const words = (lengthMax: number) => z.string().trim().min(1).max(lengthMax).nullable().optional();
export const customerChangeSchema = z
  .strictObject({
    name: words(200).describe('Shown instead of the name on WhatsApp; null takes it away'),
    note: words(4_000).describe('For colleagues; null takes it away'),
  })
  .meta({ id: 'CustomerChange' });
export type CustomerChange = z.infer<typeof customerChangeSchema>;

/** What is known of one customer: for agents if they may see one of the customer's sessions. */
export class CustomerStore {
  constructor(
    private readonly source: DataSource,
    private readonly configuration: Configuration,
  ) {}

  async find(actor: Actor, id: string): Promise<CustomerView | Refusal> {
    const people = await this.peopleKnownTo(actor, id);
    return isRefusal(people) ? people : await this.read(actor, people);
  }

  /** The customer with all whom they turned out to be, if there is one whom the actor may know. */
  async peopleKnownTo(actor: Actor, id: string): Promise<string[] | Refusal> {
    const people = await samePerson(this.source, id);
    if (people.length === 0) return notFound;
    if (actor.kind === 'supervisor') return people;
    const parameters: unknown[] = [people];
    const bind = (value: unknown) => `$${parameters.push(value)}`;
    const [seen] = (await this.source.query(
      `SELECT 1 FROM session s WHERE s.customer_id = ANY($1) AND ${visibleTo(actor, this.configuration, bind)} LIMIT 1`,
      parameters,
    )) as object[];
    return seen ? people : notFound;
  }

  /** What people call the customer and note about them. It is in the audit that they did, without what they wrote. */
  async describe(actor: Actor, id: string, change: CustomerChange, by: Doer): Promise<CustomerView | Refusal> {
    const people = await this.peopleKnownTo(actor, id);
    if (isRefusal(people)) return people;
    const fields = Object.keys(change) as (keyof CustomerChange)[];
    await inTransaction(this.source, async (tx) => {
      await shareErasing(tx);
      await lockPerson(tx, people);
      const [head] = (await tx.query(
        `WITH described AS (
           UPDATE customer SET own_name = CASE WHEN $2 THEN $3 ELSE own_name END, note = CASE WHEN $4 THEN $5 ELSE note END
           WHERE id = ${headOf('$1::uuid')} RETURNING id
         ) SELECT id FROM described`,
        [id, fields.includes('name'), change.name ?? null, fields.includes('note'), change.note ?? null],
      )) as { id: string }[];
      if (!head || fields.length === 0) return;
      await makeCustomersFindable(tx, [head.id]);
      const operation = {
        operationId: newId(),
        by,
        action: 'customer.update' as const,
        targetId: head.id,
        after: Object.fromEntries(fields.map((field) => [field, change[field] === null ? 'removed' : 'set'])),
        filter: {},
        startedAt: new Date().toISOString(),
      };
      await enqueue(tx, [toOutboxFact(operationPerformed, NO_CHANNEL, operation, { orderKey: `audit:${head.id}` })]);
    });
    return await this.find(actor, id);
  }

  private async read(actor: Actor, people: string[]): Promise<CustomerView | Refusal> {
    const { source, configuration } = this;
    const [head] = (await source.query(
      `SELECT c.id FROM customer c WHERE c.id = ANY($1) AND c.id = ${headOf('c.id')} ORDER BY c.id LIMIT 1`,
      [people],
    )) as { id: string }[];
    const customer = head && (await readCustomers(source, [head.id])).get(head.id);
    if (!customer) return notFound;
    return {
      ...customer,
      aliases: (await readAliases(source, people)).map((alias) => ({
        ...alias,
        channelName: configuration.channelName(alias.channelId),
      })),
      openSessions: await this.openSessions(actor, people),
      merged: await readMerged(source, customer.id),
    };
  }

  private async openSessions(actor: Actor, people: string[]): Promise<CustomerView['openSessions']> {
    const parameters: unknown[] = [people];
    const bind = (value: unknown) => `$${parameters.push(value)}`;
    const rows = (await this.source.query(
      `SELECT s.id, s.channel_id AS "channelId", s.phone_number_id AS "phoneNumberId" FROM session s
       WHERE s.state = 'open' AND s.customer_id = ANY($1) AND ${visibleTo(actor, this.configuration, bind)}
       ORDER BY s.last_activity_at DESC, s.id DESC`,
      parameters,
    )) as CustomerView['openSessions'];
    return rows.map((row) => ({ ...row, e164: this.configuration.number(row.channelId, row.phoneNumberId)?.e164 }));
  }
}

async function readAliases(
  db: Queryable,
  people: string[],
): Promise<{ channelId: string; kind: 'phone' | 'user_id'; value: string }[]> {
  return (await db.query(
    `SELECT channel_id AS "channelId", kind, value FROM customer_alias WHERE customer_id = ANY($1)
     ORDER BY channel_id, kind, value`,
    [people],
  )) as { channelId: string; kind: 'phone' | 'user_id'; value: string }[];
}

async function readMerged(db: Queryable, head: string): Promise<CustomerView['merged']> {
  const rows = (await db.query(
    `SELECT c.id, coalesce(c.own_name, c.name) AS name, c.phone
     FROM merged_customer k JOIN customer c ON c.id = k.customer_id WHERE k.head_id = $1 AND k.by_people ORDER BY c.id`,
    [head],
  )) as { id: string; name: string | null; phone: string | null }[];
  return rows.map(({ id, name, phone }) => ({
    id,
    name: name ?? undefined,
    phone: phone === null ? undefined : `+${phone}`,
  }));
}

const notFound = refuse('CUSTOMER_NOT_FOUND', 'There is no such customer.');
