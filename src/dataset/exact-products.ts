/**
 * Exact sums of products of columns, beyond what float64 or pairs of them give.
 *
 * Each value of [-1, 1], a multiple of 2^-54, is cut into three signed integers of 18 bits,
 * x = a0 2^-18 + a1 2^-36 + a2 2^-54. A product of two such integers has at most 36 bits, so that
 * float64 adds 2^16 rows of them without rounding; products of equal weight share a sum. The sums are
 * then moved into integers without a limit. (Cutting so that products and sums are exact: Ozaki, Ogita,
 * Oishi and Rump, Numerical Algorithms 59, 2012.)
 *
 * So there is no error at all: the sums depend neither on the order of the rows nor on the machine. A
 * value that is no multiple of 2^-54 is rounded to one, an error of at most 2^-55.
 */

/** The sums are integers in units of 2^-PRODUCT_BITS. */
export const PRODUCT_BITS = 108;

const SLICE_BITS = 18;
const SLICE_SCALE = 2 ** SLICE_BITS;
/** Adding and subtracting it rounds |x| < 2^51 to the nearest integer, ties to even. */
const ROUNDING = 1.5 * 2 ** 52;
/** Rows multiplied at a time: three slices of a few hundred columns still fit a processor's cache. */
const BLOCK_ROWS = 256;
/** A column of a block with no more values than this other than 0 is multiplied in these rows only. */
const SPARSE_ROWS = 64;
/** Rows whose products float64 adds exactly: the fullest of the five sums grows by 1.25 * 2^36 a row. */
const EXACT_ROWS = 2 ** 16;
/** Sums of products, by weight: 2^-36, 2^-54, 2^-72, 2^-90, 2^-108. */
const LEVELS = 5;

export interface ProductSums {
  /** Adds a row of values in [-1, 1]. */
  addRow(values: Float64Array): void;
  /** Entry (i, j), i <= j, of the sum of outer products, times 2^PRODUCT_BITS. Call after the last row. */
  finish(): (i: number, j: number) => bigint;
}

/** The sum over rows x of the outer product x x', for rows of `width` values. */
export function createProductSums(width: number): ProductSums {
  const pairs = (width * (width + 1)) / 2;
  const [high, middle, low] = [0, 1, 2].map(() => new Float64Array(width * BLOCK_ROWS)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const slices = { high, middle, low };
  const levels = new Float64Array(pairs * LEVELS);
  const totals = new Array<bigint>(pairs).fill(0n);
  /** How many values of each column of the block are not 0, and the rows of the first ones. */
  const filled = new Int32Array(width);
  const filledRows = new Uint8Array(width * SPARSE_ROWS);
  let blockRows = 0;
  let exactRows = 0;

  function addBlock(): void {
    let at = 0;
    for (let i = 0; i < width; i++) {
      const filledI = filled[i] ?? 0;
      for (let j = i; j < width; j++, at += LEVELS) {
        const filledJ = filled[j] ?? 0;
        const [a, b] = [i * BLOCK_ROWS, j * BLOCK_ROWS];
        const sparser = filledI < filledJ ? i : j;
        const count = filledI < filledJ ? filledI : filledJ;
        if (count === 0) continue;
        if (count > SPARSE_ROWS) addPair(slices, a, b, blockRows, levels, at);
        else {
          const rows = filledRows.subarray(sparser * SPARSE_ROWS, sparser * SPARSE_ROWS + count);
          addSparsePair(slices, a, b, rows, levels, at);
        }
      }
    }
    exactRows += blockRows;
    blockRows = 0;
    filled.fill(0);
  }

  function moveToTotals(): void {
    for (let pair = 0; pair < pairs; pair++) {
      let sum = 0n;
      for (let level = 0; level < LEVELS; level++) {
        sum = (sum << BigInt(SLICE_BITS)) + BigInt(levels[pair * LEVELS + level] ?? 0);
      }
      totals[pair] = (totals[pair] ?? 0n) + sum;
    }
    levels.fill(0);
    exactRows = 0;
  }

  return {
    addRow(values) {
      for (let column = 0; column < width; column++) {
        const value = values[column] ?? 0;
        if (value !== 0) {
          const count = filled[column] ?? 0;
          if (count < SPARSE_ROWS) filledRows[column * SPARSE_ROWS + count] = blockRows;
          filled[column] = count + 1;
        }
        const at = column * BLOCK_ROWS + blockRows;
        const scaled = value * SLICE_SCALE;
        const first = scaled + ROUNDING - ROUNDING;
        const rest = (scaled - first) * SLICE_SCALE;
        const second = rest + ROUNDING - ROUNDING;
        high[at] = first;
        middle[at] = second;
        low[at] = (rest - second) * SLICE_SCALE + ROUNDING - ROUNDING;
      }
      if (++blockRows < BLOCK_ROWS) return;
      addBlock();
      if (exactRows + BLOCK_ROWS > EXACT_ROWS) moveToTotals();
    },
    finish() {
      addBlock();
      moveToTotals();
      return (i, j) => totals[i * width - (i * (i - 1)) / 2 + j - i] ?? 0n;
    },
  };
}

/** The three slices of a block of rows, column after column. */
interface Slices {
  readonly high: Float64Array;
  readonly middle: Float64Array;
  readonly low: Float64Array;
}

/**
 * Multiplies two columns of a block, which start at `a` and `b`, into the five sums at `at`. The inner
 * loop: outside the closure and on local sums, so that all it needs stays in registers.
 */
function addPair(slices: Slices, a: number, b: number, rows: number, levels: Float64Array, at: number): void {
  const { high, middle, low } = slices;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  for (let row = 0; row < rows; row++) {
    const a0 = high[a + row] ?? 0;
    const a1 = middle[a + row] ?? 0;
    const a2 = low[a + row] ?? 0;
    const b0 = high[b + row] ?? 0;
    const b1 = middle[b + row] ?? 0;
    const b2 = low[b + row] ?? 0;
    s0 += a0 * b0;
    s1 += a0 * b1 + a1 * b0;
    s2 += a0 * b2 + a1 * b1 + a2 * b0;
    s3 += a1 * b2 + a2 * b1;
    s4 += a2 * b2;
  }
  levels[at] = (levels[at] ?? 0) + s0;
  levels[at + 1] = (levels[at + 1] ?? 0) + s1;
  levels[at + 2] = (levels[at + 2] ?? 0) + s2;
  levels[at + 3] = (levels[at + 3] ?? 0) + s3;
  levels[at + 4] = (levels[at + 4] ?? 0) + s4;
}

/** {@link addPair} of the given rows only: of categories, most of whose columns are 0 in most rows. */
function addSparsePair(
  { high, middle, low }: Slices,
  a: number,
  b: number,
  rows: Uint8Array,
  levels: Float64Array,
  at: number,
): void {
  for (const row of rows) {
    const a0 = high[a + row] ?? 0;
    const a1 = middle[a + row] ?? 0;
    const a2 = low[a + row] ?? 0;
    const b0 = high[b + row] ?? 0;
    const b1 = middle[b + row] ?? 0;
    const b2 = low[b + row] ?? 0;
    levels[at] = (levels[at] ?? 0) + a0 * b0;
    levels[at + 1] = (levels[at + 1] ?? 0) + (a0 * b1 + a1 * b0);
    levels[at + 2] = (levels[at + 2] ?? 0) + (a0 * b2 + a1 * b1 + a2 * b0);
    levels[at + 3] = (levels[at + 3] ?? 0) + (a1 * b2 + a2 * b1);
    levels[at + 4] = (levels[at + 4] ?? 0) + a2 * b2;
  }
}

/** `value` / 2^bits to the nearest integer, halves upwards. */
export function roundedShift(value: bigint, bits: number): bigint {
  return bits === 0 ? value : ((value >> BigInt(bits - 1)) + 1n) >> 1n;
}
