/**
 * What a failure of the database means for the work that met it. PostgreSQL's codes:
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */

const TRANSIENT_CLASSES = new Set([
  '08', // connection exception
  '28', // login refused: a rotated password or a missing role is a fault of the installation, never of the message
  '40', // transaction rolled back: serialization failure, deadlock
  '53', // out of disk, memory or connections
  '57', // shutting down, starting up, cancelled by a statement time-out
  '58', // input or output error outside the server
]);

const TRANSIENT_CODES = new Set([
  '25006', // read-only: this is a standby in the middle of a fail-over
  '25P03', // idle in transaction for too long
  '25P04', // transaction time-out
  '3D000', // the database does not exist (yet)
  '55006', // object in use
  '55P03', // lock not available within lock_timeout
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Every connection of the pool was in use for too long; the driver says it of nothing else. */
export const POOL_EXHAUSTED = 'timeout exceeded when trying to connect';

// The driver gives these no code, so their text is all there is to go by; a test meets each of them for real.
const TRANSIENT_DRIVER_MESSAGES = [
  POOL_EXHAUSTED,
  'Connection terminated',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Query read timeout',
  'timeout expired',
];

/**
 * Whether the same work may succeed later without a change: the server is away, overloaded, failing over, or two
 * transactions were in each other's way. Handlers retry these for ever; everything else is the fault of the message or
 * of the code and ends as a dead letter. Looks through wrapped errors (`driverError`, `cause`, `errors`).
 */
export function isTransientDatabaseError(error: unknown): boolean {
  return chainOf(error).some(({ code, message }) => {
    if (code === undefined) return TRANSIENT_DRIVER_MESSAGES.some((text) => message.startsWith(text));
    return TRANSIENT_CODES.has(code) || (isSqlState(code) && TRANSIENT_CLASSES.has(code.slice(0, 2)));
  });
}

/** Whether the transaction was chosen to give way to another one and may simply be run again. */
export function isTransactionConflict(error: unknown): boolean {
  return chainOf(error).some(({ code }) => code === '40001' || code === '40P01');
}

/** The codes of a failure and its causes; of those without one their message. */
export function codesOf(error: unknown): string[] {
  return chainOf(error).map(({ code, message }) => code ?? message);
}

/** The SQLSTATE or the system's code of a failure, wherever in the chain it stands. */
export function databaseErrorCode(error: unknown): string | undefined {
  return chainOf(error).find(({ code }) => code !== undefined)?.code;
}

/**
 * A failure in words that may be logged and stored: code and the names of things, never the values. The driver's own
 * error carries the parameters of the statement and its message quotes them, which is a customer's number or name.
 */
export function describeDatabaseError(error: unknown): string {
  const chain = chainOf(error);
  const coded = chain.find(({ code }) => code !== undefined);
  if (coded?.code === undefined) {
    const known = chain.find(({ message }) => TRANSIENT_DRIVER_MESSAGES.some((text) => message.startsWith(text)));
    return known?.message ?? chain[0]?.name ?? 'unknown error';
  }
  return [`database error ${coded.code}`, ...coded.names].join(', ');
}

const NAMES_OF_THINGS = ['schema', 'table', 'column', 'constraint', 'routine'];

interface Link {
  name: string;
  message: string;
  code: string | undefined;
  names: string[];
}

function chainOf(error: unknown, depth = 0): Link[] {
  // Not `instanceof Error`: an error made in another realm (a worker, a test runner) is none of ours by that measure.
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const fields = error as Record<string, unknown>;
  const textOf = (key: string) => (typeof fields[key] === 'string' ? fields[key] : undefined);
  const link: Link = {
    name: textOf('name') ?? 'Error',
    message: textOf('message') ?? '',
    code: textOf('code'),
    names: NAMES_OF_THINGS.flatMap((key) => (textOf(key) === undefined ? [] : [`${key} ${textOf(key)}`])),
  };
  // A host name with several addresses fails as an AggregateError: one cause for each address.
  const inner = [fields['driverError'], fields['cause'], ...(Array.isArray(fields['errors']) ? fields['errors'] : [])];
  return [link, ...inner.flatMap((cause) => chainOf(cause, depth + 1))];
}

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code);
}
