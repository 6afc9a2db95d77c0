import { describe, expect, it } from 'vitest';

import {
  addTotals,
  approximateFit,
  baseOfTotals,
  buildModelFile,
  createConjugateGradients,
  fit,
  isModelFile,
  plainOracle,
  totalsOf,
  type FitRequest,
} from '../../../src/learning/index.ts';
import { designOf as randomDesign, randomData } from './designs.ts';
import { expected, expectLeastSquares, LINEAR, relative, statistics } from './references.ts';
import { ISLANDS, penguinsMass, tableOf, totalsOfTable } from './rows.ts';
import { diabetesContract, get, HOSPITALS, ownerTotals, train, trainingFacts } from './support.ts';

const diabetes = diabetesContract();
const diabetesTotals = addTotals(HOSPITALS.map((table) => ownerTotals(diabetes, table)));
const penguinsTotals = addTotals(ISLANDS.map((table) => totalsOfTable(penguinsMass, table)));

describe('least squares', () => {
  it('is that of statsmodels on diabetes, from three hospitals', () => {
    expectLeastSquares(fit(diabetesTotals, diabetes, LINEAR), expected['diabetes-ols']);
  });

  it('is that of statsmodels on penguins, from three islands', () => {
    const found = fit(penguinsTotals, penguinsMass, LINEAR);
    expectLeastSquares(found, expected['penguins-ols']);
    expect(found.metrics.rowsDropped).toBe(11);
    expect(found.dropped).toEqual([]);
    expect(found.warnings).toEqual([]);
  });

  it('does not depend on the order of the islands, nor on who has which row', () => {
    const [one, ...others] = ISLANDS.map((table) => totalsOfTable(penguinsMass, table));
    const shuffled = addTotals([...others, get([one], 0)].flatMap((part) => part ?? []));
    expect(fit(shuffled, penguinsMass, LINEAR)).toEqual(fit(penguinsTotals, penguinsMass, LINEAR));
    const whole = totalsOfTable(penguinsMass, tableOf('penguins.csv'));
    expectLeastSquares(fit(whole, penguinsMass, LINEAR), expected['penguins-ols']);
  });

  it('has the inflation factors of statsmodels', () => {
    for (const [found, reference] of [
      [fit(diabetesTotals, diabetes, LINEAR), statistics.diabetes.vif],
      [fit(penguinsTotals, penguinsMass, LINEAR), statistics.penguins.vif],
    ] as const) {
      expect(found.details.vif.map(({ term }) => term)).toEqual(Object.keys(reference));
      for (const { term, value } of found.details.vif) {
        expect(relative(value, reference[term] ?? Number.NaN)).toBeLessThan(1e-9);
      }
    }
  });

  it('has the joint test of statsmodels for the one column of more than two levels', () => {
    const { jointTests } = fit(penguinsTotals, penguinsMass, LINEAR).details;
    const { f, pValue, dfNumerator, dfDenominator } = statistics.penguins.species;
    expect(jointTests).toHaveLength(1);
    const [species] = jointTests;
    expect(species).toMatchObject({ column: 'species', dfNumerator, dfDenominator });
    expect(relative(species?.f, f)).toBeLessThan(1e-9);
    expect(relative(species?.pValue, pValue)).toBeLessThan(1e-7);
  });

  it('has a header', () => {
    const { details } = fit(penguinsTotals, penguinsMass, LINEAR);
    expect(details.formula).toBe('body_mass_g ~ bill_length_mm + flipper_length_mm + species + sex');
    expect(details.referenceLevels).toEqual([
      { column: 'species', level: 'Adelie' },
      { column: 'sex', level: 'female' },
    ]);
  });

  it('has the standardised effects of slopes times standard deviations', () => {
    const found = fit(diabetesTotals, diabetes, LINEAR);
    const { sd } = statistics.diabetes.describe;
    for (const { term, value } of found.details.standardised) {
      const estimate = found.terms.find((entry) => entry.term === term)?.estimate ?? Number.NaN;
      expect(relative(value, (estimate * (sd[term] ?? 0)) / (sd['progression'] ?? 0))).toBeLessThan(1e-10);
    }
  });

  it('takes products, squares and logarithms', () => {
    const wanted = ['bmi', 'bp', 's5'];
    const contract = {
      ...diabetes,
      features: diabetes.features.filter(({ name }) => wanted.includes(name)),
      derived: [
        { kind: 'product' as const, of: ['bmi', 'bp'] as [string, string] },
        { kind: 'square' as const, of: ['bmi'] as [string] },
        { kind: 'log' as const, of: ['s5'] as [string] },
      ],
    };
    const found = fit(totalsOfTable(contract, tableOf('diabetes.csv')), contract, LINEAR);
    const { terms, estimates, standardErrors, rSquared } = statistics.diabetes.derived;
    expect(found.terms.map(({ term }) => term)).toEqual(terms);
    found.terms.forEach(({ estimate, stdError }, j) => {
      // Collinear by construction (condition number 1e8): statsmodels itself has some eight digits.
      expect(Math.abs(estimate - get(estimates, j))).toBeLessThan(1e-7 * get(standardErrors, j));
      expect(relative(stdError, get(standardErrors, j))).toBeLessThan(1e-7);
    });
    expect(relative(found.metrics.rSquared, rSquared)).toBeLessThan(1e-10);
    expect(found.details.formula).toBe('progression ~ bmi + bp + s5 + bmi:bp + I(bmi^2) + log(s5)');
  });

  it('is the same from rounds as from one shot, to 1e-9', () => {
    const optimiser = createConjugateGradients(baseOfTotals(penguinsTotals));
    const outcomes = train(optimiser, penguinsTotals);
    expect(outcomes).toHaveLength(5);
    const totals = totalsOf(optimiser.solution(), baseOfTotals(penguinsTotals));
    if (totals === null) throw new Error('no totals');
    const rounds = fit(totals, penguinsMass, LINEAR);
    // One-shot messages carry X'y at the scale of the Gram matrix.
    const xty = penguinsTotals.xty.map((entry) => ((entry + (1n << 39n)) >> 40n) << 40n);
    const oneShot = fit({ ...penguinsTotals, xty }, penguinsMass, LINEAR);
    rounds.terms.forEach(({ estimate, stdError = 0, pValue = 0 }, j) => {
      const other = get(oneShot.terms, j);
      expect(Math.abs(other.estimate - estimate)).toBeLessThan(1e-9 * Math.max(Math.abs(estimate), stdError));
      expect(relative(other.stdError, stdError)).toBeLessThan(1e-9);
      expect(relative(other.pValue, pValue)).toBeLessThan(1e-9);
    });
  });
});

describe('columns that say nothing new', () => {
  const request = LINEAR;
  const named = (data: number[][], owners = 2) => {
    const design = randomDesign(data, owners);
    return { design, found: fit(design.totals, design.contract, request) };
  };

  it('drops the last of columns of which a combination vanishes, and fits the others', () => {
    const data = randomData(25, 3, 40, 1500).map(([a = 0, b = 0, c = 0, y = 0]) => [a, b, c, a + b, y]);
    const { found } = named(data);
    expect(found.dropped).toEqual([{ term: 'x4', reason: 'collinear', with: ['x1', 'x2'] }]);
    // The same data without the column.
    const without = named(data.map(([a = 0, b = 0, c = 0, , y = 0]) => [a, b, c, y])).found;
    expect(found.terms.map(({ term }) => term)).toEqual(['(intercept)', 'x1', 'x2', 'x3']);
    expect(found.metrics.dfResidual).toBe(36);
    found.terms.forEach((term, j) => {
      const other = get(without.terms, j);
      expect(Math.abs(term.estimate - other.estimate)).toBeLessThan(1e-9 * (other.stdError ?? 0));
      expect(relative(term.pValue, other.pValue ?? 0)).toBeLessThan(1e-9);
    });
    expect(relative(found.metrics.f, without.metrics.f ?? 0)).toBeLessThan(1e-9);
  });

  it('drops the later of two columns in other units', () => {
    const data = randomData(26, 2, 40, 1500).map(([a = 0, b = 0, y = 0]) => [a, b, 32 - 2 * a, y]);
    expect(named(data, 3).found.dropped).toEqual([{ term: 'x3', reason: 'collinear', with: ['x1'] }]);
  });

  it('drops a constant column, and one that is constant among many', () => {
    const data = randomData(27, 3, 40).map(([a = 0, , c = 0, y = 0]) => [a, 17, c, y]);
    const { found } = named(data);
    expect(found.dropped).toEqual([{ term: 'x2', reason: 'constant', with: [] }]);
    for (const { estimate, stdError, pValue } of found.terms) {
      expect([estimate, stdError, pValue].every(Number.isFinite)).toBe(true);
    }
  });

  it('keeps as many terms as there are rows', () => {
    const { found } = named(randomData(28, 5, 4), 1);
    expect(found.terms).toHaveLength(4);
    expect(found.dropped.map(({ term }) => term)).toEqual(['x4', 'x5']);
    expect(found.warnings).toContainEqual({ code: 'no-residual-degrees' });
    expect(get(found.terms, 1)).not.toHaveProperty('stdError');
  });

  it('drops the third of dummies that add up to one, as R does', () => {
    const data = randomData(29, 1, 60).map(([a = 0, y = 0], i) => [
      a,
      ...[0, 1, 2].map((level) => Number(i % 3 === level)),
      y,
    ]);
    expect(named(data).found.dropped).toEqual([{ term: 'x4', reason: 'collinear', with: ['x2', 'x3'] }]);
  });

  it('needs no further round for it, and none of them fails', () => {
    const shapes = [
      randomData(31, 4, 40, 900).map(([a = 0, b = 0, c = 0, d = 0, y = 0]) => [a, b, a + b, c, d, a - d, y]),
      randomData(32, 3, 40, 900).map(([a = 0, b = 0, c = 0, y = 0]) => [5, a, b, 5, c, y]),
      randomData(33, 5, 4),
      randomData(34, 2, 30).map(([, , y = 0]) => [1, 2, y]),
      randomData(35, 3, 30, 900).map(([a = 0, b = 0]) => [a, 2 * a, b, 3 * a + 1]),
    ];
    for (const data of shapes) {
      for (const weightBound of [1, 4096]) {
        const design = randomDesign(data, 2, { scales: { gramBits: 52, weightBits: 40, weightBound } });
        const optimiser = createConjugateGradients(design.base);
        const outcomes = train(optimiser, design.totals);
        expect(outcomes).toHaveLength(design.base.dimension - 1);
        const solution = optimiser.solution();
        expect(solution.gram).toEqual(design.totals.gram);
        expect(solution.converged).toBe(true);
        const oracle = plainOracle(design.totals);
        expect(solution.weights).toEqual(oracle.weights);
        expect(outcomes.at(-1)?.rss).toBe(oracle.rss);
      }
    }
  });

  it('has finite weights and a loss that falls wherever the rounds are stopped', () => {
    const data = randomData(36, 4, 40, 900).map(([a = 0, b = 0, c = 0, d = 0, y = 0]) => [
      a,
      7,
      b,
      a + b,
      c,
      d,
      y,
    ]);
    const { design } = named(data);
    const least = plainOracle(design.totals).rss;
    let previous = Number.POSITIVE_INFINITY;
    for (let roundLimit = 1; roundLimit < 6; roundLimit++) {
      const optimiser = createConjugateGradients(design.base, { roundLimit });
      train(optimiser, design.totals);
      const solution = optimiser.solution();
      const found = approximateFit(solution, design.base, design.contract);
      for (const { estimate } of found.terms) expect(Number.isFinite(estimate)).toBe(true);
      expect(solution.rss).toBeLessThanOrEqual(previous * (1 + 1e-12));
      expect(solution.rss).toBeGreaterThanOrEqual(least * (1 - 1e-12));
      previous = solution.rss;
    }
    expect(relative(previous, least)).toBeLessThan(1e-6);
  });
});

describe('penalties', () => {
  const cases = (
    ['ridge-0.01', 'ridge-0.1', 'ridge-1.0', 'lasso-0.1', 'lasso-1.0', 'lasso-5.0'] as const
  ).map((name) => [name, expected[`diabetes-${name}`]] as const);
  const { sd } = statistics.diabetes.describe;
  const population = Math.sqrt(441 / 442);
  const requestOf = (kind: string, penalty: number, l1Share = 0.5) =>
    ({ kind, penalty, l1Share, level: 0.95 }) as FitRequest;

  function expectCoefficients(found: ReturnType<typeof fit>, coef: Readonly<Record<string, number>>): void {
    for (const { term, estimate } of found.terms.slice(1)) {
      const due = coef[term] ?? Number.NaN;
      const standardised = estimate * (sd[term] ?? Number.NaN) * population;
      if (due === 0) expect(standardised).toBe(0);
      else expect(relative(standardised, due)).toBeLessThan(1e-7);
    }
  }

  it.each(cases)('%s is that of scikit-learn', (name, { lambda, coef }) => {
    const found = fit(diabetesTotals, diabetes, requestOf(name.slice(0, 5), lambda));
    expectCoefficients(found, coef);
    expect(found.warnings).toEqual([]);
    expect(Object.keys(get(found.terms, 1))).toEqual(['term', 'estimate']);
    // The intercept makes the mean of the residuals 0.
    const { mean } = statistics.diabetes.describe;
    const predicted = found.terms.reduce(
      (sum, { term, estimate }) => sum + estimate * (term === '(intercept)' ? 1 : (mean[term] ?? 0)),
      0,
    );
    expect(relative(predicted, mean['progression'] ?? 0)).toBeLessThan(1e-12);
  });

  it('an elastic net is that of scikit-learn', () => {
    const { penalty, l1Share, coef } = statistics.diabetes.elasticNet;
    expectCoefficients(fit(diabetesTotals, diabetes, requestOf('elastic-net', penalty, l1Share)), coef);
  });

  it('is a lasso or a ridge at either end of an elastic net', () => {
    for (const [share, kind] of [
      [1, 'lasso'],
      [0, 'ridge'],
    ] as const) {
      const net = fit(diabetesTotals, diabetes, requestOf('elastic-net', 0.7, share));
      const other = fit(diabetesTotals, diabetes, requestOf(kind, 0.7));
      net.terms.forEach(({ estimate }, j) => expect(estimate).toBeCloseTo(get(other.terms, j).estimate, 10));
    }
  });

  it('is least squares without a penalty', () => {
    const least = fit(diabetesTotals, diabetes, LINEAR);
    for (const kind of ['ridge', 'lasso', 'elastic-net']) {
      const found = fit(diabetesTotals, diabetes, requestOf(kind, 0));
      expect(found.terms.map(({ estimate }) => estimate)).toEqual(
        least.terms.map(({ estimate }) => estimate),
      );
      expect(found.metrics.rss).toBe(least.metrics.rss);
      expect(found.path?.chosen).toBe(100);
    }
  });

  it('has a path that starts where all is 0 and holds the penalty that was asked for', () => {
    const { path, metrics } = fit(diabetesTotals, diabetes, requestOf('lasso', 1));
    if (path === undefined) throw new Error('no path');
    expect(path.penalties).toHaveLength(101);
    expect(get(path.penalties, path.chosen)).toBe(1);
    expect([...path.penalties].sort((a, b) => b - a)).toEqual(path.penalties);
    expect(get(path.rSquared, 0)).toBeCloseTo(0, 12);
    expect(get(path.rSquared, path.chosen)).toBeCloseTo(metrics.rSquared ?? Number.NaN, 12);
    for (let i = 1; i < path.rSquared.length; i++) {
      expect(get(path.rSquared, i)).toBeGreaterThanOrEqual(get(path.rSquared, i - 1) - 1e-12);
    }
    const { coef } = expected['diabetes-lasso-1.0'];
    for (const { term, standardised, original } of path.coefficients) {
      expect(get(standardised, 0)).toBe(0);
      expect(get(standardised, path.chosen)).toBeCloseTo(coef[term] ?? Number.NaN, 6);
      expect(get(original, path.chosen) * (sd[term] ?? 0) * population).toBeCloseTo(
        coef[term] ?? Number.NaN,
        6,
      );
    }
  });

  it('leaves nothing but the intercept from the largest penalty on', () => {
    const { terms, metrics } = fit(diabetesTotals, diabetes, requestOf('lasso', 1000));
    expect(terms.slice(1).every(({ estimate }) => Object.is(estimate, 0))).toBe(true);
    expect(get(terms, 0).estimate).toBeCloseTo(152.133484162896, 10);
    expect(metrics.rSquared).toBe(0);
  });

  it('has a place for collinear terms, whatever their order: a penalty tells them apart', () => {
    const data = randomData(25, 3, 40, 1500).map(([a = 0, b = 0, , y = 0]) => [a, b, y]);
    const twice = data.map(([a = 0, b = 0, y = 0]) => [a, b, a, y]);
    const single = randomDesign(data, 2);
    const double = randomDesign(twice, 2);
    const slopes = ({ totals, contract }: typeof single, kind: string, penalty: number) => {
      const found = fit(totals, contract, requestOf(kind, penalty));
      expect(found.dropped).toEqual([]);
      expect(found.warnings.filter(({ code }) => code === 'not-converged')).toEqual([]);
      return found.terms.slice(1).map(({ estimate }) => estimate);
    };
    for (const penalty of [0.1, 1]) {
      const [first = NaN, other = NaN, second = NaN] = slopes(double, 'ridge', penalty);
      expect(first / second).toBeCloseTo(1, 9);
      expect(first + second).not.toBeCloseTo(slopes(single, 'ridge', penalty)[0] ?? NaN, 3);
      expect(Math.abs(other)).toBeGreaterThan(0);
      // Absolute values cost the same, however they are shared.
      const lasso = slopes(double, 'lasso', penalty);
      const alone = slopes(single, 'lasso', penalty);
      expect((lasso[0] ?? NaN) + (lasso[2] ?? NaN)).toBeCloseTo(alone[0] ?? NaN, 8);
      expect(lasso[1]).toBeCloseTo(alone[1] ?? NaN, 8);
    }
    // Without a penalty it is least squares, where the later of the two is left out.
    const { totals, contract } = double;
    expect(fit(totals, contract, requestOf('ridge', 0)).dropped.map(({ term }) => term)).toEqual(['x3']);
  });

  it('has no place for a constant', () => {
    const data = randomData(25, 3, 40, 1500).map(([a = 0, b = 0, , y = 0]) => [a, b, 3, y]);
    const { totals, contract } = randomDesign(data, 2);
    for (const kind of ['ridge', 'lasso', 'elastic-net']) {
      const found = fit(totals, contract, requestOf(kind, 0.1));
      expect(found.dropped).toEqual([{ term: 'x3', reason: 'constant', with: [] }]);
      expect(found.terms).toHaveLength(3);
    }
  });

  it.each([
    ['a penalty below 0', requestOf('ridge', -1)],
    ['a penalty that is no number', requestOf('ridge', Number.NaN)],
    ['a share above 1', requestOf('elastic-net', 1, 1.5)],
    ['a logistic model of a target that is a number', requestOf('logistic', 0)],
  ])('refuses %s', (_, request) => {
    expect(() => fit(diabetesTotals, diabetes, request)).toThrow(RangeError);
  });

  it('refuses totals of another dimension', () => {
    expect(() => fit(penguinsTotals, diabetes, LINEAR)).toThrow(RangeError);
  });

  it('fits a path of 200 wide columns in seconds', () => {
    const { totals, contract } = randomDesign(randomData(41, 200, 300), 1);
    const started = performance.now();
    const found = fit(totals, contract, requestOf('lasso', 1));
    expect(found.path?.penalties.length).toBeGreaterThan(100);
    expect(found.warnings.filter(({ code }) => code === 'not-converged')).toEqual([]);
    expect(performance.now() - started).toBeLessThan(20_000);
  }, 60_000);
});

describe('what a fit warns of', () => {
  it('says how many digits are left', () => {
    const data = randomData(51, 2, 40).map(([a = 0, b = 0, y = 0]) => [a, b, a + (b % 2), y]);
    const { totals, contract } = randomDesign(data, 2, { looseness: 1000 });
    const { warnings, dropped } = fit(totals, contract, LINEAR);
    expect(dropped).toEqual([]);
    const [warning] = warnings;
    if (warning?.code !== 'ill-conditioned') throw new Error('no warning');
    expect(warning.digits).toBeLessThan(6);
  });

  it('names a constant target', () => {
    const data = randomData(52, 2, 40).map(([a = 0, b = 0]) => [a, b, 40]);
    const { totals, contract } = randomDesign(data, 2);
    expect(fit(totals, contract, LINEAR).warnings).toContainEqual({ code: 'constant-target' });
    for (const kind of ['ridge', 'lasso'] as const) {
      const found = fit(totals, contract, { kind, penalty: 1, l1Share: 0, level: 0.95 });
      for (const { estimate } of found.terms.slice(1)) expect(estimate).toBeCloseTo(0, 15);
    }
  });
});

describe('model files', () => {
  it.each(['linear', 'ridge', 'lasso', 'elastic-net'] as const)('of a %s model', (kind) => {
    const contract = { ...penguinsMass, model: { kind } };
    const found = fit(penguinsTotals, contract, { kind, penalty: 10, l1Share: 0.5, level: 0.95 });
    const model = buildModelFile({ found, contract, training: trainingFacts({ penalty: 10, l1Share: 0.5 }) });
    expect(model.task).toBe(kind);
    expect(isModelFile(JSON.parse(JSON.stringify(model)))).toBe(true);
  });
});
