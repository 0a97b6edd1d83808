import type { z } from 'zod';
import type { Refusal } from './errors.js';

/**
 * Meta's code for the first thing wrong with a body: 100 for what is no parameter at all or no JSON of the right kind,
 * 131008 for what is missing, 131009 for a value that is not allowed.
 */
export function toRefusal(error: z.ZodError, input: unknown, prefix: string[] = []): Refusal {
  const refusals = error.issues.map((issue) => refusalOf(issue, input, prefix));
  const order = [100, 131008, 131009];
  refusals.sort((left, right) => order.indexOf(left.code) - order.indexOf(right.code));
  return refusals[0] ?? { code: 100 };
}

function refusalOf(issue: z.core.$ZodIssue, input: unknown, prefix: string[]): Refusal {
  const path = [...prefix, ...issue.path.map(String)];
  const name =
    path[0] === undefined
      ? 'body'
      : `${path[0]}${path
          .slice(1)
          .map((key) => `['${key}']`)
          .join('')}`;
  if (issue.code === 'unrecognized_keys') {
    return { code: 100, details: `Unexpected key "${issue.keys[0] ?? ''}" on param "${name}".` };
  }
  const isMissing =
    issue.code === 'custom' ? issue.params?.['missing'] === true : valueAt(input, issue.path) === undefined;
  if (isMissing) return { code: 131008, details: `The parameter ${name} is required.` };
  if (issue.code === 'invalid_type')
    return { code: 100, details: `Param ${name} must be ${kinds[issue.expected] ?? issue.expected}.` };
  return { code: 131009, details: `Param ${name} is not valid: ${issue.message}.` };
}

const kinds: Record<string, string> = {
  object: 'a JSON object',
  record: 'a JSON object',
  array: 'an array',
  string: 'a string',
  boolean: 'a boolean',
  number: 'a number',
};

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], input);
}
