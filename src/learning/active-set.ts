import { solvePositive } from './cholesky.ts';
import { at } from './exact.ts';

/** w'R w / 2 - c'w: least squares on columns of mean 0 and variance 1. */
export interface QuadraticLoss {
  /** Correlation matrix R. */
  readonly correlations: readonly Float64Array[];
  /** c: covariances of the columns with the target, target units. */
  readonly covariances: Float64Array;
}

/** lambda_1 |w|_1 + lambda_2 / 2 |w|_2^2 */
export interface Penalty {
  readonly l1: number;
  readonly l2: number;
}

/** Coefficients, and by how much the conditions of optimality are missed, as a share of the largest covariance. */
export interface PenalisedSolution {
  readonly weights: Float64Array;
  readonly remaining: number;
}

/** Share of the largest covariance to which the conditions of optimality are met. */
const KKT_TOLERANCE = 1e-12;
/** Changes of the active set at most, for one penalty; neighbours on a path differ by a few. */
const MAX_STEPS = 2000;
/** Rounds of coordinate descent that go before. */
const MAX_SWEEPS = 8;

/** c - R w */
export function residualCovariances(
  { correlations, covariances }: QuadraticLoss,
  weights: Float64Array,
): Float64Array {
  const gradient = Float64Array.from(covariances);
  weights.forEach((weight, j) => {
    if (weight !== 0) subtractScaled(gradient, at(correlations, j), weight);
  });
  return gradient;
}

/**
 * Active set method (H. Lee, A. Battle, R. Raina, A. Ng, "Efficient sparse coding algorithms", 2006): the coefficient
 * that breaks the conditions most joins those that are not 0; these go towards the solution that their signs
 * give, as far as the objective falls, losing whoever becomes 0 there. Every step lowers the objective, which coordinate
 * descent does ever more slowly the more columns are correlated.
 */
export function searchActiveSet(
  loss: QuadraticLoss,
  penalty: Penalty,
  weights: Float64Array,
): PenalisedSolution {
  const { covariances } = loss;
  const scale = covariances.reduce((most, c) => Math.max(most, Math.abs(c)), 0);
  const tolerance = KKT_TOLERANCE * scale;
  /** Coefficients that are 0 and of no use, as far as float64 can tell. */
  const useless = new Set<number>();
  descend(loss, penalty, weights);
  const signs = weights.map(Math.sign);
  for (let step = 0; step < MAX_STEPS; step++) {
    const gradient = residualCovariances(loss, weights);
    const unsettled = violation(gradient, weights, penalty, (j) => weights[j] !== 0);
    let joining = -1;
    if (!(unsettled > tolerance)) {
      joining = mostViolating(gradient, weights, penalty.l1 + tolerance, useless);
      if (joining < 0) break;
      signs[joining] = Math.sign(gradient[joining] ?? 0);
    }
    const moved = moveActive(loss, penalty, weights, signs);
    if (moved) continue;
    // Rounding is all that is left to gain.
    if (joining < 0) break;
    useless.add(joining);
    signs[joining] = 0;
  }
  const missed = violation(residualCovariances(loss, weights), weights, penalty, () => true);
  return { weights, remaining: missed > tolerance ? missed / scale : 0 };
}

/** Coordinate descent until no sign changes, for a few rounds: where columns are little correlated, that is nearly all. */
function descend(
  { correlations, covariances }: QuadraticLoss,
  { l1, l2 }: Penalty,
  weights: Float64Array,
): void {
  const gradient = residualCovariances({ correlations, covariances }, weights);
  let changed = true;
  for (let sweep = 0; sweep < MAX_SWEEPS && changed; sweep++) {
    changed = false;
    for (let j = 0; j < weights.length; j++) {
      const old = weights[j] ?? 0;
      const pull = (gradient[j] ?? 0) + old;
      const shrunk = Math.max(0, Math.abs(pull) - l1);
      const next = shrunk === 0 ? 0 : (Math.sign(pull) * shrunk) / (1 + l2);
      if (next === old) continue;
      if (Math.sign(next) !== Math.sign(old)) changed = true;
      weights[j] = next;
      subtractScaled(gradient, at(correlations, j), next - old);
    }
  }
}

/** The coefficient of 0 whose gradient exceeds `limit` most; -1 if there is none. */
function mostViolating(
  gradient: Float64Array,
  weights: Float64Array,
  limit: number,
  useless: ReadonlySet<number>,
): number {
  let found = -1;
  let most = limit;
  gradient.forEach((g, j) => {
    if (weights[j] !== 0 || Math.abs(g) <= most || useless.has(j)) return;
    most = Math.abs(g);
    found = j;
  });
  return found;
}

/**
 * Moves the coefficients that have a sign towards the solution with these signs, to where the objective is least on the way;
 * signs follow. False if it would not fall, or the columns cannot be told apart in float64.
 */
function moveActive(
  { correlations, covariances }: QuadraticLoss,
  { l1, l2 }: Penalty,
  weights: Float64Array,
  signs: Float64Array,
): boolean {
  const active = [...signs.keys()].filter((j) => signs[j] !== 0);
  const system = active.map((j) => {
    const row = at(correlations, j);
    return Float64Array.from(active, (k) => (row[k] ?? 0) + (j === k ? l2 : 0));
  });
  const aims = active.map((j) => (covariances[j] ?? 0) - l1 * (signs[j] ?? 0));
  const solved = solvePositive(system, aims);
  if (solved === null) return false;
  const from = Float64Array.from(active, (j) => weights[j] ?? 0);
  const change = Float64Array.from(active, (_, i) => (solved[i] ?? 0) - (from[i] ?? 0));
  // Objective less that at the start: slope t + bend t^2 / 2 + l1 (|w + t change| - |w|).
  let slope = 0;
  let bend = 0;
  system.forEach((row, i) => {
    const own = change[i] ?? 0;
    let image = 0;
    let held = 0;
    for (let k = 0; k < row.length; k++) {
      image += (row[k] ?? 0) * (change[k] ?? 0);
      held += (row[k] ?? 0) * (from[k] ?? 0);
    }
    slope += own * (held - (covariances[at(active, i)] ?? 0));
    bend += own * image;
  });
  const gainAt = (t: number) => {
    let absolute = 0;
    for (let i = 0; i < from.length; i++) {
      const start = from[i] ?? 0;
      absolute += Math.abs(start + t * (change[i] ?? 0)) - Math.abs(start);
    }
    return t * slope + (t * t * bend) / 2 + l1 * absolute;
  };
  let best = { share: 0, gain: 0, zeroed: -1 };
  const consider = (share: number, zeroed: number) => {
    const gain = gainAt(share);
    if (gain < best.gain) best = { share, gain, zeroed };
  };
  consider(1, -1);
  from.forEach((start, i) => {
    const share = -start / (change[i] ?? 0);
    if (share > 0 && share < 1) consider(share, i);
  });
  if (best.share === 0) return false;
  active.forEach((j, i) => {
    const moved = best.share === 1 ? (solved[i] ?? 0) : (from[i] ?? 0) + best.share * (change[i] ?? 0);
    const weight = i === best.zeroed ? 0 : moved;
    weights[j] = weight;
    signs[j] = Math.sign(weight);
  });
  return true;
}

/** The largest distance from the conditions of optimality (Karush, Kuhn, Tucker) among some coefficients. */
function violation(
  gradient: Float64Array,
  weights: Float64Array,
  { l1, l2 }: Penalty,
  isAmong: (j: number) => boolean,
): number {
  let most = 0;
  gradient.forEach((g, j) => {
    if (!isAmong(j)) return;
    const weight = weights[j] ?? 0;
    const missed = weight === 0 ? Math.abs(g) - l1 : Math.abs(g - l1 * Math.sign(weight) - l2 * weight);
    most = Math.max(most, missed);
  });
  return most;
}

function subtractScaled(target: Float64Array, row: Float64Array, factor: number): void {
  for (let k = 0; k < target.length; k++) target[k] = (target[k] ?? 0) - factor * (row[k] ?? 0);
}
