import { describe, expect, it } from '@jest/globals';
import { contentDisposition, safeFilename } from './safe-filename.js';

describe('a file name from outside', () => {
  it.each([
    ['invoice 2026.pdf', 'invoice 2026.pdf'],
    ['Füße 图片 🙂.jpg', 'Füße 图片 🙂.jpg'],
    ['e\u0301.txt', '\u00e9.txt'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\a.doc', 'a.doc'],
    ['a\0b.txt', 'ab.txt'],
    ['a\r\nSet-Cookie: x=1.txt', 'aSet-Cookie_ x=1.txt'],
    ['cod\u202egpj.exe', 'codgpj.exe'],
    ['zero\u200bwidth.txt', 'zerowidth.txt'],
    ['lone\ud800surrogate.txt', 'lonesurrogate.txt'],
    ['what?*<>|":.txt', 'what_______.txt'],
    ['...hidden', 'hidden'],
    ['trailing. . ', 'trailing'],
  ])('%j becomes %j', (given, wanted) => {
    expect(safeFilename(given)).toBe(wanted);
  });

  it.each([undefined, '', '..', '///', '\u202e', ' . '])('%j is no name', (given) => {
    expect(safeFilename(given)).toBeUndefined();
  });

  it('keeps its extension when it is cut to 255 bytes', () => {
    const name = safeFilename(`${'图'.repeat(300)}.jpeg`)!;
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(name)).toBeGreaterThan(250);
    expect(name).toMatch(/^图+\.jpeg$/);
  });

  it('goes into a header in a form that cannot break it', () => {
    expect(contentDisposition('attachment', 'a"b\\c 图(1).txt')).toBe(
      `attachment; filename="a_b_c _(1).txt"; filename*=UTF-8''a%22b%5Cc%20%E5%9B%BE%281%29.txt`,
    );
    expect(contentDisposition('inline', undefined)).toBe('inline');
  });
});
