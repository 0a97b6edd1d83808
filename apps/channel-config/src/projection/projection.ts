import type { LoggerService, OnApplicationShutdown } from '@nestjs/common';
import { apiKeysView, channelsView, directoryView } from '@wabx/contracts';
import { ViewWriter } from '@wabx/messaging';
import { setTimeout as sleep } from 'node:timers/promises';
import { In, type DataSource } from 'typeorm';
import { Channel } from '../channels/channel.entity.js';
import { Extension } from '../directory/extension.entity.js';
import { Queue } from '../directory/queue.entity.js';
import { ApiKey } from '../keys/api-key.entity.js';
import { toApiKeyView, toChannelView, toExtensionView, toQueueView } from './to-views.js';

type Connection = Parameters<typeof ViewWriter.open>[1];

export type Kind = 'channel' | 'extension' | 'queue' | 'api-key';
const KINDS: readonly Kind[] = ['channel', 'extension', 'queue', 'api-key'];

const SWEEP_EVERY_MS = 60_000;
const RETRY_DELAY_MS = 1_000;
const WRITES_AT_ONCE = 16;

/**
 * Copies committed rows into the buckets that every service watches: what has just changed at once, and everything each
 * minute, so that a crash between commit and copy heals by itself. Rows carry versions and the writer compares them, so
 * any number of replicas may do this at the same time. A bucket that is away never fails a change of configuration.
 */
export class Projection implements OnApplicationShutdown {
  private readonly waiting = new Map<string, { kind: Kind; id: string }>();
  private sweepDue = false;
  private running: Promise<void> | undefined;
  private readonly stopping = new AbortController();
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly source: DataSource,
    private readonly writers: Writers,
    private readonly log: Pick<LoggerService, 'warn'>,
  ) {
    this.timer = setInterval(() => {
      this.sweepDue = true;
      this.wake();
    }, SWEEP_EVERY_MS);
  }

  /** Resolves when everything is in the buckets once. */
  static async open(source: DataSource, connection: Connection, log: Pick<LoggerService, 'warn'>): Promise<Projection> {
    const writers = {
      channels: await ViewWriter.open(channelsView, connection),
      directory: await ViewWriter.open(directoryView, connection),
      apiKeys: await ViewWriter.open(apiKeysView, connection),
    };
    const projection = new Projection(source, writers, log);
    await projection.sweep();
    return projection;
  }

  /** After a commit. Returns at once; the copy follows within milliseconds, or as soon as NATS is back. */
  push(kind: Kind, ...ids: readonly string[]): void {
    for (const id of ids) this.waiting.set(`${kind}:${id}`, { kind, id });
    this.wake();
  }

  /** Copies everything that is newer than its copy. */
  async sweep(): Promise<void> {
    for (const kind of KINDS) await this.project(kind);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.running;
  }

  private wake(): void {
    if (this.running !== undefined || this.stopping.signal.aborted) return;
    this.running = this.work().finally(() => {
      this.running = undefined;
      if (this.waiting.size > 0) this.wake();
    });
  }

  private async work(): Promise<void> {
    while ((this.waiting.size > 0 || this.sweepDue) && !this.stopping.signal.aborted) {
      const taken = [...this.waiting.entries()];
      const sweeping = this.sweepDue;
      this.waiting.clear();
      this.sweepDue = false;
      try {
        for (const kind of KINDS) {
          const ids = taken.filter(([, entry]) => entry.kind === kind).map(([, { id }]) => id);
          if (ids.length > 0) await this.project(kind, ids);
        }
        if (sweeping) await this.sweep();
      } catch (error) {
        for (const [key, entry] of taken) this.waiting.set(key, entry);
        this.sweepDue ||= sweeping;
        this.log.warn(
          `configuration is not projected yet, trying again: ${error instanceof Error ? error.message : String(error)}`,
        );
        await sleep(RETRY_DELAY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }

  /** The rows are read here and not handed over, so that what is written is never older than the last commit. */
  private async project(kind: Kind, ids?: readonly string[]): Promise<void> {
    const where = ids === undefined ? {} : { where: { id: In([...ids]) } };
    const { manager } = this.source;
    const { channels, directory, apiKeys } = this.writers;
    switch (kind) {
      case 'channel': {
        const rows = await manager.find(Channel, { ...where, relations: { numbers: true } });
        return await inTurns(rows, (row) => channels.write(row.id, toChannelView(row)));
      }
      case 'extension': {
        const rows = await manager.find(Extension, where);
        return await inTurns(rows, (row) => directory.write(`extension.${row.id}`, toExtensionView(row)));
      }
      case 'queue': {
        const rows = await manager.find(Queue, { ...where, relations: { agents: true } });
        return await inTurns(rows, (row) => directory.write(`queue.${row.id}`, toQueueView(row)));
      }
      case 'api-key': {
        const rows = await manager.find(ApiKey, where);
        return await inTurns(rows, (row) => apiKeys.write(row.id, toApiKeyView(row)));
      }
    }
  }
}

interface Writers {
  channels: ViewWriter<typeof channelsView>;
  directory: ViewWriter<typeof directoryView>;
  apiKeys: ViewWriter<typeof apiKeysView>;
}

async function inTurns<Row>(rows: readonly Row[], write: (row: Row) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += WRITES_AT_ONCE) {
    await Promise.all(rows.slice(at, at + WRITES_AT_ONCE).map(write));
  }
}
