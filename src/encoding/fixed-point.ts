import { bitLength, checkFinite, checkInteger } from '../base/index.ts';

/** Binary digits of a float64's significand, the hidden one included (IEEE 754). */
const SIGNIFICAND_BITS = 53;
/** The smallest positive float64 is 2^-1074. */
const LEAST_EXPONENT = -1074;

/**
 * round(value * 2^bits), exactly: nearest, ties to even. Nothing overflows on the way.
 *
 * @param bits binary digits after the point, 0 or more.
 * @throws RangeError if the value is not finite.
 */
export function encodeFixed(value: number, bits: number): bigint {
  checkFinite(value, 'value');
  checkInteger(bits, 'bits', 0);
  const { significand, exponent } = decompose(value);
  return shiftRight(significand, -(exponent + bits));
}

/**
 * The float64 nearest to integer * 2^-bits, ties to even, however long the integer is. Infinite if that
 * is where IEEE 754 rounds to.
 *
 * @param bits binary digits after the point, 0 or more.
 */
export function decodeFixed(integer: bigint, bits: number): number {
  checkInteger(bits, 'bits', 0);
  // The unit in the last place of the result, 2^exponent; rounding once at that place is exact.
  const exponent = Math.max(bitLength(integer) - SIGNIFICAND_BITS - bits, LEAST_EXPONENT);
  const significand = Number(shiftRight(integer, bits + exponent));
  return significand * 2 ** exponent;
}

/** value = significand * 2^exponent, exactly. */
function decompose(value: number): { significand: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const word = view.getBigUint64(0);
  const biased = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xf_ffff_ffff_ffffn;
  // Subnormal numbers have no hidden bit, and the exponent of the smallest normal ones.
  const magnitude = biased === 0 ? fraction : fraction | (1n << 52n);
  return {
    significand: value < 0 ? -magnitude : magnitude,
    exponent: Math.max(biased, 1) - 1 + LEAST_EXPONENT,
  };
}

/** round(value / 2^places), ties to even; places may be negative. */
function shiftRight(value: bigint, places: number): bigint {
  if (places <= 0) return value << BigInt(-places);
  const shift = BigInt(places);
  const floor = value >> shift;
  const rest = value - (floor << shift);
  const half = 1n << (shift - 1n);
  const roundUp = rest > half || (rest === half && floor % 2n !== 0n);
  return roundUp ? floor + 1n : floor;
}
