import type { Technology } from './technology.ts';

/** Address of the kernel's constants. */
export const CONSTANTS = 0;
const CONSTANT_BYTES = 64;
export const COLUMN_BYTES = 16;
/** Digits that end where a byte ends, whatever their length: numbers are cut and joined by as many. */
export const DIGITS_PER_STEP = 8;

/** A block of rows, and one more digit. */
const LEAST_DIGITS = 6;

/** Halves that a residue has: two modulo the square of the base, the lower one alone modulo the base. */
export type Halves = 1 | 2;

/** Where a kernel of n digits finds what it works on: addresses in bytes. */
export interface Layout {
  /** Digits of a number modulo the base, n: even. */
  readonly digits: number;
  readonly halves: Halves;
  /** Digits of (N' + 1) / radix that are multiplied by. */
  readonly modulusDigits: number;
  /** Bytes of a number modulo the base. */
  readonly halfBytes: number;
  /** Bytes of a residue: one or two of these. */
  readonly residueBytes: number;
  /** (N' + 1) / radix. */
  readonly modulus: number;
  /** N' itself. */
  readonly plainModulus: number;
  /** The 2n columns that products are gathered in; what lies behind them is 0. */
  readonly columns: number;
  /** What they start with. */
  readonly starts: Readonly<Record<Gathered, number>>;
  /** The Montgomery quotient of the lower halves, as columns. */
  readonly quotient: number;
  /** A half that waits to be written. */
  readonly pending: number;
  /** A number of 2n digits for each lane: bits in a row, lowest first. */
  readonly number: number;
  readonly numberBytes: number;
  /** Their hexadecimal digits in ASCII, highest first. */
  readonly text: number;
  readonly textBytes: number;
  /** Steps of DIGITS_PER_STEP that a number takes. */
  readonly numberSteps: number;
  /** The first byte that is free. */
  readonly end: number;
}

/**
 * What the columns gather: products of n by n digits (those of a square are half as many) or none, and
 * those of a reduction.
 */
export type Gathered =
  'number' | 'product' | 'square' | 'twoProducts' | 'unreducedNumber' | 'unreducedProduct';

/**
 * Digits for a base of `bits` bits: R = radix^n exceeds 8 N', N' being up to one digit longer than the base.
 *
 * @throws RangeError for more than the technology can take.
 */
export function digitsFor({ name, digitBits, mostDigits }: Technology, bits: number): number {
  const digits = Math.max(LEAST_DIGITS, Math.ceil((bits + digitBits + 3) / digitBits));
  if (digits > mostDigits) throw new RangeError(`base: ${bits} bits are too long for engine ${name}`);
  // Loops are unrolled in pairs.
  return digits + (digits % 2);
}

export function layoutOf(
  { digitBits, digitBytes, modulusPadding }: Pick<Technology, 'digitBits' | 'digitBytes' | 'modulusPadding'>,
  digits: number,
  halves: Halves,
): Layout {
  let next = CONSTANTS + CONSTANT_BYTES;
  // Vectors lie at multiples of 16.
  const aligned = (bytes: number): number => Math.ceil(bytes / 16) * 16;
  const reserve = (bytes: number): number => {
    const address = next;
    next += aligned(bytes);
    return address;
  };
  const halfBytes = digits * digitBytes;
  const columnBytes = 2 * digits * COLUMN_BYTES;
  const numberSteps = Math.ceil((2 * digits) / DIGITS_PER_STEP);
  // Digits are taken 64 bits at a time: the last reaches eight bytes beyond.
  const numberBytes = aligned((numberSteps * DIGITS_PER_STEP * digitBits) / 8 + 8);
  const textBytes = 2 * numberBytes;
  return {
    digits,
    halves,
    modulusDigits: digits - 1 + modulusPadding,
    halfBytes,
    residueBytes: halves * halfBytes,
    modulus: reserve(halfBytes),
    plainModulus: reserve(halfBytes),
    // The propagation of carries reads one column too far.
    columns: reserve((numberSteps * DIGITS_PER_STEP + 1) * COLUMN_BYTES),
    starts: {
      number: reserve(columnBytes),
      product: reserve(columnBytes),
      square: reserve(columnBytes),
      twoProducts: reserve(columnBytes),
      unreducedNumber: reserve(columnBytes),
      unreducedProduct: reserve(columnBytes),
    },
    quotient: reserve(digits * COLUMN_BYTES),
    pending: reserve(halfBytes),
    number: reserve(2 * numberBytes),
    numberBytes,
    text: reserve(2 * textBytes),
    textBytes,
    numberSteps,
    end: next,
  };
}
