import { describe, expect, it } from 'vitest';

import {
  addTotals,
  approximateFit,
  baseOfTotals,
  buildModelFile,
  createConjugateGradients,
  createEvaluation,
  fit,
  isModelFile,
  predictor,
  type FitRequest,
  type ModelFile,
} from '../../../src/learning/index.ts';
import type { Contract } from '../../../src/contract/index.ts';
import { seeded } from './designs.ts';
import { expected, relative, statistics } from './references.ts';
import {
  contractWith,
  ISLANDS,
  nominal,
  numeric,
  penguinsSex,
  rowsOf,
  totalsOfRows,
  totalsOfTable,
  type Row,
} from './rows.ts';
import { get, train, trainingFacts } from './support.ts';

const LOGISTIC: FitRequest = { kind: 'logistic', penalty: 0, l1Share: 0, level: 0.95 };

function modelOf(contract: Contract, rows: readonly Row[]): ModelFile {
  const found = fit(totalsOfRows(contract, rows), contract, LOGISTIC);
  return buildModelFile({ found, contract, training: trainingFacts({}) });
}

function evaluate(model: ModelFile, rows: readonly Row[]) {
  const predict = predictor(model);
  const evaluation = createEvaluation('logistic');
  for (const { values, target } of rows) evaluation.add(predict(values), target);
  const summary = evaluation.summary();
  if (summary?.kind !== 'classification') throw new Error('no summary');
  return summary;
}

describe('logistic, hidden weights, on penguins', () => {
  const totals = addTotals(ISLANDS.map((table) => totalsOfTable(penguinsSex, table)));
  const found = fit(totals, penguinsSex, LOGISTIC);
  const model = buildModelFile({ found, contract: penguinsSex, training: trainingFacts({}) });
  const rows = ISLANDS.flatMap((table) => rowsOf(penguinsSex, table).rows);

  it('has the coefficients of linear discriminant analysis', () => {
    const { intercept, coef } = statistics.penguins.discriminant;
    expect(relative(get(found.terms, 0).estimate, intercept)).toBeLessThan(1e-9);
    for (const { term, estimate } of found.terms.slice(1)) {
      expect(relative(estimate, coef[term] ?? Number.NaN)).toBeLessThan(1e-8);
    }
  });

  it('comes near the exact logistic model: AUC within 0.01, log-loss within 0.03', () => {
    const { auc, logLoss, rows: count } = evaluate(model, rows);
    expect(count).toBe(333);
    expect(Math.abs((auc ?? 0) - expected['penguins-logit'].auc)).toBeLessThan(0.01);
    expect(Math.abs(logLoss - expected['penguins-logit'].log_loss)).toBeLessThan(0.03);
  });

  it('is evaluated as scikit-learn does', () => {
    const { auc, logLoss, accuracy } = evaluate(model, rows);
    const due = statistics.penguins.discriminant;
    expect(relative(auc, due.auc)).toBeLessThan(1e-12);
    expect(relative(logLoss, due.logLoss)).toBeLessThan(1e-8);
    expect(accuracy).toBeCloseTo(due.accuracy, 12);
  });

  it('says nothing that a calibrated score does not know', () => {
    expect(Object.keys(found.metrics)).toEqual(['rows', 'rowsDropped', 'conditionNumber']);
    for (const term of found.terms) expect(Object.keys(term)).toEqual(['term', 'estimate']);
    expect(found.details.jointTests).toEqual([]);
    expect(found.details.formula).toBe(
      '(sex == "male") ~ bill_length_mm + bill_depth_mm + flipper_length_mm + body_mass_g',
    );
    expect(model.target).toEqual({ name: 'sex', type: 'nominal', positive: 'male' });
    expect(isModelFile(JSON.parse(JSON.stringify(model)))).toBe(true);
    expect(isModelFile({ ...model, metrics: { ...model.metrics, rss: 1, mse: 1 } })).toBe(false);
    expect(isModelFile({ ...model, task: 'linear' })).toBe(false);
  });

  it('turns around with the positive class', () => {
    const female: Contract = { ...penguinsSex, model: { kind: 'logistic', positive: 'female' } };
    const other = fit(addTotals(ISLANDS.map((table) => totalsOfTable(female, table))), female, LOGISTIC);
    other.terms.forEach(({ estimate }, j) =>
      expect(relative(estimate, -get(found.terms, j).estimate)).toBeLessThan(1e-9),
    );
  });

  it('is there from rounds that were stopped, and the same from all of them', () => {
    const base = baseOfTotals(totals);
    const early = createConjugateGradients(base, { roundLimit: 2 });
    train(early, totals);
    const rough = approximateFit(early.solution(), base, penguinsSex);
    expect(rough.kind).toBe('logistic');
    const training = trainingFacts({ stopped: true });
    const { auc } = evaluate(buildModelFile({ found: rough, contract: penguinsSex, training }), rows);
    expect(auc).toBeGreaterThan(0.8);
    const complete = createConjugateGradients(base);
    train(complete, totals);
    approximateFit(complete.solution(), base, penguinsSex).terms.forEach(({ estimate }, j) =>
      expect(relative(estimate, get(found.terms, j).estimate)).toBeLessThan(1e-9),
    );
  });
});

/** Normal features of two classes that differ in their means: log-odds are then linear, and known. */
function classData(seed: number, rows: number, features: number) {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const share = 0.37;
  const shifts = Array.from({ length: features }, (_, j) => (j % 3 === 0 ? 1.1 : j % 3 === 1 ? -0.6 : 0));
  const names = shifts.map((_, j) => `x${j + 1}`);
  const contract = contractWith(
    names.map((name) => numeric(name, [-40, 60])),
    nominal('diagnosis', ['benign', 'malignant']),
    { model: { kind: 'logistic', positive: 'malignant' } },
  );
  const table = Array.from({ length: rows }, () => {
    const target = Number(random() < share);
    const own = shifts.map((shift) => normal() + target * shift);
    const scores = own.reduce((sum, x, j) => sum + get(shifts, j) * (x - get(shifts, j) / 2), 0);
    const truth = 1 / (1 + Math.exp(-(Math.log(share / (1 - share)) + scores)));
    // Correlated, as measures of one body are: an invertible mixture leaves the log-odds as they are.
    const values = [1, ...own.map((x, j) => 10 + 4 * (x + 0.8 * (j === 0 ? 0 : get(own, 0))))];
    return { values, target, truth };
  });
  return { contract, table };
}

describe('logistic on data whose probabilities are known', () => {
  const { contract, table } = classData(7, 4000, 10);
  const [seen, fresh] = [table.slice(0, 2000), table.slice(2000)];
  const model = modelOf(contract, seen);

  it('loses less than 0.01 of log-loss to the truth on fresh rows', () => {
    const truth = createEvaluation('logistic');
    for (const row of fresh) truth.add(row.truth, row.target);
    const best = truth.summary();
    if (best?.kind !== 'classification') throw new Error('no summary');
    const found = evaluate(model, fresh);
    expect(found.logLoss - best.logLoss).toBeLessThan(0.01);
    expect(Math.abs((found.auc ?? 0) - (best.auc ?? 0))).toBeLessThan(0.01);
  });

  it('is calibrated: observed shares lie in the band of chance about the predicted ones', () => {
    const predict = predictor(model);
    const rows = fresh.map((row) => ({ p: predict(row.values), target: row.target }));
    rows.sort((a, b) => a.p - b.p);
    for (let decile = 0; decile < 10; decile++) {
      const group = rows.slice(decile * 200, (decile + 1) * 200);
      const claimed = group.reduce((sum, { p }) => sum + p, 0) / group.length;
      const observed = group.reduce((sum, { target }) => sum + target, 0) / group.length;
      const chance = Math.sqrt(group.reduce((sum, { p }) => sum + p * (1 - p), 0)) / group.length;
      // 99.9 % each; one more row for deciles where nothing is left to chance.
      expect(Math.abs(observed - claimed)).toBeLessThan(3.3 * chance + 1 / group.length);
    }
  });

  it('gives each row the probability that it has, within a few hundredths', () => {
    const predict = predictor(model);
    const errors = fresh.map((row) => Math.abs(predict(row.values) - row.truth));
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.02);
  });
});

describe('logistic at the limits', () => {
  const contract = contractWith([numeric('x', [0, 10])], nominal('y', ['a', 'b']), {
    model: { kind: 'logistic', positive: 'b' },
  });
  const rowsOfValues = (values: readonly (readonly [number, number])[]) =>
    values.map(([x, target]) => ({ values: [1, x], target }));

  it('stays finite where the classes are apart, and says so', () => {
    const rows = rowsOfValues([2, 2, 2, 8, 8].map((x) => [x, Number(x === 8)]));
    const found = fit(totalsOfRows(contract, rows), contract, LOGISTIC);
    expect(found.warnings).toContainEqual({ code: 'perfect-separation' });
    const predict = predictor(buildModelFile({ found, contract, training: trainingFacts({}) }));
    expect(predict([1, 2])).toBeGreaterThan(0);
    expect(predict([1, 2])).toBeLessThan(1e-14);
    expect(predict([1, 8])).toBeGreaterThan(1 - 1e-14);
  });

  it('gives the share of the class where there is nothing to tell it by', () => {
    const rows = rowsOfValues([1, 9, 1, 9, 1, 9, 1, 9].map((x, i) => [x, Number(i < 2)]));
    const model = modelOf(contract, rows);
    expect(predictor(model)([1, 4])).toBeCloseTo(0.25, 10);
    const constant = modelOf(contract, rowsOfValues([3, 3, 3, 3].map((x, i) => [x, Number(i < 1)])));
    expect(constant.terms.map(({ term }) => term)).toEqual(['(intercept)']);
    expect(predictor(constant)([1, 3])).toBeCloseTo(0.25, 10);
  });

  it.each([0, 1])('refuses rows that are all of class %d', (target) => {
    const totals = totalsOfRows(contract, rowsOfValues([1, 2, 3].map((x) => [x, target])));
    expect(() => fit(totals, contract, LOGISTIC)).toThrow(
      expect.objectContaining({ code: 'target-one-class' }) as Error,
    );
  });

  it('refuses a target that is not -1 or 1', () => {
    const totals = totalsOfRows(
      contract,
      rowsOfValues([
        [1, 0],
        [2, 1],
        [3, 1],
      ]),
    );
    expect(() => fit({ ...totals, yty: totals.yty - 1n }, contract, LOGISTIC)).toThrow(
      expect.objectContaining({ code: 'integrity' }) as Error,
    );
  });
});
