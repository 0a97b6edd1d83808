import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerBytesMax, answerReader, type WholeAnswer } from './answer-reader.js';
import { InvalidAnswer } from './failure-cause.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');

/** The answers in `text` when it comes in pieces of these lengths and the connection then ends. */
function readAll(text: string | Buffer, lengths: readonly number[] = []): WholeAnswer[] {
  const reader = answerReader();
  const whole = Buffer.isBuffer(text) ? text : bytes(text);
  const answers: (WholeAnswer | undefined)[] = [];
  let at = 0;
  for (const length of [...lengths, whole.length]) {
    if (at < whole.length) answers.push(reader.read(whole.subarray(at, at + length)));
    at += length;
  }
  answers.push(reader.end());
  return answers.filter((answer) => answer !== undefined);
}

const told = ({ httpStatus, body, keepAliveMs }: WholeAnswer) => [httpStatus, body.toString('latin1'), keepAliveMs];

describe('an answer', () => {
  it.each<[string, string, [number, string, number]]>([
    ['with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}', [200, '{}', Infinity]],
    ['without a reason', 'HTTP/1.1 200\r\ncontent-length:2\r\n\r\n{}', [200, '{}', Infinity]],
    ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n', [204, '', Infinity]],
    ['of no length', 'HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n', [500, '', Infinity]],
    ['in no chunk', 'HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', [200, '', Infinity]],
    [
      'in chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n4\r\n{"a"\r\n00003;x=y\r\n:1}\r\n0\r\nX: y\r\n\r\n',
      [200, '{"a":1}', Infinity],
    ],
    ['that ends with the connection', 'HTTP/1.1 400 Bad Request\r\n\r\n{"error"', [400, '{"error"', 0]],
    ['that closes', 'HTTP/1.1 200 OK\r\nConnection: foo , Close\r\nContent-Length: 1\r\n\r\nx', [200, 'x', 0]],
    ['of the old protocol', 'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx', [200, 'x', 0]],
    [
      'of the old protocol that stays',
      'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx',
      [200, 'x', Infinity],
    ],
    [
      'that stays for a while',
      'HTTP/1.1 200 OK\r\nKeep-Alive: max=9, timeout=5\r\nContent-Length: 1\r\n\r\nx',
      [200, 'x', 4000],
    ],
    ['that hardly stays', 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n', [200, '', 0]],
    [
      'behind interim ones',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx',
      [200, 'x', Infinity],
    ],
    ['with more behind it', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP', [200, 'x', 0]],
  ])('%s is read, in whatever pieces it comes', (_, text, answer) => {
    expect(readAll(text).map(told)).toEqual([answer]);
    if (text.endsWith('xHTTP')) return;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: text.length })), (lengths) => {
        expect(readAll(text, lengths).map(told)).toEqual([answer]);
      }),
    );
    expect(
      readAll(
        text,
        Array.from(text, () => 1),
      ).map(told),
    ).toEqual([answer]);
  });

  it('is followed by the next on the same connection', () => {
    const reader = answerReader();
    const chunked = 'HTTP/1.1 400 X\r\nTransfer-Encoding: chunked\r\nRetry-After: 7\r\n\r\n2\r\nno\r\n0\r\n\r\n';
    for (let n = 0; n < 3; n += 1) {
      expect(reader.read(bytes('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes'))).toMatchObject({ httpStatus: 200 });
      const answer = reader.read(bytes(chunked));
      expect(answer).toMatchObject({ httpStatus: 400, retryAfter: '7', body: bytes('no') });
      expect(reader.begun()).toBeUndefined();
    }
  });

  it('that is not whole has at least begun', () => {
    const reader = answerReader();
    expect(reader.read(bytes('HTTP/1.1 503 X\r\nRetry-After: 3\r\n'))).toBeUndefined();
    expect(reader.begun()).toBeUndefined();
    expect(reader.read(bytes('Content-Length: 9\r\n\r\n{'))).toBeUndefined();
    expect(reader.begun()).toEqual({ httpStatus: 503, retryAfter: '3' });
    expect(reader.end()).toBeUndefined();
  });
});

describe('what is no answer', () => {
  it.each([
    ['nonsense\r\n\r\n', 'status-line'],
    ['HTTP/2 200 OK\r\n\r\n', 'status-line'],
    ['HTTP/1.1 2000 OK\r\n\r\n', 'status-line'],
    ['HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n', 'status-line'],
    ['HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n', 'upgrade'],
    ['HTTP/1.1 200 OK\r\nContent-Length 5\r\n\r\n', 'header'],
    ['HTTP/1.1 200 OK\r\nX: a\r\n folded\r\n\r\n', 'header'],
    ['HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n', 'header'],
    ['HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n', 'content-length'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n', 'content-length'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\n', 'content-length'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n', 'transfer-encoding'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n', 'transfer-encoding'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n', 'chunk'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n', 'chunk'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n', 'chunk'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n', 'chunk'],
    [`HTTP/1.1 200 OK\r\nX: ${'y'.repeat(20_000)}`, 'head-too-long'],
    [`HTTP/1.1 200 OK\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`, 'head-too-long'],
    [`HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n${'y'.repeat(answerBytesMax + 1)}`, 'too-long'],
    [`HTTP/1.1 200 OK\r\n\r\n${'y'.repeat(answerBytesMax + 1)}`, 'too-long'],
  ])('%j is told from one', (text, code) => {
    expect(() => readAll(text)).toThrow(new InvalidAnswer(code));
  });

  it('whatever comes, it is read to its end or refused', () => {
    const parts = fc.constantFrom(
      'HTTP/1.1 200 OK',
      '\r\n',
      '\r\n\r\n',
      'Content-Length: ',
      '5',
      'Transfer-Encoding: chunked',
      'x',
    );
    const mostlyAnswers = fc.array(parts, { maxLength: 20 }).map((some) => bytes(some.join('')));
    const anything = fc.oneof(
      mostlyAnswers,
      fc.uint8Array({ maxLength: 200 }).map((some) => Buffer.from(some)),
    );
    fc.assert(
      fc.property(anything, fc.array(fc.integer({ min: 1, max: 50 })), (text, lengths) => {
        try {
          readAll(text, lengths);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidAnswer);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
