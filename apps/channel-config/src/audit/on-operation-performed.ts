import { Controller } from '@nestjs/common';
import { consumers, type operationPerformed } from '@wabx/contracts';
import { OnEvent, type Received } from '@wabx/messaging';
import { AuditTrail } from './audit.js';

/** Services that keep no audit of their own tell here who has replayed what. */
@Controller()
export class OnOperationPerformed {
  constructor(private readonly trail: AuditTrail) {}

  @OnEvent(consumers.channelOperations)
  async handle({ data }: Received<typeof operationPerformed>): Promise<void> {
    await this.trail.keep(data);
  }
}
