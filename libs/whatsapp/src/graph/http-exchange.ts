import type { IncomingHttpHeaders } from 'node:http';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { Agent, type Dispatcher } from 'undici';
import { CallAborted, CallTimeout, causeOf, type FailureCause } from './failure-cause.js';

export type HttpRequest = {
  method: 'GET' | 'POST' | 'DELETE';
  url: URL;
  headers: Record<string, string | undefined>;
  body?: Buffer | Readable;
  /** From the call to the last byte of the answer, unless `stopClock` is called before. */
  timeoutMs: number;
  /** An answer fails when no byte of its body arrives for so long. */
  stalledMsMax?: number;
  /** Asked directly before the first byte is written; after `false` nothing is written. */
  mayWrite?: () => boolean;
  signal?: AbortSignal;
};

export type HttpAnswer = { httpStatus: number; headers: IncomingHttpHeaders; body: Readable };

export type Exchange =
  | { state: 'answered'; answer: HttpAnswer; stopClock: () => void }
  | { state: 'not-sent'; cause: FailureCause }
  | { state: 'unknown'; cause: FailureCause };

export type Connections = Agent;

/** A pool of connections per host: each is kept for the next request and carries one request at a time. */
export function openConnections({ lookup }: { lookup?: LookupFunction } = {}): Connections {
  return new Agent({
    pipelining: 1,
    // We close idle connections well before Meta does: a request that meets a closing connection has an unknown outcome.
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 4_000,
    // A handshake that hangs must not block its caller; the next one may reach the host by another way.
    connect: { timeout: 5_000, ...(lookup && { lookup }) },
    // Callers have time-outs of their own.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/**
 * Settles when the headers of the answer are here, or when there will be none. A failure before the first byte was
 * written is `not-sent`, every later one `unknown`. Never rejects. A streamed body is used up or destroyed in any case.
 */
export function exchange(connections: Connections, call: HttpRequest): Promise<Exchange> {
  return new Promise((resolve) => {
    const { url, method, headers, body, signal, stalledMsMax } = call;
    let isOver = false;
    let isWritten = false;
    let cut: ((error: Error) => void) | undefined;

    const clock = setTimeout(() => giveUp(new CallTimeout()), call.timeoutMs);
    const stopClock = () => clearTimeout(clock);
    const abort = () => giveUp(new CallAborted());
    const end = () => {
      stopClock();
      signal?.removeEventListener('abort', abort);
      if (body instanceof Readable) body.destroy();
    };
    const fail = (error: unknown) => {
      if (isOver) return;
      isOver = true;
      end();
      resolve({ state: isWritten ? 'unknown' : 'not-sent', cause: causeOf(error, isWritten) });
    };
    const giveUp = (error: Error) => {
      fail(error);
      cut?.(error);
    };
    const answered = (answer: HttpAnswer) => {
      isOver = true;
      answer.body.once('close', end);
      resolve({ state: 'answered', answer, stopClock });
    };

    if (signal?.aborted) return fail(new CallAborted());
    signal?.addEventListener('abort', abort, { once: true });
    const beforeWrite = (controller: Dispatcher.DispatchController) => {
      // Thrown, not aborted: the connection has carried nothing and stays for the next request.
      if (isOver || isWritten || call.mayWrite?.() === false) throw new CallAborted();
      isWritten = true;
      cut = (error) => controller.abort(error);
    };
    try {
      const path = `${url.pathname}${url.search}`;
      const request = { origin: url.origin, path, method, headers, body, bodyTimeout: stalledMsMax };
      connections.dispatch(request, new AnswerHandler({ beforeWrite, answered, fail }));
    } catch (error) {
      fail(error);
    }
  });
}

/** Turns what undici reports about one request into an answer whose body is a stream. */
class AnswerHandler implements Dispatcher.DispatchHandler {
  private body: Readable | undefined;

  constructor(
    private readonly on: {
      beforeWrite(controller: Dispatcher.DispatchController): void;
      answered(answer: HttpAnswer): void;
      fail(error: Error): void;
    },
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.on.beforeWrite(controller);
  }

  onResponseStart(controller: Dispatcher.DispatchController, httpStatus: number, headers: IncomingHttpHeaders): void {
    if (httpStatus < 200) return;
    const body = new Readable({
      read: () => controller.resume(),
      destroy: (error, done) => {
        if (!body.readableEnded) controller.abort(error ?? new CallAborted());
        done(error);
      },
    });
    // It may fail before anybody reads it, who then hears of that; an error that nobody listens to ends the process.
    body.on('error', () => undefined);
    this.body = body;
    this.on.answered({ httpStatus, headers, body });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.body?.push(chunk) === false) controller.pause();
  }

  onResponseEnd(): void {
    this.body?.push(null);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.body) this.body.destroy(error);
    else this.on.fail(error);
  }
}
