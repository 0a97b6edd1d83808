import {
  jetstream,
  JetStreamApiError,
  jetstreamManager,
  type JetStreamManager,
  type StoredMsg,
} from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import type { ViewContract } from '@wabx/contracts';
import { z } from 'zod';
import { SIGNATURE_HEADER, type Sign, type Verify } from './signed-values.js';

/** The owner writes it when every value of the bucket is signed. No id has this form. */
export const COMPLETE_KEY = '_complete';
const COMPLETE = JSON.stringify({ version: 1 });
const WRONG_LAST_SEQUENCE = 10071;
const versionedSchema = z.object({ version: z.number() });

interface Signing {
  sign: Sign;
  /** Accepts also what was signed before the key was changed. */
  verify: Verify;
}

/**
 * Writes a view by comparing versions: an older row never replaces a newer one, whoever comes last. What this service has
 * not signed is as good as nothing. Not through the bucket's own API, which does not take keys of every form.
 */
export class ViewWriter<V extends ViewContract> {
  private readonly stream: string;
  private readonly prefix: string;

  private constructor(
    private readonly contract: V,
    private readonly connection: NatsConnection,
    private readonly jsm: JetStreamManager,
    private readonly signing: Signing,
  ) {
    this.stream = `KV_${contract.bucket}`;
    this.prefix = `$KV.${contract.bucket}.`;
  }

  static async open<V extends ViewContract>(
    contract: V,
    connection: NatsConnection,
    signing: Signing,
  ): Promise<ViewWriter<V>> {
    return new ViewWriter(contract, connection, await jetstreamManager(connection, { checkAPI: false }), signing);
  }

  /** True when the bucket now holds exactly this value because of us; false when it already had it or a newer one. */
  async write(key: string, value: z.infer<V['value']>): Promise<boolean> {
    return await this.put(key, JSON.stringify(this.contract.value.parse(value)), value.version);
  }

  /** Tells every view that each value of the bucket is signed now. */
  async complete(): Promise<void> {
    await this.put(COMPLETE_KEY, COMPLETE, 1);
  }

  /**
   * Takes out of the bucket what nobody but its owner may put there, and somebody has: keys that the owner does not know,
   * and values newer than the owner's own. Answers the keys.
   *
   * @param known the owner's versions, read before the bucket is
   * @param valueOf the owner's value now, for a key that is not as it should be
   */
  async mend(
    known: ReadonlyMap<string, number>,
    valueOf: (key: string) => Promise<z.infer<V['value']> | undefined>,
  ): Promise<string[]> {
    const { state } = await this.jsm.streams.info(this.stream, { subjects_filter: `${this.prefix}>` });
    const mended: string[] = [];
    for (const subject of Object.keys(state.subjects ?? {})) {
      const key = subject.slice(this.prefix.length);
      if (key === COMPLETE_KEY) continue;
      const present = await this.jsm.streams.getMessage(this.stream, { last_by_subj: subject });
      // A subject with a wildcard in it finds another's value.
      if (present?.subject !== subject || present.header.has('KV-Operation')) continue;
      const stored = this.versionOf(present);
      const isWithin = (version: number | undefined) =>
        stored !== undefined && version !== undefined && stored <= version;
      if (isWithin(known.get(key))) continue;
      const value = await valueOf(key);
      if (isWithin(value?.version)) continue;
      await this.publish(subject, present.seq, value && JSON.stringify(this.contract.value.parse(value)));
      mended.push(key);
    }
    return mended;
  }

  private async put(key: string, body: string, version: number): Promise<boolean> {
    const subject = `${this.prefix}${key}`;
    for (;;) {
      const present = await this.jsm.streams.getMessage(this.stream, { last_by_subj: subject });
      if (present && this.isOurs(present, body)) return false;
      const stored = present ? this.versionOf(present) : undefined;
      if (stored !== undefined && stored > version) return false;
      try {
        await this.publish(subject, present?.seq ?? 0, body);
        return true;
      } catch (error) {
        if (!(error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE)) throw error;
      }
    }
  }

  /** Without a body: the key is gone. */
  private async publish(subject: string, revision: number, body: string | undefined): Promise<void> {
    const head = headers();
    if (body === undefined) {
      head.set('KV-Operation', 'PURGE');
      head.set('Nats-Rollup', 'sub');
    } else head.set(SIGNATURE_HEADER, this.signing.sign(subject, body));
    const expect = { lastSubjectSequence: revision };
    await jetstream(this.connection).publish(subject, body ?? '', { headers: head, expect });
  }

  /** Signatures of Ed25519 are the same each time. */
  private isOurs(present: StoredMsg, body: string): boolean {
    return (
      present.string() === body &&
      present.header.get(SIGNATURE_HEADER) === this.signing.sign(present.subject, body) &&
      !present.header.has('KV-Operation')
    );
  }

  /** Undefined when the value is not signed. */
  private versionOf(present: StoredMsg): number | undefined {
    const body = present.string();
    if (!this.signing.verify(present.subject, body, present.header.get(SIGNATURE_HEADER))) return undefined;
    return versionedSchema.parse(JSON.parse(body)).version;
  }
}
