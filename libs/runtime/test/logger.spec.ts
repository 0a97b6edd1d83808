import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { createLogger } from '../src/logger.js';

interface Line {
  level: string;
  message: string;
  params?: Record<string, unknown>;
}
let lines: Line[];

beforeEach(() => {
  lines = [];
  jest.useFakeTimers();
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => lines.push(JSON.parse(String(text)) as Line) > 0);
  }
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const texts = () => lines.map(({ message }) => message);

it('a flood of equal warnings becomes ten lines and a count, whichever events they are about', () => {
  const log = createLogger('router', 'log');
  for (let sequence = 1; sequence <= 1_250; sequence++) {
    log.warn('event failed, trying again', { sequence, error: 'the database does not answer' });
  }
  expect(texts()).toEqual(Array<string>(10).fill('event failed, trying again'));
  jest.advanceTimersByTime(10_000);
  expect(lines).toHaveLength(11);
  expect(lines[10]).toMatchObject({
    level: 'warn',
    message: 'event failed, trying again … and 1,240 more',
    params: { error: 'the database does not answer', more: 1240 },
  });

  log.warn('event failed, trying again', { sequence: 2_000, error: 'the database does not answer' });
  jest.advanceTimersByTime(60_000);
  expect(lines).toHaveLength(12); // the next period begins anew, and ends without a count
});

it.each([
  ['errors', (at: number) => ({ error: `cause ${at % 50}` })],
  ['fields of lines without an error', (at: number) => ({ sessionId: at })],
])('lines with other %s are all written', (_, fieldsOf) => {
  const log = createLogger('router', 'log');
  for (let at = 0; at < 200; at++) log.warn('something is worth a line', fieldsOf(at));
  jest.advanceTimersByTime(10_000);
  expect(lines).toHaveLength(200);
});

it('levels are gathered apart, and errors with a stack by that', () => {
  const log = createLogger('router', 'log');
  for (let at = 0; at < 12; at++) {
    log.log('said');
    log.error('said', new Error('broken').stack);
  }
  jest.advanceTimersByTime(10_000);
  expect(lines.filter(({ message }) => message.includes('and 2 more')).map(({ level }) => level)).toEqual([
    'log',
    'error',
  ]);
});
