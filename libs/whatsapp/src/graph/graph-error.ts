import { z } from 'zod';
import { flag, isObject, number, optional, own, text } from '../wire-values.js';

/** An error as Meta tells it: in an answer of the Graph API, in a failed status, in an unsupported message. */
export type GraphError = {
  /** The only field to decide on: titles change, subcodes are deprecated. */
  code: number;
  subcode?: number;
  title?: string;
  message?: string;
  details?: string;
  type?: string;
  isTransient?: boolean;
  userTitle?: string;
  userMessage?: string;
  traceId?: string;
  href?: string;
};

const details = z.union([z.object({ details: text }).transform((data) => data.details), z.string()]);

const wireError = z
  .object({
    code: number.pipe(z.number().int()),
    error_subcode: optional(number),
    title: optional(text),
    message: optional(text),
    error_data: optional(details), // an object, an object without details, or a plain string
    details: optional(text), // where the old `unknown` messages carry them
    type: optional(text),
    is_transient: optional(flag),
    error_user_title: optional(text),
    error_user_msg: optional(text),
    fbtrace_id: optional(text),
    href: optional(text),
  })
  .transform((error): GraphError => ({
    code: error.code,
    subcode: error.error_subcode,
    title: error.title,
    message: error.message,
    details: error.error_data ?? error.details,
    type: error.type,
    isTransient: error.is_transient,
    userTitle: error.error_user_title,
    userMessage: error.error_user_msg,
    traceId: error.fbtrace_id,
    href: error.href,
  }));

/** One element of an `errors[]` of a webhook, or the `error` of an answer; nothing without a code. */
export function toGraphError(raw: unknown): GraphError | undefined {
  const read = wireError.safeParse(raw);
  return read.success ? read.data : undefined;
}

/**
 * The error in the body of a Graph answer; nothing for HTML, an empty body, or JSON that is not Graph's.
 *
 * @param secrets of the request: Meta may repeat what it was sent, and its words are stored and shown to people
 */
export function parseGraphError(body: string | Buffer, secrets: readonly string[] = []): GraphError | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(withoutSecrets(body.toString(), secrets));
  } catch {
    return undefined;
  }
  return isObject(answer) ? toGraphError(own(answer, 'error')) : undefined;
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((left, secret) => left.replaceAll(secret, '(secret)'), text);
}
