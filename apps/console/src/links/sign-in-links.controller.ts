import { Body, Controller, Post, Req } from '@nestjs/common';
import { EventPublisher } from '@wabx/messaging';
import { audited, CallerOf, Operation, Operations, Problem, type Caller } from '@wabx/runtime';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SignIns } from '../sign-in/sign-ins.js';
import { OneTimeCodes } from './one-time-codes.js';

const LINK_HOURS = 24;

const whoSchema = z.strictObject({ extensionId: z.uuid() }).meta({ id: 'NewSignInLink' });
export const linkSchema = z.object({ url: z.url(), endsAt: z.iso.datetime() }).meta({ id: 'SignInLink' });

export class LinkSettings {
  /** @param origin of the console, where it is set */
  constructor(
    readonly origin: string | undefined,
    readonly isOn: boolean,
  ) {}

  /** The fragment is not sent to any server, and so in no log. */
  urlOf(page: string, code: string, { protocol, host }: FastifyRequest): string {
    return `${this.origin ?? `${protocol}://${host}`}/${page}#${code}`;
  }
}

@Operations('sign-in', 'Signing in at the console, and out')
@Controller('sign-in-links')
export class SignInLinksController {
  constructor(
    private readonly codes: OneTimeCodes,
    private readonly signIns: SignIns,
    private readonly settings: LinkSettings,
    private readonly publisher: EventPublisher,
  ) {}

  @Post()
  @Operation({
    id: 'makeSignInLink',
    summary: 'Makes a link that signs somebody in once, within a day',
    description: 'Only where WABX_SIGN_IN_LINKS is set, which production does not start with: for a development stack.',
    scopes: ['keys:write'],
    answers: { 201: linkSchema },
    refuses: ['NOT_FOUND', 'CROSS_ORIGIN'],
  })
  async make(
    @CallerOf() by: Caller,
    @Req() request: FastifyRequest,
    @Body({ schema: whoSchema }) { extensionId }: z.output<typeof whoSchema>,
  ): Promise<z.output<typeof linkSchema>> {
    if (!this.settings.isOn) throw new Problem('NOT_FOUND', 'WABX_SIGN_IN_LINKS is not set: there are no such links.');
    if (!this.signIns.person(extensionId)) {
      throw new Problem('NOT_FOUND', 'There is no such extension, or its signIn does not say how somebody signs in.');
    }
    const what = { by, action: 'sign-in.link', targetId: extensionId, filter: {} } as const;
    return await audited(this.publisher, what, {}, async () => {
      const { code, endsAt } = await this.codes.make(extensionId, LINK_HOURS);
      return { url: this.settings.urlOf('sign-in', code, request), endsAt: endsAt.toISOString() };
    });
  }
}
