import { readdirSync, readFileSync } from 'node:fs';

const fixtures = new URL('../fixtures/', import.meta.url);

export function sample(name: string) {
  return JSON.parse(readFileSync(new URL(name, fixtures), 'utf8'));
}

export function samples(prefix: string, folder = ''): string[] {
  return readdirSync(new URL(folder, fixtures)).filter((name) => name.startsWith(prefix) && name.endsWith('.json'));
}

/** Keys, types and nesting, without the values. */
export function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, shape(inner)] as const)
      .sort(([left], [right]) => left.localeCompare(right)),
  );
}
