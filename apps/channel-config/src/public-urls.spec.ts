import { describe, expect, it } from '@jest/globals';
import { readPublicUrls } from './public-urls.js';

describe('the public base URLs', () => {
  it('are kept without a slash at the end, each once', () => {
    const urls = readPublicUrls('https://wa.example.com/, https://wa.example.com ,https://b.example.com/base/', false);
    expect(urls.choices).toEqual(['https://wa.example.com', 'https://b.example.com/base']);
    expect(urls.only).toBeUndefined();
    expect(readPublicUrls('https://wa.example.com', false).only).toBe('https://wa.example.com');
  });

  it.each([
    ['http://wa.example.com', /must begin with https/],
    ['ftp://wa.example.com', /must begin with https/],
    ['https://wa_1.example.com', /underscore/],
    ['wa.example.com', /is not a URL/],
    ['https://user:secret@wa.example.com', /only scheme, host, port and path/],
    ['https://wa.example.com?x=1', /only scheme/],
    ['http://127.0.0.1:4100', /needs WABX_ALLOW_HTTP=loopback/],
    ['', /is not a URL/],
  ])('"%s" is refused', (text, reason) => {
    expect(() => readPublicUrls(text, false)).toThrow(reason);
  });

  it('names every fault at once', () => {
    expect(() => readPublicUrls('http://a.example.com,https://b_c.example.com', false)).toThrow(
      /a\.example\.com[^]*b_c\.example\.com/,
    );
  });

  it.each(['http://127.0.0.1:4100', 'http://localhost:4100', 'http://[::1]:4100'])('%s is for development', (url) => {
    expect(readPublicUrls(url, true).choices).toEqual([url]);
    expect(() => readPublicUrls('http://10.0.0.1', true)).toThrow(/must begin with https/);
  });
});
