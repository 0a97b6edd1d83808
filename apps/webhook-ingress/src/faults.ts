import type { QuarantineFault } from '@wabx/contracts';
import { ZodError } from 'zod';

/** More than anybody reads; a record must not outgrow the body that it holds. */
const KINDS_MAX = 50;
const NUMBERS_MAX = 5_000;
const NUMBER_LENGTH_MAX = 64;

/** What is wrong with one part of a body. */
export type Fault = Omit<QuarantineFault, 'phoneNumberIds'> & { phoneNumberId?: string | undefined };

/** What is wrong with a body: a fault that many of its parts share is told once, with their numbers. */
export class Faults {
  private readonly byName = new Map<string, QuarantineFault & { known: Set<string>; parts: number }>();
  private numbers = 0;

  add({ reason, detail, phoneNumberId }: Fault): void {
    const name = `${reason} ${detail}`;
    const isNew = !this.byName.has(name);
    const found = isNew && this.byName.size >= KINDS_MAX ? this.ofKind(reason, 'others') : this.ofKind(reason, detail);
    found.parts++;
    if (phoneNumberId === undefined || phoneNumberId.length > NUMBER_LENGTH_MAX) return;
    if (found.known.has(phoneNumberId) || this.numbers >= NUMBERS_MAX) return;
    this.numbers++;
    found.known.add(phoneNumberId);
    found.phoneNumberIds.push(phoneNumberId);
  }

  get size(): number {
    return this.byName.size;
  }

  list(): QuarantineFault[] {
    return [...this.byName.values()].map(({ reason, detail, phoneNumberIds }) => ({ reason, detail, phoneNumberIds }));
  }

  /** For a log line: how many parts have which fault. */
  counts(): Record<string, number> {
    return Object.fromEntries([...this.byName].map(([name, { parts }]) => [name, parts]));
  }

  private ofKind(reason: QuarantineFault['reason'], detail: string) {
    const name = `${reason} ${detail}`;
    const found = this.byName.get(name) ?? { reason, detail, phoneNumberIds: [], known: new Set<string>(), parts: 0 };
    this.byName.set(name, found);
    return found;
  }
}

/** Why something could not become an event; never with words of its own, which are a customer's. */
export function detailOf(error: unknown): string {
  if (!(error instanceof ZodError)) return `unusable: ${error instanceof Error ? error.name : 'unknown'}`;
  const [issue] = error.issues;
  const path = issue?.path.filter((step) => typeof step === 'string').join('.');
  return `unusable: ${path} is ${issue?.code}`;
}
