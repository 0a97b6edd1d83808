import { z } from 'zod';

// Meta's samples, pages and traffic disagree on strings and numbers, so either is read as what the field means.

export const text = z.union([z.string(), z.number().transform(String)]);
export const id = text.pipe(z.string().min(1));
export const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^\s*-?\d+(\.\d+)?\s*$/)
    .transform(Number),
]);
export const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);

/** Unix seconds; milliseconds have been seen (and are told apart: 10¹¹ seconds are the year 5138). */
export const instant = number
  .refine((value) => value > 0 && value < 1e14)
  .transform((value) => new Date(value < 1e11 ? value * 1000 : value));

/** A field that is missing, null or not what it should be is simply not known: the raw item keeps what came. */
export const optional = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

// Schemas are made once: making one costs more than all the reading it does in a body.
export const optionalId = optional(id);

/** The readable elements of a list. */
export const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((elements) =>
      elements.flatMap((element) => {
        const read = schema.safeParse(element);
        return read.success ? [read.data] : [];
      }),
    );

export type RawObject = Record<string, unknown>;

export function isObject(value: unknown): value is RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property, so that a type called "constructor" finds nothing. */
export function own(object: RawObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The id or word under a key, where there is one. */
export function ownId(object: RawObject, key: string): string | undefined {
  return optionalId.parse(own(object, key));
}

export function ownObject(object: RawObject, key: string): RawObject | undefined {
  const value = own(object, key);
  return isObject(value) ? value : undefined;
}

export function ownList(object: RawObject, key: string): unknown[] {
  const value = own(object, key);
  return Array.isArray(value) ? value : [];
}
