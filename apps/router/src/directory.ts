import type { ChannelView, Destination, ExtensionView, NumberView, QueueView } from '@wabx/contracts';
import type { ChannelsView, DirectoryView } from '@wabx/runtime';

/** What the router asks of the projected configuration, always from memory. */
export class Configuration {
  constructor(
    private readonly channels: ChannelsView,
    private readonly entries: DirectoryView,
  ) {}

  channel(id: string): ChannelView | undefined {
    const channel = this.channels.get(id);
    return channel?.deleted ? undefined : channel;
  }

  /** Also of one that was deleted: its sessions are still read. */
  channelName(id: string): string | undefined {
    return this.channels.get(id)?.name;
  }

  /** Whether an administrator deleted the channel; one that is not known yet is not deleted. */
  isDeleted(channelId: string): boolean {
    return this.channels.get(channelId)?.deleted ?? false;
  }

  deletedChannels(): string[] {
    return [...this.channels.values()].filter(({ deleted }) => deleted).map(({ id }) => id);
  }

  /** Every number of a living channel, by Meta's id. */
  channelsOfNumbers(): Map<string, string> {
    const living = [...this.channels.values()].filter(({ deleted }) => !deleted);
    return new Map(living.flatMap(({ id, numbers }) => numbers.map(({ phoneNumberId }) => [phoneNumberId, id])));
  }

  number(channelId: string, phoneNumberId: string): NumberView | undefined {
    return this.channel(channelId)?.numbers.find((number) => number.phoneNumberId === phoneNumberId);
  }

  /** Meta's id of a number that is named by it or as it is dialled; what names none is its own. */
  phoneNumberIdOf(named: string): string {
    const numbers = [...this.channels.values()].flatMap(({ deleted, numbers }) => (deleted ? [] : numbers));
    return numbers.find(({ e164 }) => e164 === named)?.phoneNumberId ?? named;
  }

  queue(id: string): QueueView | undefined {
    const entry = this.entries.get(`queue.${id}`);
    return entry?.type === 'queue' && !entry.deleted ? entry : undefined;
  }

  extension(id: string): ExtensionView | undefined {
    const entry = this.entries.get(`extension.${id}`);
    return entry?.type === 'extension' && !entry.deleted ? entry : undefined;
  }

  /** Name, and of an extension its number; also of what was deleted, for what has happened with it. */
  namesOf({ type, id }: Destination): { name?: string; number?: string } {
    const entry = this.entries.get(`${type}.${id}`);
    if (entry === undefined) return {};
    return entry.type === 'extension' ? { name: entry.name, number: entry.number } : { name: entry.name };
  }

  exists(destination: Destination): boolean {
    return Boolean(destination.type === 'queue' ? this.queue(destination.id) : this.extension(destination.id));
  }

  livingExtensions(): string[] {
    return [...this.entries.values()].flatMap(({ type, id, deleted }) =>
      type === 'extension' && !deleted ? [id] : [],
    );
  }

  deletedExtensions(): string[] {
    return [...this.entries.values()].flatMap(({ type, id, deleted }) => (type === 'extension' && deleted ? [id] : []));
  }

  queueIds(): string[] {
    return [...this.entries.values()].flatMap(({ type, id, deleted }) => (type === 'queue' && !deleted ? [id] : []));
  }

  /** Queues in which there is somebody to hear a customer. */
  staffedQueues(): string[] {
    return [...this.entries.values()].flatMap((entry) =>
      entry.type === 'queue' && !entry.deleted && entry.agents.some((id) => this.extension(id)) ? [entry.id] : [],
    );
  }

  /** Everything that a session can be transferred to. */
  destinations(): (ExtensionView | QueueView)[] {
    return [...this.entries.values()].filter(({ deleted }) => !deleted);
  }

  queuesOf(extensionId: string): QueueView[] {
    return [...this.entries.values()].filter(
      (entry): entry is QueueView => entry.type === 'queue' && !entry.deleted && entry.agents.includes(extensionId),
    );
  }

  /** Calls back after every change that may give a session a destination. */
  onChange(listener: () => void): () => void {
    const stops = [this.channels.onChange(listener), this.entries.onChange(listener)];
    return () => {
      for (const stop of stops) stop();
    };
  }
}

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** As people look for names; the same names always stand in the same order. */
export function byName(a: { name: string; id: string }, b: { name: string; id: string }): number {
  return names.compare(a.name, b.name) || (a.id < b.id ? -1 : Number(a.id > b.id));
}
