import { Problem, type ProblemCode } from '@wabx/runtime';
import { QueryFailedError } from 'typeorm';

/** 404 for a thing that is not (or no longer) there. */
export function notFound(what: string, id: string): Problem {
  return new Problem('NOT_FOUND', `There is no ${what} ${id}.`);
}

/** 409 that points to the field which is in conflict with something that exists. */
export function conflict(code: ProblemCode, pointer: string, detail: string): Problem {
  return new Problem(code, detail, { errors: [{ pointer, detail }] });
}

/** The unique index that refused a row, when that is what happened. */
export function takenIndex(error: unknown): string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const { code, constraint } = error.driverError as { code?: string; constraint?: string };
  return code === '23505' ? constraint : undefined;
}
