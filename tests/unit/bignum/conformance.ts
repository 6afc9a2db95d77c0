import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gcd, modInverse, type Arithmetic, type Engine, type Pair } from '../../../src/bignum/index.ts';
import { describeAnyOrder } from './any-order.ts';
import { plainPower } from './plain-power.ts';

/** Products of primes, and an odd number that is none: engines need no more than odd. */
const BASES = [
  3n,
  15n,
  126_869n,
  (1n << 64n) - 59n,
  ((1n << 127n) - 1n) * ((1n << 61n) - 1n),
  (1n << 512n) - 569n,
  (1n << 1024n) - 1n,
];

/** Both kinds of contexts, and what they are to compute modulo. */
const KINDS = [
  { kind: 'the square of', contextOf: (engine: Engine, base: bigint) => engine.squareOf(base), power: 2n },
  { kind: 'the number', contextOf: (engine: Engine, base: bigint) => engine.modulusOf(base), power: 1n },
];

/** Both kinds of contexts for pairs. */
const PAIR_KINDS = [
  { kind: 'squares', contextOf: (engine: Engine, bases: Pair) => engine.squaresOf(bases), power: 2n },
  { kind: 'numbers', contextOf: (engine: Engine, bases: Pair) => engine.moduliOf(bases), power: 1n },
];

const withBases = (bases: readonly bigint[]) =>
  KINDS.flatMap((each) => bases.map((base) => ({ ...each, base })));

/** What every engine must do. */
export function describeEngine(engine: Engine): void {
  describe.each(withBases(BASES))(`${engine.name} modulo $kind $base`, ({ base, contextOf, power }) => {
    const context = contextOf(engine, base);
    const modulus = base ** power;
    const edges = [0n, 1n, base - 1n, base, base + 1n, modulus - base, modulus - 1n].filter(
      (x) => x < modulus,
    );
    const residue = fc.oneof(fc.constantFrom(...edges), fc.bigInt({ min: 0n, max: modulus - 1n }));
    const exponent = fc.oneof(
      fc.constantFrom(0n, 1n, 2n, 15n, 16n),
      fc.bigInt({ min: 0n, max: 2n ** 40n - 1n }),
    );
    const calculate = (work: (z: Arithmetic) => ReturnType<Arithmetic['load']>) =>
      context.compute((z) => z.read(work(z)));
    const runs = { numRuns: base > 2n ** 200n ? 20 : 60 };

    it('knows itself', () => {
      expect(context.modulus).toBe(modulus);
    });

    it('multiplies batches', () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(residue, residue)), (pairs) => {
          const [as, bs] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
          expect(calculate((z) => z.multiply(z.load(as), z.load(bs)))).toEqual(
            pairs.map(([a, b]) => (a * b) % modulus),
          );
        }),
        runs,
      );
    });

    it('multiplies a batch by one factor, and takes products', () => {
      fc.assert(
        fc.property(fc.array(residue), residue, (as, b) => {
          expect(calculate((z) => z.multiply(z.load(as), z.load([b])))).toEqual(
            as.map((a) => (a * b) % modulus),
          );
          expect(calculate((z) => z.product(z.load(as)))).toEqual([
            as.reduce((x, y) => (x * y) % modulus, 1n),
          ]);
        }),
        runs,
      );
    });

    it('raises to public and to secret exponents', () => {
      fc.assert(
        fc.property(fc.array(residue, { maxLength: 4 }), exponent, (bases, e) => {
          const expected = bases.map((b) => plainPower(b, e, modulus));
          expect(calculate((z) => z.power(z.load(bases), e))).toEqual(expected);
          expect(calculate((z) => z.powerSecret(z.load(bases), e, 40))).toEqual(expected);
          const each = bases.map((_, i) => e >> BigInt(i));
          expect(calculate((z) => z.powerSecret(z.load(bases), each, 43))).toEqual(
            bases.map((b, i) => plainPower(b, e >> BigInt(i), modulus)),
          );
        }),
        runs,
      );
    });

    it('raises to an exponent as long as the modulus', () => {
      const bases = [2n % modulus, modulus - 2n];
      const e = modulus - 2n;
      const expected = bases.map((b) => plainPower(b, e, modulus));
      expect(calculate((z) => z.power(z.load(bases), e))).toEqual(expected);
      expect(calculate((z) => z.powerSecret(z.load(bases), e, modulus.toString(2).length))).toEqual(expected);
    });

    it('takes products of powers, row by row', () => {
      const shape = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 3 }));
      const problem = shape.chain(([columns, rows]) =>
        fc.tuple(
          fc.array(residue, { minLength: columns, maxLength: columns }),
          fc.array(fc.array(exponent, { minLength: columns, maxLength: columns }), {
            minLength: rows,
            maxLength: rows,
          }),
        ),
      );
      fc.assert(
        fc.property(problem, ([bases, rows]) => {
          expect(calculate((z) => z.multiExponentiate(z.load(bases), rows, 40))).toEqual(
            rows.map((row) =>
              row.reduce((product, e, j) => (product * plainPower(bases[j] ?? 0n, e, modulus)) % modulus, 1n),
            ),
          );
        }),
        runs,
      );
    });

    it('raises to powers of two, and to what lies beside them', () => {
      for (const e of [1n, 2n, 4n, 1n << 47n, 1n << 130n, (1n << 47n) - 1n, (1n << 47n) + 1n, 3n << 60n]) {
        const bases = [modulus - 2n, 2n % modulus, 0n];
        expect(calculate((z) => z.power(z.load(bases), e))).toEqual(
          bases.map((b) => plainPower(b, e, modulus)),
        );
      }
    });

    it('takes many products of powers at once', () => {
      // More rows than any engine takes in one go, and an odd number.
      const bases = [2n % modulus, modulus - 3n, (base + 1n) % modulus];
      const rows = Array.from({ length: 35 }, (_, i) => [
        2n ** 40n - BigInt(i + 1),
        BigInt(i),
        2n ** 39n + 5n,
      ]);
      expect(calculate((z) => z.multiExponentiate(z.load(bases), rows, 40))).toEqual(
        rows.map((row) =>
          row.reduce((product, e, j) => (product * plainPower(bases[j] ?? 0n, e, modulus)) % modulus, 1n),
        ),
      );
    });

    it('inverts units', () => {
      fc.assert(
        fc.property(fc.array(residue.filter((a) => gcd(a, base) === 1n)), (as) => {
          expect(calculate((z) => z.invert(z.load(as)))).toEqual(as.map((a) => modInverse(a, modulus)));
        }),
        runs,
      );
    });
  });

  describe.each(withBases([15n, (1n << 127n) - 1n, (1n << 512n) - 569n]))(
    `${engine.name} modulo $kind $base, operation after operation`,
    ({ base, contextOf }) => describeAnyOrder(contextOf(engine, base)),
  );

  describe.each(PAIR_KINDS)(`${engine.name} modulo two $kind`, ({ contextOf, power }) => {
    // Of about one length, as primes of a key are, and of very different ones.
    it.each([
      [3n, 15n],
      [126_869n, 2n ** 40n + 15n],
      [(1n << 512n) - 569n, (1n << 511n) + 111n],
      [(1n << 1024n) - 1n, (1n << 1023n) + 1n],
      [15n, (1n << 512n) - 569n],
    ])('raises pairs, each to its own exponent: %i, %i', (first, second) => {
      const context = contextOf(engine, [first, second]);
      const moduli = [first ** power, second ** power] as const;
      expect(context.moduli).toEqual(moduli);
      const below = (m: bigint) =>
        fc.oneof(fc.constantFrom(0n, 1n, m - 1n), fc.bigInt({ min: 0n, max: m - 1n }));
      const exponent = fc.oneof(
        fc.constantFrom(0n, 1n, 2n ** 37n - 1n),
        fc.bigInt({ min: 0n, max: 2n ** 37n - 1n }),
      );
      fc.assert(
        fc.property(
          fc.array(fc.tuple(below(moduli[0]), below(moduli[1])), { maxLength: 3 }),
          fc.tuple(exponent, exponent),
          (pairs, [e, f]) => {
            expect(context.powerSecret(pairs, [e, f], 37)).toEqual(
              pairs.map(([a, b]) => [plainPower(a, e, moduli[0]), plainPower(b, f, moduli[1])]),
            );
          },
        ),
        { numRuns: 25 },
      );
      expect(context.powerSecret([[2n, 2n]], [0n, 0n], 0)).toEqual([[1n, 1n]]);
    });

    it('refuses', () => {
      for (const bases of [
        [4n, 15n],
        [15n, 1n],
      ] as const)
        expect(() => contextOf(engine, bases)).toThrow(RangeError);
      const { powerSecret, moduli } = contextOf(engine, [15n, 21n]);
      const greatest: Pair = [moduli[0] - 1n, moduli[1] - 1n];
      expect(powerSecret([greatest], [7n, 5n], 3)).toEqual([greatest]);
      for (const pair of [
        [moduli[0], 0n],
        [0n, moduli[1]],
        [-1n, 0n],
      ] as const) {
        expect(() => powerSecret([pair], [1n, 1n], 3)).toThrow(RangeError);
      }
      for (const exponents of [
        [8n, 1n],
        [1n, 8n],
        [-1n, 1n],
      ] as const) {
        expect(() => powerSecret([[2n, 2n]], exponents, 3)).toThrow(RangeError);
      }
      expect(() => powerSecret([[2n, 2n]], [1n, 1n], -1)).toThrow(RangeError);
    });
  });

  describe(`${engine.name} with several contexts`, () => {
    it('keeps them apart, one inside the other too', () => {
      const [small, large] = [engine.squareOf(15n), engine.modulusOf(441n)];
      const result = small.compute((z) => {
        const x = z.load([7n, 14n, 224n]);
        const inner = large.compute((y) => y.read(y.multiply(y.load([20n, 440n]), y.load([440n, 440n]))));
        // In the same context: what it held is given back, what is held outside stays.
        const again = small.compute((y) => y.read(y.power(y.load([2n, 3n, 4n, 5n, 6n]), 3n)));
        return [z.read(z.multiply(x, x)), inner, again];
      });
      expect(result).toEqual([
        [49n, 196n, 1n],
        [421n, 1n],
        [8n, 27n, 64n, 125n, 216n],
      ]);
    });

    it('gives back what a computation held that failed', () => {
      const context = engine.squareOf((1n << 512n) - 569n);
      const values = Array.from({ length: 300 }, (_, i) => BigInt(i));
      for (let i = 0; i < 20; i++) {
        expect(() =>
          context.compute((z) => {
            z.load(values);
            throw new Error('spilled');
          }),
        ).toThrow('spilled');
      }
      expect(context.compute((z) => z.read(z.load(values)))).toEqual(values);
    });
  });

  describe(`${engine.name} refuses`, () => {
    const context = engine.squareOf(15n);
    const compute = context.compute.bind(context);

    it.each([1n, 0n, -15n, 4n])('base %i', (base) => {
      for (const { contextOf } of KINDS) expect(() => contextOf(engine, base)).toThrow(RangeError);
    });

    it.each(KINDS)('to load what is not below $kind 15', ({ contextOf, power }) => {
      const { compute: within } = contextOf(engine, 15n);
      for (const value of [-1n, 15n ** power]) {
        expect(() => within((z) => z.load([value]))).toThrow(RangeError);
      }
    });

    it.each([0n, 15n, 6n, 10n])('to invert %i', (value) => {
      expect(() => compute((z) => z.invert(z.load([1n, value])))).toThrow(RangeError);
      expect(() => engine.modulusOf(15n).compute((z) => z.invert(z.load([1n, value % 15n])))).toThrow(
        RangeError,
      );
    });

    it('batches of different lengths', () => {
      expect(() => compute((z) => z.multiply(z.load([1n, 2n, 3n]), z.load([1n, 2n])))).toThrow(RangeError);
      expect(() => compute((z) => z.powerSecret(z.load([1n, 2n]), [1n], 4))).toThrow(RangeError);
      expect(() => compute((z) => z.multiExponentiate(z.load([1n, 2n]), [[1n]], 4))).toThrow(RangeError);
    });

    it('exponents that are negative or too long', () => {
      expect(() => compute((z) => z.power(z.load([2n]), -1n))).toThrow(RangeError);
      for (const exponent of [-1n, 16n]) {
        expect(() => compute((z) => z.powerSecret(z.load([2n]), exponent, 4))).toThrow(RangeError);
        expect(() => compute((z) => z.multiExponentiate(z.load([2n]), [[exponent]], 4))).toThrow(RangeError);
      }
    });

    it('residues of another computation', () => {
      const escaped = compute((z) => z.load([2n]));
      expect(() => compute((z) => z.read(escaped))).toThrow(TypeError);
      expect(() => engine.squareOf(21n).compute((z) => z.multiply(z.load([1n]), escaped))).toThrow(TypeError);
    });
  });
}
