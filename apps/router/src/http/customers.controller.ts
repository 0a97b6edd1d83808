import { Controller, Delete, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CallerOf, Scopes, type Caller } from '@wabx/runtime';
import { z } from 'zod';
import { CustomerErasing, type Receipt } from '../customers/erase-customer.js';
import { orProblem } from '../sessions/refusal.js';

@ApiTags('customers')
@Controller('v1/customers')
export class CustomersController {
  constructor(private readonly erasing: CustomerErasing) {}

  @Delete(':id')
  @Scopes('customers:erase')
  @ApiOperation({
    summary: 'Erase a customer: messages, files and identity; the receipt says when the streams have forgotten too',
  })
  async erase(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<Receipt> {
    return orProblem(await this.erasing.erase(id, caller.name));
  }
}
