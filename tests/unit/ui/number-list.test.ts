import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNumberList } from '../../../src/ui/lib/number-list.ts';

describe('parseNumberList', () => {
  it('reads numbers between spaces, line breaks, commas and semicolons', () => {
    expect(parseNumberList(' 1 2.5\n\u22123,4e2;-0.5\t')).toEqual({ numbers: [1, 2.5, -3, 400, -0.5] });
    expect(parseNumberList(' \n')).toEqual({ numbers: [] });
  });

  it('names the first word that is no number', () => {
    expect(parseNumberList('1 two 3 four')).toEqual({ wrong: 'two' });
    expect(parseNumberList('1 Infinity')).toEqual({ wrong: 'Infinity' });
  });

  it('gives back what was written, every digit of it', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    fc.assert(
      fc.property(fc.array(finite), fc.constantFrom(' ', '\n', ', ', ';'), (numbers, between) => {
        expect(parseNumberList(numbers.join(between))).toEqual({ numbers });
      }),
    );
  });
});
