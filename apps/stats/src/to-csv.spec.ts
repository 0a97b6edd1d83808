import { describe, expect, it } from '@jest/globals';
import { toCsv } from './to-csv.js';

describe('a table as CSV', () => {
  it('quotes only what needs it and leaves a missing value empty', () => {
    expect(
      toCsv(
        ['a', 'b'],
        [
          ['plain', 1],
          ['with, comma', undefined],
          ['with "quotes"\nand lines', 0],
        ],
      ),
    ).toBe('a,b\r\nplain,1\r\n"with, comma",\r\n"with ""quotes""\nand lines",0\r\n');
  });
});
