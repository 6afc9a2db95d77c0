import { bitLength, checkBigint, checkInteger } from '../base/index.ts';
import { modulo } from '../bignum/index.ts';
import { invalidPhe } from './phe-text.ts';

/*
 * How python-paillier makes a plaintext of a number: EncodedNumber (data61/python-paillier,
 * phe/encoding.py). A number is mantissa * 16^exponent; the mantissa, modulo n, is encrypted, the exponent
 * is not.
 */

/** A plaintext and the exponent that goes with it in the clear. */
export interface PheEncoding {
  /** The mantissa modulo n, in [0, n): negative ones are n - |mantissa|. */
  readonly plaintext: bigint;
  /** Exponent of 16. */
  readonly exponent: number;
}

/** log2 of the base of exponents, 16. */
const BASE_BITS = 4;
/** Length of a float64's significand in bits (IEEE 754, binary64). */
const SIGNIFICAND_BITS = 53;
/** A float64 is a multiple of 2 to this. */
const LEAST_FLOAT_EXPONENT = -1074;

/**
 * Encodes a float64 without loss, as python-paillier does with a Python float: with the largest exponent
 * that keeps all 53 bits of its significand, zeros included, or a given smaller one. (Python's own integers
 * have exponent 0; here there is one kind of number.)
 *
 * @param maximumExponent the exponent of every number that it is small enough for: equal exponents say
 *   nothing about the size of a number.
 * @throws FederatedError `phe-file-invalid`: `not-finite`, or `too-large` for a mantissa beyond n // 3 - 1,
 *   which small keys only can bring about.
 */
export function encodePheNumber(value: number, n: bigint, maximumExponent = Infinity): PheEncoding {
  if (!Number.isFinite(value)) throw invalidPhe('not-finite');
  const { significand, exponent: binaryExponent } = floatParts(value);
  // Of zero, as Python's frexp has it, the highest bit is the one below the point.
  const bits = significand === 0n ? 0 : bitLength(significand) + binaryExponent;
  const precise = Math.floor((bits - SIGNIFICAND_BITS) / BASE_BITS);
  const exponent = Math.min(precise, maximumExponent);
  const mantissa = significand === 0n ? 0n : significand << BigInt(binaryExponent - BASE_BITS * exponent);
  if (mantissa > largestMantissa(n)) throw invalidPhe('too-large');
  return { plaintext: modulo(value < 0 ? -mantissa : mantissa, n), exponent };
}

/**
 * The float64 nearest to an encoded number, ties to even.
 *
 * @throws FederatedError `phe-file-invalid`: `overflow` for a plaintext between the positive and the
 *   negative mantissas, `too-large` for a number beyond float64.
 */
export function decodePheNumber({ plaintext, exponent }: PheEncoding, n: bigint): number {
  checkBigint(plaintext, 'plaintext', 0n, n - 1n);
  checkInteger(exponent, 'exponent');
  const largest = largestMantissa(n);
  const negative = plaintext >= n - largest;
  if (!negative && plaintext > largest) throw invalidPhe('overflow');
  const magnitude = nearestFloat(negative ? n - plaintext : plaintext, BASE_BITS * exponent);
  if (magnitude === Infinity) throw invalidPhe('too-large');
  return negative ? -magnitude : magnitude;
}

/** The third in the middle is left free, so that a sum which overflows is noticed. */
function largestMantissa(n: bigint): bigint {
  return n / 3n - 1n;
}

/** |value| = significand * 2^exponent, as the 64 bits have it. */
function floatParts(value: number): { significand: bigint; exponent: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const fraction = word & ((1n << 52n) - 1n);
  const biased = Number((word >> 52n) & 0x7ffn);
  // Subnormal numbers have no hidden bit, and the exponent of the smallest normal ones.
  if (biased === 0) return { significand: fraction, exponent: LEAST_FLOAT_EXPONENT };
  return { significand: fraction | (1n << 52n), exponent: biased - 1 + LEAST_FLOAT_EXPONENT };
}

/** The float64 nearest to magnitude * 2^exponent, ties to even; Infinity if it is beyond the largest. */
function nearestFloat(magnitude: bigint, exponent: number): number {
  if (magnitude === 0n) return 0;
  const length = bitLength(magnitude);
  const lastBit = Math.max(length + exponent - SIGNIFICAND_BITS, LEAST_FLOAT_EXPONENT);
  // Nothing is left of such a number, nor fits one like that: said before a shift by as much.
  if (lastBit - exponent > length + 1) return 0;
  if (length + exponent > 1024) return Infinity;
  const dropped = BigInt(lastBit - exponent);
  if (dropped <= 0n) return Number(magnitude << -dropped) * 2 ** lastBit;
  const kept = magnitude >> dropped;
  const rest = magnitude - (kept << dropped);
  const half = 1n << (dropped - 1n);
  const roundsUp = rest > half || (rest === half && kept % 2n === 1n);
  // Exact: 53 bits (or 2^53) times a power of two that both exist as floats, or Infinity.
  return Number(roundsUp ? kept + 1n : kept) * 2 ** lastBit;
}
