import type { Identifiers } from '../identifiers.js';
import { toWireJson } from './wire-format.js';

interface Value {
  metadata?: { phone_number_id?: string };
  contacts?: unknown[];
  messages?: unknown[];
  statuses?: unknown[];
}

interface Change {
  value: Value;
  field: string;
}

interface Entry {
  id: string;
  changes: Change[];
}

/**
 * Several bodies in one, as Meta puts them together: not necessarily grouped, so chance decides whether an event begins
 * an entry or a change of its own or joins the last one of the same account, number and kind.
 */
export function inOneBody(bodies: readonly string[], ids: Identifiers): string {
  const entries: Entry[] = [];
  for (const body of bodies) {
    const { entry } = JSON.parse(body) as { entry: Entry[] };
    for (const item of entry) join(entries, item, ids.chance('batch'));
  }
  return toWireJson({ object: 'whatsapp_business_account', entry: entries });
}

function join(entries: Entry[], item: Entry, chance: number): void {
  const last = entries.at(-1);
  const [change] = item.changes;
  if (last?.id !== item.id || !change || 'time' in item || chance < 1 / 3) {
    entries.push(item);
    return;
  }
  const before = last.changes.at(-1);
  if (before && chance >= 2 / 3 && isAlike(before, change)) merge(before.value, change.value);
  else last.changes.push(change);
}

const kinds = ['messages', 'statuses'] as const;

function isAlike(left: Change, right: Change): boolean {
  const numbers = [left, right].map(({ value }) => value.metadata?.phone_number_id);
  return (
    left.field === 'messages' &&
    right.field === 'messages' &&
    numbers[0] === numbers[1] &&
    kinds.every((kind) => (left.value[kind] === undefined) === (right.value[kind] === undefined))
  );
}

function merge(into: Value, from: Value): void {
  for (const key of ['contacts', ...kinds] as const) {
    if (from[key]) into[key] = [...(into[key] ?? []), ...from[key]];
  }
}
