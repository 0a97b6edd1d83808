import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { classifyGraphError, classifyNotSent, knownGraphErrorCodes, pauseWidth } from './error-policy.js';
import { causes, nextSteps, sentenceFor, type GraphErrorClass } from './error-sentences.js';
import { parseGraphError } from './graph-error.js';

const folder = new URL('../../fixtures/graph/', import.meta.url);
const samples = readdirSync(folder).filter((name) => name.startsWith('error-'));

describe('the error table', () => {
  it.each(samples)('%s is read and its code is known', (name) => {
    const error = parseGraphError(readFileSync(new URL(name, folder)));
    expect(error).toMatchObject({ code: Number(/^error-(\d+)/.exec(name)?.[1]), traceId: expect.any(String) });
    expect(classifyGraphError(error!).class).not.toBe('unknown');
  });

  // The codes by what must happen, as the wire contract groups them.
  it.each([
    ['retry', [2, 131016, 131057, 133004, 133015]],
    ['retry-doubtful', [1, 131000]],
    ['retry-as-upload', [131053]],
    ['slow-app', [4, 17, 613]],
    ['slow-account', [80007]],
    ['slow-number', [130429, 131048, 131064, 132069, 133016]],
    ['slow-pair', [131056]],
    ['pause-number', [33, 131037, 131045, 133000, 133005, 133006, 133008, 133009, 133010]],
    ['pause-channel', [0, 3, 10, 104, 190, 200, 211, 299, 368, 131005, 131031, 131042, 131044, 134011]],
    [
      'give-up',
      [
        100, 130403, 130472, 130497, 131008, 131009, 131021, 131026, 131030, 131047, 131049, 131050, 131051, 131052,
        131055, 131060, 131062, 131063, 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 132068,
        135000, 137000,
      ],
    ],
  ])('%s: %j', (action, codes) => {
    expect(codes.map((code) => classifyGraphError({ code }).action)).toEqual(codes.map(() => action));
  });

  it('a closed window can be told from every other refusal', () => {
    const same = knownGraphErrorCodes.filter((code) => classifyGraphError({ code }).class === 'window-closed');
    expect(same).toEqual([131047]);
  });

  it('whatever stops a channel or a number alerts somebody', () => {
    const silent = knownGraphErrorCodes
      .map((code) => classifyGraphError({ code }))
      .filter((policy) => pauseWidth(policy) !== undefined && !policy.alert);
    expect(silent).toEqual([]);
  });

  it('a code nobody has described gives up and alerts', () => {
    expect(classifyGraphError({ code: 999_999 })).toMatchObject({ class: 'unknown', action: 'give-up', alert: true });
  });

  it('a bad parameter that means a lost number stops the number', () => {
    expect(classifyGraphError({ code: 100, subcode: 33 })).toMatchObject({
      class: 'number-gone',
      action: 'pause-number',
    });
  });

  it('no code stands twice, and no sentence is for nobody', () => {
    expect(new Set(knownGraphErrorCodes).size).toBe(knownGraphErrorCodes.length);
    const used = new Set([...knownGraphErrorCodes, -1].map((code) => classifyGraphError({ code }).class));
    used.add(classifyGraphError({ code: 100, subcode: 33 }).class);
    for (const httpStatus of [undefined, 403]) used.add(classifyNotSent({ kind: 'invalid-answer', httpStatus }).class);
    expect(Object.keys(causes).filter((name) => !used.has(name as GraphErrorClass))).toEqual([]);
  });

  it.each([
    [[undefined, 302, 307, 401, 403, 404, 407, 408, 425, 429], 'retry'],
    [[400, 411, 413, 414, 415, 422, 431], 'give-up'],
  ])('a call that was not taken, with HTTP status %j: %s', (statuses, action) => {
    expect(statuses.map((httpStatus) => classifyNotSent({ kind: 'invalid-answer', httpStatus }).action)).toEqual(
      statuses.map(() => action),
    );
  });
});

describe('the table of sentences', () => {
  const all = (Object.keys(causes) as GraphErrorClass[]).flatMap((name) =>
    nextSteps.map((next) => [name, next] as const),
  );

  it.each(all)('%s, %s: is told in English and in Chinese', (name, next) => {
    const sentence = sentenceFor(name, next);
    expect(sentence.en).toMatch(/^[A-Z][^{}$]*\.$/);
    expect(sentence['zh-CN']).toMatch(/\p{Script=Han}[^{}$]*。$/u);
  });

  it('each next step has words of its own, and a cause has none about the message', () => {
    const marks = {
      'tried-again': /tried again by itself/,
      waits: /waits until/,
      'failed-retry': /not delivered\. Send it again when/,
      'failed-for-good': /does not help/,
      'needs-decision': /Decide whether/,
    };
    for (const [name, next] of all) {
      const { en } = sentenceFor(name, next);
      expect(Object.entries(marks).flatMap(([step, mark]) => (mark.test(en) ? [step] : []))).toEqual([next]);
      expect(causes[name].is.en).not.toMatch(/administrator|tried again|waits? until|not delivered|later/i);
    }
  });

  it('says that administrators have been told only when they have been', () => {
    for (const [name, next] of all) {
      expect(sentenceFor(name, next).en).not.toMatch(/administrators/);
      expect(sentenceFor(name, next, { isAlert: true }).en).toMatch(/The administrators have been told\.$/);
    }
  });
});

describe('parseGraphError', () => {
  it.each([
    ['no error_data', { code: 4, message: 'm' }, { code: 4, message: 'm', details: undefined }],
    ['error_data without details', { code: 4, error_data: { messaging_product: 'whatsapp' } }, { details: undefined }],
    ['error_data as plain text', { code: 4, error_data: 'why' }, { code: 4, details: 'why' }],
    ['the code as a string', { code: '190', error_subcode: '463' }, { code: 190, subcode: 463 }],
  ])('reads an error with %s', (_, error, expected) => {
    expect(parseGraphError(JSON.stringify({ error }))).toMatchObject(expected);
  });

  it.each([
    ['', 'an empty body'],
    ['<html><body>502</body></html>', 'HTML'],
    ['{"error":"text"}', 'an error that is text'],
    ['{"error":{"message":"no code"}}', 'an error without code'],
    ['{"error":{"code":{}}}', 'a code that is no number'],
    ['{"success":true}', 'another answer'],
    ['[]', 'a list'],
    ['null', 'null'],
    ['{"error":{"code":4', 'half an answer'],
  ])('finds none in %s', (body) => {
    expect(parseGraphError(body)).toBeUndefined();
  });
});
