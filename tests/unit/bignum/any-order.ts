import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  gcd,
  modInverse,
  type Arithmetic,
  type ModularContext,
  type Residues,
} from '../../../src/bignum/index.ts';
import { plainPower } from './plain-power.ts';

/** Three residues, and what they are. */
interface Known {
  readonly residues: Residues;
  readonly values: readonly bigint[];
}

const OPERATIONS = ['multiply', 'single', 'power', 'secret', 'rows', 'product', 'invert', 'read'] as const;
type Operation = (typeof OPERATIONS)[number];

/** An engine may keep residues in one of several forms, and change them behind their backs. */
export function describeAnyOrder({ modulus, compute }: ModularContext): void {
  const times = (x: bigint, y: bigint): bigint => (x * y) % modulus;

  function perform(z: Arithmetic, operation: Operation, a: Known, b: Known): Known {
    const total = b.values.reduce(times, 1n);
    switch (operation) {
      case 'multiply':
        return {
          residues: z.multiply(a.residues, b.residues),
          values: a.values.map((x, i) => times(x, b.values[i] ?? 0n)),
        };
      case 'single':
        return {
          residues: z.multiply(a.residues, z.load([b.values[0] ?? 0n])),
          values: a.values.map((x) => times(x, b.values[0] ?? 0n)),
        };
      case 'power':
        return { residues: z.power(a.residues, 6n), values: a.values.map((x) => plainPower(x, 6n, modulus)) };
      case 'secret':
        return {
          residues: z.powerSecret(a.residues, [1n, 2n, 3n], 3),
          values: a.values.map((x, i) => plainPower(x, BigInt(i + 1), modulus)),
        };
      case 'rows': {
        const rows = [1n, 0n, 1n].map((e) => [e, e, e]);
        return { residues: z.multiExponentiate(b.residues, rows, 2), values: [total, 1n, total] };
      }
      case 'product':
        return {
          residues: z.multiply(a.residues, z.product(b.residues)),
          values: a.values.map((x) => times(x, total)),
        };
      case 'invert':
        return { residues: z.invert(a.residues), values: a.values.map((x) => modInverse(x, modulus)) };
      case 'read':
        expect(z.read(a.residues)).toEqual(a.values);
        return a;
    }
  }

  const unit = fc.bigInt({ min: 0n, max: modulus - 1n }).filter((x) => gcd(x, modulus) === 1n);
  const units = fc.array(unit, { minLength: 3, maxLength: 3 });
  const steps = fc.array(fc.tuple(fc.constantFrom(...OPERATIONS), fc.nat(), fc.nat()), { maxLength: 12 });

  it('gives the same in any order', () => {
    fc.assert(
      fc.property(units, units, steps, (as, bs, program) => {
        compute((z) => {
          const known: Known[] = [as, bs].map((values) => ({ residues: z.load(values), values }));
          for (const [operation, left, right] of program) {
            const [a, b] = [known[left % known.length], known[right % known.length]] as [Known, Known];
            known.push(perform(z, operation, a, b));
          }
          for (const { residues, values } of known) expect(z.read(residues)).toEqual(values);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('multiplies what was a factor before, whichever side it was on', () => {
    const values = Array.from({ length: 4 }, (_, i) => [modulus - BigInt(i + 1), BigInt(i + 2) % modulus]);
    const sides = [0, 1, 2, 3].flatMap((left) => [0, 1, 2, 3].map((right) => [left, right] as const));
    fc.assert(
      fc.property(fc.shuffledSubarray(sides, { minLength: sides.length }), (order) => {
        compute((z) => {
          const loaded = values.map((each) => z.load(each));
          for (const [left, right] of order) {
            const product = z.multiply(loaded[left] as Residues, loaded[right] as Residues);
            const expected = values[left]?.map((x, i) => times(x, values[right]?.[i] ?? 0n));
            expect(z.read(product)).toEqual(expected);
          }
          expect(loaded.map((each) => z.read(each))).toEqual(values);
        });
      }),
      { numRuns: 40 },
    );
  });
}
