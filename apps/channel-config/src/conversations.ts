import { Injectable } from '@nestjs/common';
import { releaseSessions, sessionsAt } from '@wabx/contracts';
import { Requests, TransientError } from '@wabx/messaging';

/** What the router knows of the conversations that a change of the set-up touches; undefined while it does not answer. */
@Injectable()
export class Conversations {
  constructor(private readonly requests: Requests) {}

  async waitingIn(queueId: string): Promise<number | undefined> {
    return (await answered(this.requests.ask(sessionsAt, { queueId })))?.open;
  }

  async openOn(channelId: string): Promise<number | undefined> {
    return (await answered(this.requests.ask(sessionsAt, { channelId })))?.open;
  }

  /** Of an extension that is deleted. The router does it by itself too, as soon as it sees the change. */
  async release(extensionId: string): Promise<{ toQueues: number; orphaned: number } | undefined> {
    return await answered(this.requests.ask(releaseSessions, { extensionId }));
  }
}

async function answered<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TransientError) return undefined;
    throw error;
  }
}
