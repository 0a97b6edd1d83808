import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Ledger } from '../src/ledger.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wabx-test-ledger-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is read while it grows without a pause, in whole lines, up to those that were there', async () => {
  const ledger = await Ledger.open(join(folder, 'ledger.ndjson'));
  let isGrowing = true;
  const grow = () => {
    ledger.record({ kind: 'webhook.dropped', event: 'status', reason: 'test' });
    if (isGrowing) setImmediate(grow);
  };
  grow();
  const enough = setTimeout(() => (isGrowing = false), 1_000);
  const seqs: number[] = [];
  const before = ledger.lastSeq;
  for await (const { seq } of ledger.read()) seqs.push(seq);
  expect(isGrowing).toBe(true);
  expect(seqs).toEqual(seqs.map((_, n) => n + 1));
  expect(seqs.length).toBeGreaterThanOrEqual(before);
  isGrowing = false;
  clearTimeout(enough);
  await ledger.close();
});
