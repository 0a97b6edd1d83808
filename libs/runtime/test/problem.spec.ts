import { expect, it, jest } from '@jest/globals';
import { ConsoleLogger, type ArgumentsHost } from '@nestjs/common';
import { writeFileSync } from 'node:fs';
import { ProblemFilter } from '../src/problem.js';
import { RouteMethods } from '../src/route-methods.js';

/** What a caller gets of a failure, and what the log does. */
function answerTo(error: unknown): { status: number; body: Record<string, unknown>; logged: unknown[] } {
  const log = new ConsoleLogger();
  const logged = [jest.spyOn(log, 'warn'), jest.spyOn(log, 'error')].map((spy) => spy.mockReturnValue(undefined));
  const answer = { status: 0, body: {} as Record<string, unknown> };
  const reply = {
    raw: { headersSent: false },
    request: { id: 'request-1', method: 'GET', url: '/' },
    status: (status: number) => Object.assign(reply, { sent: (answer.status = status) }),
    headers: () => reply,
    type: () => reply,
    send: (body: Record<string, unknown>) => (answer.body = body),
  };
  const host = { switchToHttp: () => ({ getResponse: () => reply }) };
  new ProblemFilter(
    log,
    () => true,
    () => undefined,
    new RouteMethods(),
  ).catch(error, host as unknown as ArgumentsHost);
  return { ...answer, logged: logged.flatMap((spy) => spy.mock.calls.map(([message]) => message)) };
}

function systemError(): unknown {
  try {
    writeFileSync('/dev/full', 'x');
  } catch (error) {
    return error;
  }
  return undefined;
}

it.each([
  ['of the system', systemError()],
  ['of the object store', new Error('object store: put failed', { cause: systemError() })],
  ['of Postgres', new Error('could not extend file "base/5/16384": No space left on device')],
])('a full disk %s is refused by its name, and logged', (_, error) => {
  expect(answerTo(error)).toMatchObject({ status: 503, body: { code: 'STORAGE_FULL' }, logged: ['a disk is full'] });
});

it('another failure that may pass is not called so', () => {
  expect(answerTo(new Error('Connection terminated'))).toMatchObject({ body: { code: 'TEMPORARILY_UNAVAILABLE' } });
});
