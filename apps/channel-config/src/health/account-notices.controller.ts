import { Controller, Get, Param, Query } from '@nestjs/common';
import { Operation, Operations } from '@wabx/runtime';
import { z } from 'zod';
import { ChannelStore } from '../channels/channel-store.js';
import { pageOf, pageQuery, toPage } from '../http/page.js';
import { AccountNotices, type AccountNotice } from './account-notices.js';

const listQuery = pageQuery(z.string().regex(/^\d{1,18}$/)).extend({
  field: z.string().max(100).optional().describe('Only notices of this webhook field'),
});

const noticeSchema = z
  .object({
    id: z.string(),
    field: z.string().describe("Meta's webhook field, such as account_update"),
    phoneNumberId: z.string().optional(),
    receivedAt: z.iso.datetime(),
    value: z.record(z.string(), z.unknown()).describe("Meta's own object, unchanged"),
  })
  .meta({ id: 'AccountNotice' });

@Operations('channels', 'WhatsApp Business accounts: their secrets, their state, and proofs that they work')
@Controller('v1/channels/:channelId/notices')
export class AccountNoticesController {
  constructor(
    private readonly channels: ChannelStore,
    private readonly notices: AccountNotices,
  ) {}

  @Get()
  @Operation({
    id: 'listNotices',
    summary: 'What Meta told about the account and the numbers of a channel in 90 days, newest first',
    scopes: ['channels:read'],
    answers: { 200: pageOf(noticeSchema) },
    refuses: ['NOT_FOUND'],
  })
  async list(
    @Param('channelId', { schema: z.uuid() }) channelId: string,
    @Query({ schema: listQuery }) query: z.infer<typeof listQuery>,
  ) {
    await this.channels.get(channelId);
    return toPage(await this.notices.list(channelId, query), query.limit, ({ id }) => id, toAnswer);
  }
}

function toAnswer({ id, field, phoneNumberId, receivedAt, value }: AccountNotice): z.infer<typeof noticeSchema> {
  const number = phoneNumberId === null ? {} : { phoneNumberId };
  return { id, field, ...number, receivedAt: receivedAt.toISOString(), value };
}
