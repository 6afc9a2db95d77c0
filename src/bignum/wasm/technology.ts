import type { Code, Local, Locals } from './assembler.ts';

/**
 * How a kernel holds digits and multiplies them: all that differs between the two kernels. Every vector
 * holds the same place of two independent numbers, one in each lane of 64 bits.
 *
 * A *digit* lies between 0 and 2^digitBits - 1. A *column* gathers, as a 64-bit integer, what belongs to
 * one power of the radix.
 */
export interface Technology {
  readonly name: 'fma' | 'simd';
  readonly digitBits: number;
  /** Bytes of one digit of both numbers in memory. */
  readonly digitBytes: 8 | 16;
  /** Digits of a number: with more, a column might overflow (README, "Columns"). */
  readonly mostDigits: number;
  /** The digits that lie in a memory, those of the first number at even places. */
  digitsIn(memory: ArrayBuffer): Float64Array | Uint32Array;
  /** Columns that a product reaches into beyond its own. */
  readonly reach: 0 | 1;
  /** What a product adds to columns besides its value. */
  readonly columnsPerProduct: ColumnWeights;
  /** Digits of the modulus beyond the last that is not zero. */
  readonly modulusPadding: 0 | 1;
  /** The constants of `emitter`, each in both 64-bit lanes, from the address CONSTANTS on. */
  readonly constants: readonly bigint[];
  /** Where bytes of the first number stay and those of the second are taken from another vector. */
  readonly secondLane: readonly number[];
  /** Where bytes are taken from to exchange the numbers. */
  readonly lanesExchanged: readonly number[];
  emitter(locals: Locals): Emitter;
}

/** Constants that start values of columns cancel. */
export interface ColumnWeights {
  /** To the column of the product. */
  readonly own: bigint;
  /** To the next one. */
  readonly next: bigint;
}

/** The instructions of a technology in one function. */
export interface Emitter {
  /** Loads the constants; to be emitted first. */
  readonly prologue: Code;
  /** 2^digitBits - 1 in both lanes. */
  readonly mask: Code;
  /** The digit at a place, as the row of a product. */
  loadRow(pointer: Local, place: number): Code;
  /** The digit at a place, as a column. */
  loadColumn(pointer: Local, place: number): Code;
  /** Twice a row. */
  double(row: Code): Code;
  /** The lowest digit of a column, as a row. */
  rowOfColumn(column: Local): Code;
  /**
   * Loads the factor at a place. A vector may hold an even place and the one behind it; `follows`: the place
   * before was loaded last.
   */
  loadFactor(factor: Local, pointer: Local, place: number, follows: boolean): Code;
  /** Adds row times the factor of a place to the columns from `columns[at]` on. */
  accumulate(row: Local, factor: Local, place: number, columns: readonly Local[], at: number): Code;
  /** Writes the lowest digit of a column to a place. */
  storeDigit(pointer: Local, place: number, column: Local): Code;
}
