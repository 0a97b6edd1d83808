import type { LoggerService, OnApplicationShutdown } from '@nestjs/common';
import { apiKeysView, channelsView, directoryView, type DirectoryEntry } from '@wabx/contracts';
import { ViewWriter } from '@wabx/messaging';
import type { ServiceContext } from '@wabx/runtime';
import { setTimeout as sleep } from 'node:timers/promises';
import { In, type DataSource } from 'typeorm';
import { z } from 'zod';
import { Channel } from '../channels/channel.entity.js';
import { Extension } from '../directory/extension.entity.js';
import { Queue } from '../directory/queue.entity.js';
import { ApiKey } from '../keys/api-key.entity.js';
import { toApiKeyView, toChannelView, toExtensionView, toQueueView } from './to-views.js';

type Connection = Parameters<typeof ViewWriter.open>[1];
type Signing = Parameters<typeof ViewWriter.open>[2];
type Views = Pick<ServiceContext<unknown>, 'channels' | 'directory' | 'apiKeys'>;

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

  /**
   * Resolves when everything is in the buckets once.
   *
   * @param views in which this process sees at once what somebody else has written there
   */
  static async open(
    source: DataSource,
    connection: Connection,
    signing: Signing,
    log: Pick<LoggerService, 'warn'>,
    views?: Views,
  ): Promise<Projection> {
    const writers = {
      channels: await ViewWriter.open(channelsView, connection, signing),
      directory: await ViewWriter.open(directoryView, connection, signing),
      apiKeys: await ViewWriter.open(apiKeysView, connection, signing),
    };
    const projection = new Projection(source, writers, log);
    await projection.sweep();
    if (views) projection.rewriteWhatIsRefused(views);
    return projection;
  }

  /** After a commit. Returns at once; the copy follows within milliseconds, or as soon as NATS is back. */
  push(kind: Kind, ...ids: readonly string[]): void {
    for (const id of ids) this.waiting.set(`${kind}:${id}`, { kind, id });
    this.wake();
  }

  /** Copies everything that is newer than its copy, and takes out what never was ours. */
  async sweep(): Promise<void> {
    await this.mend({
      channel: await this.project('channel'),
      extension: await this.project('extension'),
      queue: await this.project('queue'),
      'api-key': await this.project('api-key'),
    });
    for (const writer of Object.values(this.writers)) await writer.complete();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.running;
  }

  /** A service that starts just now must not find an old value revived; a key that no view knows waits for the sweep. */
  private rewriteWhatIsRefused({ channels, directory, apiKeys }: Views): void {
    channels.onRefused((key) => {
      if (channels.get(key)) this.push('channel', key);
    });
    directory.onRefused((key) => {
      const entry = directory.get(key);
      if (entry) this.push(entry.type, entry.id);
    });
    apiKeys.onRefused((key) => {
      if (apiKeys.get(key)) this.push('api-key', key);
    });
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
  private async project(kind: Kind, ids?: readonly string[]): Promise<Versions> {
    const { channels, directory, apiKeys } = this.writers;
    const { manager } = this.source;
    const where = ids === undefined ? {} : { where: { id: In([...ids]) } };
    switch (kind) {
      case 'channel': {
        const rows = await manager.find(Channel, { ...where, relations: { numbers: true } });
        return await inTurns(rows.map(toChannelView), (view) => channels.write(view.id, view));
      }
      case 'extension': {
        const rows = await manager.find(Extension, where);
        return await inTurns(rows.map(toExtensionView), (view) => directory.write(keyOf(view), view));
      }
      case 'queue': {
        const rows = await manager.find(Queue, { ...where, relations: { agents: true } });
        return await inTurns(rows.map(toQueueView), (view) => directory.write(keyOf(view), view));
      }
      case 'api-key': {
        const rows = await manager.find(ApiKey, where);
        return await inTurns(rows.map(toApiKeyView), (view) => apiKeys.write(view.id, view));
      }
    }
  }

  /** Removes what is in the buckets and in no table: nobody but this service may write there, and a crash never did. */
  private async mend(versions: Record<Kind, Versions>): Promise<void> {
    const { manager } = this.source;
    const { channels, directory, apiKeys } = this.writers;
    const members = new Map([
      ...[...versions.extension].map(([id, version]) => [`extension.${id}`, version] as const),
      ...[...versions.queue].map(([id, version]) => [`queue.${id}`, version] as const),
    ]);
    const mended = {
      channels: await channels.mend(versions.channel, async (id) => {
        if (!isUuid(id)) return undefined;
        const row = await manager.findOne(Channel, { where: { id }, relations: { numbers: true } });
        return row ? toChannelView(row) : undefined;
      }),
      directory: await directory.mend(members, async (key) => {
        const [type, id = ''] = key.split('.');
        if (!isUuid(id) || key !== `${type}.${id}`) return undefined;
        const extension = type === 'extension' ? await manager.findOneBy(Extension, { id }) : null;
        if (extension) return toExtensionView(extension);
        const queue =
          type === 'queue' ? await manager.findOne(Queue, { where: { id }, relations: { agents: true } }) : null;
        return queue ? toQueueView(queue) : undefined;
      }),
      'api-keys': await apiKeys.mend(versions['api-key'], async (id) => {
        const row = await manager.findOneBy(ApiKey, { id });
        return row ? toApiKeyView(row) : undefined;
      }),
    };
    for (const [bucket, keys] of Object.entries(mended)) {
      if (keys.length > 0) this.log.warn('a bucket held what nobody configured; it is mended', { bucket, keys });
    }
  }
}

/** Versions by id. */
type Versions = Map<string, number>;

const keyOf = ({ type, id }: DirectoryEntry) => `${type}.${id}`;
const isUuid = (text: string) => z.uuid().safeParse(text).success;

interface Writers {
  channels: ViewWriter<typeof channelsView>;
  directory: ViewWriter<typeof directoryView>;
  apiKeys: ViewWriter<typeof apiKeysView>;
}

async function inTurns<View extends { id: string; version: number }>(
  views: readonly View[],
  write: (view: View) => Promise<unknown>,
): Promise<Versions> {
  for (let at = 0; at < views.length; at += WRITES_AT_ONCE) {
    await Promise.all(views.slice(at, at + WRITES_AT_ONCE).map(write));
  }
  return new Map(views.map(({ id, version }) => [id, version]));
}
