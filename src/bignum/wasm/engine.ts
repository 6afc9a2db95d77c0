import { checkBigint, checkInteger } from '../../base/index.ts';
import type { Engine, ModularContext, Pair, PairContext } from '../engine.ts';
import { checkOdd, digitRing, integerRing, type Ring } from '../rings.ts';
import { createArithmetic } from './arithmetic.ts';
import { createLanes, type Lanes } from './lanes.ts';
import type { Halves } from './layout.ts';
import { secretPower } from './powers.ts';
import type { Technology } from './technology.ts';

/**
 * An engine on a WebAssembly kernel, which computes on two numbers at a time: those of a batch in pairs,
 * an odd one beside itself.
 *
 * The kernel has no branch and no address that depends on a number. What is taken from a table does: powers
 * with secret exponents fix the number and order of products, but not which entries are read.
 *
 * Each context has a memory of its own. A computation gives back what it used; the memory stays as large
 * as the largest needed, and goes with the context.
 */
export function createWasmEngine(technology: Technology): Engine {
  const { name } = technology;

  function contextOf<Element>(ring: Ring<Element>, base: bigint, halves: Halves): ModularContext {
    const lanes = createLanes(technology, [base, base], halves);
    return {
      modulus: ring.modulus,
      compute: (work) => released(lanes, () => work(createArithmetic({ name, lanes, ring }))),
    };
  }

  function pairContextOf(bases: Pair, halves: Halves): PairContext {
    const lanes = createLanes(technology, bases, halves);
    const { moduli } = lanes;
    return {
      moduli,
      powerSecret(pairs, exponents, exponentBits) {
        checkInteger(exponentBits, 'exponentBits', 0);
        return pairs.map((pair) => {
          for (const lane of [0, 1] as const) checkBigint(pair[lane], 'base', 0n, moduli[lane] - 1n);
          return released(lanes, () => {
            const base = lanes.allocate();
            lanes.load(base, pair);
            lanes.carry(base, base, 2);
            const power = secretPower(lanes, base, exponents, exponentBits);
            lanes.carry(power, power, -1);
            return lanes.read(power);
          });
        });
      },
    };
  }

  const odd = ([first, second]: Pair, title: string): Pair => [
    checkOdd(first, title),
    checkOdd(second, title),
  ];
  return {
    name,
    modulusOf: (modulus) => contextOf(integerRing(checkOdd(modulus, 'modulus')), modulus, 1),
    squareOf: (base) => contextOf(digitRing(checkOdd(base, 'base')), base, 2),
    moduliOf: (moduli) => pairContextOf(odd(moduli, 'modulus'), 1),
    squaresOf: (bases) => pairContextOf(odd(bases, 'base'), 2),
  };
}

/** Gives back all memory that `work` allocated. */
function released<T>(lanes: Lanes, work: () => T): T {
  const mark = lanes.mark();
  try {
    return work();
  } finally {
    lanes.release(mark);
  }
}
