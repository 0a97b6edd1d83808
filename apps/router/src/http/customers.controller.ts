import { Body, Controller, Delete, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { EventPublisher } from '@wabx/messaging';
import { audited, type Caller, CallerOf, doerOf, Operation, Operations } from '@wabx/runtime';
import type { FastifyReply } from 'fastify';
import { finished } from 'node:stream/promises';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { customerHistory } from '../customers/customer-history.js';
import {
  customerChangeSchema,
  customerSchema,
  CustomerStore,
  type CustomerChange,
  type CustomerView,
} from '../customers/customer-store.js';
import { EarlierSessions } from '../customers/earlier-sessions.js';
import { exportCustomer } from '../customers/export-customer.js';
import { CustomerErasing, receiptSchema, type Receipt } from '../customers/erase-customer.js';
import {
  customerQuerySchema,
  customersSchema,
  listCustomers,
  type CustomerQuery,
  type Customers,
} from '../customers/list-customers.js';
import { CustomerMerging } from '../customers/merge-customers.js';
import { Configuration } from '../directory.js';
import { messagesSchema, type Messages } from '../messages/list-messages.js';
import { messageQuerySchema, type MessageQuery } from '../messages/message-query.js';
import { actorOf, orProblem } from '../sessions/refusal.js';

const mergeSchema = z
  .strictObject({ into: z.uuid().describe('The customer that the two are shown as') })
  .meta({ id: 'CustomerMerge' });

@Operations('customers', 'Whom the sessions are with')
@Controller('v1/customers')
export class CustomersController {
  constructor(
    private readonly customers: CustomerStore,
    private readonly merging: CustomerMerging,
    private readonly erasing: CustomerErasing,
    private readonly source: DataSource,
    private readonly configuration: Configuration,
    private readonly earlier: EarlierSessions,
    private readonly publisher: EventPublisher,
  ) {}

  @Get()
  @Operation({
    id: 'listCustomers',
    summary: 'Customers of the sessions that the caller may see, most recently active first',
    scopes: ['agent', 'sessions:read'],
    answers: { 200: customersSchema },
  })
  async list(
    @CallerOf() caller: Caller,
    @Query({ schema: customerQuerySchema }) query: CustomerQuery,
  ): Promise<Customers> {
    return await listCustomers(this.source, this.configuration, actorOf(caller, 'sessions:read'), query);
  }

  @Get(':id')
  @Operation({
    id: 'getCustomer',
    summary: 'What is known of a customer; agents may see one of the sessions with the customer',
    scopes: ['agent', 'sessions:read'],
    answers: { 200: customerSchema },
    refuses: ['CUSTOMER_NOT_FOUND'],
  })
  async find(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<CustomerView> {
    return orProblem(await this.customers.find(actorOf(caller, 'sessions:read'), id));
  }

  @Patch(':id')
  @Operation({
    id: 'updateCustomer',
    summary: 'Give a customer a name of our own, which is shown everywhere, and a note for colleagues',
    scopes: ['agent', 'sessions:write'],
    answers: { 200: customerSchema },
    refuses: ['CUSTOMER_NOT_FOUND'],
  })
  async change(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: customerChangeSchema }) body: CustomerChange,
  ): Promise<CustomerView> {
    return orProblem(await this.customers.describe(actorOf(caller, 'sessions:write'), id, body, doerOf(caller)));
  }

  @Post(':id/merge')
  @Operation({
    id: 'mergeCustomer',
    summary: 'Take a customer and another one for the same person; answers whom both are shown as',
    description:
      'Lists, search, history, and erasing take them for one. Each keeps the own numbers and sessions, and is answered there; `unmerge` leaves both as they were.',
    scopes: ['customers:erase'],
    answers: { 200: customerSchema },
    refuses: ['CUSTOMER_NOT_FOUND', 'CUSTOMER_MERGED'],
  })
  async merge(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: mergeSchema }) { into }: z.infer<typeof mergeSchema>,
  ): Promise<CustomerView> {
    const by = doerOf(caller);
    orProblem(await this.merging.merge(id, into, by));
    return orProblem(await this.customers.find({ kind: 'supervisor', ...by }, id));
  }

  @Post(':id/unmerge')
  @Operation({
    id: 'unmergeCustomer',
    summary: 'Take back that a customer is another one; answers the customer as they are alone',
    scopes: ['customers:erase'],
    answers: { 200: customerSchema },
    refuses: ['CUSTOMER_NOT_FOUND', 'CUSTOMER_NOT_MERGED'],
  })
  async unmerge(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<CustomerView> {
    const by = doerOf(caller);
    orProblem(await this.merging.unmerge(id, by));
    return orProblem(await this.customers.find({ kind: 'supervisor', ...by }, id));
  }

  @Get(':id/messages')
  @Operation({
    id: 'listCustomerMessages',
    summary: 'Everything written between a customer and us, over all sessions that the caller may see',
    description:
      'Who owns the open session with the customer on a number also gets what was written there before, whoever answered; that is recorded in the audit, and a setting forbids it.',
    scopes: ['agent', 'sessions:read'],
    answers: { 200: messagesSchema },
    refuses: ['CUSTOMER_NOT_FOUND'],
  })
  async history(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: messageQuerySchema }) query: MessageQuery,
  ): Promise<Messages> {
    const actor = actorOf(caller, 'sessions:read');
    const people = orProblem(await this.customers.peopleKnownTo(actor, id));
    const earlier = await this.earlier.numbersFor(actor, people);
    const read = () => customerHistory(this.source, this.configuration, actor, { people, earlier }, query);
    if (earlier.length === 0) return await read();
    const operation = {
      by: caller,
      action: 'customer.read-earlier' as const,
      targetId: id,
      filter: { phoneNumberId: earlier.join(',') },
    };
    const done = { read: 0 };
    return await audited(this.publisher, operation, done, async () => {
      const messages = await read();
      done.read = messages.items.length;
      return messages;
    });
  }

  @Get(':id/export')
  @Operation({
    id: 'exportCustomer',
    summary: 'Everything that is kept of a customer, as one archive',
    description:
      'A ZIP archive of `customer.json`, `sessions.ndjson`, `messages.ndjson` and `files.ndjson`, which names the `path` at media-store where the caller gets each file. It ends early where it could not be read to its end; then it has no directory and does not open.',
    scopes: { all: ['sessions:read', 'media:read'] },
    answers: { 200: { mediaType: 'application/zip', description: 'The archive' } },
    refuses: ['CUSTOMER_NOT_FOUND'],
  })
  async export(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const actor = actorOf(caller, 'sessions:read');
    const people = orProblem(await this.customers.peopleKnownTo(actor, id));
    const customer = orProblem(await this.customers.find(actor, id));
    const operation = { by: caller, action: 'customer.export' as const, targetId: customer.id, filter: {} };
    const done = { sessions: 0, messages: 0, files: 0 };
    await audited(this.publisher, operation, done, async () => {
      const { source, configuration } = this;
      const archive = exportCustomer({ source, configuration, customer, people }, done);
      const ended = finished(archive);
      void reply
        .type('application/zip')
        .header('content-disposition', `attachment; filename="customer-${customer.id}.zip"`)
        .send(archive);
      await ended;
    });
  }

  @Delete(':id')
  @Operation({
    id: 'eraseCustomer',
    summary: 'Erase a customer: messages, files and identity; the receipt says when the streams have forgotten too',
    scopes: ['customers:erase'],
    answers: { 200: receiptSchema },
    refuses: ['CUSTOMER_NOT_FOUND'],
  })
  async erase(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<Receipt> {
    return orProblem(await this.erasing.erase(id, doerOf(caller)));
  }
}
