import { isObject } from '../wire-values.js';

export type FailureCause = {
  kind:
    | 'dns'
    | 'refused'
    | 'unreachable'
    | 'tls'
    | 'timeout'
    | 'aborted'
    | 'reset'
    /** The stream that was to be sent failed. */
    | 'source'
    | 'invalid-request'
    /** No answer of the Graph API: a proxy's page, a cut or unreadable body, a success without its content. */
    | 'invalid-answer';
  /** Node's or the system's word for it, e.g. ECONNRESET; never an address, a URL or a header. */
  code?: string;
  httpStatus?: number;
  /** `Retry-After`, where the answer had one. */
  retryAfterSeconds?: number;
};

export class CallTimeout extends Error {}
export class CallAborted extends Error {}

/** The stream a request was to carry failed or had another length than was announced. */
export class SourceError extends Error {}

/** What came is no answer of HTTP, or none that is taken; `code` says why. */
export class InvalidAnswer extends Error {
  constructor(readonly code: string) {
    super(`Not an answer: ${code}`);
  }
}

/** What went wrong, without the parts of Node's errors that name hosts or repeat what was sent. */
export function causeOf(error: unknown, written: boolean): FailureCause {
  if (error instanceof CallTimeout) return { kind: 'timeout' };
  if (error instanceof SourceError) return { kind: 'source' };
  if (error instanceof CallAborted) return { kind: 'aborted' };
  const code = codeOf(error);
  if (error instanceof InvalidAnswer) return { kind: 'invalid-answer', code };
  if (written) return { kind: code?.startsWith('HPE_') ? 'invalid-answer' : 'reset', code };
  const known = kindsBeforeWriting.get(code ?? '');
  return { kind: known ?? (code?.match(/TLS|SSL|CERT|SIGN|ISSUER/) ? 'tls' : 'unreachable'), code };
}

const kindsBeforeWriting = new Map<string, FailureCause['kind']>([
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['EAI_FAIL', 'dns'],
  ['ECONNREFUSED', 'refused'],
  ['ETIMEDOUT', 'timeout'],
  ['EPROTO', 'tls'],
]);

export function codeOf(error: unknown): string | undefined {
  const code = isObject(error) ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
