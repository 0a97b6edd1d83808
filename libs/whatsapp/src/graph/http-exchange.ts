import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { isObject } from '../wire-values.js';

/**
 * Node's own client rather than fetch, because a send must know whether its first byte has left: nothing is written
 * before the connection (and its TLS) stands, and from the moment it is handed over the outcome counts as unknown.
 */

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

export type HttpRequest = {
  method: 'GET' | 'POST' | 'DELETE';
  url: URL;
  headers: OutgoingHttpHeaders;
  body?: Buffer | Readable;
  /** From the call to the last byte of the answer, unless `stopClock` is called before. */
  timeoutMs: number;
  /** From the call to the first byte: a request that was not written by then never is. */
  writeWithinMs?: number;
  /** For a request that may be written at certain moments only; it waits for them with its connection in hand. */
  turn?: Turn;
  signal?: AbortSignal;
};

export type Turn = {
  /**
   * Resolves at the next moment in which the request may be written; false when there is none any more. Resolves from a
   * timer of its own: by then the loop has read what had come, also that the other side hangs up.
   */
  comes(): Promise<boolean>;
  /** Asked right before the first byte: whether that moment is still now. */
  isNow(): boolean;
};

export type Exchange =
  | { state: 'answered'; response: IncomingMessage; stopClock: () => void }
  | { state: 'not-sent'; cause: FailureCause }
  | { state: 'unknown'; cause: FailureCause };

// Idle connections are closed by us well before Meta does it: a request written into a connection that the other side
// is just closing has an unknown outcome.
const idleMsMax = 4_000;

export type Connections = { http: HttpAgent; https: HttpsAgent };

// A server (or what stands before it) accepts only so many at once. What overflows its queue looks connected to us, and
// what is written into it hangs until the time is up, with an unknown outcome.
const openingMax = 16;

export function openConnections(): Connections {
  const options = { keepAlive: true, timeout: idleMsMax, scheduling: 'lifo' } as const;
  return {
    http: openingFew(new HttpAgent(options), 'connect'),
    https: openingFew(new HttpsAgent(options), 'secureConnect'),
  };
}

/** Lets an agent open few connections at a time; whoever needs a further one waits until one of them stands or failed. */
function openingFew<A extends HttpAgent>(agent: A, stands: 'connect' | 'secureConnect'): A {
  // https://nodejs.org/docs/latest-v20.x/api/http.html#agentcreateconnectionoptions-callback, which the types leave out.
  const opener = agent as unknown as {
    createConnection: (options: OpeningOptions, opened: Opened) => Socket | undefined;
  };
  const open = opener.createConnection.bind(agent);
  const waiting: (() => void)[] = [];
  let opening = 0;
  const openNext = () => {
    while (opening < openingMax) {
      const next = waiting.shift();
      if (!next) return;
      next();
    }
  };
  opener.createConnection = (options, opened) => {
    waiting.push(() => {
      const socket = options.isWanted() ? open(options, () => undefined) : undefined;
      if (!socket) return opened(new CallAborted());
      opening += 1;
      let isOpening = true;
      const settle = () => {
        if (isOpening) opening -= 1;
        isOpening = false;
        // When the times of many are up together, after all of them.
        setImmediate(openNext);
      };
      socket.once(stands, settle);
      socket.once('close', settle);
      opened(null, socket);
    });
    openNext();
    return undefined;
  };
  return agent;
}

/** What Node hands on from a request to the making of its connection; the request may be given up while it waits. */
type OpeningOptions = RequestOptions & { isWanted: () => boolean };
type Opened = (error: Error | null, socket?: Socket) => void;

export function closeConnections(connections: Connections): void {
  connections.http.destroy();
  connections.https.destroy();
}

class CallTimeout extends Error {}
class CallAborted extends Error {}

/** The stream a request was to carry failed or had another length than was announced. */
export class SourceError extends Error {}

/**
 * Settles when the headers of the answer are here, or when there will be none. Never rejects. A streamed body is used up
 * or destroyed, whatever the outcome.
 */
export function exchange(connections: Connections, call: HttpRequest): Promise<Exchange> {
  return new Promise((resolve) => {
    const { body, signal } = call;
    const neverSent = (cause: FailureCause) => {
      if (body && !Buffer.isBuffer(body)) body.destroy();
      resolve({ state: 'not-sent', cause });
    };
    if (signal?.aborted) return neverSent({ kind: 'aborted' });
    let request: ClientRequest;
    try {
      request = openRequest(connections, call);
    } catch (error) {
      // A header that cannot be written, for instance a token with a line break.
      return neverSent({ kind: 'invalid-request', code: codeOf(error) });
    }

    let written = false;
    let answer: IncomingMessage | undefined;
    const stop = (error: Error) => {
      (answer ?? request).destroy(error);
      // Without a socket yet, a request says nothing when it is destroyed.
      if (!request.socket) {
        stopClock();
        signal?.removeEventListener('abort', abort);
        neverSent(causeOf(error, false));
      }
    };
    const abort = () => stop(new CallAborted());
    const clock = setTimeout(() => stop(new CallTimeout()), call.timeoutMs);
    const writeWithinMs = call.writeWithinMs ?? call.timeoutMs;
    const writeBefore = performance.now() + writeWithinMs;
    const writeClock = setTimeout(() => stop(new CallTimeout()), writeWithinMs);
    const stopClock = () => {
      clearTimeout(clock);
      clearTimeout(writeClock);
    };
    signal?.addEventListener('abort', abort, { once: true });

    const write = () => {
      // After a pause of the whole process the connection may be reported before the timer that is long due.
      if (performance.now() > writeBefore) return stop(new CallTimeout());
      written = true;
      clearTimeout(writeClock);
      writeBody(request, body);
    };
    const writeInTurn = async (turn: Turn) => {
      do {
        if (!(await turn.comes())) return stop(new CallAborted());
        if (request.destroyed) return;
      } while (!turn.isNow());
      write();
    };
    request.once('socket', (socket) =>
      whenReady(socket, () => {
        if (request.destroyed) return;
        if (call.turn) void writeInTurn(call.turn);
        else write();
      }),
    );
    request.once('response', (response) => {
      answer = response;
      // Who answers before the whole body is there does not want the rest of it.
      response.once('close', () => request.writableFinished || request.destroy());
      resolve({ state: 'answered', response, stopClock });
    });
    request.on('error', (error) => {
      const cause = causeOf(error, written);
      if (written) resolve({ state: 'unknown', cause });
      else neverSent(cause);
    });
    request.once('close', () => {
      stopClock();
      signal?.removeEventListener('abort', abort);
    });
  });
}

function openRequest({ http, https }: Connections, { url, method, headers }: HttpRequest): ClientRequest {
  let request: ClientRequest | undefined = undefined;
  const options: OpeningOptions = { method, headers, isWanted: () => request?.destroyed !== true };
  request =
    url.protocol === 'https:'
      ? httpsRequest(url, { ...options, agent: https })
      : httpRequest(url, { ...options, agent: http });
  return request;
}

const readySockets = new WeakSet<Socket>();

/** A new connection is ready when it (and its TLS) stands, one used before when no end of it waits to be read. */
function whenReady(socket: Socket, write: () => void): void {
  if (readySockets.has(socket)) {
    void polled().then(write);
    return;
  }
  socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
    readySockets.add(socket);
    write();
  });
}

/**
 * A connection that has been idle may already be closed by the other side: two turns of the loop have a whole poll
 * between them, in which that end is read and the request fails unwritten.
 */
function polled(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

function writeBody(request: ClientRequest, body: Buffer | Readable | undefined): void {
  if (body === undefined || Buffer.isBuffer(body)) {
    request.end(body);
    return;
  }
  // By hand, because stream.pipeline would end the request without the source's own error.
  body.once('error', (error) => request.destroy(error));
  body.once('close', () => body.readableEnded || request.destroy(new SourceError('the source was closed too early')));
  request.once('close', () => body.destroy());
  body.pipe(request);
}

/** What went wrong, without the parts of Node's errors that name hosts or repeat what was sent. */
export function causeOf(error: unknown, written: boolean): FailureCause {
  if (error instanceof CallTimeout) return { kind: 'timeout' };
  if (error instanceof SourceError) return { kind: 'source' };
  if (error instanceof CallAborted) return { kind: 'aborted' };
  const code = codeOf(error);
  if (written) return { kind: code?.startsWith('HPE_') ? 'invalid-answer' : 'reset', code };
  const known = kindsBeforeWriting.get(code ?? '');
  return { kind: known ?? (code?.match(/TLS|SSL|CERT|SIGN|ISSUER/) ? 'tls' : 'unreachable'), code };
}

/** For who reads the body of an answer: it fails as soon as no byte has moved for so long. */
export function failWhenStalled(response: IncomingMessage, stalledMsMax: number): void {
  const { socket } = response;
  const stalled = () => response.destroy(new CallTimeout());
  socket.setTimeout(stalledMsMax);
  socket.on('timeout', stalled);
  response.once('close', () => socket.off('timeout', stalled));
}

const kindsBeforeWriting = new Map<string, FailureCause['kind']>([
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['EAI_FAIL', 'dns'],
  ['ECONNREFUSED', 'refused'],
  ['ETIMEDOUT', 'timeout'],
  ['EPROTO', 'tls'],
]);

function codeOf(error: unknown): string | undefined {
  const code = isObject(error) ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
