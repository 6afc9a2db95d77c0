import { checkLength } from '../base/index.ts';
import type { Contract } from '../contract/index.ts';
import type { OwnerTotals } from '../dataset/index.ts';
import {
  baseBounds,
  baseLength,
  baseToIntegers,
  encodingBound,
  oneShotBounds,
  oneShotLength,
  oneShotToIntegers,
  partsOf,
  type EncodingBound,
} from '../encoding/index.ts';

/** How many integers the BASE of a contract has, and how large each may be. */
interface BaseShape {
  readonly length: number;
  readonly bounds: bigint[];
}

/**
 * The layout of BASE: the column totals in rounds, the whole Gram matrix of every part of the rows in one shot.
 *
 * @param dimension d.
 * @param maximumRows Nmax.
 */
export function baseShapeOf(
  { contract, maximumRows }: { readonly contract: Contract; readonly maximumRows: number },
  dimension: number,
  bound: EncodingBound = encodingBound({ ...contract.scales, mode: contract.mode, dimension, maximumRows }),
): BaseShape {
  if (contract.mode === 'rounds') {
    return { length: baseLength(dimension), bounds: baseBounds(dimension, bound, maximumRows) };
  }
  const parts = partsOf(contract.validation);
  return {
    length: oneShotLength(dimension, parts),
    bounds: oneShotBounds(dimension, parts, bound, maximumRows),
  };
}

/** The integers of an owner's BASE, in order. */
export function baseOf({ mode, scales }: Contract, totals: OwnerTotals): bigint[] {
  const { dimension } = totals;
  const rowsOf = (gram: readonly bigint[]): bigint[][] =>
    Array.from({ length: dimension }, (_, i) => gram.slice(i * dimension, (i + 1) * dimension));
  if (mode === 'rounds') {
    const gram = rowsOf(totals.gram);
    return baseToIntegers({
      ...totals,
      sums: gram[0] ?? [],
      diagonal: gram.map((row, i) => checkLength(row, 'row', dimension)[i] ?? 0n),
    });
  }
  return oneShotToIntegers(
    totals.parts.map(({ rows, gram, xty, yty }, part) => ({
      rows,
      dropped: part === 0 ? totals.dropped : 0,
      gram: rowsOf(gram),
      xty: xty.map((entry) => shiftRounded(entry, BigInt(scales.weightBits))),
      yty,
    })),
  );
}

/** value / 2^bits, to the nearest integer, halves upwards. */
function shiftRounded(value: bigint, bits: bigint): bigint {
  return (value + (1n << (bits - 1n))) >> bits;
}
