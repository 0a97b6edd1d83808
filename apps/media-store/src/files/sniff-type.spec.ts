import { describe, expect, it } from '@jest/globals';
import { sniffType } from './sniff-type.js';

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const zip = bytes('PK\x03\x04', Array<number>(26).fill(0), '[Content_Types].xml');
const cfb = bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const mp4 = (brand: string) => bytes([0, 0, 0, 24], 'ftyp', brand, [0, 0, 0, 1]);
const openXml = 'application/vnd.openxmlformats-officedocument';

describe('the type of a file', () => {
  it.each([
    ['image/jpeg', bytes([0xff, 0xd8, 0xff, 0xe0])],
    ['image/png', bytes([0x89], 'PNG\r\n', [0x1a], '\n')],
    ['image/gif', bytes('GIF89a')],
    ['image/webp', bytes('RIFF', [1, 2, 3, 4], 'WEBPVP8 ')],
    ['audio/wav', bytes('RIFF', [1, 2, 3, 4], 'WAVEfmt ')],
    ['application/pdf', bytes('%PDF-1.7')],
    ['audio/ogg; codecs=opus', bytes('OggS', Array<number>(24).fill(0), 'OpusHead')],
    ['audio/ogg', bytes('OggS', Array<number>(24).fill(0), '\x01vorbis')],
    ['audio/amr', bytes('#!AMR\n')],
    ['audio/mpeg', bytes('ID3', [4, 0])],
    ['audio/mpeg', bytes([0xff, 0xfb, 0x90])],
    ['audio/mpeg', bytes([0xff, 0xf3, 0x90])],
    ['audio/aac', bytes([0xff, 0xf1, 0x50])],
    ['audio/aac', bytes([0xff, 0xf9, 0x50])],
    ['video/mp4', mp4('isom')],
    ['video/3gpp', mp4('3gp5')],
    ['audio/mp4', mp4('M4A ')],
    ['video/quicktime', mp4('qt  ')],
    ['image/heic', mp4('heic')],
    ['video/webm', bytes([0x1a, 0x45, 0xdf, 0xa3], '....webm')],
    ['application/zip', zip],
    ['application/x-cfb', cfb],
    ['application/octet-stream', Buffer.alloc(0)],
    ['application/octet-stream', bytes([0])],
    ['application/octet-stream', bytes([0xff, 0xfe, 0x41, 0x00])],
  ])('is %s by its bytes alone', (wanted, head) => {
    expect(sniffType(head)).toBe(wanted);
    // Bytes win over every name and declaration that says something else.
    expect(sniffType(head, { filename: 'x.html' })).toBe(wanted);
  });

  it.each([
    [`${openXml}.wordprocessingml.document`, zip, { filename: 'Letter.DOCX' }],
    [`${openXml}.spreadsheetml.sheet`, zip, { filename: 'a.xlsx' }],
    [`${openXml}.presentationml.presentation`, zip, { filename: 'a.pptx' }],
    ['application/msword', cfb, { filename: 'a.doc' }],
    ['application/vnd.ms-excel', cfb, { filename: 'a.xls' }],
    ['audio/mp4', mp4('isom'), { declared: 'audio/mp4' }],
    ['audio/mp4', mp4('mp42'), { filename: 'a.m4a' }],
    ['text/csv', Buffer.from('a;b\n1;2'), { filename: 'a.csv' }],
    ['text/plain', Buffer.from('Grüße, 你好'), {}],
    ['application/json', Buffer.from('{}'), { declared: 'application/json; charset=utf-8' }],
    ['audio/x-caf', bytes([0, 1, 2]), { declared: 'audio/x-caf' }],
  ])('is %s where name or declaration decides between likes', (wanted, head, hints) => {
    expect(sniffType(head, hints)).toBe(wanted);
  });

  it.each([
    ['text/html', Buffer.from('<!DOCTYPE html><script>alert(1)</script>'), 'photo.jpg', 'image/jpeg'],
    ['text/html', Buffer.from('\ufeff \n<script>alert(1)</script>'), 'note.txt', 'text/plain'],
    ['text/html', Buffer.from('<HTA:APPLICATION id=x>'), 'a.txt', 'text/plain'],
    ['image/svg+xml', Buffer.from('<?xml version="1.0"?><svg onload="x()">'), 'a.png', 'image/png'],
    ['application/octet-stream', bytes([0, 1, 2, 3]), 'photo.jpg', 'image/jpeg'],
    ['application/octet-stream', bytes([0, 1, 2, 3]), 'a.html', 'text/html'],
    ['application/octet-stream', bytes([0, 1, 2, 3]), 'a.xhtml', 'application/xhtml+xml'],
    ['text/plain', Buffer.from('alert(1)'), 'a.js', 'text/javascript'],
  ])('is %s, whatever the sender would like a browser to believe', (wanted, head, filename, declared) => {
    expect(sniffType(head, { filename, declared })).toBe(wanted);
  });

  it('is text also when the head ends in the middle of a character', () => {
    expect(sniffType(Buffer.from('你好'.repeat(1000)).subarray(0, 4_100))).toBe('text/plain');
  });
});
