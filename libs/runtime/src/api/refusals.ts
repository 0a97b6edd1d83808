import { problemCodes, type ProblemCode } from '../problem-codes.js';
import type { DescribedRoute } from './routes.js';

/** Of any request that comes to an operation; what cannot be read as a request comes to none. */
const ofAll: readonly ProblemCode[] = [
  'BAD_REQUEST',
  'INVALID_INPUT',
  'INTERNAL',
  'TEMPORARILY_UNAVAILABLE',
  'DATABASE_BUSY',
  'CONTENDED',
  'STORAGE_FULL',
];
const ofCallers: readonly ProblemCode[] = [
  'UNAUTHENTICATED',
  'SCOPE_MISSING',
  'PERSON_UNKNOWN',
  'TOO_MANY_FAILURES',
  'AUTH_UNAVAILABLE',
];
const ofBodies: readonly ProblemCode[] = ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];

/** Every code that an operation can answer: those of its kind, and those that it names. */
export function refusalsOf({ operation, isPublic, method }: DescribedRoute): ProblemCode[] {
  const header = (wanted: string) => operation.headers?.find(({ name }) => name === wanted);
  const ifMatch = header('If-Match');
  const all = [
    ...ofAll,
    ...(isPublic ? [] : ofCallers),
    ...(method === 'get' ? [] : ofBodies),
    ...(ifMatch ? (['VERSION_CONFLICT'] as const) : []),
    ...(ifMatch?.required ? (['PRECONDITION_REQUIRED'] as const) : []),
    ...(header('Idempotency-Key') ? (['IDEMPOTENCY_KEY_REUSED'] as const) : []),
    ...(operation.refuses ?? []),
  ];
  return [...new Set(all)].sort();
}

/** The codes by their statuses. */
export function byStatus(codes: readonly ProblemCode[]): Map<number, ProblemCode[]> {
  const found = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = problemCodes[code];
    found.set(status, [...(found.get(status) ?? []), code]);
  }
  return found;
}
