import { describe, expect, it } from 'vitest';

import {
  baseOfTotals,
  buildModelFile,
  createConjugateGradients,
  createGradientDescent,
  isModelFile,
  lossFactor,
  plainOracle,
  termNames,
} from '../../../src/learning/index.ts';
import {
  addTotals,
  diabetesContract,
  get,
  HOSPITALS,
  ownerTotals,
  readVector,
  train,
  trainingFacts,
} from './support.ts';

interface Reference {
  readonly rows: number;
  readonly terms: readonly {
    readonly term: string;
    readonly estimate: number;
    readonly std_error: number;
    readonly t: number;
    readonly p_value: number;
    readonly ci95: readonly [number, number];
  }[];
  readonly r_squared: number;
  readonly adj_r_squared: number;
  readonly rss: number;
  readonly mse: number;
  readonly residual_std_error: number;
  readonly f: number;
  readonly f_p_value: number;
  readonly aic_gaussian: number;
  readonly bic_gaussian: number;
}

// Origin: statsmodels, see tests/vectors/README.md.
const reference = (JSON.parse(readVector('expected.json')) as { 'diabetes-ols': Reference })['diabetes-ols'];

const contract = diabetesContract();
const totals = addTotals(HOSPITALS.map((table) => ownerTotals(contract, table)));
const terms = termNames(contract);
const base = baseOfTotals(totals);
const relative = (value: number | undefined, expected: number) =>
  Math.abs((value ?? Number.NaN) - expected) / Math.abs(expected);

describe('diabetes from three hospitals, conjugate gradients', () => {
  const optimiser = createConjugateGradients(base, { terms });
  const outcomes = train(optimiser, totals);
  const lossByRound = outcomes.map(({ mse }) => mse * lossFactor(contract));
  const model = buildModelFile({
    solution: optimiser.solution(),
    base,
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
    expect(relative(lossByRound.at(-1), reference.mse)).toBeLessThan(1e-11);
  });

  it('recovers the pooled Gram matrix to the last bit', () => {
    expect(optimiser.solution().gram).toEqual(totals.gram);
  });

  it.each(reference.terms.map((term, j) => ({ ...term, j })))('$term is that of statsmodels', (expected) => {
    const found = get(model.terms, expected.j);
    expect(found.term).toBe(expected.term);
    const tolerance = 1e-9 * Math.max(Math.abs(expected.estimate), expected.std_error);
    expect(Math.abs(found.estimate - expected.estimate)).toBeLessThan(tolerance);
    expect(relative(found.stdError, expected.std_error)).toBeLessThan(1e-10);
    expect(relative(found.t, expected.t)).toBeLessThan(1e-8);
    expect(relative(found.pValue, expected.p_value)).toBeLessThan(1e-8);
    expect(Math.abs((found.ci95?.[0] ?? Number.NaN) - expected.ci95[0])).toBeLessThan(tolerance);
    expect(Math.abs((found.ci95?.[1] ?? Number.NaN) - expected.ci95[1])).toBeLessThan(tolerance);
  });

  it('has the metrics of statsmodels', () => {
    const { metrics } = model;
    expect(metrics.rows).toBe(reference.rows);
    expect(metrics.rowsDropped).toBe(0);
    expect(metrics.dfResidual).toBe(431);
    expect(relative(metrics.rss, reference.rss)).toBeLessThan(1e-11);
    expect(relative(metrics.mse, reference.mse)).toBeLessThan(1e-11);
    expect(relative(metrics.rSquared, reference.r_squared)).toBeLessThan(1e-11);
    expect(relative(metrics.adjRSquared, reference.adj_r_squared)).toBeLessThan(1e-11);
    expect(relative(metrics.residualStdError, reference.residual_std_error)).toBeLessThan(1e-11);
    expect(relative(metrics.f, reference.f)).toBeLessThan(1e-10);
    expect(relative(metrics.fPValue, reference.f_p_value)).toBeLessThan(1e-8);
    expect(relative(metrics.aic, reference.aic_gaussian)).toBeLessThan(1e-12);
    expect(relative(metrics.bic, reference.bic_gaussian)).toBeLessThan(1e-12);
  });

  it('is a model file after a trip through JSON', () => {
    const parsed: unknown = JSON.parse(JSON.stringify(model));
    expect(isModelFile(parsed)).toBe(true);
    expect(parsed).toEqual(model);
  });

  it('equals the plain oracle far beyond float64', () => {
    const oracle = plainOracle(totals, terms);
    const { weights } = optimiser.solution();
    weights.forEach((weight, j) => {
      const difference = weight - get(oracle.weights, j);
      expect(difference < 1n << 60n && difference > -(1n << 60n)).toBe(true);
    });
  });
});

describe('diabetes with too few rounds', () => {
  it('gives an approximation without inference', () => {
    const optimiser = createConjugateGradients(base, { terms, roundLimit: 4 });
    const outcomes = train(optimiser, totals);
    expect(outcomes.length).toBe(4);
    expect(optimiser.state).toEqual({ round: 4, converged: false, gramKnown: false, finished: true });
    const model = buildModelFile({
      solution: optimiser.solution(),
      base,
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
    const optimiser = createGradientDescent(base, { terms, learningRate: 0.3, roundLimit: 30 });
    const outcomes = train(optimiser, totals);
    expect(outcomes.length).toBe(30);
    expect(optimiser.state.converged).toBe(false);
    const mse = (outcomes.at(-1)?.mse ?? Number.NaN) * lossFactor(contract);
    expect(mse).toBeGreaterThan(reference.mse);
    expect(mse).toBeLessThan(5930);
    // 30 answers give G, but weights that have not converged get no inference.
    expect(optimiser.solution().gram).toEqual(totals.gram);
    const solution = optimiser.solution();
    const model = buildModelFile({ solution, base, contract, training: trainingFacts({}) });
    expect(get(model.terms, 1)).not.toHaveProperty('stdError');
  });
});
