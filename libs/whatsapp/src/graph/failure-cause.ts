import { errors } from 'undici';
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
  /** undici's, Node's or the system's word for it, e.g. ECONNRESET; never an address, a URL or a header. */
  code?: string;
  httpStatus?: number;
  /** `Retry-After`, where the answer had one. */
  retryAfterSeconds?: number;
};

export class CallTimeout extends Error {}
export class CallAborted extends Error {}

/** The stream a request was to carry failed or had another length than was announced. */
export class SourceError extends Error {}

/** What went wrong, without the parts of Node's errors that name hosts or repeat what was sent. */
export function causeOf(error: unknown, written: boolean): FailureCause {
  if (error instanceof CallTimeout) return { kind: 'timeout' };
  if (error instanceof SourceError) return { kind: 'source' };
  if (error instanceof CallAborted) return { kind: 'aborted' };
  const code = codeOf(error);
  if (code?.startsWith('UND_ERR_') && code.endsWith('_TIMEOUT')) return { kind: 'timeout' };
  if (written) return { kind: isNoAnswer(error) ? 'invalid-answer' : 'reset', code };
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
  // undici's and Node's words for a header or a path that cannot be written.
  ['UND_ERR_INVALID_ARG', 'invalid-request'],
  ['ERR_INVALID_CHAR', 'invalid-request'],
]);

/** Something came that is no HTTP, or longer or shorter than its head announces. */
function isNoAnswer(error: unknown): boolean {
  const { HTTPParserError, HeadersOverflowError, ResponseContentLengthMismatchError } = errors;
  return [HTTPParserError, HeadersOverflowError, ResponseContentLengthMismatchError].some(
    (kind) => error instanceof kind,
  );
}

function codeOf(error: unknown): string | undefined {
  const code = isObject(error) ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
