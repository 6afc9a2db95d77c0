import {
  addI64,
  and,
  get,
  integer,
  load,
  load32Pair,
  load64Splat,
  multiplyHigh32,
  multiplyLow32,
  set,
  shuffle,
  store64,
  type Code,
  type Local,
} from './assembler.ts';
import { CONSTANTS } from './layout.ts';
import type { Technology } from './technology.ts';

const DIGIT_BITS = 27n;

/** The lower halves of both lanes, twice: two 64-bit columns as a row of 32-bit digits. */
const GATHER = [0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11];

/**
 * Digits of 27 bits as 32-bit integers: one instruction multiplies a digit of both numbers. No rounding
 * anywhere, and nothing beyond WebAssembly's fixed-width SIMD.
 */
export const simd: Technology = {
  name: 'simd',
  digitBits: Number(DIGIT_BITS),
  digitBytes: 8,
  mostDigits: 254,
  digitsIn: (memory) => new Uint32Array(memory),
  reach: 0,
  columnsPerProduct: { own: 0n, next: 0n },
  // Factors are loaded in pairs.
  modulusPadding: 1,
  constants: [(1n << DIGIT_BITS) - 1n],
  secondLane: [0, 1, 2, 3, 20, 21, 22, 23, 8, 9, 10, 11, 28, 29, 30, 31],
  lanesExchanged: [4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11],
  emitter(locals) {
    const zero = locals.integer();
    const mask = locals.vector();
    const lowest = (column: Local): Code => {
      const digit = and(get(column), get(mask));
      return shuffle(digit, digit, GATHER);
    };
    return {
      prologue: [...set(zero, integer(CONSTANTS)), ...set(mask, load(zero, 0))],
      mask: get(mask),
      loadRow: (pointer, place) => load64Splat(pointer, 8 * place),
      loadColumn: (pointer, place) => load32Pair(pointer, 8 * place),
      // A digit has 27 bits of its 32: nothing carries into the other number's.
      double: (row) => addI64(row, row),
      rowOfColumn: lowest,
      loadFactor: (factor, pointer, place, follows) =>
        place % 2 === 1 && follows ? [] : set(factor, load(pointer, 8 * (place - (place % 2)))),
      accumulate(row, factor, place, columns, at) {
        const own = columns[at] as Local;
        const multiply = place % 2 === 0 ? multiplyLow32 : multiplyHigh32;
        return set(own, addI64(get(own), multiply(get(row), get(factor))));
      },
      storeDigit: (pointer, place, column) => store64(pointer, 8 * place, lowest(column), 0),
    };
  },
};
