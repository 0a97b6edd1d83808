import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { CallAborted, CallTimeout, causeOf, codeOf, SourceError, type FailureCause } from './failure-cause.js';

/**
 * Files and everything about numbers and accounts; messages have connections of their own (send-exchange.ts). Node's
 * client rather than fetch, because who calls must know whether the first byte has left: nothing is written before the
 * connection (and its TLS) stands, and from the moment it is handed over the outcome counts as unknown.
 */

export type HttpRequest = {
  method: 'GET' | 'POST' | 'DELETE';
  url: URL;
  headers: OutgoingHttpHeaders;
  body?: Buffer | Readable;
  /** From the call to the last byte of the answer, unless `stopClock` is called before. */
  timeoutMs: number;
  signal?: AbortSignal;
};

export type Exchange =
  | { state: 'answered'; response: IncomingMessage; stopClock: () => void }
  | { state: 'not-sent'; cause: FailureCause }
  | { state: 'unknown'; cause: FailureCause };

// Idle connections are closed by us well before Meta does it: a request written into a connection that the other side
// is just closing has an unknown outcome.
export const idleMsMax = 4_000;

export type Connections = { http: HttpAgent; https: HttpsAgent };

export function openConnections(): Connections {
  const options = { keepAlive: true, timeout: idleMsMax, scheduling: 'lifo' } as const;
  return { http: new HttpAgent(options), https: new HttpsAgent(options) };
}

export function closeConnections(connections: Connections): void {
  connections.http.destroy();
  connections.https.destroy();
}

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
    const stopClock = () => clearTimeout(clock);
    signal?.addEventListener('abort', abort, { once: true });

    request.once('socket', (socket) =>
      whenReady(socket, () => {
        if (request.destroyed) return;
        written = true;
        writeBody(request, body);
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
  return url.protocol === 'https:'
    ? httpsRequest(url, { method, headers, agent: https })
    : httpRequest(url, { method, headers, agent: http });
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

/** For who reads the body of an answer: it fails as soon as no byte has moved for so long. */
export function failWhenStalled(response: IncomingMessage, stalledMsMax: number): void {
  const { socket } = response;
  const stalled = () => response.destroy(new CallTimeout());
  socket.setTimeout(stalledMsMax);
  socket.on('timeout', stalled);
  response.once('close', () => socket.off('timeout', stalled));
}
