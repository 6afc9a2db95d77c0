import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createEvaluation } from '../../../src/learning/index.ts';
import { relative, statistics } from './references.ts';
import { get } from './support.ts';

const { scores, labels, ...due } = statistics.evaluation;

function classify(pairs: readonly (readonly [number, number])[]) {
  const evaluation = createEvaluation('logistic');
  for (const [score, label] of pairs) evaluation.add(score, label);
  const summary = evaluation.summary();
  if (summary?.kind !== 'classification') throw new Error('no summary');
  return summary;
}

function regress(pairs: readonly (readonly [number, number])[]) {
  const evaluation = createEvaluation('lasso');
  for (const [predicted, actual] of pairs) evaluation.add(predicted, actual);
  const summary = evaluation.summary();
  if (summary?.kind !== 'regression') throw new Error('no summary');
  return summary;
}

describe('evaluation of probabilities', () => {
  const pairs = scores.map((score, i) => [score, get(labels, i)] as const);

  it('is that of scikit-learn, ties among the scores', () => {
    expect(new Set(scores).size).toBeLessThan(scores.length);
    const found = classify(pairs);
    expect(relative(found.auc, due.auc)).toBeLessThan(1e-12);
    expect(found.aucMargin).toBe(0);
    expect(relative(found.logLoss, due.logLoss)).toBeLessThan(1e-12);
    expect(found.accuracy).toBeCloseTo(due.accuracy, 12);
    const { trueNegatives, falsePositives, falseNegatives, truePositives } = found.confusion;
    expect([
      [trueNegatives, falsePositives],
      [falseNegatives, truePositives],
    ]).toEqual(due.confusion);
    expect(found.positives).toBe(labels.filter((label) => label === 1).length);
  });

  it('counts every pair of a positive and a negative row, whatever their order', () => {
    const pair = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 1 }));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 2, maxLength: 40 }), (drawn) => {
        const rows = drawn.map(([score, label]) => [score / 12, label] as const);
        const positives = rows.filter(([, label]) => label === 1);
        const negatives = rows.filter(([, label]) => label === 0);
        const { auc } = classify(rows);
        if (positives.length === 0 || negatives.length === 0) {
          expect(auc).toBeUndefined();
          return;
        }
        const wins = positives.flatMap(([p]) => negatives.map(([n]) => (p > n ? 1 : p === n ? 0.5 : 0)));
        const share = wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
        expect(auc).toBeCloseTo(share, 12);
      }),
    );
  });

  it('has a curve from corner to corner of at most 200 points, under which lies the AUC', () => {
    const many = Array.from({ length: 5000 }, (_, i) => {
      const score = ((i * 7919) % 5000) / 5000;
      return [score, Number((i * 104_729) % 5000 < 5000 * score)] as const;
    });
    const { roc, auc } = classify(many);
    expect(roc.length).toBe(200);
    expect(roc[0]).toEqual({ falsePositiveRate: 0, truePositiveRate: 0 });
    expect(roc.at(-1)).toEqual({ falsePositiveRate: 1, truePositiveRate: 1 });
    let area = 0;
    for (let i = 1; i < roc.length; i++) {
      const [a, b] = [get(roc, i - 1), get(roc, i)];
      expect(b.falsePositiveRate).toBeGreaterThanOrEqual(a.falsePositiveRate);
      expect(b.truePositiveRate).toBeGreaterThanOrEqual(a.truePositiveRate);
      area += ((b.falsePositiveRate - a.falsePositiveRate) * (b.truePositiveRate + a.truePositiveRate)) / 2;
    }
    expect(area).toBeCloseTo(auc ?? Number.NaN, 3);
  });

  it('says by how much it may be off beyond a million rows', () => {
    const evaluation = createEvaluation('logistic');
    const exact = createEvaluation('logistic');
    // Every score twice the distance of a step apart at most: some share one.
    const rows = 2 ** 20 + 1;
    for (let i = 0; i < rows; i++) {
      const score = ((i * 611_953) % rows) / (2 * rows);
      evaluation.add(score, Number(score > 0.1 && i % 3 > 0));
      if (i < rows - 1) exact.add(score, Number(score > 0.1 && i % 3 > 0));
    }
    const found = evaluation.summary();
    const close = exact.summary();
    if (found?.kind !== 'classification' || close?.kind !== 'classification') throw new Error('no summary');
    expect(close.aucMargin).toBe(0);
    expect(found.aucMargin).toBeGreaterThan(0);
    expect(found.aucMargin).toBeLessThan(1e-5);
    expect(Math.abs((found.auc ?? 0) - (close.auc ?? 1))).toBeLessThan(found.aucMargin + 1e-5);
    expect(found.rows).toBe(rows);
  }, 30_000);

  it('stays finite where a row was certain and wrong', () => {
    expect(
      classify([
        [0, 1],
        [1, 1],
      ]).logLoss,
    ).toBeCloseTo(-Math.log(Number.EPSILON) / 2, 10);
  });

  it.each([
    [1.5, 1],
    [Number.NaN, 0],
    [0.5, 2],
  ])('refuses %d for %d', (score, label) => {
    expect(() => createEvaluation('logistic').add(score, label)).toThrow(RangeError);
  });
});

describe('evaluation of numbers', () => {
  it('is that of scikit-learn', () => {
    const found = regress(scores.map((score, i) => [score, get(labels, i)]));
    expect(relative(found.mse, due.mse)).toBeLessThan(1e-12);
    expect(found.rmse).toBe(Math.sqrt(found.mse));
    expect(relative(found.mae, due.mae)).toBeLessThan(1e-12);
    expect(relative(found.rSquared, due.rSquared)).toBeLessThan(1e-11);
  });

  it('keeps the digits of values far from 0', () => {
    const found = regress([1, 2, 3, 4].map((value) => [1e9 + value + 0.5, 1e9 + value]));
    expect(found.rSquared).toBeCloseTo(1 - (4 * 0.25) / 5, 10);
  });

  it('has no R^2 of one value', () => {
    expect(
      regress([
        [1, 2],
        [3, 2],
      ]),
    ).not.toHaveProperty('rSquared');
  });

  it('keeps at most 2000 points, evenly spread', () => {
    const { sample, rows } = regress(Array.from({ length: 7001 }, (_, i) => [i, i + 1]));
    expect(rows).toBe(7001);
    expect(sample.length).toBeLessThanOrEqual(2000);
    expect(sample.length).toBeGreaterThan(1000);
    sample.forEach((point, i) => expect(point).toEqual({ predicted: 4 * i, actual: 4 * i + 1 }));
    expect(regress(Array.from({ length: 2000 }, (_, i) => [i, i])).sample).toHaveLength(2000);
  });

  it('has nothing to say of no rows', () => {
    expect(createEvaluation('linear').summary()).toBeNull();
    expect(createEvaluation('logistic').summary()).toBeNull();
  });

  it('refuses what is no number', () => {
    expect(() => createEvaluation('linear').add(Number.NaN, 1)).toThrow(RangeError);
    expect(() => createEvaluation('linear').add(1, Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });
});
