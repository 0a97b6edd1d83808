import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Transport } from '@nestjs/microservices';
import { findReply, linkFile, replyWindow, uploadFile, type DataOf, type sendRequested } from '@wabx/contracts';
import type { z } from 'zod';
import { Answers, natsConnectOptions } from '@wabx/messaging';

/** What router and media-store would answer; a test writes into it what they know. */
export const neighboursKnow = {
  windows: new Map<string, string>(),
  replies: new Map<string, { channelId: string; send: DataOf<typeof sendRequested> }>(),
  links: new Map<string, string>(),
  uploads: new Map<string, string>(),
};

@Controller()
class Neighbours {
  @Answers(replyWindow)
  async window({ conversationId }: { conversationId: string }) {
    return { closesAt: neighboursKnow.windows.get(conversationId) ?? new Date(0).toISOString() };
  }

  @Answers(findReply)
  async reply({
    conversationId,
    sequence,
  }: z.infer<typeof findReply.question>): Promise<z.infer<typeof findReply.answer>> {
    const reply = neighboursKnow.replies.get(`${conversationId}:${sequence}`);
    return reply ? { outcome: 'found', ...reply } : { outcome: 'void' };
  }

  @Answers(linkFile)
  async link({ fileId }: z.infer<typeof linkFile.question>): Promise<z.infer<typeof linkFile.answer>> {
    const url = neighboursKnow.links.get(fileId);
    return url
      ? { outcome: 'linked', url, expiresAt: new Date(Date.now() + 3_600_000).toISOString() }
      : { outcome: 'gone' };
  }

  @Answers(uploadFile)
  async upload({ fileId }: z.infer<typeof uploadFile.question>): Promise<z.infer<typeof uploadFile.answer>> {
    const mediaId = neighboursKnow.uploads.get(fileId);
    return mediaId ? { outcome: 'uploaded', mediaId } : { outcome: 'gone' };
  }
}

@Module({ controllers: [Neighbours] })
class NeighboursModule {}

export async function startNeighbours(natsUrl: string): Promise<{ stop(): Promise<void> }> {
  const app = await NestFactory.createMicroservice(NeighboursModule, {
    transport: Transport.NATS,
    options: natsConnectOptions({ url: natsUrl, name: 'neighbours' }),
    logger: false,
  });
  await app.listen();
  return { stop: () => app.close() };
}
