const TAB = 0x09;
const CR = 0x0d;
const SPACE = 0x20;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
/** Sets the bit that tells lower-case from capital letters in ASCII. */
const LOWER_CASE = 0x20;
const LETTER_E = 0x65;

/** Powers of ten that float64 holds exactly. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** How a number was written: without a decimal mark, with a point, or with a comma. */
export type NumberForm = 'integer' | 'point' | 'comma';

export interface NumberReader {
  /** The number that `text` is, correctly rounded; infinite above float64; NaN if it is none. */
  read(text: string): number;
  /** How the last number was written. */
  readonly form: NumberForm;
}

/**
 * Reads plain decimals with an optional sign, exponent and surrounding spaces: no hexadecimal, no
 * thousands separators, no words. With `decimalComma`, a comma may stand for the point.
 *
 * Works on character codes: up to 2^53 and 10^22 one exact division or product rounds correctly
 * (Clinger 1990, section 3); beyond, the platform's own conversion is asked.
 */
export function createNumberReader(decimalComma: boolean): NumberReader {
  const reader = { form: 'integer' as NumberForm, read };

  function read(text: string): number {
    let from = 0;
    let to = text.length;
    while (from < to && isSpace(text.charCodeAt(from))) from++;
    while (to > from && isSpace(text.charCodeAt(to - 1))) to--;

    let i = from;
    const negative = text.charCodeAt(i) === MINUS;
    if (negative || text.charCodeAt(i) === PLUS) i++;
    let mantissa = 0;
    let digits = 0;
    let decimals = 0;
    let mark = 0;
    for (; i < to; i++) {
      const code = text.charCodeAt(i);
      const digit = code - ZERO;
      if (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
        digits++;
        if (mark !== 0) decimals++;
      } else if (mark === 0 && (code === POINT || (decimalComma && code === COMMA))) mark = code;
      else break;
    }
    if (digits === 0) return NaN;

    let exponent = 0;
    if (i < to && (text.charCodeAt(i) | LOWER_CASE) === LETTER_E) {
      i++;
      const minus = text.charCodeAt(i) === MINUS;
      if (minus || text.charCodeAt(i) === PLUS) i++;
      if (i === to) return NaN;
      for (; i < to; i++) {
        const digit = text.charCodeAt(i) - ZERO;
        if (digit < 0 || digit > 9) return NaN;
        exponent = exponent * 10 + digit;
      }
      if (minus) exponent = -exponent;
    }
    if (i !== to) return NaN;

    reader.form = mark === 0 ? 'integer' : mark === POINT ? 'point' : 'comma';
    const power = exponent - decimals;
    if (mantissa > Number.MAX_SAFE_INTEGER || power > 22 || power < -22) {
      // Its shape has been checked.
      return Number(text.slice(from, to).replace(',', '.')) + 0;
    }
    const size = power < 0 ? mantissa / (POWERS_OF_TEN[-power] ?? 1) : mantissa * (POWERS_OF_TEN[power] ?? 1);
    // Minus zero says nothing that zero does not: one spelling only.
    return negative && size !== 0 ? -size : size;
  }

  return reader;
}

/** A space, tab or line break. */
function isSpace(code: number): boolean {
  return code === SPACE || (code >= TAB && code <= CR);
}
