import { describe, expect, it } from 'vitest';

import {
  addTotals,
  approximateFit,
  baseOfTotals,
  buildModelFile,
  createConjugateGradients,
  createGradientDescent,
  isModelFile,
  fit,
  lossFactor,
  plainOracle,
  totalsOf,
} from '../../../src/learning/index.ts';
import { expected, expectLeastSquares, LINEAR } from './references.ts';
import { diabetesContract, get, HOSPITALS, ownerTotals, train, trainingFacts } from './support.ts';

const reference = expected['diabetes-ols'];

const contract = diabetesContract();
const totals = addTotals(HOSPITALS.map((table) => ownerTotals(contract, table)));
const base = baseOfTotals(totals);
describe('diabetes from three hospitals, conjugate gradients', () => {
  const optimiser = createConjugateGradients(base);
  const outcomes = train(optimiser, totals);
  const lossByRound = outcomes.map(({ mse }) => mse * lossFactor(contract));
  const known = totalsOf(optimiser.solution(), base) ?? totals;
  const model = buildModelFile({
    found: fit(known, contract, LINEAR),
    contract,
    training: trainingFacts({ rounds: outcomes.length, lossByRound }),
  });

  it('needs one round per feature', () => {
    expect(outcomes.length).toBe(10);
    expect(optimiser.state).toEqual({ round: 10, converged: true, gramKnown: true, finished: true });
  });

  it('lowers the loss from round to round to that of least squares', () => {
    for (let i = 1; i < lossByRound.length; i++) {
      expect(get(lossByRound, i)).toBeLessThanOrEqual(get(lossByRound, i - 1));
    }
    expect((lossByRound.at(-1) ?? 0) / reference.mse).toBeCloseTo(1, 11);
  });

  it('recovers the pooled Gram matrix to the last bit', () => {
    expect(optimiser.solution().gram).toEqual(totals.gram);
  });

  it('is that of statsmodels', () => {
    expectLeastSquares(model, reference);
    expect(model.metrics.rowsDropped).toBe(0);
  });

  it('is a model file after a trip through JSON', () => {
    const parsed: unknown = JSON.parse(JSON.stringify(model));
    expect(isModelFile(parsed)).toBe(true);
    expect(parsed).toEqual(model);
  });

  it('equals the plain oracle far beyond float64', () => {
    const oracle = plainOracle(totals);
    const { weights } = optimiser.solution();
    weights.forEach((weight, j) => {
      const difference = weight - get(oracle.weights, j);
      expect(difference < 1n << 60n && difference > -(1n << 60n)).toBe(true);
    });
  });
});

describe('diabetes with too few rounds', () => {
  it('gives an approximation without inference', () => {
    const optimiser = createConjugateGradients(base, { roundLimit: 4 });
    const outcomes = train(optimiser, totals);
    expect(outcomes.length).toBe(4);
    expect(optimiser.state).toEqual({ round: 4, converged: false, gramKnown: false, finished: true });
    const model = buildModelFile({
      found: approximateFit(optimiser.solution(), base, contract),
      contract,
      training: trainingFacts({ converged: false }),
    });
    expect(isModelFile(model)).toBe(true);
    expect(model.metrics.rSquared).toBeGreaterThan(0.4);
    expect(model.metrics.rSquared).toBeLessThan(reference.r_squared);
    for (const key of ['f', 'fPValue', 'aic', 'bic', 'conditionNumber'])
      expect(model.metrics).not.toHaveProperty(key);
    for (const term of model.terms) expect(Object.keys(term)).toEqual(['term', 'estimate']);
  });

  it('descends slowly by plain gradients, as the original did', () => {
    const optimiser = createGradientDescent(base, { learningRate: 0.3, roundLimit: 30 });
    const outcomes = train(optimiser, totals);
    expect(outcomes.length).toBe(30);
    expect(optimiser.state.converged).toBe(false);
    const mse = (outcomes.at(-1)?.mse ?? Number.NaN) * lossFactor(contract);
    expect(mse).toBeGreaterThan(reference.mse);
    expect(mse).toBeLessThan(5930);
    // 30 answers give G, but weights that have not converged get no inference.
    expect(optimiser.solution().gram).toEqual(totals.gram);
    const found = approximateFit(optimiser.solution(), base, contract);
    expect(get(found.terms, 1)).not.toHaveProperty('stdError');
  });
});
