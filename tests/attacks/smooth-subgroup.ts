import { bitLength } from '../../src/base/index.ts';
import { isProbablePrime, modInverse, modPow, modulo } from '../../src/bignum/index.ts';

/**
 * A subgroup of the units modulo a prime in which discrete logarithms are easy: its order is a product of
 * small primes, one of each.
 */
export interface SmoothSubgroup {
  readonly prime: bigint;
  /** The small primes. */
  readonly factors: readonly bigint[];
  /** Their product, which divides prime - 1. */
  readonly order: bigint;
  /** To the power (prime - 1) / order it generates the subgroup. */
  readonly generator: bigint;
  /** x modulo `order` for generator^x, or for that times anything which the same power turns into 1. */
  logarithm(element: bigint): bigint;
}

/** Primes from here on are not found in n by a data owner's trial division. */
const LEAST_FACTOR = 6373;
/** Rounds of Miller-Rabin: nobody chose these candidates to deceive. */
const ROUNDS = 4;

/**
 * Small primes with a product of at least `orderBits` bits, and a prime P that is 1 modulo each of them.
 *
 * @param productBits length of P times the order.
 */
export function createSmoothSubgroup(orderBits: number, productBits: number): SmoothSubgroup {
  const factors: bigint[] = [];
  let order = 1n;
  for (let each = LEAST_FACTOR; bitLength(order) < orderBits; each += 2) {
    if (!isSmallPrime(each)) continue;
    factors.push(BigInt(each));
    order *= BigInt(each);
  }
  let prime = (1n << BigInt(productBits - 1)) / order;
  prime += 1n - (prime % (2n * order)) + 2n * order;
  while (!isProbablePrime(prime, { rounds: ROUNDS })) prime += 2n * order;
  if (bitLength(prime * order) !== productBits) throw new Error('no prime of this length');

  const cofactor = (prime - 1n) / order;
  const parts = factors.map((factor) => (prime - 1n) / factor);
  let generator = 2n;
  while (parts.some((part) => modPow(generator, part, prime) === 1n)) generator += 1n;
  const image = modPow(generator, cofactor, prime);

  return {
    prime,
    factors,
    order,
    generator,
    // Pohlig and Hellman 1978: one logarithm modulo each factor, put together by remainders.
    logarithm(element) {
      const power = modPow(element, cofactor, prime);
      return factors.reduce((sum, factor) => {
        const others = order / factor;
        const [base, target] = [modPow(image, others, prime), modPow(power, others, prime)];
        const digit = smallLogarithm(base, target, factor, prime);
        return modulo(sum + digit * others * modInverse(others, factor), order);
      }, 0n);
    },
  };
}

/** x with base^x = target, base being of order `order` (Shanks 1971, baby steps and giant steps). */
function smallLogarithm(base: bigint, target: bigint, order: bigint, prime: bigint): bigint {
  const width = BigInt(Math.ceil(Math.sqrt(Number(order))));
  const babies = new Map<bigint, bigint>();
  let baby = 1n;
  for (let x = 0n; x < width; x++) {
    babies.set(baby, x);
    baby = (baby * base) % prime;
  }
  const giant = modInverse(baby, prime);
  let rest = target;
  for (let y = 0n; y < width; y++) {
    const x = babies.get(rest);
    if (x !== undefined) return y * width + x;
    rest = (rest * giant) % prime;
  }
  throw new Error('not in the subgroup');
}

function isSmallPrime(odd: number): boolean {
  for (let divisor = 3; divisor * divisor <= odd; divisor += 2) if (odd % divisor === 0) return false;
  return true;
}
