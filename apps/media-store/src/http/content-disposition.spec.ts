import { expect, it } from '@jest/globals';
import { contentDisposition } from './content-disposition.js';

it('a file name goes into a header in a form that cannot break it', () => {
  expect(contentDisposition('attachment', 'a"b\\c 图(1).txt')).toBe(
    `attachment; filename="a_b_c _(1).txt"; filename*=UTF-8''a%22b%5Cc%20%E5%9B%BE%281%29.txt`,
  );
  expect(contentDisposition('inline', undefined)).toBe('inline');
});
