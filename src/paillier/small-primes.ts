/** The odd primes below `limit`, ascending (Eratosthenes). */
export function oddPrimesBelow(limit: number): number[] {
  const isComposite = new Uint8Array(Math.max(0, limit));
  const primes: number[] = [];
  for (let i = 3; i < limit; i += 2) {
    if (isComposite[i] === 1) continue;
    primes.push(i);
    for (let multiple = i * i; multiple < limit; multiple += 2 * i) isComposite[multiple] = 1;
  }
  return primes;
}

/**
 * The remainders of a long integer modulo many small primes: one long division for as many of them as have
 * a product that a float64 holds exactly, the rest in floats.
 */
export function remaindersOf(value: bigint, primes: readonly number[]): number[] {
  const remainders: number[] = [];
  let group: number[] = [];
  let product = 1;
  const divide = () => {
    const remainder = Number(value % BigInt(product));
    for (const prime of group) remainders.push(remainder % prime);
  };
  for (const prime of primes) {
    if (product * prime > Number.MAX_SAFE_INTEGER) {
      divide();
      [group, product] = [[], 1];
    }
    group.push(prime);
    product *= prime;
  }
  divide();
  return remainders;
}
