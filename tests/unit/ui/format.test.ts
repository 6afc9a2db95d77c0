import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countWord, counted } from '../../../src/ui/copy/en/words.ts';
import {
  formatBytes,
  formatClock,
  formatDuration,
  formatEstimate,
  formatFixed,
  formatDate,
  formatHash,
  formatInterval,
  formatP,
  formatPercent,
  formatScientific,
  formatSignificant,
  inWords,
  parseNumber,
} from '../../../src/ui/lib/format.ts';
import './in-english.ts';

describe('figures', () => {
  it('groups thousands and uses a true minus sign', () => {
    expect(formatFixed(-334567.138, 2)).toBe('−334,567.14');
    expect(formatSignificant(-0.036361, 3)).toBe('−0.0364');
  });

  it('gives a rounded zero no sign', () => {
    expect(formatFixed(-0.0001, 2)).toBe('0.00');
  });

  it('never writes a hyphen for a minus', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const texts = [
          formatFixed(value, 3),
          formatSignificant(value),
          formatEstimate(value),
          formatScientific(value),
        ];
        expect(texts.join('')).not.toContain('-');
      }),
    );
  });

  it('writes very large and very small numbers with a power of ten', () => {
    expect(formatScientific(3.828649038185064e-62)).toBe('3.8 × 10⁻⁶²');
    expect(formatSignificant(1.5e12)).toBe('1.5 × 10¹²'.replace('1.5', '1.500'));
    expect(formatEstimate(-2.5e-9)).toBe('−2.500 × 10⁻⁹');
  });

  it('keeps three digits of a small coefficient', () => {
    expect(formatEstimate(-0.036361224)).toBe('−0.0364');
    expect(formatEstimate(68.48312496)).toBe('68.483');
    expect(formatEstimate(0)).toBe('0.000');
  });

  it('writes an interval with the digits that its width allows', () => {
    expect(formatInterval(-467.148, -201.986)).toBe('−467 to −202');
    expect(formatInterval(-0.46295, 0.39023)).toBe('−0.463 to 0.390');
    expect(formatInterval(1e-12, 2e-12)).toBe('1.00 × 10⁻¹² to 2.00 × 10⁻¹²');
    expect(formatInterval(5, 5)).toBe('5.00 to 5.00');
  });

  it('writes p-values and shares as tables do', () => {
    expect(formatP(0.000999)).toBe('< 0.001');
    expect(formatP(0.057947)).toBe('0.058');
    expect(formatPercent(0.51775)).toBe('51.8 %');
  });
});

describe('units', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [9390, '9.4 kB'],
    [999_999, '1.0 MB'],
    [345_678, '346 kB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(inWords(formatBytes(bytes))).toBe(text);
  });

  it.each([
    [350, '350 ms'],
    [1900, '1.9 s'],
    [6000, '6 s'],
    [59_990, '0 min 59 s'],
    [82_000, '1 min 22 s'],
    [7_500_000, '2 h 5 min'],
  ])('%d ms are %s', (milliseconds, text) => {
    expect(inWords(formatDuration(milliseconds))).toBe(text);
  });

  it('writes the time of day with seconds, and tenths if asked', () => {
    const at = new Date(2026, 0, 2, 14, 2, 9, 870).getTime();
    expect(formatClock(at)).toBe('14:02:09');
    expect(formatClock(at, true)).toBe('14:02:09.8');
  });

  it('counts in words up to ten and with the right noun', () => {
    expect([countWord(0), countWord(3), countWord(11)]).toEqual(['no', 'three', '11']);
    expect([counted(1, 'row'), counted(1200, 'row')]).toEqual(['1 row', '1,200 rows']);
  });

  it('a day in words, so that no month is read as a day', () => {
    expect(formatDate(new Date(2026, 4, 3, 23, 59).getTime())).toBe('3 May 2026');
  });

  it('shortens a hash to three groups of four', () => {
    expect(formatHash('c41e07ba92d3aabbcc')).toBe('c41e 07ba 92d3');
  });
});

describe('what a person types', () => {
  it('reads numbers with either minus sign', () => {
    expect(parseNumber(' −12.5 ')).toBe(-12.5);
    expect(parseNumber('-3e2')).toBe(-300);
  });

  it.each(['', '  ', 'abc', '1,5', '12 kg', 'Infinity', 'NaN'])('refuses %j', (text) => {
    expect(parseNumber(text)).toBeNull();
  });
});
