import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { EventPublisher } from '@wabx/messaging';
import { audited, type Caller, CallerOf, doerOf, Operation, Operations } from '@wabx/runtime';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { customerHistory } from '../customers/customer-history.js';
import { EarlierSessions } from '../customers/earlier-sessions.js';
import { CustomerErasing, receiptSchema, type Receipt } from '../customers/erase-customer.js';
import { samePerson } from '../customers/same-person.js';
import { Configuration } from '../directory.js';
import { messagesSchema, type Messages } from '../messages/list-messages.js';
import { messageQuerySchema, type MessageQuery } from '../messages/message-query.js';
import { actorOf, orProblem } from '../sessions/refusal.js';

@Operations('customers', 'Whom the sessions are with')
@Controller('v1/customers')
export class CustomersController {
  constructor(
    private readonly erasing: CustomerErasing,
    private readonly source: DataSource,
    private readonly configuration: Configuration,
    private readonly earlier: EarlierSessions,
    private readonly publisher: EventPublisher,
  ) {}

  @Get(':id/messages')
  @Operation({
    id: 'listCustomerMessages',
    summary: 'Everything written between a customer and us, over all sessions that the caller may see',
    description:
      'Who owns the open session with the customer on a number also gets what was written there before, whoever answered; that is recorded in the audit, and a setting forbids it.',
    scopes: ['agent', 'sessions:read'],
    answers: { 200: messagesSchema },
  })
  async history(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: messageQuerySchema }) query: MessageQuery,
  ): Promise<Messages> {
    const actor = actorOf(caller, 'sessions:read');
    const people = await samePerson(this.source, id);
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

  @Delete(':id')
  @Operation({
    id: 'eraseCustomer',
    summary: 'Erase a customer: messages, files and identity; the receipt says when the streams have forgotten too',
    scopes: ['customers:erase'],
    answers: { 200: receiptSchema },
  })
  async erase(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<Receipt> {
    return orProblem(await this.erasing.erase(id, doerOf(caller)));
  }
}
