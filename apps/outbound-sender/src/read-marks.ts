import { Controller } from '@nestjs/common';
import { markRead } from '@wabx/contracts';
import { Answers } from '@wabx/messaging';
import type { GraphClient } from '@wabx/whatsapp';
import type { z } from 'zod';
import { metaError, ownError } from './send-errors.js';
import type { ChannelAccess } from './channel-access.js';

type Mark = z.infer<typeof markRead.question>;
type Outcome = z.infer<typeof markRead.answer>;

/** Below the deadline of who asks, so that they hear what became of it. */
const CALL_MS_MAX = 7_000;

/**
 * Tells Meta that a customer's messages were read, or that an answer is being written. It repeats without harm and is
 * worth nothing later, so nothing is kept and nothing is tried again.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/guides/mark-message-as-read
 */
export class ReadMarks {
  constructor(
    private readonly graph: GraphClient,
    private readonly access: ChannelAccess,
  ) {}

  async show({ channelId, phoneNumberId, waMessageId, typing }: Mark): Promise<Outcome> {
    const channel = this.access.ofNumber(phoneNumberId)?.channel;
    if (channel?.id !== channelId) return { outcome: 'refused' };
    let accessToken: string;
    try {
      accessToken = await this.access.tokenOf(channel);
    } catch {
      return { outcome: 'refused', error: ownError('token-unreadable') };
    }
    const signal = AbortSignal.timeout(CALL_MS_MAX);
    const told = await this.graph.markRead({ accessToken, phoneNumberId, waMessageId, typing, signal });
    if (told.outcome === 'ok') return { outcome: 'shown' };
    if (told.outcome === 'rejected')
      return { outcome: 'refused', error: metaError(told.error, told.policy, undefined, told.httpStatus) };
    return { outcome: 'unreachable' };
  }
}

@Controller()
export class ReadMarksController {
  constructor(private readonly marks: ReadMarks) {}

  @Answers(markRead)
  async mark(question: Mark): Promise<Outcome> {
    return await this.marks.show(question);
  }
}
