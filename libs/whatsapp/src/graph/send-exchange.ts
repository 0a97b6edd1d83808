import { validateHeaderValue } from 'node:http';
import type { AnswerHead, WholeAnswer } from './answer-reader.js';
import { CallAborted, CallTimeout, causeOf, codeOf, type FailureCause } from './failure-cause.js';
import type { SendConnection, SendConnections, Sender } from './send-connections.js';

/** A POST of JSON. */
export type SendRequest = {
  path: string;
  headers: Record<string, string>;
  body: string;
  /** From the call to the last byte of the answer. */
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

export type SendExchange =
  | { state: 'answered'; answer: WholeAnswer }
  | { state: 'not-sent'; cause: FailureCause }
  | { state: 'unknown'; cause: FailureCause; head?: AnswerHead };

/**
 * Writes one request, once, and settles with its whole answer or with what is known without one: it is `not-sent` as
 * long as not a byte was handed over, `unknown` from then on. Never rejects.
 */
export function exchangeInTurn(connections: SendConnections, send: SendRequest): Promise<SendExchange> {
  return new Promise((resolve) => {
    const { timeoutMs, writeWithinMs = timeoutMs, turn, signal } = send;
    if (signal?.aborted) return resolve({ state: 'not-sent', cause: { kind: 'aborted' } });
    let request: string;
    try {
      request = requestOf(send);
    } catch (error) {
      // A header that cannot be written, for instance a token with a line break.
      return resolve({ state: 'not-sent', cause: { kind: 'invalid-request', code: codeOf(error) } });
    }

    const begunAt = performance.now();
    let connection: SendConnection | undefined;
    let isWritten = false;
    let isOver = false;
    const end = (exchange: SendExchange) => {
      isOver = true;
      clearTimeout(clock);
      signal?.removeEventListener('abort', abort);
      resolve(exchange);
    };
    const sender: Sender = {
      wants: () => !isOver,
      connected(given) {
        connection = given;
        if (turn) void writeInTurn(turn);
        else write(given);
      },
      answered: (answer) => end({ state: 'answered', answer }),
      failed(error, head) {
        const cause = causeOf(error, isWritten);
        end(isWritten ? { state: 'unknown', cause, head } : { state: 'not-sent', cause });
      },
    };
    const giveUp = (error: Error) => {
      if (connection && isWritten) {
        connection.socket.destroy(error);
        return;
      }
      if (connection) connections.giveBack(connection);
      else connections.leave(sender);
      sender.failed(error);
    };
    const abort = () => giveUp(new CallAborted());
    const write = ({ socket }: SendConnection) => {
      // It has ended, and `failed` is on its way.
      if (socket.destroyed) return;
      const waitedMs = performance.now() - begunAt;
      // After a pause of the whole process the connection may be there before the timer that is long due.
      if (waitedMs > writeWithinMs) return giveUp(new CallTimeout());
      isWritten = true;
      clearTimeout(clock);
      clock = setTimeout(() => giveUp(new CallTimeout()), timeoutMs - waitedMs);
      socket.write(request);
    };
    const writeInTurn = async (waitedFor: Turn) => {
      do {
        const isThereOne = await waitedFor.comes();
        if (isOver) return;
        if (!isThereOne) return giveUp(new CallAborted());
      } while (!waitedFor.isNow());
      if (connection) write(connection);
    };
    let clock = setTimeout(() => giveUp(new CallTimeout()), Math.min(writeWithinMs, timeoutMs));
    signal?.addEventListener('abort', abort, { once: true });
    connections.ask(sender);
  });
}

function requestOf({ path, headers, body }: SendRequest): string {
  let head = `POST ${path} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderValue(name, value);
    head += `${name}: ${value}\r\n`;
  }
  return `${head}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: keep-alive\r\n\r\n${body}`;
}
