import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';
import { StackError } from './stack-error.js';

/** Writes for nobody else's eyes; whole or not at all. */
export function writeJson(file: string, value: unknown): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/** Undefined when there is no such file. Throws a StackError that says what is wrong with it, never what is in it. */
export function readJson<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StackError(`${file} cannot be read: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.');
  const fault = parse(text) === undefined ? 'is not JSON' : `does not hold what it should${where ? ` (${where})` : ''}`;
  throw new StackError(`${file} is damaged: it ${fault}. Put it back, or forget this state: npm run reset`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
