import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  createConjugateGradients,
  createGradientDescent,
  plainAnswer,
  type Optimiser,
  type PlainTotals,
} from '../../../src/learning/index.ts';
import { designOf, randomData } from './designs.ts';
import { get, train } from './support.ts';

describe.each(['conjugate-gradients', 'gradient-descent'] as const)('%s', (kind) => {
  const create = ({ base }: ReturnType<typeof designOf>): Optimiser =>
    kind === 'conjugate-gradients'
      ? createConjugateGradients(base)
      : createGradientDescent(base, { learningRate: 0.5, roundLimit: 12 });

  it('asks the same until it is answered, and takes no answer unasked', () => {
    const design = designOf(randomData(21, 3, 30), 1);
    const optimiser = create(design);
    expect(optimiser.kind).toBe(kind);
    expect(() => optimiser.accept(design.totals.xty)).toThrow(
      expect.objectContaining({ code: 'invalid-state' }),
    );
    const asked = optimiser.next();
    expect(asked).not.toBeNull();
    expect(optimiser.next()).toEqual(asked);
    expect(() => optimiser.accept([0n])).toThrow(RangeError);
    optimiser.accept(plainAnswer(design.totals, asked ?? []));
    expect(() => optimiser.accept(design.totals.xty)).toThrow(
      expect.objectContaining({ code: 'invalid-state' }),
    );
  });

  const integrity = expect.objectContaining({ code: 'integrity' }) as Error;

  function trainWith(
    answer: (round: number, honest: bigint[], totals: PlainTotals) => bigint[],
    seed = 22,
  ): void {
    const design = designOf(randomData(seed, 3, 30), 2);
    const optimiser = create(design);
    for (let asked = optimiser.next(); asked !== null; asked = optimiser.next()) {
      optimiser.accept(answer(optimiser.state.round + 1, plainAnswer(design.totals, asked), design.totals));
    }
  }

  it('trusts honest answers', () => {
    expect(() => trainWith((_, honest) => honest)).not.toThrow();
  });

  it('refuses zero, and the encryption of zero plus the known -b', () => {
    expect(() => trainWith((_, honest) => honest.map(() => 0n))).toThrow(integrity);
    expect(() => trainWith((_, __, { xty }) => xty.map((entry) => -entry))).toThrow(integrity);
  });

  it('refuses an answer that is wrong in one place by one unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 3 }),
        fc.bigInt({ min: -(1n << 100n), max: 1n << 100n }).filter((delta) => delta !== 0n),
        fc.constantFrom(1n, 0n),
        (round, place, delta, one) => {
          const error = one === 1n ? 1n : delta;
          const alter = (now: number, honest: bigint[]) =>
            honest.map((entry, j) => (now === round && j === place ? entry + error : entry));
          expect(() => trainWith(alter)).toThrow(integrity);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('notices as soon as anything known contradicts it', () => {
    const failsAt = (wrongRound: number, place: number) => {
      let reached = 0;
      const alter = (now: number, honest: bigint[]) => {
        reached = now;
        return honest.map((entry, j) => (now === wrongRound && j === place ? entry + 1n : entry));
      };
      expect(() => trainWith(alter)).toThrow(integrity);
      return reached;
    };
    // BASE has the product with (1, 0, 0, 0), so that the first entry of every answer is known beforehand.
    expect([failsAt(1, 0), failsAt(2, 0), failsAt(1, 2), failsAt(2, 2)]).toEqual([1, 2, 2, 2]);
  });

  it('checks the diagonal of BASE where there is nothing else to check', () => {
    const design = designOf(randomData(30, 1, 20), 1);
    const optimiser = create(design);
    const answer = plainAnswer(design.totals, optimiser.next() ?? []);
    expect(() => optimiser.accept([get(answer, 0), get(answer, 1) + 1n])).toThrow(integrity);
  });

  it('refuses answers from other data than BASE', () => {
    const other = designOf(randomData(99, 3, 30), 2).totals;
    const design = designOf(randomData(23, 3, 30), 2);
    expect(() => train(create(design), { ...other, xty: design.totals.xty })).toThrow(integrity);
  });

  it('refuses totals that contradict one another', () => {
    const design = designOf(randomData(24, 2, 30), 1);
    const { base } = design;
    expect(() => create({ ...design, base: { ...base, rows: 31 } })).toThrow(integrity);
    expect(() => create({ ...design, base: { ...base, yty: -1n } })).toThrow(integrity);
    expect(() => train(create({ ...design, base: { ...base, yty: base.yty / 50n } }), design.totals)).toThrow(
      integrity,
    );
    expect(() => create({ ...design, base: { ...base, sums: base.sums.slice(1) } })).toThrow(RangeError);
  });

  it.each([
    ['a combination of others', ([a = 0, b = 0, c = 0, y = 0]: number[]) => [a, b, c, a + b, y]],
    ['another in other units', ([a = 0, b = 0, , y = 0]: number[]) => [a, b, 32 - 2 * a, y]],
    ['constant', ([a = 0, , c = 0, y = 0]: number[]) => [a, 17, c, y]],
  ] as const)('goes on to G^ where a column is %s', (_, change) => {
    const design = designOf(randomData(25, 3, 40, 1500).map(change), 2);
    const optimiser = create(design);
    train(optimiser, design.totals);
    expect(optimiser.solution().gram).toEqual(design.totals.gram);
    for (const weight of optimiser.solution().weights) expect(typeof weight).toBe('bigint');
  });

  it('refuses a wrong answer where a column is a combination of others, too', () => {
    const data = randomData(25, 3, 40, 1500).map(([a = 0, b = 0, c = 0, y = 0]) => [a, b, 7, c, a + b, y]);
    const design = designOf(data, 2);
    for (const wrong of [1, 2, 3, 4, 5]) {
      for (const place of [0, 2, 5]) {
        const optimiser = create(design);
        const run = () => {
          for (let asked = optimiser.next(); asked !== null; asked = optimiser.next()) {
            const honest = plainAnswer(design.totals, asked);
            const isWrong = optimiser.state.round + 1 === wrong;
            optimiser.accept(honest.map((entry, j) => (isWrong && j === place ? entry + 1n : entry)));
          }
        };
        expect(run).toThrow(integrity);
      }
    }
  });

  it('takes fewer rows than columns', () => {
    const design = designOf(randomData(28, 5, 4), 1);
    const optimiser = create(design);
    train(optimiser, design.totals);
    expect(optimiser.solution().gram).toEqual(design.totals.gram);
  });
});
