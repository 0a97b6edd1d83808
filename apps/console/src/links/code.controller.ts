import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { Operation, Operations, Problem, Public } from '@wabx/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sessionSchema } from '../sign-in/session-answer.js';
import { signInBrowser } from '../sign-in/sign-in-flow.js';
import { SignIns } from '../sign-in/sign-ins.js';
import { OneTimeCodes } from './one-time-codes.js';

const codeSchema = z
  .strictObject({ code: z.string().min(1).max(100).describe('What stands behind the # of a sign-in link') })
  .meta({ id: 'SignInCode' });

@Public()
@Operations('sign-in', 'Signing in at the console, and out')
@Controller('session/code')
export class CodeController {
  constructor(
    private readonly codes: OneTimeCodes,
    private readonly signIns: SignIns,
  ) {}

  @Post()
  @Operation({
    id: 'signInByCode',
    summary: 'Signs the browser in with the code of a link, once',
    answers: { 200: sessionSchema },
    refuses: ['LINK_USED', 'UNAUTHENTICATED', 'CROSS_ORIGIN'],
  })
  async signIn(
    @Body({ schema: codeSchema }) { code }: z.output<typeof codeSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.output<typeof sessionSchema>> {
    const extensionId = await this.codes.use(code);
    const person = extensionId === undefined ? undefined : this.signIns.person(extensionId);
    if (person === undefined) throw used();
    return await signInBrowser(this.signIns, person, 'link', { request, reply });
  }
}

function used(): Problem {
  return new Problem('LINK_USED', 'This link was used, or its time is over: ask for another one.');
}
