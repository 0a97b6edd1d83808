import { InvalidAnswer } from './failure-cause.js';

/** An answer of HTTP, its head at first. */
export type AnswerHead = {
  httpStatus: number;
  /** The header as it stands there: seconds or a date. */
  retryAfter?: string;
};

export type WholeAnswer = AnswerHead & {
  body: Buffer;
  /** For how long the other side keeps the connection for a further request; 0 where it does not. */
  keepAliveMs: number;
};

// Graph's answers have some kilobytes; a page that never ends must not fill the memory.
export const answerBytesMax = 1024 * 1024;

// As in Node's own client.
const headBytesMax = 16 * 1024;

type Head = AnswerHead & {
  keepAliveMs: number;
  /** Bytes, or how the end of the body is told. */
  body: number | 'chunked' | 'until the end';
};

type Part = 'head' | 'body' | 'chunk size' | 'chunk' | 'end of chunk' | 'trailer' | 'until the end';

export type AnswerReader = ReturnType<typeof answerReader>;

/**
 * Takes the answers off one connection, one after the other, in whatever pieces they come. It takes what the standard
 * says and guesses at nothing: anything else is an `InvalidAnswer`, after which the connection is of no use.
 * https://www.rfc-editor.org/rfc/rfc9112#section-6.3
 */
export function answerReader() {
  let unread: Buffer = nothing;
  let part: Part = 'head';
  let head: Head | undefined;
  let pieces: Buffer[] = [];
  let bodyBytes = 0;
  /** Of the body or of the chunk. */
  let bytesLeft = 0;

  const take = (bytes: number): Buffer => {
    const taken = unread.subarray(0, bytes);
    unread = unread.subarray(taken.length);
    return taken;
  };
  const takeText = (end: string): string | undefined => {
    const at = unread.indexOf(end);
    if (at < 0 ? unread.length > headBytesMax : at > headBytesMax) throw new InvalidAnswer('head-too-long');
    return at < 0 ? undefined : take(at + end.length).toString('latin1', 0, at);
  };
  const takeBody = (bytes: number): void => {
    const piece = take(bytes);
    bodyBytes += piece.length;
    if (bodyBytes > answerBytesMax) throw new InvalidAnswer('too-long');
    pieces.push(piece);
    bytesLeft -= piece.length;
  };
  const finish = ({ httpStatus, retryAfter, keepAliveMs }: Head): WholeAnswer => {
    const body = pieces.length === 1 ? (pieces[0] ?? nothing) : Buffer.concat(pieces);
    part = 'head';
    head = undefined;
    pieces = [];
    bodyBytes = 0;
    return { httpStatus, retryAfter, keepAliveMs, body };
  };

  /** One part further. `more`: what is there does not suffice for it. */
  const step = (): WholeAnswer | 'more' | 'on' => {
    if (part === 'head') {
      const text = takeText('\r\n\r\n');
      if (text === undefined) return 'more';
      const next = headOf(text);
      // Interim answers say nothing.
      if (next.httpStatus < 200) return 'on';
      head = next;
      if (next.body === 0) return finish(next);
      part = next.body === 'chunked' ? 'chunk size' : next.body === 'until the end' ? 'until the end' : 'body';
      bytesLeft = typeof next.body === 'number' ? next.body : 0;
      return 'on';
    }
    if (!head || unread.length === 0) return 'more';
    switch (part) {
      case 'until the end':
        takeBody(unread.length);
        return 'more';
      case 'body':
        takeBody(bytesLeft);
        return bytesLeft === 0 ? finish(head) : 'more';
      case 'chunk':
        takeBody(bytesLeft);
        if (bytesLeft === 0) part = 'end of chunk';
        return 'on';
    }
    const line = takeText('\r\n');
    if (line === undefined) return 'more';
    switch (part) {
      case 'end of chunk':
        if (line !== '') throw new InvalidAnswer('chunk');
        part = 'chunk size';
        return 'on';
      case 'chunk size':
        bytesLeft = chunkSizeOf(line);
        part = bytesLeft === 0 ? 'trailer' : 'chunk';
        return 'on';
      case 'trailer':
        return line === '' ? finish(head) : 'on';
    }
  };

  return {
    /** @returns an answer that is now whole */
    read(bytes: Buffer): WholeAnswer | undefined {
      unread = unread.length === 0 ? bytes : Buffer.concat([unread, bytes]);
      for (;;) {
        const answer = step();
        if (answer === 'more') return undefined;
        if (answer === 'on') continue;
        // Nobody asked for what comes behind it, and nobody knows whose answer follows that.
        return unread.length === 0 ? answer : { ...answer, keepAliveMs: 0 };
      }
    },
    /** At the end of the connection, which ends some bodies. */
    end: (): WholeAnswer | undefined => (head && part === 'until the end' ? finish(head) : undefined),
    /** Of an answer that has begun and is not whole. */
    begun: (): AnswerHead | undefined => head && { httpStatus: head.httpStatus, retryAfter: head.retryAfter },
  };
}

const nothing = Buffer.alloc(0);

function headOf(text: string): Head {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const [, minorVersion, status] = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [^\0-\x08\x0a-\x1f\x7f]*)?$/.exec(statusLine) ?? [];
  if (status === undefined) throw new InvalidAnswer('status-line');
  const httpStatus = Number(status);
  // We never offer to go on in another protocol.
  if (httpStatus === 101) throw new InvalidAnswer('upgrade');
  const headers: Partial<Record<string, string>> = Object.create(null);
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (colon < 1 || !/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) throw new InvalidAnswer('header');
    const value = line.slice(colon + 1).trim();
    if (needed.has(name)) headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  const { connection = '', 'keep-alive': keepAlive = '' } = headers;
  const options = connection.toLowerCase().split(/[ \t]*,[ \t]*/);
  const body = httpStatus < 200 || httpStatus === 204 || httpStatus === 304 ? 0 : bodyOf(headers);
  const isKept =
    body !== 'until the end' && (minorVersion === '1' ? !options.includes('close') : options.includes('keep-alive'));
  return { httpStatus, retryAfter: headers['retry-after'], keepAliveMs: isKept ? keepAliveMsOf(keepAlive) : 0, body };
}

const needed = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'retry-after']);

function bodyOf(headers: Partial<Record<string, string>>): Head['body'] {
  const { 'content-length': length, 'transfer-encoding': coding } = headers;
  if (coding !== undefined) {
    if (coding.toLowerCase() !== 'chunked' || length !== undefined) throw new InvalidAnswer('transfer-encoding');
    return 'chunked';
  }
  if (length === undefined) return 'until the end';
  if (!/^\d{1,15}$/.test(length)) throw new InvalidAnswer('content-length');
  return Number(length);
}

function chunkSizeOf(line: string): number {
  const [, size] = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i.exec(line) ?? [];
  if (size === undefined) throw new InvalidAnswer('chunk');
  return Number.parseInt(size, 16);
}

/** A second less, for the way to the other side. https://www.rfc-editor.org/rfc/rfc2068#section-19.7.1.1 */
function keepAliveMsOf(header: string): number {
  const [, seconds] = /(?:^|[ ,;])timeout=(\d{1,6})/i.exec(header) ?? [];
  return seconds === undefined ? Infinity : Math.max(0, Number(seconds) - 1) * 1000;
}
