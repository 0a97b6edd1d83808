import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseWebhook } from './parse-webhook.js';

const full = process.env['WABX_LONG'] === 'full';
const RUNS = full ? 100_000 : 2_000;
const TIMEOUT_MS = full ? 900_000 : 120_000;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Body = { [key: string]: Json } & { entry: Json[] };

const folder = new URL('../../fixtures/webhooks/', import.meta.url);
const samples = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
const entriesOf = (sample: string) => JSON.stringify((JSON.parse(sample) as Body).entry).slice(1, -1);

/** Several webhooks in one body, as text: cheap to copy for each of the runs. */
const batch = fc
  .array(fc.constantFrom(...samples.map(entriesOf)), { minLength: 1, maxLength: 4 })
  .map((entries) => `{"object":"whatsapp_business_account","entry":[${entries.join()}]}`);

const word = fc.constantFrom('constructor', 'type', 'messages', 'statuses', 'id', 'errors', 'text', 'x', '__proto__');
const anything: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, 0, -1, 1e300, '', '1795424407', 'GB.1', [], {}, [null], [[]]),
  fc.string({ unit: 'grapheme-ascii', maxLength: 5 }),
  fc.dictionary(word, fc.constantFrom<Json>(null, 1, 'x', [], {}, [{}])),
);
const mutation = fc.record({
  at: fc.nat(10_000),
  act: fc.constantFrom('replace', 'delete', 'wrap', 'repeat'),
  value: anything,
});

/** Changes one place of the body, chosen over all its values, never the root or `entry` itself. */
function mutate(body: Body, { at, act, value }: { at: number; act: string; value: Json }): void {
  const places: { holder: Json[] | { [key: string]: Json }; key: string }[] = [];
  const visit = (holder: Json) => {
    if (typeof holder !== 'object' || holder === null) return;
    for (const [key, inner] of Object.entries(holder)) {
      places.push({ holder, key });
      visit(inner);
    }
  };
  visit(body.entry);
  const place = places[at % places.length];
  if (!place) return;
  const holder = place.holder as { [key: string]: Json };
  const old = holder[place.key] as Json;
  if (act === 'replace') holder[place.key] = structuredClone(value);
  else if (act === 'wrap') holder[place.key] = [old];
  else if (act === 'repeat' && Array.isArray(place.holder)) place.holder.push(structuredClone(old));
  else if (Array.isArray(place.holder)) place.holder.splice(Number(place.key), 1);
  else delete holder[place.key];
}

const object = (value: Json | undefined): { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

/** The elements that must come back as somebody's `raw`, found by walking the body in the plainest way. */
function elementsOf(body: Body): Json[] {
  return list(body.entry).flatMap((entry) =>
    list(object(entry).changes).flatMap((change) => {
      const value = object(object(change).value);
      switch (object(change).field) {
        case 'messages':
          return [...list(value.messages), ...list(value.statuses)];
        case 'smb_message_echoes':
          return list(value.message_echoes);
        case 'calls':
          return [...list(value.calls), ...list(value.statuses)];
        case 'standby': {
          const inner = object(value.standby);
          return [...list(inner.messages), ...list(inner.message_echoes), ...list(inner.statuses)];
        }
        case 'history':
          return list(value.history).flatMap((chunk) =>
            list(object(chunk).threads).flatMap((thread) => list(object(thread).messages)),
          );
        default:
          return [];
      }
    }),
  );
}

const changesOf = (body: Body) => list(body.entry).flatMap((entry) => list(object(entry).changes));

/** They are left out wherever they stand. */
const withoutPrototypeKeys = (body: Body): Body =>
  JSON.parse(JSON.stringify(body), (key, value: unknown) => (key === '__proto__' ? undefined : value)) as Body;

function count(values: unknown[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(JSON.stringify(value), (counts.get(JSON.stringify(value)) ?? 0) + 1);
  return counts;
}

describe('parseWebhook, whatever comes', () => {
  it(
    'never loses an element of a mutated body',
    () => {
      let elements = 0;
      fc.assert(
        fc.property(batch, fc.array(mutation, { maxLength: 6 }), (untouched, mutations) => {
          const body = JSON.parse(untouched) as Body;
          mutations.forEach((one) => mutate(body, one));
          const parsed = parseWebhook(Buffer.from(JSON.stringify(body)));
          if (!parsed.ok) throw new Error(`refused: ${parsed.reason}`);
          const expected = elementsOf(withoutPrototypeKeys(body));
          const kept = count(parsed.items.map((item) => ('raw' in item ? item.raw : undefined)));
          const lost = [...count(expected)].filter(([raw, times]) => (kept.get(raw) ?? 0) < times);
          expect(lost).toEqual([]);
          // Nor a change: an empty list in a change is the only thing that may tell nothing beside others.
          expect(parsed.items.length).toBeGreaterThanOrEqual(Math.max(expected.length, changesOf(body).length));
          elements += expected.length;
        }),
        { numRuns: RUNS },
      );
      expect(elements).toBeGreaterThan(RUNS);
    },
    TIMEOUT_MS,
  );

  it(
    'never throws and never pollutes a prototype on mutated bytes',
    () => {
      const bytes = samples.map((sample) => Buffer.from(JSON.stringify(JSON.parse(sample))));
      const patch = fc.record({
        at: fc.nat(3000),
        with: fc.constantFrom('"', '{', '}', '[', ']', ',', ':', '\\', '\0', '\xff', '9', '__proto__'),
      });
      fc.assert(
        fc.property(fc.constantFrom(...bytes), fc.array(patch, { minLength: 1, maxLength: 4 }), (original, patches) => {
          let changed = Buffer.from(original);
          for (const { at, with: inserted } of patches) {
            const cut = at % changed.length;
            changed = Buffer.concat([
              changed.subarray(0, cut),
              Buffer.from(inserted, 'latin1'),
              changed.subarray(cut + 1),
            ]);
          }
          expect(typeof parseWebhook(changed).ok).toBe('boolean');
          expect(Object.keys(Object.prototype)).toEqual([]);
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );
});
