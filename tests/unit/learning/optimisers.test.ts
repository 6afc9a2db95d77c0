import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isFederatedError } from '../../../src/base/index.ts';
import {
  createConjugateGradients,
  createGradientDescent,
  plainOracle,
  type Solution,
} from '../../../src/learning/index.ts';
import { designOf, randomData } from './designs.ts';
import { get, SCALES, train } from './support.ts';

const shape = fc.record({
  seed: fc.integer({ min: 1, max: 1e9 }),
  features: fc.integer({ min: 1, max: 6 }),
  extraRows: fc.integer({ min: 5, max: 30 }),
  owners: fc.integer({ min: 1, max: 3 }),
});

/** Numerators and the common denominator of the solution of A w = b, by fraction-free elimination (Bareiss). */
function exactSolve(a: readonly (readonly bigint[])[], b: readonly bigint[]): readonly [bigint[], bigint] {
  const m = a.map((row, i) => [...row, get(b, i)]);
  const n = m.length;
  let previous = 1n;
  for (let k = 0; k < n; k++) {
    const pivotRow = get(m, k);
    const pivot = get(pivotRow, k);
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const row = get(m, i);
      const head = get(row, k);
      m[i] = row.map((entry, j) => (pivot * entry - head * get(pivotRow, j)) / previous);
    }
    previous = pivot;
  }
  return [m.map((row) => get(row, n)), previous];
}

function numbers({ weights, weightBits }: Solution): number[] {
  return weights.map((weight) => Number(weight) / 2 ** weightBits);
}

describe('plain oracle', () => {
  it('solves the normal equations to 80 bits', () => {
    fc.assert(
      fc.property(shape, ({ seed, features, extraRows, owners }) => {
        const { totals } = designOf(randomData(seed, features, features + extraRows), owners);
        const { weights, weightBits } = plainOracle(totals);
        const [numerators, denominator] = exactSolve(totals.gram, totals.xty);
        const scale = 1n << BigInt(weightBits - totals.scales.weightBits);
        weights.forEach((weight, j) => {
          const error = weight * denominator - get(numerators, j) * scale;
          expect((error < 0n ? -error : error) < (denominator * scale) >> 40n).toBe(true);
        });
      }),
      { numRuns: 30 },
    );
  });
});

describe('conjugate gradients', () => {
  it('equal the plain oracle in d - 1 rounds, and find G^ to the last bit', () => {
    fc.assert(
      fc.property(shape, fc.constantFrom(1, 16, 4096), (given, weightBound) => {
        const data = randomData(given.seed, given.features, given.features + given.extraRows);
        const scales = { ...SCALES, weightBound };
        const { base, totals } = designOf(data, given.owners, { scales });
        const optimiser = createConjugateGradients(base);
        const outcomes = train(optimiser, totals);
        const found = optimiser.solution();
        const oracle = plainOracle(totals);
        expect(outcomes.length).toBe(given.features);
        expect(found.gram).toEqual(totals.gram);
        expect(found.weightBits).toBe(oracle.weightBits);
        found.weights.forEach((weight, j) => {
          const difference = weight - get(oracle.weights, j);
          expect(difference < 1n << 80n && difference > -(1n << 80n)).toBe(true);
        });
        expect(found.rss).toBeCloseTo(oracle.rss, 12);
        expect(outcomes.at(-1)?.rss).toBe(found.rss);
      }),
      { numRuns: 40 },
    );
  });

  it('stay exact where ranges are a thousand times too wide', () => {
    const { base, totals } = designOf(randomData(7, 4, 40), 2, { looseness: 1000 });
    const optimiser = createConjugateGradients(base);
    train(optimiser, totals);
    expect(optimiser.solution().gram).toEqual(totals.gram);
  });

  it('go on to G^ where the target follows from one feature exactly', () => {
    const data = randomData(3, 4, 30).map((row) => [...row.slice(0, 4), 2 * get(row, 0) + 5]);
    const { base, totals } = designOf(data, 2);
    const optimiser = createConjugateGradients(base);
    const outcomes = train(optimiser, totals);
    expect(outcomes.length).toBe(4);
    expect(optimiser.solution().gram).toEqual(totals.gram);
    // y^ = (2 x + 5) / 20000, x = 4000 x^
    const [intercept, first, ...others] = numbers(optimiser.solution());
    expect(intercept).toBeCloseTo(5 / 20_000, 13);
    expect(first).toBeCloseTo(0.4, 13);
    for (const weight of others) expect(weight).toBeCloseTo(0, 13);
  });

  it('go on to G^ where the target is constant', () => {
    const data = randomData(4, 3, 30).map((row) => [...row.slice(0, 3), 40]);
    const { base, totals } = designOf(data, 2);
    const optimiser = createConjugateGradients(base);
    expect(optimiser.state.converged).toBe(true);
    train(optimiser, totals);
    expect(optimiser.solution().gram).toEqual(totals.gram);
  });

  it('end at the round limit, d + 1 at most unless given', () => {
    const { base, totals } = designOf(randomData(5, 5, 40), 1);
    const optimiser = createConjugateGradients(base, { roundLimit: 2 });
    expect(train(optimiser, totals).length).toBe(2);
    expect(optimiser.state).toEqual({ round: 2, converged: false, gramKnown: false, finished: true });
    expect(optimiser.solution().gram).toBeUndefined();
    expect(() => createConjugateGradients(base, { roundLimit: 0 })).toThrow(RangeError);
  });
});

describe('gradient descent', () => {
  it('equals conjugate gradients to 1e-6 on well-conditioned data', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 4 }), (seed, features) => {
        const { base, totals } = designOf(randomData(seed, features, 80), 2);
        const exact = createConjugateGradients(base);
        train(exact, totals);
        // G / rows has eigenvalues up to d <= 5: from 2 / 5 on a step may lead away.
        const descent = createGradientDescent(base, { learningRate: 0.4, roundLimit: 1000 });
        train(descent, totals);
        expect(descent.state.converged).toBe(true);
        const expected = numbers(exact.solution());
        numbers(descent.solution()).forEach((weight, j) => {
          expect(Math.abs(weight - get(expected, j))).toBeLessThan(
            1e-6 * Math.max(Math.abs(get(expected, j)), 1e-2),
          );
        });
        expect(descent.solution().gram).toEqual(totals.gram);
      }),
      // Seeded: a rare design is so badly conditioned that no fixed number of steps is enough.
      { numRuns: 10, seed: 11 },
    );
  });

  it('takes the plain steps of float64 arithmetic', () => {
    const { base, totals } = designOf(randomData(11, 2, 50), 1);
    const descent = createGradientDescent(base, { learningRate: 0.5, roundLimit: 7 });
    train(descent, totals);
    const gram = totals.gram.map((row) => row.map((entry) => Number(entry) / 2 ** 52));
    const xty = totals.xty.map((entry) => Number(entry) / 2 ** 92);
    let w = xty.map(() => 0);
    for (let i = 0; i < 7; i++) {
      const gradient = gram.map((row, a) => row.reduce((sum, g, b) => sum + g * get(w, b), -get(xty, a)));
      w = w.map((value, j) => value - (0.5 * get(gradient, j)) / 50);
    }
    numbers(descent.solution()).forEach((weight, j) => expect(weight).toBeCloseTo(get(w, j), 10));
  });

  it('asks weights above W as fractions, to the same end', () => {
    const data = randomData(12, 2, 60).map(([a = 0, b = 0, y = 0]) => [a, b, y * 3]);
    const scales = { ...SCALES, weightBound: 1 };
    const small = designOf(data, 2, { looseness: 6, scales });
    const large = designOf(data, 2, { looseness: 6 });
    const solve = ({ base, totals }: typeof small) => {
      const descent = createGradientDescent(base, {
        learningRate: 1.2,
        roundLimit: 3000,
        tolerance: 1e-8,
      });
      train(descent, totals);
      return descent.solution();
    };
    const weights = numbers(solve(small));
    expect(Math.max(...weights.map(Math.abs))).toBeGreaterThan(2);
    numbers(solve(large)).forEach((weight, j) => expect(weight).toBeCloseTo(get(weights, j), 8));
  });

  it('says so when the learning rate is too large, and which would do', () => {
    const { base, totals } = designOf(randomData(13, 3, 50), 1);
    const run = (learningRate: number) => {
      const descent = createGradientDescent(base, { learningRate, roundLimit: 500 });
      train(descent, totals);
      return descent.state.converged;
    };
    let suggested = Number.NaN;
    try {
      run(10);
    } catch (error) {
      if (!isFederatedError(error, 'diverged')) throw error;
      suggested = Number(error.details['stableLearningRate']);
    }
    expect(suggested).toBeLessThan(10);
    expect(run(suggested)).toBe(true);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses learning rate %d', (learningRate) => {
    const { base } = designOf(randomData(14, 1, 10), 1);
    expect(() => createGradientDescent(base, { learningRate, roundLimit: 5 })).toThrow(RangeError);
  });
});
