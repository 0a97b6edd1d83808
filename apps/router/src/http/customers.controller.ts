import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CallerOf, Scopes, type Caller } from '@wabx/runtime';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { customerHistory } from '../customers/customer-history.js';
import { CustomerErasing, type Receipt } from '../customers/erase-customer.js';
import { Configuration } from '../directory.js';
import { messagesSchema, type Messages } from '../messages/list-messages.js';
import { messageQuerySchema, type MessageQuery } from '../messages/message-query.js';
import { actorOf, orProblem } from '../sessions/refusal.js';

@ApiTags('customers')
@Controller('v1/customers')
export class CustomersController {
  constructor(
    private readonly erasing: CustomerErasing,
    private readonly source: DataSource,
    private readonly configuration: Configuration,
  ) {}

  @Get(':id/messages')
  @Scopes('agent', 'sessions:read')
  @ApiOperation({ summary: 'Everything written between a customer and us, over all sessions that the caller may see' })
  @ApiOkResponse({ standardSchema: messagesSchema })
  async history(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: messageQuerySchema }) query: MessageQuery,
  ): Promise<Messages> {
    const actor = actorOf(caller, 'sessions:read');
    return await customerHistory(this.source, this.configuration, actor, id, query);
  }

  @Delete(':id')
  @Scopes('customers:erase')
  @ApiOperation({
    summary: 'Erase a customer: messages, files and identity; the receipt says when the streams have forgotten too',
  })
  async erase(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<Receipt> {
    return orProblem(await this.erasing.erase(id, caller.name));
  }
}
