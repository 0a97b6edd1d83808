import createFetchClient, { type Client } from 'openapi-fetch';
import { randomUUID } from 'node:crypto';
import { readEvents, type LiveEvent } from './events.js';
import { patientFetch } from './patient-fetch.js';
import { problemOf } from './problem.js';
import { keyedOperations, type components, type paths } from './schema.js';

type Schemas = components['schemas'];
type Query = Record<string, string | number | boolean>;
type AnswerOf<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Answer } } } };
}
  ? Answer
  : never;
/** Addresses of lists that have pages. */
type ListPath = {
  [Path in keyof paths]: AnswerOf<Path> extends { items: unknown[]; nextCursor?: string } ? Path : never;
}[keyof paths];
type ItemOf<Path extends ListPath> = AnswerOf<Path> extends { items: (infer Item)[] } ? Item : never;

export interface ClientOptions {
  /** Where the services are: one of them, or a proxy before all of them. */
  url: string;
  /** An API key, or an access token of the OIDC issuer. */
  token: string;
}

/**
 * One of wabx's services, or all of them behind one address. Everything throws a WabxProblem when it is refused. What takes
 * an Idempotency-Key gets one of its own where none is given, so that it is done once, however often it has to be asked.
 */
export interface Wabx {
  /** Every operation, typed by its address. */
  api: Client<paths>;
  /** Every item of a list, page after page. */
  items<Path extends ListPath>(path: Path, parameters?: { path?: Query; query?: Query }): AsyncGenerator<ItemOf<Path>>;
  /** Replies; the same `key` is the same reply, also from a program that was started again. */
  reply(sessionId: string, reply: Schemas['Reply'], key?: string): Promise<Schemas['AcceptedReply']>;
  /** Uploads a file to reply with. */
  upload(file: Blob, filename: string): Promise<Schemas['Upload']>;
  /** What happens, until `signal`. Begins with `reset`: what was before is in the lists, what comes after is not missed. */
  events(signal: AbortSignal): AsyncGenerator<Exclude<LiveEvent, { type: 'ping' }>>;
}

export function createClient({ url, token }: ClientOptions): Wabx {
  const headers = { authorization: `Bearer ${token}` };
  const api = createFetchClient<paths>({ baseUrl: url, headers, fetch: patientFetch });
  api.use({
    onRequest: ({ request, schemaPath }) => {
      const isKeyed = keyedOperations.includes(`${request.method} ${schemaPath}`);
      if (isKeyed && !request.headers.has('idempotency-key')) request.headers.set('idempotency-key', randomUUID());
    },
    onResponse: async ({ response }) => {
      if (!response.ok) throw await problemOf(response);
    },
  });
  return {
    api,
    items: (path, parameters) => itemsOf(api, path, parameters),
    reply: async (id, body, key) => {
      const header = key === undefined ? {} : { 'Idempotency-Key': key };
      return given(await api.POST('/v1/sessions/{id}/messages', { params: { path: { id }, header }, body }));
    },
    upload: async (file, filename) => {
      const form = new FormData();
      form.set('file', file, filename);
      // The form goes out as it is: its type is `string` in the description, where bytes have no other.
      return given(
        await api.POST('/v1/media', { body: form as never, bodySerializer: (body: unknown) => body as FormData }),
      );
    },
    events: (signal) => readEvents(`${url}/v1/events`, headers, signal),
  };
}

async function* itemsOf<Path extends ListPath>(
  api: Client<paths>,
  path: Path,
  { path: inPath = {}, query = {} }: { path?: Query; query?: Query } = {},
): AsyncGenerator<ItemOf<Path>> {
  // One function for all lists: what their types have in common is looked at here alone.
  const get = api.GET as unknown as (
    path: Path,
    init: { params: { path: Query; query: Query } },
  ) => Promise<{ data?: { items: ItemOf<Path>[]; nextCursor?: string } }>;
  for (let cursor: string | undefined; ;) {
    const page = given(await get(path, { params: { path: inPath, query: { ...query, ...(cursor && { cursor }) } } }));
    yield* page.items;
    if (page.nextCursor === undefined) return;
    cursor = page.nextCursor;
  }
}

/** Refusals are thrown, so what is left has an answer. */
function given<Answer>({ data }: { data?: Answer }): Answer {
  if (data === undefined) throw new Error('an answer without a body');
  return data;
}
