import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { FailureCause } from './failure-cause.js';
import { readAnswer, retryAfter } from './graph-call.js';
import { parseGraphError, type GraphError } from './graph-error.js';
import { exchange, type Connections } from './http-exchange.js';

export type DownloadOutcome =
  | {
      outcome: 'ok';
      /** Fails, rather than ends, when the connection is cut or nothing comes for the time-out. */
      stream: Readable;
      /** As the host says: a page of HTML in place of a picture is told by this. */
      contentType?: string;
      /** In bytes. */
      contentLength?: number;
    }
  /** 404 means that the URL has expired, or that the token does not fit: ask for a new URL once. */
  | { outcome: 'rejected'; httpStatus: number; error?: GraphError; retryAfterSeconds?: number }
  | { outcome: 'not-sent' | 'unknown'; cause: FailureCause };

export type DownloadRequest = {
  url: string;
  accessToken: string;
  userAgent: string;
  /** To the headers of the answer, and then between any two pieces of the body. */
  timeoutMs: number;
  signal?: AbortSignal;
};

const redirectsMax = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/** Where a download may go: each hop is asked for, the first and every redirect. Undefined: not there. */
export type Way = (url: URL) => Connections | undefined;

/**
 * The bytes behind a media URL. The token goes to the host of that URL only, never to where it redirects; without a
 * User-Agent Meta refuses.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#download-media
 */
export async function downloadMedia(way: Way, request: DownloadRequest): Promise<DownloadOutcome> {
  const first = toUrl(request.url);
  if (!first) return { outcome: 'not-sent', cause: { kind: 'invalid-request' } };
  let url = first;
  for (let hop = 0; hop <= redirectsMax; hop++) {
    const authorization = url.origin === first.origin ? { authorization: `Bearer ${request.accessToken}` } : {};
    const connections = way(url);
    if (!connections) return { outcome: 'not-sent', cause: { kind: 'invalid-request', code: 'host-not-allowed' } };
    const exchanged = await exchange(connections, {
      method: 'GET',
      url,
      headers: { 'user-agent': request.userAgent, accept: '*/*', ...authorization },
      timeoutMs: request.timeoutMs,
      stalledMsMax: request.timeoutMs,
      signal: request.signal,
    });
    if (exchanged.state !== 'answered') return { outcome: exchanged.state, cause: exchanged.cause };

    const { answer, stopClock } = exchanged;
    const { httpStatus, headers } = answer;
    if (httpStatus === 200) {
      stopClock();
      return { outcome: 'ok', stream: answer.body, ...description(headers) };
    }
    const next = redirects.has(httpStatus) ? toUrl(headers.location ?? '', url) : undefined;
    const body = await readAnswer(answer.body);
    if (!next || isDowngrade(url, next)) {
      const error = Buffer.isBuffer(body) ? parseGraphError(body, [request.accessToken]) : undefined;
      return { outcome: 'rejected', httpStatus, error, retryAfterSeconds: retryAfter(headers['retry-after']) };
    }
    url = next;
  }
  return { outcome: 'unknown', cause: { kind: 'invalid-answer', code: 'too-many-redirects' } };
}

function description(headers: IncomingHttpHeaders): { contentType?: string; contentLength?: number } {
  const length = headers['content-length'];
  return {
    contentType: headers['content-type'],
    contentLength: length === undefined ? undefined : Number(length),
  };
}

function isDowngrade(from: URL, to: URL): boolean {
  return from.protocol === 'https:' && to.protocol === 'http:';
}

function toUrl(address: string, base?: URL): URL | undefined {
  if (address === '' || !URL.canParse(address, base?.href)) return undefined;
  const url = new URL(address, base);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}
