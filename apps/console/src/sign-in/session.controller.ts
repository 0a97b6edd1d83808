import { Controller, Delete, Get, Req } from '@nestjs/common';
import { Operation, Operations, Problem } from '@wabx/runtime';
import type { FastifyReply } from 'fastify';
import { Res } from '@nestjs/common';
import { z } from 'zod';
import { clearCookie } from './cookie.js';
import type { SignedInRequest } from './recognise.js';
import { sessionSchema, toSession } from './session-answer.js';
import { SignIns, type SignIn } from './sign-ins.js';

const signedOutSchema = z
  .object({ next: z.url().optional().describe('Where to go so that the identity provider signs out too') })
  .meta({ id: 'SignedOut' });

@Operations('sign-in', 'Signing in at the console, and out')
@Controller('session')
export class SessionController {
  constructor(private readonly signIns: SignIns) {}

  @Get()
  @Operation({
    id: 'getConsoleSession',
    summary: 'Who is signed in, and until when',
    description: 'A page asks before it opens a stream of events again: a stream does not tell why it was refused.',
    scopes: ['agent'],
    answers: { 200: sessionSchema },
    refuses: ['NOT_FOUND'],
  })
  session(@Req() request: SignedInRequest): z.output<typeof sessionSchema> {
    return toSession(signInOf(request));
  }

  @Delete()
  @Operation({
    id: 'signOut',
    summary: 'Ends this sign-in',
    scopes: ['agent'],
    answers: { 200: signedOutSchema },
    refuses: ['NOT_FOUND', 'CROSS_ORIGIN'],
  })
  async signOut(
    @Req() request: SignedInRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.output<typeof signedOutSchema>> {
    await this.signIns.end(signInOf(request).id);
    void reply.header('set-cookie', clearCookie);
    return {};
  }
}

/** A key opens this too, and has no sign-in. */
export function signInOf({ signIn }: SignedInRequest): SignIn {
  if (signIn === undefined) throw new Problem('NOT_FOUND', 'Who calls with a key or a token is not signed in here.');
  return signIn;
}
