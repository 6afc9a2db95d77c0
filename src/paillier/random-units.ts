import { type RandomBytes, randomBelow } from '../base/index.ts';
import { gcd } from '../bignum/index.ts';

/** `count` integers, uniform and independent among those in [1, n) that are coprime to n. */
export function randomUnits(n: bigint, count: number, random: RandomBytes): bigint[] {
  let units = Array.from({ length: count }, () => randomBelow(n, random));
  // One gcd for all, since it takes a tenth of an encryption: the product is a unit exactly if all are.
  while (gcd(productModulo(units, n), n) !== 1n) {
    units = units.map((unit) => (gcd(unit, n) === 1n ? unit : randomBelow(n, random)));
  }
  return units;
}

function productModulo(factors: readonly bigint[], n: bigint): bigint {
  return factors.reduce((product, factor) => (product * factor) % n, 1n);
}
