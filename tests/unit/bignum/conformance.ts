import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gcd, modInverse, type Arithmetic, type Engine } from '../../../src/bignum/index.ts';

/** Square and multiply, nothing else: what engines are held to. */
function plainPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n % modulus;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return result;
}

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

/** What every engine must do. */
export function describeEngine(engine: Engine): void {
  describe.each(BASES)(`${engine.name} modulo the square of %i`, (base) => {
    const context = engine.squareOf(base);
    const modulus = base * base;
    const edges = [0n, 1n, base - 1n, base, base + 1n, modulus - base, modulus - 1n];
    const residue = fc.oneof(fc.constantFrom(...edges), fc.bigInt({ min: 0n, max: modulus - 1n }));
    const exponent = fc.oneof(
      fc.constantFrom(0n, 1n, 2n, 15n, 16n),
      fc.bigInt({ min: 0n, max: 2n ** 40n - 1n }),
    );
    const calculate = (work: (z: Arithmetic) => ReturnType<Arithmetic['load']>) =>
      context.compute((z) => z.read(work(z)));
    const runs = { numRuns: base > 2n ** 200n ? 20 : 60 };

    it('knows itself', () => {
      expect([context.base, context.modulus]).toEqual([base, modulus]);
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
          expect(calculate((z) => z.multiExponentiate(z.load(bases), rows, 41))).toEqual(
            rows.map((row) =>
              row.reduce((product, e, j) => (product * plainPower(bases[j] ?? 0n, e, modulus)) % modulus, 1n),
            ),
          );
        }),
        runs,
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

  describe(`${engine.name} refuses`, () => {
    const context = engine.squareOf(15n);
    const compute = context.compute.bind(context);

    it.each([1n, 0n, -15n, 4n])('base %i', (base) => {
      expect(() => engine.squareOf(base)).toThrow(RangeError);
    });

    it.each([-1n, 225n])('to load %i', (value) => {
      expect(() => compute((z) => z.load([value]))).toThrow(RangeError);
    });

    it.each([0n, 15n, 6n, 10n])('to invert %i', (value) => {
      expect(() => compute((z) => z.invert(z.load([1n, value])))).toThrow(RangeError);
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
