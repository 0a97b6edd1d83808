import { describe, expect, it } from '@jest/globals';
import { filledFilename, safeFilename } from './file-name.js';

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

  it.each([
    ['CON.pdf', '_CON.pdf'],
    ['nul', '_nul'],
    ['console.txt', 'console.txt'],
    ['می\u200cخواهم.txt', 'می\u200cخواهم.txt'],
    ['👩\u200d👩\u200d👧 family.pdf', '👩\u200d👩\u200d👧 family.pdf'],
  ])('%j becomes %j, which every system takes and every script can be read in', (given, wanted) => {
    expect(safeFilename(given)).toBe(wanted);
  });

  it.each(['图', 'é', '👩\u200d👩\u200d👧\u200d👦', 'x', 'e\u0301'])(
    'keeps its extension when it is cut at 240 bytes, and no half of %s',
    (character) => {
      const name = safeFilename(`${character.repeat(300)}.jpeg`) ?? '';
      const stem = name.replace(/\.jpeg$/, '');
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(240);
      expect(Buffer.byteLength(name)).toBeGreaterThan(210);
      expect(stem.replaceAll(character.normalize('NFC'), '')).toBe('');
      expect(name).toMatch(/\.jpeg$/);
    },
  );

  it.each(['.', ' ', '. ', 'a.', 'a ', 'a\u0301', '\u0301\u0323', '/', '\u200d', 'e\u0301\u0323 .'])(
    'made of 60 KB of %j is read in the time of its length, cut at 240 bytes',
    (part) => {
      const long = part.repeat(60_000 / part.length);
      const startedAt = performance.now();
      for (const name of [long, `${long}x`, `x${long}`, `x${long}x.pdf`]) {
        expect(Buffer.byteLength(safeFilename(name) ?? '')).toBeLessThanOrEqual(240);
      }
      // 5.8 s for one of them is what it took; a loaded machine may stall.
      expect(performance.now() - startedAt).toBeLessThan(2_000);
    },
  );
});

describe('a name that is missing, or its extension,', () => {
  it.each([
    [undefined, 'application/pdf', 'document.pdf'],
    ['', 'image/jpeg', 'image.jpg'],
    [undefined, 'audio/ogg; codecs=opus', 'audio.ogg'],
    [undefined, 'image/gif', 'image.gif'],
    ['contract', 'application/pdf', 'contract.pdf'],
    ['42', 'application/pdf', '42.pdf'],
    ['v1.2 final draft', 'application/pdf', 'v1.2 final draft.pdf'],
    ['passwd.txt', 'application/pdf', 'passwd.txt'],
    ['contract', 'application/x-unheard-of', 'contract'],
    [undefined, 'application/x-unheard-of', undefined],
    [undefined, undefined, undefined],
    ['constructor', 'constructor', 'constructor'],
  ])('%j of type %s is filled: %j', (given, mimeType, wanted) => {
    expect(filledFilename(given, mimeType)).toBe(wanted);
  });
});
