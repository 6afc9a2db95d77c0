import { checkFinite, checkInteger, checkLength, FederatedError } from '../base/index.ts';
import { at, divideRounded, dot, GUARD_BITS, maxMagnitude, numberToRatio, ratioToNumber } from './exact.ts';
import type { Optimiser, OptimiserState } from './optimiser.ts';
import { checkBase, fractionBits, mappedRss, weightLimit, type PooledBase } from './pooled.ts';
import { createKnownProducts } from './products.ts';

export interface GradientDescentOptions {
  /** Step per mean gradient, mapped units: w - learningRate (G w - b) / rows. */
  readonly learningRate: number;
  /** Most rounds, each one step. */
  readonly roundLimit: number;
  /** Converged when |G w - b| <= tolerance |b|; 1e-9 unless given. Rounding of weights ends at about 1e-11. */
  readonly tolerance?: number;
}

const DEFAULT_TOLERANCE = 1e-9;

/** Share of y'y by which rounding may raise the loss of a descent that converges. */
const RISING_RSS_SHARE = 1e-6;

/**
 * Gradient descent as the original did it: plain steps on the mean loss RSS / (2 rows) over mapped columns, from 0.
 * The gradient at 0 is known from BASE, so T rounds end after T steps with the loss there known. Weights above
 * W are asked as w / 2^c and the product is scaled back. Steps are taken from weights with guard digits;
 * what is asked, and what the solution reports, is rounded to 2^-FW.
 *
 * Every answer is checked against earlier ones, and G^ is known as soon as d answers were independent.
 *
 * @throws RangeError for a learning rate or tolerance that is not positive.
 */
export function createGradientDescent(base: PooledBase, options: GradientDescentOptions): Optimiser {
  const { dimension, rows, scales, xty, yty } = checkBase(base);
  const roundLimit = checkInteger(options.roundLimit, 'roundLimit', 1);
  const learningRate = checkPositive(options.learningRate, 'learningRate');
  const tolerance = checkPositive(options.tolerance ?? DEFAULT_TOLERANCE, 'tolerance');
  const rate = numberToRatio(learningRate);
  const bits = fractionBits(scales);
  const limit = weightLimit(scales);
  const known = createKnownProducts(base);
  const stepDivisor = (rate.denominator * BigInt(rows)) << bits.gram;
  const xtySquared = dot(xty, xty);

  /** Scale 2^(FW + GUARD_BITS). */
  let position = xty.map(() => 0n);
  /** Where the gradient was last known, scale 2^FW, and the gradient there, scale 2^(FG + FW). */
  let weights = position;
  let gradient = xty.map((entry) => -entry);
  let rss = ratioToNumber(yty, 1n << bits.gram);
  let converged = hasConverged();
  let pending: { readonly asked: readonly bigint[]; readonly downBits: bigint } | null = null;
  let round = 0;

  function hasConverged(): boolean {
    const squared = dot(gradient, gradient);
    return squared === 0n || ratioToNumber(squared, xtySquared) <= tolerance ** 2;
  }

  /** Weights rounded to what may be asked: within W, halved as often as that takes. */
  function roundToAsk(): { readonly asked: readonly bigint[]; readonly downBits: bigint } {
    for (let downBits = 0n; ; downBits++) {
      const asked = position.map((entry) => divideRounded(entry, 1n << (GUARD_BITS + downBits)));
      if (maxMagnitude(asked) <= limit) return { asked, downBits };
    }
  }

  function step(): void {
    position = position.map(
      (entry, j) => entry - divideRounded((at(gradient, j) * rate.numerator) << GUARD_BITS, stepDivisor),
    );
  }

  /** The gradient does not overshoot below 2 rows / (largest eigenvalue), and the trace is no less than that. */
  function stableLearningRate(): number {
    const trace = base.diagonal.reduce((sum, entry) => sum + entry, 0n);
    return ratioToNumber(BigInt(rows) << bits.gram, trace);
  }

  const isFinished = () => converged || round >= roundLimit;

  return {
    kind: 'gradient-descent',
    get state(): OptimiserState {
      return { round, converged, gramKnown: known.complete, finished: isFinished() };
    },
    next() {
      if (pending === null && !isFinished()) {
        step();
        pending = roundToAsk();
      }
      return pending === null ? null : pending.asked;
    },
    accept(answer) {
      if (pending === null) throw new FederatedError('invalid-state', 'no weights are waiting for an answer');
      checkLength(answer, 'answer', dimension);
      const { asked, downBits } = pending;
      const product = answer.map((entry, j) => entry + at(xty, j));
      known.add(asked, product);
      pending = null;
      round += 1;
      weights = asked.map((entry) => entry << downBits);
      gradient = product.map((entry, j) => (entry << downBits) - at(xty, j));
      const previous = rss;
      const descent = gradient.map((entry) => -entry);
      rss = mappedRss(base, weights, descent, 0n);
      // The loss is a sum of geometric sequences in the round: once it rises, one of them grows for ever.
      if (rss > previous + RISING_RSS_SHARE * ratioToNumber(yty, 1n << bits.gram)) {
        throw new FederatedError('diverged', 'the loss rises: the learning rate is too large', {
          learningRate,
          stableLearningRate: stableLearningRate(),
          round,
        });
      }
      converged = hasConverged();
      return { round, rss, mse: rss / rows, converged };
    },
    solution() {
      const found = { weights, weightBits: Number(bits.weight), rss, converged };
      return known.gram === null ? found : { ...found, gram: known.gram };
    },
  };
}

function checkPositive(value: number, title: string): number {
  if (checkFinite(value, title) <= 0)
    throw new RangeError(`${title}: expected a positive number, got ${value}`);
  return value;
}
