import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { invalidInput } from './problem.js';

const NUL = '\u0000';
/** Half of a character that takes two: Postgres and JSON parsers elsewhere refuse it. */
const HALF = /\p{Surrogate}/u;

interface Issue {
  path: PropertyKey[];
  message: string;
}

/** No body of ours has ten levels; what walks through one must not run out of stack. */
const DEPTH_MAX = 64;

/** Every text of a request that no database of ours can hold, with the path to it. */
export function malformedTexts(value: unknown, path: PropertyKey[] = []): Issue[] {
  if (typeof value === 'string') {
    if (value.includes(NUL)) return [{ path, message: 'must not contain the character NUL' }];
    return HALF.test(value) ? [{ path, message: 'must not contain half of a character (a lone surrogate)' }] : [];
  }
  if (path.length > DEPTH_MAX)
    return [{ path: path.slice(0, 3), message: `is nested more than ${DEPTH_MAX} levels deep` }];
  if (Array.isArray(value)) return value.flatMap((member: unknown, at) => malformedTexts(member, [...path, at]));
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    ...malformedTexts(name, path).map(({ message }) => ({ path, message: `a name in it ${message}` })),
    ...malformedTexts(member, [...path, name]),
  ]);
}

/** Before any schema, so that no field of any service has to think of it. */
export class WellFormedTextPipe implements PipeTransform {
  transform(value: unknown, { type, data }: ArgumentMetadata): unknown {
    if (type === 'custom') return value;
    const issues = malformedTexts(value, data === undefined ? [] : [data]);
    if (issues.length > 0) throw invalidInput(issues);
    return value;
  }
}
