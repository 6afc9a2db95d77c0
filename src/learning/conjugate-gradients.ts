import { checkInteger, checkLength, FederatedError } from '../base/index.ts';
import { at, divideRounded, dot, GUARD_BITS, magnitude, maxMagnitude, ratioToNumber } from './exact.ts';
import type { Optimiser, OptimiserState, Solution } from './optimiser.ts';
import { plainOracle } from './oracle.ts';
import { checkBase, fractionBits, mappedRss, weightLimit, type PooledBase } from './pooled.ts';
import { createKnownProducts, VANISHING, type Direction } from './products.ts';
import { ROUNDING_UNITS } from './singular.ts';

export interface ConjugateGradientsOptions {
  /** Most rounds; d + 1 unless given. Fewer than d - 1 end with an approximation and without inference. */
  readonly roundLimit?: number;
}

/**
 * Largest r'V^-1 r / sigma^2 at which every coefficient is within 1e-9 standard errors of the solution: dw_j^2 <=
 * (r'G^-1 r) (G^-1)_jj, and r'G^-1 r <= r'V^-1 r / lambda, lambda the smallest eigenvalue of the correlation
 * matrix of the columns, taken to be 1e-6 or more.
 */
const CONVERGED_RATIO = 1e-24;

/**
 * Conjugate gradients kept exact (PROTOCOL, section 2): every direction and its product with G^ are kept as
 * integers, so that the projection on all of them (Galerkin) needs no further refinement.
 *
 * The product with (1, 0, ..., 0) is known from BASE, and with it the gradient at 0: directions are thereby
 * centred, and d - 1 rounds give d independent products. The next direction is the residual divided by
 * the columns' sums of squares about their means, conjugate to all before, scaled so that its
 * largest entry is W 2^FW. Where the residual has vanished before G^ is known, unit vectors go on in its
 * place, the least explained column first: inference needs G^.
 *
 * Where columns are constant or combinations of one another, rounds go on with G^ + delta I (see
 * `createKnownProducts`): weights on the way are those of a ridge so small that it only keeps them finite. Once G^
 * is known, the solution is that of the terms that remain, the others having weight 0.
 *
 * @throws FederatedError `integrity` if BASE alone shows that it cannot be true.
 */
export function createConjugateGradients(
  base: PooledBase,
  options: ConjugateGradientsOptions = {},
): Optimiser {
  const { dimension, rows, scales, xty } = checkBase(base);
  const roundLimit = checkInteger(options.roundLimit ?? dimension + 1, 'roundLimit', 1);
  const bits = fractionBits(scales);
  const limit = weightLimit(scales);
  const known = createKnownProducts(base);
  const zero = xty.map(() => 0n);
  /** Scale 2^(FW + GUARD_BITS). */
  let weights = zero;
  /** b - (G + shift I) w, scale 2^(FG + FW + GUARD_BITS). */
  let residual = xty.map((entry) => entry << GUARD_BITS);
  /** Directions that weights and residual take account of, and the shift at which they do. */
  let absorbed = 0;
  let absorbedShift = known.shift;
  let pending: readonly bigint[] | null = null;
  let round = 0;
  let exact: Solution | null = null;

  /** Moves to the least squares along a direction that is conjugate to all before. */
  function absorb({ p, q, curvature }: Direction): void {
    const gain = dot(p, xty) << GUARD_BITS;
    weights = weights.map((entry, j) => entry + divideRounded(gain * at(p, j), curvature));
    residual = residual.map((entry, j) => entry - divideRounded(gain * at(q, j), curvature));
  }

  function absorbNew(): void {
    if (known.shift !== absorbedShift) {
      absorbedShift = known.shift;
      absorbed = 0;
      weights = zero;
      residual = xty.map((entry) => entry << GUARD_BITS);
    }
    known.directions.slice(absorbed).forEach(absorb);
    absorbed = known.directions.length;
  }

  const unit = (column: number, length: bigint) => zero.map((_, j) => (j === column ? length : 0n));
  absorbNew();

  /** b - G w */
  const trueResidual = () => residual.map((entry, j) => entry + known.shift * at(weights, j));
  const rss = () => mappedRss(base, weights, trueResidual(), GUARD_BITS);

  /** Whether the rounding of G^ alone could leave this residual: |E w| <= max|E| sum |w_j|. */
  function isRounding(): boolean {
    const sum = weights.reduce((total, weight) => total + magnitude(weight), 0n);
    return maxMagnitude(residual) <= ROUNDING_UNITS * sum;
  }

  function hasConverged(): boolean {
    if (known.complete || isRounding()) return true;
    let remaining = 0;
    for (let j = 1; j < dimension; j++) {
      const gradient = ratioToNumber(at(residual, j), 1n << (bits.gram + bits.weight + GUARD_BITS));
      remaining += gradient ** 2 / ratioToNumber(at(known.spread, j), 1n << (bits.gram + GUARD_BITS));
    }
    return remaining <= (CONVERGED_RATIO * rss()) / rows;
  }

  /** The part of a unit vector that is conjugate to all directions, for the column least explained so far. */
  function freshDirection(): bigint[] {
    const share = known.spread.map((entry, j) =>
      j === 0 ? 0 : ratioToNumber(at(known.unexplained, j), entry),
    );
    const columns = share.map((_, j) => j).sort((a, b) => at(share, b) - at(share, a));
    for (const column of columns) {
      const direction = known.conjugate(unit(column, 1n << GUARD_BITS));
      if (maxMagnitude(direction) >= VANISHING) return direction;
    }
    throw new FederatedError('invalid-state', 'no direction is left');
  }

  function nextDirection(): bigint[] {
    const scaled = residual.map((entry, j) =>
      j === 0 ? 0n : divideRounded(entry << GUARD_BITS, at(known.spread, j)),
    );
    const largest = maxMagnitude(scaled);
    const direction =
      converged || largest === 0n
        ? freshDirection()
        : known.conjugate(scaled.map((entry) => divideRounded((entry * limit) << GUARD_BITS, largest)));
    const length = maxMagnitude(direction);
    return direction.map((entry) => divideRounded(entry * limit, length));
  }

  /** The exact solution of the terms that remain, where a shift has taken the place of those that do not. */
  function exactSolution(): Solution | null {
    if (known.gram === null || known.shift === 0n) return null;
    exact ??= plainOracle({ ...base, gram: known.gram });
    return exact;
  }

  const isFinished = () => known.complete || round >= roundLimit;
  let converged = hasConverged();

  return {
    kind: 'conjugate-gradients',
    get state(): OptimiserState {
      return { round, converged, gramKnown: known.complete, finished: isFinished() };
    },
    next() {
      if (pending === null && !isFinished()) pending = nextDirection();
      return pending;
    },
    accept(answer) {
      if (pending === null) throw new FederatedError('invalid-state', 'no weights are waiting for an answer');
      checkLength(answer, 'answer', dimension);
      known.add(
        pending,
        answer.map((entry, j) => entry + at(xty, j)),
      );
      absorbNew();
      pending = null;
      round += 1;
      converged = hasConverged();
      const loss = exactSolution()?.rss ?? rss();
      return { round, rss: loss, mse: loss / rows, converged };
    },
    solution() {
      const remaining = exactSolution();
      if (remaining !== null) return remaining;
      const weightBits = Number(bits.weight + GUARD_BITS);
      const found = { weights, weightBits, rss: rss(), converged };
      return known.gram === null ? found : { ...found, gram: known.gram };
    },
  };
}
