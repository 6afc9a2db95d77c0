import { type RandomBytes, randomBelow } from '../base/index.ts';
import { gcd } from '../bignum/index.ts';

/** `count` integers, uniform and independent among those in [1, n) that are coprime to n. */
export function randomUnits(n: bigint, count: number, random: RandomBytes): bigint[] {
  return Array.from({ length: count }, () => {
    for (;;) {
      const candidate = randomBelow(n, random);
      if (gcd(candidate, n) === 1n) return candidate;
    }
  });
}
