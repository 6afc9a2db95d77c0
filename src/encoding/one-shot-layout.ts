import { checkInteger, checkLength, FederatedError } from '../base/index.ts';
import type { EncodingBound } from './bound.ts';

/**
 * What BASE carries in the one-shot mode: for each part of the rows one block of totals, all at the scale
 * 2^gramBits. A block in order: rows, dropped rows, y'y, the upper triangle of G by rows without its first entry,
 * which is the number of rows, and b.
 */
export interface OneShotBlock {
  readonly rows: number;
  /** Of the owner's whole file: in the first block; 0 in all others, which do not know what they would have been. */
  readonly dropped: number;
  /** G, d x d, as rows. Of what is encrypted, the upper triangle alone is read. */
  readonly gram: readonly (readonly bigint[])[];
  /** b = X'y, at the scale of G. */
  readonly xty: readonly bigint[];
  readonly yty: bigint;
}

/** How rows are dealt into parts: a contract's validation. */
type Dealt = { readonly kind: 'none' | 'hold-out' } | { readonly kind: 'folds'; readonly folds: number };

/** Blocks of totals: 1, for a hold-out 2 (training first), or as many as there are folds. */
export function partsOf(validation: Dealt): number {
  if (validation.kind === 'folds') return checkInteger(validation.folds, 'folds', 1);
  return validation.kind === 'hold-out' ? 2 : 1;
}

/** How many integers BASE has: for each part three, d(d + 1)/2 - 1 of G, d of b. */
export function oneShotLength(dimension: number, parts: number): number {
  return checkInteger(parts, 'parts', 1) * blockLength(dimension);
}

/**
 * The integers of BASE, in order.
 *
 * @throws RangeError if a block is not d x d.
 */
export function oneShotToIntegers(blocks: readonly OneShotBlock[]): bigint[] {
  const dimension = checkInteger(blocks[0]?.xty.length ?? 0, 'dimension', 1);
  const integers: bigint[] = [];
  for (const { rows, dropped, gram, xty, yty } of blocks) {
    checkLength(gram, 'gram', dimension);
    checkLength(xty, 'xty', dimension);
    integers.push(BigInt(rows), BigInt(dropped), yty);
    for (const [i, row] of gram.entries()) {
      checkLength(row, 'row of gram', dimension);
      for (let j = Math.max(i, 1); j < dimension; j++) integers.push(row[j] ?? 0n);
    }
    for (const entry of xty) integers.push(entry);
  }
  return integers;
}

/**
 * The totals of each part from the (summed) integers of BASE.
 *
 * @throws RangeError for another number of integers.
 * @throws FederatedError 'integrity' for counts that no data have, or totals larger than their counts allow.
 */
export function oneShotFromIntegers(
  integers: readonly bigint[],
  dimension: number,
  parts: number,
  gramBits: number,
): OneShotBlock[] {
  checkLength(integers, 'integers', oneShotLength(dimension, parts));
  checkInteger(gramBits, 'gramBits', 0);
  const length = blockLength(dimension);
  const blocks = Array.from({ length: parts }, (_, part) => {
    const block = integers.slice(part * length, (part + 1) * length);
    return blockFromIntegers(block, dimension, BigInt(gramBits));
  });
  const impossible = blocks.some(({ dropped }, part) => dropped < 0 || (part > 0 && dropped > 0));
  if (impossible || blocks.every(({ rows }) => rows === 0)) throw impossibleRows();
  return blocks;
}

/** The largest magnitude of each integer of BASE, for rows up to `maximumRows`. */
export function oneShotBounds(
  dimension: number,
  parts: number,
  bound: Pick<EncodingBound, 'entryBound'>,
  maximumRows: number,
): bigint[] {
  const count = BigInt(maximumRows);
  const totals = Array.from({ length: blockLength(dimension) - 2 }, () => bound.entryBound);
  const block = [count, count, ...totals];
  return Array.from({ length: checkInteger(parts, 'parts', 1) }, () => block).flat();
}

function blockLength(dimension: number): number {
  const d = checkInteger(dimension, 'dimension', 1);
  return 2 + (d * (d + 1)) / 2 + d;
}

function blockFromIntegers(integers: readonly bigint[], dimension: number, gramBits: bigint): OneShotBlock {
  const [rows = 0n, dropped = 0n, yty = 0n] = integers;
  if (rows < 0n) throw impossibleRows();
  const most = rows << gramBits;
  const totals = integers.slice(3);
  // |x| <= 1 and |y| <= 1 in every row.
  if ([yty, ...totals].some((total) => total > most || total < -most)) {
    throw new FederatedError('integrity', 'BASE: totals larger than their rows allow', { step: 'base' });
  }
  const gram = Array.from({ length: dimension }, () => Array.from({ length: dimension }, () => most));
  let at = 0;
  for (let i = 0; i < dimension; i++) {
    for (let j = Math.max(i, 1); j < dimension; j++) {
      const entry = totals[at++] ?? 0n;
      for (const [row, column] of [
        [gram[i], j],
        [gram[j], i],
      ] as const) {
        if (row !== undefined) row[column] = entry;
      }
    }
  }
  return { rows: Number(rows), dropped: Number(dropped), gram, xty: totals.slice(at), yty };
}

function impossibleRows(): FederatedError {
  return new FederatedError('integrity', 'BASE: impossible number of rows');
}
