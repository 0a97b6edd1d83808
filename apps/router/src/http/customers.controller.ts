import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { type Caller, CallerOf, doerOf, Operation, Operations } from '@wabx/runtime';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { customerHistory } from '../customers/customer-history.js';
import { CustomerErasing, receiptSchema, type Receipt } from '../customers/erase-customer.js';
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
  ) {}

  @Get(':id/messages')
  @Operation({
    id: 'listCustomerMessages',
    summary: 'Everything written between a customer and us, over all sessions that the caller may see',
    scopes: ['agent', 'sessions:read'],
    answers: { 200: messagesSchema },
  })
  async history(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: messageQuerySchema }) query: MessageQuery,
  ): Promise<Messages> {
    const actor = actorOf(caller, 'sessions:read');
    return await customerHistory(this.source, this.configuration, actor, id, query);
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
