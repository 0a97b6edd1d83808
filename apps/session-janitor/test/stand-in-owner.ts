import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RpcException, Transport } from '@nestjs/microservices';
import {
  announceClosingWindows,
  closeIdleSessions,
  expireMedia,
  forgetFacts,
  forgetParked,
  purgeSends,
  settleUnknownSends,
} from '@wabx/contracts';
import { Answers, natsConnectOptions } from '@wabx/messaging';
import type { ChoreName } from '../src/chores.js';

type Answer = Promise<{ done: number; more: boolean }>;

/**
 * Stands where router, outbound-sender and media-store would, and only as far as the janitor sees of them: it answers
 * their commands over NATS. What they really do is tested with them.
 */
export interface StandInOwner {
  /** What is due, by chore; an answer takes at most `limit` of it. */
  due: Map<ChoreName, number>;
  /** Chores asked for, in order, with the limit. */
  asked: { chore: ChoreName; limit: number }[];
  /** Answers wait for this; a test may put something unresolved here. */
  gate: Promise<void>;
  /** Number of the first ask that it fails on. */
  failsFromAsk: number;
  /** Says that there is more and does nothing. */
  isStuck: boolean;
  stop(): Promise<void>;
}

export async function startStandInOwner(natsUrl: string): Promise<StandInOwner> {
  const owner = {
    due: new Map<ChoreName, number>(),
    asked: [] as StandInOwner['asked'],
    gate: Promise.resolve(),
    failsFromAsk: Infinity,
    isStuck: false,
  };

  const take = async (chore: ChoreName, limit: number): Answer => {
    owner.asked.push({ chore, limit });
    await owner.gate;
    const due = owner.due.get(chore) ?? 0;
    if (owner.asked.length >= owner.failsFromAsk) throw new RpcException('out of order');
    const done = owner.isStuck ? 0 : Math.min(due, limit);
    owner.due.set(chore, due - done);
    return { done, more: due > done };
  };

  @Controller()
  class Chores {
    @Answers(closeIdleSessions)
    async closeIdle({ limit }: { limit: number }): Answer {
      return await take('close-idle-sessions', limit);
    }
    @Answers(announceClosingWindows)
    async announce({ limit }: { limit: number }): Answer {
      return await take('announce-closing-windows', limit);
    }
    @Answers(expireMedia)
    async expire({ limit }: { limit: number }): Answer {
      return await take('expire-media', limit);
    }
    @Answers(settleUnknownSends)
    async settle({ limit }: { limit: number }): Answer {
      return await take('settle-unknown-sends', limit);
    }
    @Answers(forgetParked)
    async forget({ limit }: { limit: number }): Answer {
      return await take('forget-parked', limit);
    }
    @Answers(purgeSends)
    async purge({ limit }: { limit: number }): Answer {
      return await take('purge-old-rows', limit);
    }
    @Answers(forgetFacts)
    async forgetFacts({ limit }: { limit: number }): Answer {
      return await take('forget-facts', limit);
    }
  }
  @Module({ controllers: [Chores] })
  class OwnerModule {}

  const server: INestMicroservice = await NestFactory.createMicroservice(OwnerModule, {
    transport: Transport.NATS,
    options: { ...natsConnectOptions({ url: natsUrl, name: 'stand-in-owner' }), queue: 'owner' },
    logger: false,
  });
  await server.listen();
  return Object.assign(owner, { stop: () => server.close() });
}
