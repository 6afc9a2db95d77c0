import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNumberReader } from '../../../src/dataset/numbers.ts';

function read(text: string, decimalComma = false): number {
  return createNumberReader(decimalComma).read(text);
}

describe('reading numbers', () => {
  it('reads what String writes of any float64, exactly', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(read(String(value))).toBe(value + 0);
      }),
    );
  });

  it('rounds any decimal as the platform does', () => {
    const digits = fc.stringMatching(/^[0-9]{1,25}$/);
    fc.assert(
      fc.property(
        fc.constantFrom('', '+', '-'),
        digits,
        digits,
        fc.integer({ min: -330, max: 330 }),
        (sign, a, b, e) => {
          const text = `${sign}${a}.${b}e${e}`;
          expect(read(text)).toBe(Number(text) + 0);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['+5', 5],
    ['  7.25\t', 7.25],
    ['.5', 0.5],
    ['5.', 5],
    ['1E3', 1000],
    ['2e-2', 0.02],
    ['-0', 0],
    ['007', 7],
    ['9007199254740993', 9007199254740992],
    ['1e999', Infinity],
    ['1e-999', 0],
  ])('reads %j', (text, value) => {
    expect(read(text)).toBe(value);
  });

  it.each([
    '',
    ' ',
    '+',
    '.',
    'e5',
    '1e',
    '1e+',
    '1.2.3',
    '1,5',
    '1 000',
    '1,000',
    '0x10',
    '1_000',
    '87.o',
    'Infinity',
    'NaN',
    '5%',
    '--1',
  ])('does not take %j for a number', (text) => {
    expect(read(text)).toBeNaN();
  });

  it('takes a decimal comma only where it is asked to', () => {
    expect(read('3,5', true)).toBe(3.5);
    expect(read('-1,25e2', true)).toBe(-125);
    expect(read('123456789012345678,9', true)).toBe(123456789012345678.9);
    expect(read('1.234,5', true)).toBeNaN();
    expect(read('1,234,5', true)).toBeNaN();
  });

  it('says how the number was written', () => {
    const reader = createNumberReader(true);
    const form = (text: string) => {
      reader.read(text);
      return reader.form;
    };
    expect([form('1'), form('1.5'), form('1,5'), form('1e3')]).toEqual([
      'integer',
      'point',
      'comma',
      'integer',
    ]);
  });
});
