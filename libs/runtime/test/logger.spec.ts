import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { withTrace } from '@wabx/telemetry';
import { createLogger, startFailure } from '../src/logger.js';

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
    'info',
    'error',
  ]);
});

it('a line says when, how bad, who, which version, and of which request and trace', () => {
  const log = createLogger('router', 'log');
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  withTrace(traceparent, () => log.log('done', { sessionId: 's' }), 'request-1');
  log.warn('nobody asked');
  expect(lines).toEqual([
    {
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: 'info',
      message: 'done',
      service: 'router',
      params: { sessionId: 's' },
      version: 'unbundled',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      requestId: 'request-1',
    },
    { time: expect.any(String), level: 'warn', message: 'nobody asked', service: 'router', version: 'unbundled' },
  ]);
});

it.each([
  ['log', 0],
  ['debug', 1],
] as const)('what Nest says of its routes is written at debug: %s', (lowest, written) => {
  createLogger('router', lowest).log('Mapped {/v1/sessions, GET} route', 'RouterExplorer');
  expect(lines.map(({ level }) => level)).toEqual(Array(written).fill('debug'));
});

it('why a program does not start is a line in production, and a sentence elsewhere', () => {
  expect(startFailure('router cannot start', false)).toBe('router cannot start');
  expect(JSON.parse(startFailure('router cannot start', true))).toMatchObject({
    level: 'fatal',
    message: 'router cannot start',
    time: expect.any(String),
  });
});
