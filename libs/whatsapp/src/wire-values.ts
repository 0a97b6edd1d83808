import { z } from 'zod';

// Meta's samples, pages and traffic disagree on strings and numbers, so either is read as what the field means.

export const text = z.union([z.string(), z.number().transform(String)]);
/** Text that says something. */
export const words = text.pipe(z.string().min(1));
/** Meta's longest are 128 characters; what is much longer is none, and no index takes it. */
export const id = text.pipe(z.string().min(1).max(512));

// No digit has two ways through it: otherwise a long one that is no number takes minutes.
const numberShape = /^\s*[+-]?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i;
const integerShape = /^\s*[+-]?\d+\s*$/;

export const number = z.union([z.number(), z.string().regex(numberShape).transform(Number)]).pipe(z.number());

/** A number as far as JavaScript holds it exactly, else what was written: nothing is rounded, nothing made up. */
export const amount = words.transform((written): number | string => {
  const value = numberShape.test(written) ? Number(written) : NaN;
  const isExact = integerShape.test(written) ? Number.isSafeInteger(value) : Number.isFinite(value);
  return isExact ? value : written;
});

export const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);

const isoShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
/** WhatsApp is not older; what is later is no time that anything happened. */
const [EARLIEST_MS, LATEST_MS] = [Date.UTC(2009, 0), Date.UTC(2100, 0)];

/** Unix seconds; milliseconds, microseconds and ISO 8601 have been seen, and are told apart by their size. */
export const instant = z
  .union([number.transform(millisecondsOf), z.string().regex(isoShape).transform(Date.parse)])
  .pipe(z.number().min(EARLIEST_MS).max(LATEST_MS))
  .transform((milliseconds) => new Date(milliseconds));

/** 10¹¹ seconds are the year 5138, 10¹⁴ milliseconds as well. */
function millisecondsOf(value: number): number {
  if (value < 1e11) return value * 1e3;
  return value < 1e14 ? value : value / 1e3;
}

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

/** The elements of a list. In the place of one, Meta and its proxies send null, `{}`, or the one element by itself. */
export function elementsOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (value === undefined || value === null) return [];
  if (!isObject(value)) return undefined;
  return Object.keys(value).length > 0 ? [value] : [];
}

/** Undefined when no part of it is known. */
export function unlessEmpty<Value extends object>(value: Value): Value | undefined {
  return Object.values(value).some((part) => part !== undefined) ? value : undefined;
}
