import { Injectable } from '@nestjs/common';
import { auditExtended, NO_CHANNEL } from '@wabx/contracts';
import { KeptEvents } from '@wabx/messaging';
import { DataSource } from 'typeorm';
import { Nats } from '../proof/nats.js';
import { verifyChain, type Head, type Verification } from './chain.js';

/** Compares the audit's table with itself, and with the head of it that the stream of events keeps. */
@Injectable()
export class AuditVerification {
  private running: Promise<Verification & { told?: Head }> | undefined;

  constructor(
    private readonly source: DataSource,
    private readonly nats: Nats,
  ) {}

  /** Whoever asks meanwhile for the same gets the same answer: it reads the whole table. */
  async verify(known: Head | undefined): Promise<Verification & { told?: Head }> {
    if (known) return await this.compare([known]);
    return await (this.running ??= this.compare([]).finally(() => (this.running = undefined)));
  }

  private async compare(known: Head[]): Promise<Verification & { told?: Head }> {
    // Before the table is read: what is added meanwhile is there and not told yet, never the other way round.
    const told = (await new KeptEvents(this.nats.connection, auditExtended).latest(NO_CHANNEL))?.data;
    const found = await verifyChain(this.source, told ? [told, ...known] : known);
    return { ...found, ...(told ? { told } : {}) };
  }
}
