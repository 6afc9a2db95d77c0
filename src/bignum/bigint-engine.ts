import { checkBigint, checkInteger, checkLength } from '../base/index.ts';
import type { Arithmetic, Engine, ModularContext, PairContext, Residues } from './engine.ts';
import { multiExponentiate, power, powerSecret } from './exponentiation.ts';
import { checkOdd, digitRing, integerRing, invertAll, type Ring } from './rings.ts';

/**
 * The engine that runs everywhere, on the platform's BigInt.
 *
 * BigInt is not constant-time: its operations take longer for longer numbers and allocate memory.
 * `powerSecret` and `multiExponentiate` fix the number and order of products, which hides the pattern
 * of an exponent's bits but not every trace of it from somebody who measures on the same machine.
 */
export const bigintEngine: Engine = {
  name: 'bigint',
  modulusOf: (modulus) => contextOf(integerRing(checkOdd(modulus, 'modulus'))),
  squareOf: (base) => contextOf(digitRing(checkOdd(base, 'base'))),
  moduliOf: ([first, second]) =>
    pairContextOf(integerRing(checkOdd(first, 'modulus')), integerRing(checkOdd(second, 'modulus'))),
  squaresOf: ([first, second]) =>
    pairContextOf(digitRing(checkOdd(first, 'base')), digitRing(checkOdd(second, 'base'))),
};

function contextOf<Element>(ring: Ring<Element>): ModularContext {
  return { modulus: ring.modulus, compute: (work) => work(createArithmetic(ring)) };
}

function pairContextOf<Element>(first: Ring<Element>, second: Ring<Element>): PairContext {
  const power = (ring: Ring<Element>, base: bigint, exponent: bigint, exponentBits: number): bigint =>
    ring.toInteger(powerSecret(ring, ring.fromInteger(base), exponent, exponentBits));
  return {
    moduli: [first.modulus, second.modulus],
    powerSecret(pairs, exponents, exponentBits) {
      checkInteger(exponentBits, 'exponentBits', 0);
      return pairs.map((bases) => [
        power(first, bases[0], exponents[0], exponentBits),
        power(second, bases[1], exponents[1], exponentBits),
      ]);
    },
  };
}

function createArithmetic<Element>(ring: Ring<Element>): Arithmetic {
  // What was made here is known here: residues of another computation are not found.
  const held = new WeakMap<Residues, readonly Element[]>();

  const hold = (elements: readonly Element[]): Residues => {
    const residues: Residues = { length: elements.length, engine: 'bigint' };
    held.set(residues, elements);
    return residues;
  };
  const elementsOf = (residues: Residues): readonly Element[] => {
    const elements = held.get(residues);
    if (elements === undefined) throw new TypeError('residues: of another computation');
    return elements;
  };

  return {
    load: (values) => hold(values.map((value) => ring.fromInteger(value))),
    read: (residues) => elementsOf(residues).map((x) => ring.toInteger(x)),
    multiply(a, b) {
      const [xs, ys] = [elementsOf(a), elementsOf(b)];
      const single = ys.length === 1 ? ys[0] : undefined;
      if (single !== undefined) return hold(xs.map((x) => ring.multiply(x, single)));
      return hold(zip(xs, ys, 'b').map(([x, y]) => ring.multiply(x, y)));
    },
    product: (factors) =>
      hold([elementsOf(factors).reduce((product, x) => ring.multiply(product, x), ring.one)]),
    power(bases, exponent) {
      checkBigint(exponent, 'exponent', 0n);
      return hold(elementsOf(bases).map((x) => power(ring, x, exponent)));
    },
    powerSecret(bases, exponents, exponentBits) {
      checkInteger(exponentBits, 'exponentBits', 0);
      const xs = elementsOf(bases);
      const each = typeof exponents === 'bigint' ? xs.map(() => exponents) : exponents;
      return hold(zip(xs, each, 'exponents').map(([x, e]) => powerSecret(ring, x, e, exponentBits)));
    },
    multiExponentiate(bases, exponents, exponentBits) {
      checkInteger(exponentBits, 'exponentBits', 0);
      return hold(multiExponentiate(ring, elementsOf(bases), exponents, exponentBits));
    },
    invert: (residues) => hold(invertAll(ring, elementsOf(residues))),
  };
}

function zip<A, B>(as: readonly A[], bs: readonly B[], title: string): [A, B][] {
  checkLength(bs, title, as.length);
  return as.map((a, i) => [a, bs[i] as B]);
}
