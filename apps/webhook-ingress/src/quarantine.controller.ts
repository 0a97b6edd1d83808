import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { quarantined, type DataOf, type Event } from '@wabx/contracts';
import { EventPublisher, fromWire } from '@wabx/messaging';
import { Problem, Scopes, type ChannelsView } from '@wabx/runtime';
import { z } from 'zod';
import { ChannelIndex } from './channel-index.js';
import { takeIn } from './intake.js';

export const NATS = Symbol('nats');
export const CHANNELS = Symbol('channels');

const idSchema = z.coerce.number().int().positive();
const listSchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** Records older than this one. */
  cursor: idSchema.optional(),
});

/** Bodies that Meta signed and we could not use: kept for 14 days, to be looked at and replayed. */
@ApiTags('quarantine')
@Controller('v1/quarantine')
export class QuarantineController {
  constructor(
    private readonly index: ChannelIndex,
    private readonly publisher: EventPublisher,
    @Inject(NATS) private readonly nats: NatsConnection,
    @Inject(CHANNELS) private readonly channels: ChannelsView,
  ) {}

  @Get()
  @Scopes('ops:read')
  @ApiOperation({ summary: 'What is in quarantine, newest first' })
  async list(@Query({ schema: listSchema }) { limit, cursor }: z.infer<typeof listSchema>) {
    const jsm = await jetstreamManager(this.nats, { checkAPI: false });
    const { state } = await jsm.streams.info('WA_QUARANTINE');
    const items: object[] = [];
    let sequence = Math.min(cursor ? cursor - 1 : state.last_seq, state.last_seq);
    for (; sequence >= state.first_seq && items.length < limit && state.messages > 0; sequence--) {
      const record = await read(jsm, sequence);
      if (record) items.push(toItem(sequence, record));
    }
    return {
      items,
      ...(sequence >= state.first_seq && items.length === limit ? { nextCursor: String(sequence + 1) } : {}),
    };
  }

  @Post(':id/replay')
  @HttpCode(200)
  @Scopes('ops:write')
  @ApiOperation({ summary: 'Take a body in again, say after its number was configured; nothing is doubled' })
  async replay(@Param('id', { schema: idSchema }) sequence: number) {
    const jsm = await jetstreamManager(this.nats, { checkAPI: false });
    const record = await read(jsm, sequence);
    if (!record) throw new Problem(404, 'NOT_FOUND', 'There is no such record in quarantine.');
    const channel = this.channels.get(record.channelId);
    if (!channel || channel.deleted) throw new Problem(409, 'CHANNEL_GONE', 'The channel of this record was deleted.');
    const rawBody = Buffer.from(record.data.rawBase64, 'base64');
    const [secret = ''] = await this.index.secretsOf(channel);
    const intake = await takeIn(
      { publisher: this.publisher, channels: this.index },
      { channel, secret, rawBody },
      `${sequence}`,
    );
    if (intake.quarantined === 0) await jsm.streams.deleteMessage('WA_QUARANTINE', sequence);
    return intake;
  }
}

async function read(jsm: JetStreamManager, seq: number): Promise<Event<typeof quarantined> | undefined> {
  const message = await jsm.streams.getMessage('WA_QUARANTINE', { seq });
  return message ? fromWire(quarantined, message.data) : undefined;
}

function toItem(sequence: number, { channelId, data }: { channelId: string; data: DataOf<typeof quarantined> }) {
  const { reason, detail, phoneNumberId, receivedAt, rawBase64 } = data;
  return { id: String(sequence), channelId, reason, detail, phoneNumberId, receivedAt, rawBase64 };
}
