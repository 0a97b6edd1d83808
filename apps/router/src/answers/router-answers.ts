import { Controller, Inject } from '@nestjs/common';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  announceClosingWindows,
  closeIdleSessions,
  consumers,
  findReply,
  forgetParked,
  mayReadFile,
  releaseSessions,
  replyWindow,
  sendRequested,
  sessionsAt,
} from '@wabx/contracts';
import { Answers } from '@wabx/messaging';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { EarlierSessions } from '../customers/earlier-sessions.js';
import { CustomerErasing } from '../customers/erase-customer.js';
import { Configuration } from '../directory.js';
import { releaseSessionsOf } from '../sessions/release-sessions.js';
import { SessionStore } from '../sessions/session-store.js';
import { mayReadFile as isReadableBy } from '../messages/files-of-messages.js';
import { wayBack } from '../customers/way-back.js';
import { forgetOld } from './forget-old.js';

export const NATS = Symbol('nats');

const BACKLOG_AGE_MS_MAX = 30_000;

type Answer<Contract extends { answer: z.ZodType }> = Promise<z.infer<Contract['answer']>>;

/** What the other services ask the router. */
@Controller()
export class RouterAnswers {
  constructor(
    private readonly source: DataSource,
    private readonly configuration: Configuration,
    private readonly sessions: SessionStore,
    private readonly erasing: CustomerErasing,
    private readonly earlier: EarlierSessions,
    @Inject(NATS) private readonly nats: NatsConnection,
  ) {}

  @Answers(closeIdleSessions)
  async closeIdle({ limit }: { limit: number }): Answer<typeof closeIdleSessions> {
    // A message that waits in the stream would find its session closed over its head.
    if (await this.isBehind()) return { done: 0, more: false };
    const done = await this.sessions.closeIdle(limit);
    return { done, more: done === limit };
  }

  @Answers(announceClosingWindows)
  async announce({ limit }: { limit: number }): Answer<typeof announceClosingWindows> {
    const done = await this.sessions.announceClosingWindows(limit);
    return { done, more: done === limit };
  }

  @Answers(forgetParked)
  async forget({ limit }: { limit: number }): Answer<typeof forgetParked> {
    const forgotten = await forgetOld(this.source, limit);
    const erasures = await this.erasing.finishSome(limit);
    return { done: forgotten.done + erasures, more: forgotten.more };
  }

  @Answers(releaseSessions)
  async release({ extensionId }: { extensionId: string }): Answer<typeof releaseSessions> {
    return await releaseSessionsOf(this.source, this.configuration, extensionId);
  }

  @Answers(sessionsAt)
  async at({ queueId, channelId }: { queueId?: string; channelId?: string }): Answer<typeof sessionsAt> {
    const [row] = (await this.source.query(
      `SELECT count(*)::int AS open FROM session
       WHERE state = 'open' AND (channel_id = $2 OR (destination_type = 'queue' AND destination_id = $1 AND assignee IS NULL))`,
      [queueId ?? null, channelId ?? null],
    )) as { open: number }[];
    return { open: row?.open ?? 0 };
  }

  @Answers(mayReadFile)
  async mayRead(question: { fileId: string; extensionId: string }): Answer<typeof mayReadFile> {
    const isVisible = await isReadableBy(this.source, this.configuration, question);
    return { allowed: isVisible || (await this.earlier.haveFile(question)) };
  }

  @Answers(findReply)
  async find({ conversationId, sequence }: { conversationId: string; sequence: number }): Answer<typeof findReply> {
    const [row] = (await this.source.query(
      `SELECT m.id, m.session_id, m.channel_id, m.phone_number_id, m.content, m.reply_to, m.sent_at,
              v.reply_window_closes_at, ${wayBack}
       FROM message m JOIN conversation v ON v.id = m.conversation_id JOIN customer c ON c.id = v.customer_id
       WHERE m.conversation_id = $1 AND m.sequence = $2`,
      [conversationId, sequence],
    )) as {
      id: string;
      session_id: string;
      channel_id: string;
      phone_number_id: string;
      content: z.infer<typeof sendRequested.data>['content'];
      reply_to: string | null;
      sent_at: Date;
      reply_window_closes_at: Date;
      reply_wa_id: string | null;
      reply_user_id: string | null;
    }[];
    if (!row) return { outcome: 'void' };
    const send: z.infer<typeof sendRequested.data> = {
      messageId: row.id,
      sessionId: row.session_id,
      phoneNumberId: row.phone_number_id,
      conversationId,
      sequence,
      recipient: { waId: row.reply_wa_id ?? undefined, userId: row.reply_user_id ?? undefined },
      content: row.content,
      replyToWaMessageId: row.reply_to ?? undefined,
      acceptedAt: row.sent_at.toISOString(),
      notAfter: row.reply_window_closes_at.toISOString(),
    };
    return { outcome: 'found', channelId: row.channel_id, send };
  }

  @Answers(replyWindow)
  async window({ conversationId }: { conversationId: string }): Answer<typeof replyWindow> {
    const [row] = (await this.source.query(
      `SELECT coalesce(nullif(reply_window_closes_at, '-infinity'), to_timestamp(0)) AS at FROM conversation WHERE id = $1`,
      [conversationId],
    )) as { at: Date }[];
    return { closesAt: (row?.at ?? new Date(0)).toISOString() };
  }

  /** Whether the oldest inbound event not handled yet has waited for more than half a minute. */
  private async isBehind(): Promise<boolean> {
    const { contract, durable } = consumers.routerMessages;
    const jsm = await jetstreamManager(this.nats, { checkAPI: false });
    const info = await jsm.consumers.info(contract.stream, durable);
    if (info.num_pending + info.num_ack_pending === 0) return false;
    // The first one after what is acknowledged without a gap; it may belong to another consumer, then it is older still.
    const oldest = await jsm.streams.getMessage(contract.stream, { seq: info.ack_floor.stream_seq + 1 });
    return oldest !== null && Date.now() - oldest.time.getTime() > BACKLOG_AGE_MS_MAX;
  }
}
