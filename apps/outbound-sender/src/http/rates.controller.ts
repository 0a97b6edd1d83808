import { Controller, Get } from '@nestjs/common';
import { Operation, Operations } from '@wabx/runtime';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { ChannelAccess } from '../channel-access.js';
import { pacedLimit } from '../sending/pace.js';
import { currentRates } from '../store/number-rates.js';

const rateSchema = z
  .object({
    phoneNumberId: z.string(),
    channelId: z.uuid(),
    limitPerSecond: z.number(),
    /** At most so many replies leave in a second when nothing comes in and Meta does not complain. */
    pacedPerSecond: z.number(),
    inboundPerSecond: z.number(),
    /** Below 1 while Meta's complaint about the rate is fresh. */
    slowedTo: z.number(),
    waiting: z.number().int(),
    sending: z.number().int(),
  })
  .meta({ id: 'Rate' });
const ratesSchema = z.object({ items: z.array(rateSchema) });

@Operations('rates', 'How fast numbers send')
@Controller('v1/rates')
export class RatesController {
  constructor(
    private readonly source: DataSource,
    private readonly access: ChannelAccess,
  ) {}

  @Get()
  @Operation({
    id: 'listRates',
    summary: 'Of each number: its limit, what comes in, and how many replies wait',
    scopes: ['ops:read'],
    answers: { 200: ratesSchema },
  })
  async rates(): Promise<z.infer<typeof ratesSchema>> {
    const rates = await currentRates(this.source, this.access.phoneNumberIds());
    const items = rates.flatMap((rate) => {
      const access = this.access.ofNumber(rate.phoneNumberId);
      if (!access) return [];
      const limitPerSecond = access.number.sendsPerSecond;
      return [{ ...rate, channelId: access.channel.id, limitPerSecond, pacedPerSecond: pacedLimit(limitPerSecond) }];
    });
    return { items };
  }
}
