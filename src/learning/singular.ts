import { at, magnitude, maxMagnitude, ratioToNumber } from './exact.ts';
import type { DroppedTerm } from './results.ts';

/**
 * Units of G^ by which rounding may have moved an entry: half a unit for each owner, and as much again
 * for the mapping of columns, with up to 64 owners.
 */
export const ROUNDING_UNITS = 64n;

/** Share of the largest part in a vanishing combination from which a column is named. */
const NAMED_SHARE = 1e-4;

/**
 * Whether u'Gu could be nothing but the rounding of G^: |u'Eu| <= max|E| (sum |u_j|)^2.
 *
 * @param curvature u'G^u, in units of G^ times the square of those of `u`
 */
export function isFlat(curvature: bigint, u: readonly bigint[]): boolean {
  const norm = u.reduce((sum, entry) => sum + magnitude(entry), 0n);
  return curvature <= ROUNDING_UNITS * norm * norm;
}

/**
 * Says of the last term of a vanishing combination what it is a combination of.
 *
 * @param u the combination of the first terms: X u = 0, any scale; its last entry is that of the term
 * @param diagonal of G^
 * @param terms names of all columns, intercept first
 */
export function droppedTerm(
  u: readonly bigint[],
  diagonal: readonly bigint[],
  terms: readonly string[],
): DroppedTerm {
  const largest = maxMagnitude(u);
  const parts = u.map((entry, j) => {
    const share = Math.abs(ratioToNumber(entry, largest));
    return share * Math.sqrt(Number(at(diagonal, j)));
  });
  const threshold = NAMED_SHARE * parts.reduce((most, part) => Math.max(most, part), 0);
  const last = u.length - 1;
  const others = terms.slice(1, last).filter((_, j) => at(parts, j + 1) > threshold);
  const term = at(terms, last);
  return others.length === 0
    ? { term, reason: 'constant', with: [] }
    : { term, reason: 'collinear', with: others };
}
