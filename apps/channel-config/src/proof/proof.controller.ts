import { Body, Controller, Param, Post } from '@nestjs/common';
import { Requests } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import { type Caller, CallerOf, Operation, Operations } from '@wabx/runtime';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { recordChange } from '../audit/audit.js';
import { ChannelStore } from '../channels/channel-store.js';
import { ChannelTraffic } from './channel-traffic.js';
import { proofSchema, type Proof } from './hops.js';
import { LOOK_BACK_MS, proveChannel } from './prove-channel.js';
import { Nats } from './nats.js';

const proofInput = z
  .strictObject({
    customer: z
      .string()
      .regex(/^\+[1-9]\d{6,14}$/, 'must be an E.164 number such as +8613800138000')
      .describe('Who writes to the number of the channel, now or within the last minute'),
    waitSeconds: z.number().int().min(1).max(60).default(60),
    text: z.string().min(1).max(1_000).default('This is a test of our WhatsApp channel. 这是 WhatsApp 渠道的测试。'),
  })
  .meta({ id: 'ProofInput' });

@Operations('channels', 'WhatsApp Business accounts: their secrets, their state, and proofs that they work')
@Controller('v1/channels')
export class ProofController {
  constructor(
    private readonly source: DataSource,
    private readonly channels: ChannelStore,
    private readonly requests: Requests,
    private readonly nats: Nats,
  ) {}

  @Post(':id/test')
  @Operation({
    id: 'proveChannel',
    summary: 'Prove both directions with a customer’s number; names the hop that fails. Takes up to two minutes',
    scopes: ['channels:write'],
    answers: { 200: proofSchema },
    refuses: ['NOT_FOUND'],
  })
  async prove(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: proofInput }) input: z.output<typeof proofInput>,
    @CallerOf() caller: Caller,
  ): Promise<Proof> {
    await this.channels.get(id);
    const startedAt = new Date();
    await inTransaction(this.source, (tx) => recordChange(tx, caller, { action: 'channel.test', targetId: id }));
    const traffic = await ChannelTraffic.follow(this.nats.connection, id, LOOK_BACK_MS);
    try {
      return await proveChannel(traffic, this.requests, {
        customer: input.customer.slice(1),
        waitMs: input.waitSeconds * 1000,
        text: input.text,
        by: caller.name,
        startedAt,
      });
    } finally {
      await traffic.stop();
    }
  }
}
