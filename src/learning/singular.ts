import { FederatedError } from '../base/index.ts';
import { at, magnitude, maxMagnitude, ratioToNumber } from './exact.ts';

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
 * The error for columns of which a combination vanishes. Its detail `columns` names those that take part; one
 * name alone is a column that is constant.
 *
 * @param u the combination: X u = 0, any scale
 * @param diagonal of G^
 * @param terms names of the columns, intercept first
 */
export function singularDesign(
  u: readonly bigint[],
  diagonal: readonly bigint[],
  terms: readonly string[],
): FederatedError {
  const largest = maxMagnitude(u);
  const parts = u.map((entry, j) => {
    const share = Math.abs(ratioToNumber(entry, largest));
    return share * Math.sqrt(Number(at(diagonal, j)));
  });
  const threshold = NAMED_SHARE * Math.max(...parts);
  const columns = terms.filter((_, j) => j > 0 && at(parts, j) > threshold);
  const message =
    columns.length === 1
      ? `${columns[0]} is the same in every row`
      : `${columns.join(', ')} are linear combinations of one another`;
  return new FederatedError('singular-design', message, { columns });
}
