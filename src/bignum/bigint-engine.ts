import { checkBigint, checkInteger, checkLength } from '../base/index.ts';
import { checkBase, type DigitRing, digitRing, type Digits, invertAll } from './base-digits.ts';
import type { Arithmetic, Engine, Residues } from './engine.ts';
import { multiExponentiate, power, powerSecret } from './exponentiation.ts';

/**
 * The engine that runs everywhere, on the platform's BigInt.
 *
 * BigInt is not constant-time: its operations take longer for longer numbers and allocate memory.
 * `powerSecret` and `multiExponentiate` fix the number and order of products, which hides the pattern
 * of an exponent's bits but not every trace of it from somebody who measures on the same machine.
 */
export const bigintEngine: Engine = {
  name: 'bigint',
  squareOf(base) {
    const ring = digitRing(checkBase(base));
    return {
      base,
      modulus: ring.modulus,
      compute: (work) => work(createArithmetic(ring)),
    };
  },
  squaresOf(bases) {
    const rings = [digitRing(checkBase(bases[0])), digitRing(checkBase(bases[1]))] as const;
    const power = (lane: 0 | 1, base: bigint, exponent: bigint, exponentBits: number): bigint => {
      const ring = rings[lane];
      return ring.toInteger(powerSecret(ring, ring.fromInteger(base), exponent, exponentBits));
    };
    return {
      moduli: [rings[0].modulus, rings[1].modulus],
      powerSecret(pairs, exponents, exponentBits) {
        checkInteger(exponentBits, 'exponentBits', 0);
        return pairs.map(([first, second]) => [
          power(0, first, exponents[0], exponentBits),
          power(1, second, exponents[1], exponentBits),
        ]);
      },
    };
  },
};

function createArithmetic(ring: DigitRing): Arithmetic {
  // What was made here is known here: residues of another computation are not found.
  const held = new WeakMap<Residues, readonly Digits[]>();

  const hold = (digits: readonly Digits[]): Residues => {
    const residues: Residues = { length: digits.length, engine: 'bigint' };
    held.set(residues, digits);
    return residues;
  };
  const digitsOf = (residues: Residues): readonly Digits[] => {
    const digits = held.get(residues);
    if (digits === undefined) throw new TypeError('residues: of another computation');
    return digits;
  };

  return {
    load: (values) => hold(values.map((value) => ring.fromInteger(value))),
    read: (residues) => digitsOf(residues).map((x) => ring.toInteger(x)),
    multiply(a, b) {
      const [xs, ys] = [digitsOf(a), digitsOf(b)];
      const single = ys.length === 1 ? ys[0] : undefined;
      if (single !== undefined) return hold(xs.map((x) => ring.multiply(x, single)));
      return hold(zip(xs, ys, 'b').map(([x, y]) => ring.multiply(x, y)));
    },
    product: (factors) =>
      hold([digitsOf(factors).reduce((product, x) => ring.multiply(product, x), ring.one)]),
    power(bases, exponent) {
      checkBigint(exponent, 'exponent', 0n);
      return hold(digitsOf(bases).map((x) => power(ring, x, exponent)));
    },
    powerSecret(bases, exponents, exponentBits) {
      checkInteger(exponentBits, 'exponentBits', 0);
      const xs = digitsOf(bases);
      const each = typeof exponents === 'bigint' ? xs.map(() => exponents) : exponents;
      return hold(zip(xs, each, 'exponents').map(([x, e]) => powerSecret(ring, x, e, exponentBits)));
    },
    multiExponentiate(bases, exponents, exponentBits) {
      checkInteger(exponentBits, 'exponentBits', 0);
      return hold(multiExponentiate(ring, digitsOf(bases), exponents, exponentBits));
    },
    invert: (residues) => hold(invertAll(ring, digitsOf(residues))),
  };
}

function zip<A, B>(as: readonly A[], bs: readonly B[], title: string): [A, B][] {
  checkLength(bs, title, as.length);
  return as.map((a, i) => [a, bs[i] as B]);
}
