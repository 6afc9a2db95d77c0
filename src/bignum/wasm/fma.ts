import {
  addF64,
  addI64,
  and,
  get,
  integer,
  load,
  madd,
  or,
  set,
  store,
  subtractF64,
  type Local,
} from './assembler.ts';
import { CONSTANTS } from './layout.ts';
import type { Technology } from './technology.ts';

const DIGIT_BITS = 51n;

/** The bits of 2^103 as a float64: where the upper halves of products are read off. */
const HIGH = 0x4660_0000_0000_0000n;
/** The bits of 3 2^51 as a float64: where the lower halves are. */
const LOW = 0x4338_0000_0000_0000n;
/** The bits of 2^103 + 3 2^51. */
const HIGH_AND_LOW = HIGH + 3n;
/** The bits of 2^52: an integer below 2^52 in the lower bits makes the float64 2^52 + that integer. */
const INTEGERS = 0x4330_0000_0000_0000n;

/**
 * Digits of 51 bits as float64, multiplied exactly by two fused multiply-adds (README.md of this room derives it,
 * with a bound for every intermediate).
 */
export const fma: Technology = {
  name: 'fma',
  digitBits: Number(DIGIT_BITS),
  digitBytes: 16,
  mostDigits: 400,
  digitsIn: (memory) => new Float64Array(memory),
  reach: 1,
  columnsPerProduct: { own: LOW, next: HIGH },
  modulusPadding: 0,
  constants: [(1n << DIGIT_BITS) - 1n, HIGH, HIGH_AND_LOW, INTEGERS],
  secondLane: [0, 1, 2, 3, 4, 5, 6, 7, 24, 25, 26, 27, 28, 29, 30, 31],
  lanesExchanged: [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7],
  emitter(locals) {
    const zero = locals.integer();
    const [mask, high, highAndLow, integers, upper] = [
      locals.vector(),
      locals.vector(),
      locals.vector(),
      locals.vector(),
      locals.vector(),
    ] as const;
    /** Lowest digit of a column as a float64. */
    const digit = (column: Local) =>
      subtractF64(or(and(get(column), get(mask)), get(integers)), get(integers));
    return {
      prologue: [
        ...set(zero, integer(CONSTANTS)),
        ...[mask, high, highAndLow, integers].flatMap((local, i) => set(local, load(zero, 16 * i))),
      ],
      mask: get(mask),
      loadRow: (pointer, place) => load(pointer, 16 * place),
      loadColumn: (pointer, place) => and(addF64(load(pointer, 16 * place), get(integers)), get(mask)),
      double: (row) => addF64(row, row),
      rowOfColumn: digit,
      loadFactor: (factor, pointer, place) => set(factor, load(pointer, 16 * place)),
      accumulate(row, factor, _, columns, at) {
        const own = columns[at] as Local;
        const next = columns[at + 1] as Local;
        return [
          ...set(upper, madd(get(row), get(factor), get(high))),
          ...set(next, addI64(get(next), get(upper))),
          ...set(
            own,
            addI64(get(own), madd(get(row), get(factor), subtractF64(get(highAndLow), get(upper)))),
          ),
        ];
      },
      storeDigit: (pointer, place, column) => store(pointer, 16 * place, digit(column)),
    };
  },
};
