import { checkBigint, checkInteger, checkLength } from '../../base/index.ts';
import { at } from '../elements.ts';
import type { Arithmetic, EngineName, Residues } from '../engine.ts';
import { invertAll, type Ring } from '../rings.ts';
import type { Address } from './kernel.ts';
import type { Lanes } from './lanes.ts';
import { multiPower, publicPower, secretPower } from './powers.ts';

interface ArithmeticDeps<Element> {
  readonly name: EngineName;
  readonly lanes: Lanes;
  /** Where inverses are taken. */
  readonly ring: Ring<Element>;
}

/** A batch: elements 2 i and 2 i + 1 in one pair, the last of an odd batch in both lanes. */
interface Batch {
  readonly length: number;
  readonly pairs: readonly Address[];
  /**
   * The exponent of the power of R that the pairs carry, from -1 to 2. It is changed, in place, only where
   * an operation needs another one: what is loaded, multiplied once and read never takes Montgomery's form.
   */
  carried: number;
}

/** What `lanes.load` leaves, what `lanes.read` asks for, and what products preserve. */
const LOADED = -1;
const PLAIN = 0;
const MONTGOMERY = 1;

export function createArithmetic<Element>({ name, lanes, ring }: ArithmeticDeps<Element>): Arithmetic {
  // What was made here is known here: residues of another computation are not found.
  const known = new WeakMap<Residues, Batch>();

  function hold(length: number, pairs: readonly Address[], carried = MONTGOMERY): Residues {
    const residues: Residues = { length, engine: name };
    known.set(residues, { length, pairs, carried });
    return residues;
  }

  function batchOf(residues: Residues): Batch {
    const batch = known.get(residues);
    if (batch === undefined) throw new TypeError('residues: of another computation');
    return batch;
  }

  function carry(batch: Batch, exponent: number): Batch {
    if (batch.carried === exponent) return batch;
    for (const pair of batch.pairs) lanes.carry(pair, pair, exponent - batch.carried);
    batch.carried = exponent;
    return batch;
  }

  const inMontgomeryForm = (residues: Residues): Batch => carry(batchOf(residues), MONTGOMERY);

  /** Sees to it that products of the two carry R^0 or R^1, and returns which. */
  function productCarries(left: Batch, right: Batch): number {
    if (left === right || left.carried > MONTGOMERY) carry(left, MONTGOMERY);
    const carried = left.carried + right.carried - 1;
    if (carried === PLAIN || carried === MONTGOMERY) return carried;
    carry(right, PLAIN + 1 - left.carried);
    return PLAIN;
  }

  function load(values: readonly bigint[]): Residues {
    for (const value of values) checkBigint(value, 'value', 0n, ring.modulus - 1n);
    const pairs = pairUp(values).map((pair) => {
      const address = lanes.allocate();
      lanes.load(address, pair);
      return address;
    });
    return hold(values.length, pairs, LOADED);
  }

  function read(residues: Residues): bigint[] {
    const { length, pairs } = carry(batchOf(residues), PLAIN);
    return pairs.flatMap((pair) => lanes.read(pair)).slice(0, length);
  }

  /** Both elements of every pair in both lanes. */
  function spread({ length, pairs }: Batch): Address[] {
    return pairs
      .flatMap((pair) => {
        const [first, second] = [lanes.allocate(), lanes.allocate()];
        lanes.swap(second, pair);
        lanes.select(first, pair, second);
        lanes.select(second, second, pair);
        return [first, second];
      })
      .slice(0, length);
  }

  return {
    load,
    read,
    multiply(a, b) {
      const [left, right] = [batchOf(a), batchOf(b)];
      const isSingle = right.length === 1;
      if (!isSingle && right.length !== left.length) {
        throw new RangeError(`b: expected ${left.length}, got ${right.length}`);
      }
      const carried = productCarries(left, right);
      const products = left.pairs.map((pair, i) => {
        const product = lanes.allocate();
        lanes.multiply(product, pair, at(right.pairs, isSingle ? 0 : i));
        return product;
      });
      return hold(left.length, products, carried);
    },
    product(factors) {
      const { length, pairs } = inMontgomeryForm(factors);
      const [product, other] = [lanes.allocate(), lanes.allocate()];
      lanes.select(product, lanes.one, lanes.one);
      for (const [i, pair] of pairs.entries()) {
        const isHalf = 2 * i + 1 === length;
        // The last of an odd batch lies there twice, and counts once.
        lanes.select(other, pair, isHalf ? lanes.one : pair);
        lanes.multiply(product, product, other);
      }
      lanes.swap(other, product);
      lanes.multiply(product, product, other);
      return hold(1, [product]);
    },
    power(bases, exponent) {
      checkBigint(exponent, 'exponent', 0n);
      const { length, pairs } = inMontgomeryForm(bases);
      return hold(
        length,
        pairs.map((pair) => publicPower(lanes, pair, exponent)),
      );
    },
    powerSecret(bases, exponents, exponentBits) {
      checkInteger(exponentBits, 'exponentBits', 0);
      const { length, pairs } = inMontgomeryForm(bases);
      const each = typeof exponents === 'bigint' ? new Array<bigint>(length).fill(exponents) : [...exponents];
      const exponentPairs = pairUp(checkLength(each, 'exponents', length));
      return hold(
        length,
        pairs.map((pair, i) => secretPower(lanes, pair, at(exponentPairs, i), exponentBits)),
      );
    },
    multiExponentiate(bases, exponents, exponentBits) {
      checkInteger(exponentBits, 'exponentBits', 0);
      const batch = inMontgomeryForm(bases);
      for (const row of exponents) {
        if (row.length !== batch.length) throw new RangeError(`exponents: expected rows of ${batch.length}`);
      }
      return hold(exponents.length, multiPower(lanes, spread(batch), pairUp(exponents), exponentBits));
    },
    invert(residues) {
      const inverses = invertAll(
        ring,
        read(residues).map((value) => ring.fromInteger(value)),
      );
      return load(inverses.map((inverse) => ring.toInteger(inverse)));
    },
  };
}

/** Elements two by two; an odd one beside itself. */
function pairUp<T>(list: readonly T[]): (readonly [T, T])[] {
  return Array.from({ length: Math.ceil(list.length / 2) }, (_, i) => {
    const first = at(list, 2 * i);
    return [first, 2 * i + 1 < list.length ? at(list, 2 * i + 1) : first];
  });
}
