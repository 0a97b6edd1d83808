import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';

/** What the first entry takes for the hash before it. */
export const FIRST_PREVIOUS = '0'.repeat(64);
const AT_ONCE = 1_000;

/** The hash of an entry over the hash of the one before it and its own content, as `sha256sum` would make it. */
export function hashOf(previous: string, content: string): string {
  return createHash('sha256').update(`${previous}\n${content}`).digest('hex');
}

/** Where the chain ended at some time, as somebody outside of the table knows it. */
export interface Head {
  sequence: number;
  sha256: string;
}

export interface Verification {
  intact: boolean;
  /** The first entry that is missing, or not what it was. */
  brokenAt?: number;
  fault?: 'missing' | 'altered';
  entries: number;
  /** 1, unless the administrator of the database has removed the oldest entries. */
  firstSequence?: number;
  head?: Head;
}

interface Row {
  sequence: string;
  previous_sha256: string;
  sha256: string;
  content: string;
}

/**
 * Reads the whole chain, from the first entry that is there, and makes every hash anew. `heads` are kept elsewhere: without
 * one, nobody sees that the newest entries are gone or that everything from some entry on was written anew.
 */
export async function verifyChain(source: Pick<DataSource, 'query'>, heads: readonly Head[]): Promise<Verification> {
  let first: Head | undefined;
  let last: Head | undefined;
  let entries = 0;
  const broken = (brokenAt: number, fault: 'missing' | 'altered'): Verification => ({
    intact: false,
    brokenAt,
    fault,
    entries,
    ...(first ? { firstSequence: first.sequence } : {}),
    ...(last ? { head: last } : {}),
  });
  for await (const row of rowsOf(source)) {
    const sequence = Number(row.sequence);
    const expected = last ? last.sequence + 1 : sequence;
    if (sequence !== expected) return broken(expected, 'missing');
    const previous = last?.sha256 ?? (sequence === 1 ? FIRST_PREVIOUS : row.previous_sha256);
    const isAsWritten = row.previous_sha256 === previous && row.sha256 === hashOf(previous, row.content);
    const isAsTold = heads.every((head) => head.sequence !== sequence || head.sha256 === row.sha256);
    if (!isAsWritten || !isAsTold) return broken(sequence, 'altered');
    last = { sequence, sha256: row.sha256 };
    first ??= last;
    entries += 1;
  }
  const end = last?.sequence ?? 0;
  if (heads.some(({ sequence }) => sequence > end)) return broken(end + 1, 'missing');
  return { intact: true, entries, ...(first && last ? { firstSequence: first.sequence, head: last } : {}) };
}

async function* rowsOf(source: Pick<DataSource, 'query'>): AsyncGenerator<Row> {
  for (let after = '0'; ;) {
    const rows: Row[] = await source.query<Row[]>(
      'SELECT sequence, previous_sha256, sha256, content FROM audit WHERE sequence > $1 ORDER BY sequence LIMIT $2',
      [after, AT_ONCE],
    );
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.sequence;
  }
}
