import { Controller } from '@nestjs/common';
import { consumers, type operationPerformed } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { ApiKeyStore } from '../keys/api-key-store.js';
import { AuditTrail } from './audit-trail.js';

/** Every service, this one too, tells here what belongs into the audit. */
@Controller()
export class OnOperationPerformed {
  constructor(
    private readonly trail: AuditTrail,
    private readonly keys: ApiKeyStore,
  ) {}

  @OnEvents(consumers.channelOperations)
  async handle(events: Received<typeof operationPerformed>[]): Promise<void> {
    const operations = events.map(({ data }) => data);
    await this.trail.extend(operations);
    for (const { action, targetId, startedAt } of operations) {
      if (action === 'access.sign-in') await this.keys.noteUse(targetId, startedAt);
    }
  }
}
