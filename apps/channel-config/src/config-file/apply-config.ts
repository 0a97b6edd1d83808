import { Injectable } from '@nestjs/common';
import { inTransaction } from '@wabx/persistence';
import { invalidInput, KeyRing, Problem } from '@wabx/runtime';
import type { Destination } from '@wabx/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { ChannelStore } from '../channels/channel-store.js';
import { isCurrentAccessToken, isCurrentAppSecret } from '../channels/channel-secrets.js';
import { NumberStore } from '../channels/number-store.js';
import type { Channel } from '../channels/channel.entity.js';
import { within } from '../database.js';
import type { Extension } from '../directory/extension.entity.js';
import { ExtensionStore, type Granter } from '../directory/extension-store.js';
import { QueueStore } from '../directory/queue-store.js';
import { Administrators } from '../keys/administrators.js';
import { Projection, type Kind } from '../projection/projection.js';
import { PublicUrls } from '../public-urls.js';
import { keyOf, type ConfigFile, type FileChannel, type FileExtension, type FileNumber } from './config-file.js';
import type { Warn, Warning } from '../http/confirmation.js';
import { readPresent, toConfigFile, toFileExtension, versionOf, type Present } from './to-config-file.js';

export interface Difference {
  action: 'create' | 'update' | 'delete';
  kind: 'extension' | 'queue' | 'channel' | 'number';
  name: string;
  /** What an update changes, and from what; a secret is named without its value. */
  fields?: Record<string, { from: unknown; to: unknown } | 'secret'>;
}

export interface Applied {
  changes: Difference[];
  /** What is there and not in the file; deleted only with `prune`. */
  left: string[];
  /** What of it leaves customers without anybody; read them in a dry run. */
  warnings: Warning[];
}

/** Any number that nobody else uses for an advisory lock: one application of a file at a time. */
const APPLY_LOCK = 0x77634667;

/** Makes the configuration what a file says, all of it or nothing, through the same stores as the API. */
@Injectable()
export class ConfigApplication {
  constructor(
    private readonly source: DataSource,
    private readonly projection: Projection,
    private readonly ring: KeyRing,
    private readonly publicUrls: PublicUrls,
    private readonly administrators: Administrators,
  ) {}

  async export(): Promise<{ file: ConfigFile; version: string }> {
    const present = await inTransaction(this.source, readPresent);
    return { file: toConfigFile(present), version: versionOf(present) };
  }

  /**
   * With `dryRun` everything is done and taken back, so that what it says is what an application would do or refuse.
   *
   * @param options.expected the version that the caller has seen; undefined for any
   */
  async apply(
    file: ConfigFile,
    actor: Granter,
    { dryRun, prune, expected }: { dryRun: boolean; prune: boolean; expected: string | undefined },
  ): Promise<{ applied: Applied; version: string }> {
    const pushed: [Kind, string[]][] = [];
    try {
      const applied = await inTransaction(this.source, async (tx) => {
        pushed.length = 0;
        await this.administrators.lock(tx);
        await tx.query('SELECT pg_advisory_xact_lock($1)', [APPLY_LOCK]);
        const push = (kind: Kind, ...ids: string[]) => void pushed.push([kind, ids]);
        const present = await readPresent(tx);
        const before = versionOf(present);
        if (expected !== undefined && expected !== before) throw changedMeanwhile(before);
        const { ring, publicUrls, administrators } = this;
        const done = await new Application(tx, actor, push, { ring, publicUrls, administrators }).run(
          file,
          present,
          prune,
        );
        if (dryRun) throw new TakenBack({ applied: done, version: before });
        return { applied: done, version: versionOf(await readPresent(tx)) };
      });
      for (const [kind, ids] of pushed) this.projection.push(kind, ...ids);
      return applied;
    } catch (error) {
      if (error instanceof TakenBack) return error.told;
      throw error;
    }
  }
}

class TakenBack extends Error {
  constructor(readonly told: { applied: Applied; version: string }) {
    super('dry run');
  }
}

function changedMeanwhile(version: string): Problem {
  const detail =
    'The configuration was changed meanwhile. Read it again, or look at a dry run, and repeat the request.';
  return new Problem('VERSION_CONFLICT', detail, { currentVersion: version }, { etag: `"${version}"` });
}

/** One application within its transaction. */
class Application {
  private readonly changes: Difference[] = [];
  private readonly warnings: Warning[] = [];
  /** Who applies a file has read what its dry run says. */
  private readonly warn: Warn = (warnings) => void this.warnings.push(...warnings);
  private readonly ring: KeyRing;
  private readonly extensions: ExtensionStore;
  private readonly queues: QueueStore;
  private readonly numbers: NumberStore;
  private readonly channels: ChannelStore;
  private readonly extensionIds = new Map<string, string>();
  private readonly queueIds = new Map<string, string>();

  constructor(
    tx: EntityManager,
    private readonly actor: Granter,
    push: Projection['push'],
    { ring, publicUrls, administrators }: { ring: KeyRing; publicUrls: PublicUrls; administrators: Administrators },
  ) {
    const [source, projection] = [within(tx), { push }];
    this.ring = ring;
    this.extensions = new ExtensionStore(source, projection, administrators);
    this.queues = new QueueStore(source, projection);
    this.numbers = new NumberStore(source, projection);
    this.channels = new ChannelStore(source, projection, ring, publicUrls);
  }

  async run(file: ConfigFile, present: Present, prune: boolean): Promise<Applied> {
    const before = toConfigFile(present);
    await this.applyExtensions(file, present);
    await this.applyQueues(file, present, before);
    await this.removeNumbers(file, present);
    for (const [at, wanted] of file.channels.entries()) {
      await pointingInto(`/channels/${at}`, () => this.applyChannel(wanted, at, present, before));
    }
    const left = await this.notInFile(file, present, prune);
    return { changes: this.changes, left, warnings: this.warnings };
  }

  private async applyExtensions(file: ConfigFile, present: Present): Promise<void> {
    const known = new Map(present.extensions.map((one) => [one.number, one]));
    for (const { number, id } of present.extensions) this.extensionIds.set(number, id);
    // Who becomes an administrator first: one may take the place of another, and somebody has to be left at any time.
    const byRank = [...file.extensions.entries()].sort(([, one], [, other]) => rankOf(one) - rankOf(other));
    for (const [at, wanted] of byRank) {
      await pointingInto(`/extensions/${at}`, () => this.applyExtension(wanted, known));
    }
  }

  private async applyExtension(wanted: FileExtension, known: ReadonlyMap<string, Extension>): Promise<void> {
    const found = known.get(wanted.number);
    if (found === undefined) {
      const { id } = await this.extensions.create(wanted, this.actor);
      this.extensionIds.set(wanted.number, id);
      this.changes.push({ action: 'create', kind: 'extension', name: wanted.number });
      return;
    }
    if (this.note('extension', wanted.number, { role: 'agent', signIn: null, ...toFileExtension(found) }, wanted)) {
      const { number: _number, ...patch } = wanted;
      await this.extensions.update(found.id, 'any', patch, this.actor);
    }
  }

  private async applyQueues(file: ConfigFile, present: Present, before: ConfigFile): Promise<void> {
    const known = new Map(present.queues.map((one) => [keyOf(one.name), one.id]));
    const shown = new Map(before.queues.map((one) => [keyOf(one.name), one]));
    for (const { name, id } of present.queues) this.queueIds.set(keyOf(name), id);
    for (const [at, wanted] of file.queues.entries()) {
      const agents = wanted.agents.map((number, index) => this.extensionId(number, ['queues', at, 'agents', index]));
      const input = { name: wanted.name, assignmentMode: wanted.assignmentMode, agents: agents.sort() };
      const id = known.get(keyOf(wanted.name));
      if (id === undefined) {
        this.queueIds.set(keyOf(wanted.name), (await this.queues.create(input, this.actor)).id);
        this.changes.push({ action: 'create', kind: 'queue', name: wanted.name });
      } else if (this.note('queue', wanted.name, shown.get(keyOf(wanted.name)) ?? {}, wanted)) {
        await this.queues.update(id, 'any', input, this.actor, this.warn);
      }
    }
  }

  /** Before anything is added: a number may move from one channel of the file to another. */
  private async removeNumbers(file: ConfigFile, present: Present): Promise<void> {
    for (const channel of present.channels) {
      const wanted = file.channels.find(({ name }) => keyOf(name) === keyOf(channel.name));
      if (wanted === undefined) continue;
      const kept = new Set(wanted.numbers.map(({ phoneNumberId }) => phoneNumberId));
      for (const { id, phoneNumberId } of channel.numbers.filter((one) => !kept.has(one.phoneNumberId))) {
        await this.numbers.remove(channel.id, id, 'any', this.actor);
        this.changes.push({ action: 'delete', kind: 'number', name: phoneNumberId });
      }
    }
  }

  private async applyChannel(wanted: FileChannel, at: number, present: Present, before: ConfigFile): Promise<void> {
    const { numbers, ...own } = wanted;
    const found = present.channels.find(({ name }) => keyOf(name) === keyOf(wanted.name));
    const inputs = numbers.map((number, index) => ({
      ...number,
      destination: this.destinationOf(number, ['channels', at, 'numbers', index, 'destination']),
    }));
    if (found === undefined) {
      await this.channels.create({ ...own, numbers: inputs }, this.actor, this.warn);
      this.changes.push({ action: 'create', kind: 'channel', name: wanted.name });
      for (const { phoneNumberId } of numbers) {
        this.changes.push({ action: 'create', kind: 'number', name: phoneNumberId });
      }
      return;
    }
    const shown = before.channels.find(({ name }) => name === found.name);
    const { accessToken: _token, appSecret: _secret, ...plain } = own;
    const secrets = await this.newSecrets(found, wanted);
    if (this.note('channel', wanted.name, { ...shown }, plain, secrets)) {
      await this.channels.update(found.id, 'any', own, this.actor);
    }
    for (const [index, input] of inputs.entries()) {
      const { phoneNumberId } = input;
      const known = found.numbers.find((one) => one.phoneNumberId === phoneNumberId);
      const asFile = shown?.numbers.find((one) => one.phoneNumberId === phoneNumberId);
      if (known === undefined) {
        await this.numbers.add(found.id, input, this.actor, this.warn);
        this.changes.push({ action: 'create', kind: 'number', name: phoneNumberId });
      } else if (this.note('number', phoneNumberId, { ...asFile }, { ...numbers[index] })) {
        await this.numbers.update(found.id, known.id, 'any', input, this.actor, this.warn);
      }
    }
  }

  private async newSecrets(channel: Channel, { accessToken, appSecret }: FileChannel): Promise<string[]> {
    const isTokenNew = accessToken !== undefined && !(await isCurrentAccessToken(this.ring, channel, accessToken));
    const isSecretNew = appSecret !== undefined && !(await isCurrentAppSecret(this.ring, channel, appSecret));
    return [...(isTokenNew ? ['accessToken'] : []), ...(isSecretNew ? ['appSecret'] : [])];
  }

  /** What the file does not say about a thing that is there stays as it is. */
  private note(kind: Difference['kind'], name: string, from: object, to: object, secrets: string[] = []): boolean {
    const known: Record<string, unknown> = { ...from };
    const fields: NonNullable<Difference['fields']> = {};
    for (const [field, value] of Object.entries(to)) {
      if (value === undefined || sameValue(known[field], value)) continue;
      fields[field] = { from: known[field] ?? null, to: value };
    }
    for (const secret of secrets) fields[secret] = 'secret';
    if (Object.keys(fields).length === 0) return false;
    this.changes.push({ action: 'update', kind, name, fields });
    return true;
  }

  private async notInFile(file: ConfigFile, present: Present, prune: boolean): Promise<string[]> {
    const wanted = {
      channel: new Set(file.channels.map(({ name }) => keyOf(name))),
      queue: new Set(file.queues.map(({ name }) => keyOf(name))),
      extension: new Set(file.extensions.map(({ number }) => number)),
    };
    // Channels first: their numbers lead to the queues and extensions.
    const surplus = [
      ...present.channels.map(({ id, name }) => ({ kind: 'channel' as const, id, name, key: keyOf(name) })),
      ...present.queues.map(({ id, name }) => ({ kind: 'queue' as const, id, name, key: keyOf(name) })),
      ...present.extensions.map(({ id, number }) => ({ kind: 'extension' as const, id, name: number, key: number })),
    ].filter(({ kind, key }) => !wanted[kind].has(key));
    if (!prune) return surplus.map(({ kind, name }) => `${kind} ${name}`);
    const stores = { channel: this.channels, queue: this.queues, extension: this.extensions };
    for (const { kind, id, name } of surplus) {
      await stores[kind].delete(id, 'any', this.actor, this.warn);
      this.changes.push({ action: 'delete', kind, name });
    }
    return [];
  }

  private destinationOf({ destination }: FileNumber, path: PropertyKey[]): Destination {
    if ('extension' in destination) {
      return { type: 'extension', id: this.extensionId(destination.extension, [...path, 'extension']) };
    }
    const id = this.queueIds.get(keyOf(destination.queue));
    if (id !== undefined) return { type: 'queue', id };
    throw invalidInput([{ path: [...path, 'queue'], message: `there is no queue "${destination.queue}"` }]);
  }

  private extensionId(number: string, path: PropertyKey[]): string {
    const id = this.extensionIds.get(number);
    if (id !== undefined) return id;
    throw invalidInput([{ path, message: `there is no extension ${number}` }]);
  }
}

function rankOf({ role }: FileExtension): number {
  return role === 'administrator' ? 0 : 1;
}

/** The stores point into what they were given; the caller gave a whole file. */
async function pointingInto<T>(prefix: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || !Array.isArray(error.members['errors'])) throw error;
    const errors = (error.members['errors'] as { pointer: string; detail: string }[]).map(({ pointer, detail }) => ({
      pointer: pointer.startsWith('/channels/') ? pointer : prefix + pointer,
      detail,
    }));
    throw new Problem(error.code, error.detail, { ...error.members, errors }, error.headers);
  }
}

/** Both come from JSON-like values; the order of keys does not matter. */
function sameValue(one: unknown, other: unknown): boolean {
  const canonical = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
}
