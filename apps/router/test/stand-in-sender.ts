import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Transport } from '@nestjs/microservices';
import { markRead } from '@wabx/contracts';
import { Answers, natsConnectOptions } from '@wabx/messaging';
import type { z } from 'zod';

/** Stands where outbound-sender would, notes what it is asked, and says that Meta took every mark. */
export async function startStandInSender(
  natsUrl: string,
  asked: z.infer<typeof markRead.question>[] = [],
): Promise<INestMicroservice> {
  @Controller()
  class Marks {
    @Answers(markRead)
    async mark(question: z.infer<typeof markRead.question>): Promise<z.infer<typeof markRead.answer>> {
      asked.push(question);
      return { outcome: 'shown' };
    }
  }
  @Module({ controllers: [Marks] })
  class SenderModule {}
  const server = await NestFactory.createMicroservice(SenderModule, {
    transport: Transport.NATS,
    options: { ...natsConnectOptions({ url: natsUrl, name: 'stand-in-sender' }), queue: 'sender' },
    logger: false,
  });
  await server.listen();
  return server;
}
