import type { EngineName } from '../bignum/index.ts';

/**
 * Microseconds that a product modulo n^2 takes at 2048 bits, in a batch, on one core of a Zen 5 server: what
 * a job costs is told before it is begun, and the same everywhere. A slower machine is slower at starting
 * threads, too.
 */
const PRODUCT_US: Readonly<Record<EngineName, number>> = { fma: 1.7, simd: 4, bigint: 6 };
const REFERENCE_BITS = 2048;

/** Milliseconds that so many products modulo n^2 take. */
export function effortMs(engine: EngineName, keyBits: number, products: number): number {
  return (products * PRODUCT_US[engine] * (keyBits / REFERENCE_BITS) ** 2) / 1000;
}

/** Products that r^n takes, by windows of 6 bits. */
export function productsOfRandomizer(keyBits: number): number {
  return (7 / 6) * keyBits;
}

/** Products of a multi-exponentiation by windows of 4 bits, tables and squares included. */
export function productsOfRows(rows: number, columns: number, scalarBits: number): number {
  return rows * (columns * Math.ceil(scalarBits / 4) + scalarBits) + 14 * columns;
}

/** Products that take as long as one ciphertext does: to be read from bytes, checked, and multiplied. */
export const PRODUCTS_OF_ADDEND = 40;

/** A job of less is done in one piece: in parts, bytes that travel and tables that are made twice cost as much. */
export const LEAST_SHARED_MS = 25;
