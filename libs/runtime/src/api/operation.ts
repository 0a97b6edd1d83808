import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import type { Scope } from '@wabx/contracts';
import type { z } from 'zod';
import type { ProblemCode } from '../problem-codes.js';

const OPERATION = 'wabx:operation';
const GROUP = 'wabx:group';

/** Any one of the scopes opens the operation, or all of them together. */
export type Opener = readonly Scope[] | { readonly all: readonly Scope[] };

/** What is answered with a body that is not JSON: a file, a table, a stream of events. */
export interface OtherContent {
  mediaType: string;
  description: string;
  /** Of a stream of events: what `data` of each is. */
  event?: z.ZodType;
  /** Of what is read as JSON is, such as YAML. */
  schema?: z.ZodType;
}

/** JSON of this schema, no body, or something else. */
export type Answer = z.ZodType | 'nothing' | OtherContent;
export type Answers = Readonly<Record<number, Answer>>;

/** A header that a request may or must have. */
export interface RequestHeader {
  name: string;
  description: string;
  required?: boolean;
  lengthMax?: number;
  example?: string;
}

/** A header of the answers that are no refusals. */
export interface AnswerHeader {
  name: string;
  description: string;
}

/** A body that is read without Nest's `@Body({ schema })`. */
export interface OtherBody {
  mediaType: string;
  schema: z.ZodType;
}

export interface OperationSpec<A extends Answers = Answers> {
  /** As a generated client names it: `listSessions`. */
  id: string;
  summary: string;
  /** What the summary has no room for. */
  description?: string;
  /** Who may call it; missing on public controllers. */
  scopes?: Opener;
  /** By status; the lowest is what the method answers unless it says otherwise. */
  answers: A;
  /** Codes of its refusals, beside those that every operation of its kind has (refusals.ts). */
  refuses?: readonly ProblemCode[];
  headers?: readonly RequestHeader[];
  answerHeaders?: readonly AnswerHeader[];
  body?: OtherBody;
}

/** What a method may return: the JSON of its answers, a text, or nothing where it writes the answer itself. */
type Returned<A extends Answers> =
  | {
      [Status in keyof A]: A[Status] extends z.ZodType
        ? z.output<A[Status]>
        : A[Status] extends 'nothing'
          ? void
          : string;
    }[keyof A]
  | void;
type Method<A extends Answers> = (...parameters: never[]) => Returned<A> | Promise<Returned<A>>;

/**
 * All that a route's callers have to know, beside its address and parameters: it is described by this, opened by its
 * scopes, answers its lowest status, and in tests every answer is compared with it.
 */
export function Operation<const A extends Answers>(spec: OperationSpec<A>) {
  const decorate = applyDecorators(
    SetMetadata(OPERATION, spec),
    HttpCode(Math.min(...Object.keys(spec.answers).map(Number))),
  );
  return <M extends Method<A>>(target: object, name: string, method: TypedPropertyDescriptor<M>): void =>
    decorate(target, name, method as TypedPropertyDescriptor<unknown>);
}

/** The chapter of the description in which a controller's operations stand. */
export const Operations = (name: string, description: string): ClassDecorator =>
  SetMetadata(GROUP, { name, description });

export function operationOf(method: object): OperationSpec | undefined {
  return Reflect.getMetadata(OPERATION, method) as OperationSpec | undefined;
}

export function groupOf(controller: object): { name: string; description: string } | undefined {
  return Reflect.getMetadata(GROUP, controller) as { name: string; description: string } | undefined;
}
