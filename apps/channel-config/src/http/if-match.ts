import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Problem, type AnswerHeader, type RequestHeader } from '@wabx/runtime';
import type { FastifyRequest } from 'fastify';

/** For the description of what needs {@link IfMatch}, and of what takes it. */
export const ifMatchHeader: RequestHeader = {
  name: 'If-Match',
  description: 'The ETag of the version that is to be changed, or `*`; without it the answer is 428',
  required: true,
  example: '"3"',
};
export const ifMatchOptionalHeader: RequestHeader = {
  name: 'If-Match',
  description: 'The ETag of the version that is to be changed: when it is another one meanwhile the answer is 412',
  example: '"3"',
};
export const etagHeader: AnswerHeader = { name: 'ETag', description: 'The version, for If-Match' };

/** The version that the caller has seen and means to change; `any` after `If-Match: *`. */
export type ExpectedVersion = number | 'any';

const ETAG = /^(?:W\/)?"?(\d{1,9})"?$/;

/** The version of `If-Match`. Throws 428 when the header is missing: a change without it could overwrite another's. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): ExpectedVersion => {
  const header = headerOf(context);
  if (header === undefined) {
    throw new Problem(
      'PRECONDITION_REQUIRED',
      'Send If-Match with the ETag of the version you are changing; GET answers it.',
    );
  }
  return toExpectedVersion(header);
});

/** Like {@link IfMatch}, but the caller may leave the header out. */
export const IfMatchOptional = createParamDecorator((_: unknown, context: ExecutionContext): ExpectedVersion => {
  const header = headerOf(context);
  return header === undefined ? 'any' : toExpectedVersion(header);
});

/** The tag of an `If-Match` that may be left out; undefined also after `*`. */
export const IfMatchTag = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined => {
  const header = headerOf(context)?.trim();
  return header === '*' ? undefined : header?.replace(/^(?:W\/)?"?(.*?)"?$/, '$1');
});

/** Throws 412 unless `version` is the expected one. `what` names the thing in the sentence. */
export function assertVersion(what: string, version: number, expected: ExpectedVersion): void {
  if (expected === 'any' || expected === version) return;
  throw new Problem(
    'VERSION_CONFLICT',
    `The ${what} was changed meanwhile: it has version ${version}. Read it again and repeat the change.`,
    { currentVersion: version },
    { etag: `"${version}"` },
  );
}

function headerOf(context: ExecutionContext): string | undefined {
  return context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
}

function toExpectedVersion(header: string): ExpectedVersion {
  if (header.trim() === '*') return 'any';
  const version = ETAG.exec(header.trim())?.[1];
  if (version === undefined) {
    throw new Problem('VERSION_CONFLICT', 'If-Match is not one of our ETags, which look like "3".');
  }
  return Number(version);
}
