import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Scopes } from '@wabx/runtime';
import { z } from 'zod';
import { ChannelStore } from '../channels/channel-store.js';
import { PublicUrls } from '../public-urls.js';
import { ChannelHealth } from './channel-health.js';
import { checkSchema, diagnose, type Check } from './diagnose.js';

@ApiTags('channels')
@Controller('v1/channels')
export class DoctorController {
  constructor(
    private readonly channels: ChannelStore,
    private readonly health: ChannelHealth,
    private readonly publicUrls: PublicUrls,
  ) {}

  @Get(':id/doctor')
  @Scopes('channels:read')
  @ApiOperation({ summary: 'What works and what does not, from what was seen of the channel' })
  @ApiOkResponse({ standardSchema: z.object({ checks: z.array(checkSchema) }) })
  async examine(@Param('id', { schema: z.uuid() }) id: string): Promise<{ checks: Check[] }> {
    const { publicUrl, accessTokenSetAt } = await this.channels.get(id);
    const isBaseUrlOffered = this.publicUrls.has(publicUrl);
    return { checks: diagnose({ isBaseUrlOffered, accessTokenSetAt }, await this.health.seenOf(id)) };
  }
}
