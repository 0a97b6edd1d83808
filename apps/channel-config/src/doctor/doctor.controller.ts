import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CallerOf, Scopes, type Caller } from '@wabx/runtime';
import { z } from 'zod';
import { checkIdSchema, checkSchema, type Check, type CheckId } from './check.js';
import { Doctor } from './doctor.js';

@ApiTags('channels')
@Controller('v1/channels')
export class DoctorController {
  constructor(private readonly doctor: Doctor) {}

  @Get(':id/doctor')
  @Scopes('channels:read')
  @ApiOperation({
    summary: 'Examine the channel: what works, what does not, how to put it right; for 10 s the same answer again',
  })
  @ApiOkResponse({ standardSchema: z.object({ checks: z.array(checkSchema) }) })
  async examine(@Param('id', { schema: z.uuid() }) id: string): Promise<{ checks: Check[] }> {
    return { checks: await this.doctor.examine(id) };
  }

  @Post(':id/doctor/:check/repair')
  @HttpCode(200)
  @Scopes('channels:write')
  @ApiOperation({ summary: 'Put one check right by a call to Meta; answers the check afterwards' })
  @ApiOkResponse({ standardSchema: checkSchema })
  async repair(
    @Param('id', { schema: z.uuid() }) id: string,
    @Param('check', { schema: checkIdSchema }) check: CheckId,
    @CallerOf() caller: Caller,
  ): Promise<Check> {
    return await this.doctor.repair(id, check, caller);
  }
}
