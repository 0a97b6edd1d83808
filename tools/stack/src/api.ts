import { z } from 'zod';
import { StackError } from './stack-error.js';

const CALL_MS_MAX = 15_000;

const problemSchema = z.object({ code: z.string().optional(), detail: z.string().optional() });

/** An answer that is not a success; `status` is for those who know what to do about it. */
export class ApiError extends StackError {
  constructor(
    what: string,
    readonly status: number,
    readonly body: unknown,
  ) {
    const problem = problemSchema.safeParse(body).data;
    const why = problem?.detail ? `${problem.code ?? ''} ${problem.detail}`.trim() : JSON.stringify(body);
    super(`${what} was answered with ${status}: ${why}`);
  }
}

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH';
  /** An API key. */
  key?: string;
  json?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
}

/** Calls one of our APIs. Throws an ApiError unless it succeeds, and whatever `fetch` throws when nobody answers. */
export async function call<Schema extends z.ZodType>(
  url: string,
  answer: Schema,
  { method = 'GET', key, json, form, headers }: Call = {},
): Promise<z.infer<Schema>> {
  const response = await request(url, { method, key, json, form, headers });
  const text = await response.text();
  if (!response.ok) throw new ApiError(`${method} ${url}`, response.status, parsed(text));
  return answer.parse(parsed(text));
}

/** The answer as it is, for those who want its bytes. */
export async function request(url: string, { method = 'GET', key, json, form, headers }: Call): Promise<Response> {
  const body = json === undefined ? form : JSON.stringify(json);
  return await fetch(url, {
    method,
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body }),
    signal: AbortSignal.timeout(CALL_MS_MAX),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
