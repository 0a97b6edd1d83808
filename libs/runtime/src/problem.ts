import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter, type LoggerService } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';
import { types } from 'node:util';
import { z } from 'zod';
import { problemCodes, type ProblemCode } from './problem-codes.js';
import type { RouteMethods } from './route-methods.js';

/** A refusal as people and programs see it: RFC 9457 with a stable `code`. `detail` says what to do. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;

  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly members: Record<string, unknown> = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(`${code}: ${detail}`);
    this.status = problemCodes[code].status;
  }
}

/** A {@link Problem} as it is sent; some have more members, such as `allowed` or `owner`. */
export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string().describe('Stable: programs decide by it'),
    detail: z.string().describe('For people: what is wrong, and what to do'),
    requestId: z.string().describe('By it the call is found in the log'),
    errors: z
      .array(z.object({ pointer: z.string().describe('JSON pointer (RFC 6901) to the field'), detail: z.string() }))
      .optional(),
  })
  .meta({ id: 'Problem' });

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
  /** Zod's: the fields that are not known where the path leads. */
  keys?: readonly string[];
}

/** Input that its schema refuses; each fault with a JSON pointer to the field. */
export function invalidInput(issues: readonly Issue[]): Problem {
  const errors = issues.flatMap(({ message, path = [], keys }) => {
    const pointer = path.map((part) => `/${escapePointer(typeof part === 'object' ? part.key : part)}`).join('');
    if (keys === undefined) return [{ pointer, detail: message }];
    return keys.map((key) => ({
      pointer: `${pointer}/${escapePointer(key)}`,
      detail: 'is not a field that is known here',
    }));
  });
  const detail = errors.map((error) => `${error.pointer || 'the whole'}: ${error.detail}`).join('; ');
  return new Problem('INVALID_INPUT', detail, { errors });
}

/** Turns everything thrown by a route into `application/problem+json`; what nobody expected is logged, not shown. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: LoggerService,
    private readonly isTransient: (error: unknown) => boolean,
    private readonly contentionOf: (error: unknown) => string | undefined,
    private readonly routeMethods: RouteMethods,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.toProblem(exception, reply.request);
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    sendProblem(reply, problem);
  }

  private toProblem(exception: unknown, { id: requestId, method, url }: FastifyRequest): Problem {
    if (exception instanceof Problem) return exception;
    if (exception instanceof HttpException) {
      const status = exception.getStatus();
      // Nest's own sentence repeats the address as it came, and whatever somebody has put into its query.
      if (status === 404) return nothingThere(method, this.routeMethods.at(url));
      return badBody(status, exception.message);
    }
    if (isFastifyError(exception)) return badBody(exception.statusCode, exception.message);
    if (isDiskFull(exception)) {
      this.log.warn('a disk is full', { requestId, error: String(exception) });
      return diskFull();
    }
    const contention = this.contentionOf(exception);
    if (contention !== undefined) return inEachOthersWay(contention);
    if (this.isTransient(exception)) {
      this.log.warn('a dependency is away', { requestId, error: String(exception) });
      return new Problem(
        'TEMPORARILY_UNAVAILABLE',
        'A part this needs does not answer. Try again shortly.',
        {},
        {
          'retry-after': '2',
        },
      );
    }
    const error = exception instanceof Error ? exception.stack : String(exception);
    this.log.error('request failed', { requestId, error });
    return new Problem('INTERNAL', 'Something unexpected happened; it is in the log.');
  }
}

/** Of every answer: no cache keeps it, and no browser takes it for something else. */
export const unkept = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** A refusal as it goes to the caller; an address that cannot be decoded comes to no hook, so it says all of it here. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  const requestId = reply.request.id;
  void reply
    .status(problem.status)
    .headers({ ...problem.headers, ...unkept, 'x-request-id': requestId })
    .type('application/problem+json')
    .send(problemBody(problem, requestId));
}

export function problemBody(
  { status, code, detail, members }: Problem,
  requestId: string,
): z.infer<typeof problemSchema> {
  const title = STATUS_CODES[status] ?? 'Error';
  return { type: 'about:blank', title, status, code, detail, requestId, ...members };
}

/** The database is there; what this service does at once was too much, or met itself. Nothing of the request was done. */
function inEachOthersWay(contention: string): Problem {
  const inUse = 'All database connections of this service are in use. Nothing was done; try again shortly.';
  const changing = 'Others were changing the same at the same time. Nothing was done; try again shortly.';
  const retry = { 'retry-after': '1' };
  return contention === 'pool-exhausted'
    ? new Problem('DATABASE_BUSY', inUse, {}, retry)
    : new Problem('CONTENDED', changing, {}, retry);
}

/** In the words of Postgres, of the system or of MinIO, wherever in the chain of causes. */
function isDiskFull(error: unknown): boolean {
  if (!types.isNativeError(error)) return false;
  return FULL.test(error.message) || isDiskFull(error.cause);
}
const FULL = /no space left on device|disk quota exceeded|\bENOSPC\b|\bEDQUOT\b|XMinioStorageFull/i;

function diskFull(): Problem {
  const detail = 'A disk that this needs is full. Nothing was done; try again when there is room.';
  return new Problem('STORAGE_FULL', detail, {}, { 'retry-after': '30' });
}

function nothingThere(method: string, allowed: string[]): Problem {
  if (allowed.length > 0 && !allowed.includes(method)) {
    const detail = `This address does not take ${method}, but ${allowed.join(', ')}.`;
    return new Problem('METHOD_NOT_ALLOWED', detail, { allowed }, { allow: allowed.join(', ') });
  }
  return new Problem('NOT_FOUND', 'There is nothing under this address; /docs shows what there is.');
}

/** What could not even be read has no fields to point to: an empty pointer means the whole of it. */
function badBody(status: number, detail: string): Problem {
  return new Problem(codeOf(status), detail, { errors: [{ pointer: '', detail }] });
}

/** RFC 6901, section 3. */
function escapePointer(part: PropertyKey): string {
  return String(part).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Of what Nest and Fastify refuse by themselves, which have statuses only. */
function codeOf(status: number): ProblemCode {
  if (status === 413) return 'PAYLOAD_TOO_LARGE';
  return status === 415 ? 'UNSUPPORTED_MEDIA_TYPE' : 'BAD_REQUEST';
}

function isFastifyError(error: unknown): error is Error & { statusCode: number } {
  return (
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500
  );
}
