import { Controller, Get, Param } from '@nestjs/common';
import { Operation, Operations } from '@wabx/runtime';
import { z } from 'zod';
import { PublicUrls } from '../public-urls.js';
import { webhookUrlOf } from './channel-answer.js';
import { ChannelStore } from './channel-store.js';

const publicUrlsSchema = z
  .object({
    items: z.array(
      z.object({
        publicUrl: z.string().describe('What `publicUrl` of the channel can be set to'),
        webhookUrl: z.string().describe("What Meta's app would get as callback URL with it"),
        isCurrent: z.boolean(),
        isOffered: z.boolean().describe('False: only this channel still has it, WABX_PUBLIC_URLS names it no more'),
        certificateFault: z.string().optional().describe('Why Meta would refuse its certificate'),
      }),
    ),
  })
  .meta({ id: 'PublicUrls' });

@Operations('channels', 'WhatsApp Business accounts: their secrets, their state, and proofs that they work')
@Controller('v1/channels/:id/public-urls')
export class PublicUrlsController {
  constructor(
    private readonly channels: ChannelStore,
    private readonly publicUrls: PublicUrls,
  ) {}

  @Get()
  @Operation({
    id: 'listPublicUrls',
    summary: 'Base URLs under which Meta can reach this installation, and which of them the channel has',
    scopes: ['channels:read'],
    answers: { 200: publicUrlsSchema },
    refuses: ['NOT_FOUND'],
  })
  async list(@Param('id', { schema: z.uuid() }) id: string): Promise<z.infer<typeof publicUrlsSchema>> {
    const { publicUrl: current, webhookKey } = await this.channels.get(id);
    const all = new Set([...this.publicUrls.choices, current]);
    return { items: await Promise.all([...all].map((url) => this.describe(url, { current, webhookKey }))) };
  }

  private async describe(publicUrl: string, { current, webhookKey }: { current: string; webhookKey: string }) {
    const certificateFault = await this.publicUrls.certificateFaultOf(publicUrl);
    return {
      publicUrl,
      webhookUrl: webhookUrlOf({ publicUrl, webhookKey }),
      isCurrent: publicUrl === current,
      isOffered: this.publicUrls.has(publicUrl),
      ...(certificateFault !== undefined && { certificateFault }),
    };
  }
}
