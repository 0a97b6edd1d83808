import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { classifyGraphError, knownGraphErrorCodes } from './error-policy.js';
import { sentences } from './error-sentences.js';
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
    ['retry-few', [1, 131000]],
    ['retry-as-upload', [131053]],
    ['slow-app', [4, 17, 613]],
    ['slow-account', [80007]],
    ['slow-number', [130429, 131048, 131064, 132069, 133016]],
    ['slow-pair', [131056]],
    [
      'pause-channel',
      [
        0, 3, 10, 33, 104, 190, 200, 211, 299, 368, 131005, 131031, 131037, 131042, 131044, 131045, 133000, 133005,
        133006, 133008, 133009, 133010, 134011,
      ],
    ],
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

  it('whatever stops a channel alerts somebody', () => {
    const silent = knownGraphErrorCodes
      .map((code) => classifyGraphError({ code }))
      .filter((policy) => policy.action === 'pause-channel' && !policy.alert);
    expect(silent).toEqual([]);
  });

  it('a code nobody has described gives up and alerts', () => {
    expect(classifyGraphError({ code: 999_999 })).toMatchObject({ class: 'unknown', action: 'give-up', alert: true });
  });

  it('a bad parameter that means a lost number stops the channel', () => {
    expect(classifyGraphError({ code: 100, subcode: 33 })).toMatchObject({
      class: 'number-gone',
      action: 'pause-channel',
    });
  });

  it('no code stands twice, and no sentence is for nobody', () => {
    expect(new Set(knownGraphErrorCodes).size).toBe(knownGraphErrorCodes.length);
    const used = new Set([...knownGraphErrorCodes, -1].map((code) => classifyGraphError({ code }).class));
    used.add(classifyGraphError({ code: 100, subcode: 33 }).class);
    expect(Object.keys(sentences).filter((name) => !used.has(name as keyof typeof sentences))).toEqual([]);
  });

  it.each(Object.entries(sentences))('%s is told in English and in Chinese', (_, sentence) => {
    expect(sentence.en).toMatch(/^[A-Z].*\.$/);
    expect(sentence['zh-CN']).toMatch(/\p{Script=Han}.*。$/u);
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
