import { describe, expect, it } from '@jest/globals';
import { readJson } from './read-json.js';

const read = (text: string) => readJson(Buffer.from(text));

describe('readJson', () => {
  it.each([
    ['a byte that is no UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'not-utf8'],
    ['nothing', Buffer.alloc(0), 'not-json'],
    ['half a body', Buffer.from('{"entry":[{"id":"1"'), 'not-json'],
    ['an unquoted word', Buffer.from('{entry:1}'), 'not-json'],
    ['100,000 open brackets', Buffer.from('['.repeat(100_000)), 'too-deep'],
    ['100,000 nested objects', Buffer.from('{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)), 'too-deep'],
    ['a key given twice', Buffer.from('{"messages":[],"messages":[1]}'), 'duplicate-key'],
    ['a key given twice, once escaped', Buffer.from('{"messages":[],"message\\u0073":[1]}'), 'duplicate-key'],
  ])('refuses %s', (_, bytes, reason) => {
    expect(readJson(bytes)).toEqual({ ok: false, reason });
  });

  it.each([
    ['{"a":{"__proto__":{"isAdmin":true},"b":1}}', { a: { b: 1 } }],
    ['{"\\u005f_proto__":{},"b":["__proto__"]}', { b: ['__proto__'] }],
  ])('leaves out what stands under a key __proto__: %s', (text, value) => {
    const read = readJson(Buffer.from(text));
    expect(read).toEqual({ ok: true, value });
    expect(JSON.stringify(read)).toBe(JSON.stringify({ ok: true, value }));
  });

  it('takes brackets, colons and repeated words inside text for text', () => {
    const text = '{"a":"{[\\"__proto__\\":\\\\","b":["x","x"],"c":{"a":1},"d":[{"a":1},{"a":1}]}';
    expect(read(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it('keeps every digit of an id that came as a number', () => {
    expect(read('{"id":112233445566778899,"text":"id 112233445566778899","n":12,"f":1.0000000000000000}')).toEqual({
      ok: true,
      value: { id: '112233445566778899', text: 'id 112233445566778899', n: 12, f: 1 },
    });
  });

  it('makes text storable: U+0000 and half a surrogate pair are replaced, whole pairs stay', () => {
    expect(read('{"body":["a\\u0000b","\\ud83d","\\ud83d\\udc4d","\\\\u0000"]}')).toEqual({
      ok: true,
      value: { body: ['a\ufffdb', '\ufffd', '👍', '\\u0000'] },
    });
  });

  it('accepts a byte order mark', () => {
    expect(read('\ufeff{}')).toEqual({ ok: true, value: {} });
  });

  it.each([
    ['a thousand texts full of escapes', JSON.stringify({ list: Array(1000).fill('ü"\\'.repeat(600)) }), true],
    ['one text of 3 MB', JSON.stringify({ text: '"'.repeat(1_500_000) }), true],
    ['a text that never ends', '{"text":"' + '\\"'.repeat(1_500_000), false],
    ['3 MB of colons and quotes', '":'.repeat(1_500_000), false],
  ])('reads 3 MB in well under two seconds of processor time: %s', (_, body, ok) => {
    const before = process.cpuUsage();
    expect(read(body).ok).toBe(ok);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(2);
  });
});
