import { Controller, Get, Param, Post } from '@nestjs/common';
import { type Caller, CallerOf, Operation, Operations } from '@wabx/runtime';
import { z } from 'zod';
import { checkIdSchema, checkSchema, type Check, type CheckId } from './check.js';
import { Doctor } from './doctor.js';

@Operations('channels', 'WhatsApp Business accounts: their secrets, their state, and proofs that they work')
@Controller('v1/channels')
export class DoctorController {
  constructor(private readonly doctor: Doctor) {}

  @Get(':id/doctor')
  @Operation({
    id: 'examineChannel',
    summary: 'Examine the channel: what works, what does not, how to put it right; for 10 s the same answer again',
    scopes: ['channels:read'],
    answers: { 200: z.object({ checks: z.array(checkSchema) }) },
    refuses: ['NOT_FOUND'],
  })
  async examine(@Param('id', { schema: z.uuid() }) id: string): Promise<{ checks: Check[] }> {
    return { checks: await this.doctor.examine(id) };
  }

  @Post(':id/doctor/:check/repair')
  @Operation({
    id: 'repairChannel',
    summary: 'Put one check right by a call to Meta; answers the check afterwards',
    scopes: ['channels:write'],
    answers: { 200: checkSchema },
    refuses: ['NOT_FOUND', 'NOT_REPAIRABLE', 'META_REFUSED', 'META_AWAY'],
  })
  async repair(
    @Param('id', { schema: z.uuid() }) id: string,
    @Param('check', { schema: checkIdSchema }) check: CheckId,
    @CallerOf() caller: Caller,
  ): Promise<Check> {
    return await this.doctor.repair(id, check, caller);
  }
}
