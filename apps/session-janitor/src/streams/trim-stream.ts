import { trimming, type StreamName } from '@wabx/contracts';
import { fillOf, type StreamFill } from '@wabx/messaging';
import type { JetStreamManager } from '@nats-io/jetstream';
import { needsOf, type Need } from './needs.js';

/** The server takes no event while it removes, so it removes little at a time. */
const STEP_BYTES = 128 * 1024 ** 2;

export interface Trimmed {
  fill: StreamFill;
  /** Of a stream that passes the mark; below it nobody is asked. */
  needs: Need[];
  /** Events that were removed. */
  removed: number;
}

/**
 * History gives way to news: a stream that passes 70 % of its limit loses its oldest events down to 50 %, as far as every
 * consumer has acknowledged them. Several janitors may do it at once: a purge up to a sequence is the same twice.
 */
export async function trimStream(jsm: JetStreamManager, stream: StreamName, nowMs = Date.now()): Promise<Trimmed> {
  let fill = await fillOf(jsm, stream);
  if (fill.bytes < fill.maxBytes * trimming.from) return { fill, needs: [], removed: 0 };
  const needs = await needsOf(jsm, fill, nowMs);
  const neededFrom = Math.min(fill.lastSequence + 1, ...needs.map(({ from }) => from));
  let removed = 0;
  for (;;) {
    const excess = Math.min(STEP_BYTES, fill.bytes - fill.maxBytes * trimming.to);
    if (excess <= 0 || fill.firstSequence >= neededFrom) return { fill, needs, removed };
    const upTo = fill.firstSequence + Math.ceil((fill.messages * excess) / fill.bytes);
    removed += (await jsm.streams.purge(stream, { seq: Math.min(upTo, neededFrom) })).purged;
    fill = await fillOf(jsm, stream);
  }
}
