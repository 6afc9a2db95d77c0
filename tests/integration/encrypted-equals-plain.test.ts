import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { termNames } from '../../src/contract/index.ts';
import { contractFor, modelOwnerWithKey, plainEstimates, trainEncrypted } from './encrypted-training.ts';

/** Data of one session: features, a target that depends on them, noise; some cells missing. */
const data = fc
  .record({ features: fc.integer({ min: 1, max: 4 }), owners: fc.integer({ min: 1, max: 3 }) })
  .chain(({ features, owners }) => {
    const value = fc.integer({ min: -9999, max: 9999 });
    const row = fc.array(value, { minLength: features, maxLength: features });
    return fc.record({
      files: fc.array(fc.array(fc.tuple(row, value), { minLength: 10, maxLength: 40 }), {
        minLength: owners,
        maxLength: owners,
      }),
      slopes: fc.array(fc.integer({ min: -30, max: 30 }), { minLength: features, maxLength: features }),
      /** Where the decimal point stands, column by column. */
      decimals: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: features, maxLength: features }),
      missing: fc.nat({ max: 9 }),
      separator: fc.constantFrom(',', ';', '\t'),
    });
  });

type Session = typeof data extends fc.Arbitrary<infer T> ? T : never;

function csvFiles({ files, slopes, decimals, missing, separator }: Session): Blob[] {
  const names = slopes.map((_, j) => `x ${j + 1}`);
  return files.map((rows, owner) => {
    const lines = rows.map(([x, noise], i) => {
      const y = x.reduce((sum, value, j) => sum + value * (slopes[j] ?? 0), 10 * noise) / 1000;
      const cells = x.map((value, j) => (value / 10 ** (decimals[j] ?? 0)).toFixed(decimals[j]));
      if (i === missing) cells[0] = 'NA';
      return [...cells, y.toFixed(3)];
    });
    const table = [[...names, 'y'], ...lines];
    // Owners keep their columns in different orders.
    const turned = owner % 2 === 0 ? table : table.map((line) => [...line].reverse());
    return new Blob([turned.map((line) => line.join(separator)).join('\n')]);
  });
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  for (const [j, value] of expected.entries()) {
    const off = Math.abs((actual[j] ?? NaN) - value);
    expect(off).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
  }
}

describe('training under encryption', () => {
  test('equals plain least squares of all rows, for random files of one to three owners', async () => {
    const modelOwner = await modelOwnerWithKey();
    await fc.assert(
      fc.asyncProperty(data, async (session) => {
        const files = csvFiles(session);
        const contract = await contractFor(files, 'y');
        const expected = await plainEstimates(files, contract);
        const { model, rounds } = await trainEncrypted({ files, contract, modelOwner });
        // Of columns that happen to be constant or dependent the model has none; plainly they weigh 0.
        const estimates = new Map(model.terms.map(({ term, estimate }) => [term, estimate]));
        expectClose(
          termNames(contract).map((term) => estimates.get(term) ?? 0),
          expected,
          1e-12,
        );
        expect(rounds).toBeLessThanOrEqual(contract.features.length + 2);
        expect(model.metrics.rows).toBe(session.files.flat().length - session.files.length);
        expect(model.metrics.rowsDropped).toBe(session.files.length);
      }),
      { numRuns: 20 },
    );
  });

  test('by gradient descent equals conjugate gradients on well-conditioned data', async () => {
    const modelOwner = await modelOwnerWithKey();
    const column = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 60, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(column, { minLength: 3, maxLength: 4 }),
        async ([noise = [], ...features]) => {
          const rows = noise.map((each, i) => {
            const x = features.map((values) => values[i] ?? 0);
            return [...x, x.reduce((sum, value, j) => sum + value * (j - 1.5), each / 10 + 250)].join();
          });
          const header = [...features.map((_, j) => `x${j}`), 'y'].join();
          const files = [rows.slice(0, 25), rows.slice(25)].map(
            (part) => new Blob([[header, ...part].join('\n')]),
          );
          const contract = await contractFor(files, 'y');
          const exact = await trainEncrypted({ files, contract, modelOwner });
          fc.pre((exact.model.metrics.conditionNumber ?? Infinity) <= 10);
          const descent = await trainEncrypted({
            ...{ files, modelOwner, optimiser: 'gradient-descent', learningRate: 1 },
            contract: { ...contract, roundLimit: 400 },
          });
          expect(descent.model.training.converged).toBe(true);
          expectClose(
            descent.model.terms.map(({ estimate }) => estimate),
            exact.model.terms.map(({ estimate }) => estimate),
            1e-6,
          );
        },
      ),
      { numRuns: 3 },
    );
  });
});
