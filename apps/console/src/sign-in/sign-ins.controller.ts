import { Controller, Delete, Get, Param, Query, Req } from '@nestjs/common';
import { CallerOf, audited, Operation, Operations, Problem, type Caller } from '@wabx/runtime';
import { EventPublisher } from '@wabx/messaging';
import { z } from 'zod';
import type { SignedInRequest } from './recognise.js';
import { signInSchema, toListed } from './session-answer.js';
import { SignIns } from './sign-ins.js';

const listSchema = z.object({ items: z.array(signInSchema) }).meta({ id: 'SignInList' });
const querySchema = z.strictObject({
  extensionId: z.uuid().optional().describe('Of another person: needs `keys:write`'),
});

@Operations('sign-in', 'Signing in at the console, and out')
@Controller('sign-ins')
export class SignInsController {
  constructor(
    private readonly signIns: SignIns,
    private readonly publisher: EventPublisher,
  ) {}

  @Get()
  @Operation({
    id: 'listSignIns',
    summary: 'Where somebody is signed in: the caller, or for administrators any person',
    scopes: ['agent', 'keys:write'],
    answers: { 200: listSchema },
  })
  async list(
    @CallerOf() caller: Caller,
    @Req() { signIn }: SignedInRequest,
    @Query({ schema: querySchema }) { extensionId = caller.extensionId }: z.output<typeof querySchema>,
  ): Promise<z.output<typeof listSchema>> {
    if (extensionId === undefined) return { items: [] };
    if (extensionId !== caller.extensionId && !caller.scopes.has('keys:write')) throw notYours();
    const items = await this.signIns.of(extensionId);
    return { items: items.map((one) => toListed(one, signIn?.id)) };
  }

  @Delete(':id')
  @Operation({
    id: 'endSignIn',
    summary: 'Ends a sign-in: one of the caller, or for administrators anybody’s',
    description: 'Its next call is refused; streams of events that it has open end within seconds.',
    scopes: ['agent', 'keys:write'],
    answers: { 204: 'nothing' },
    refuses: ['NOT_FOUND', 'CROSS_ORIGIN'],
  })
  async end(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    const own = caller.scopes.has('keys:write') ? undefined : caller.extensionId;
    await audited(this.publisher, { by: caller, action: 'sign-in.end', targetId: id, filter: {} }, {}, async () => {
      const ended = await this.signIns.end(id, own);
      if (ended === undefined) throw new Problem('NOT_FOUND', 'There is no such sign-in, or it has ended.');
    });
  }
}

function notYours(): Problem {
  return new Problem('SCOPE_MISSING', 'Only who has keys:write sees where others are signed in.');
}
