import { cryptoRandom, type Bytes } from '../../src/base/index.ts';

/**
 * What a run depends on. It stands in the names of the tests; in the environment it repeats a run: message for
 * message, but for keys and what follows from them, which the platform draws. A failure shows its message.
 */
export const SEED = process.env['FUZZ_SEED'] ?? Buffer.from(cryptoRandom(6)).toString('hex');

export interface Random {
  /** An integer from 0 to `bound` - 1. */
  below(bound: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  bytes(length: number): Bytes;
}

/** A generator of its own for each test: one test alone does what it does among the others. */
export function createRandom(label: string): Random {
  const uint32 = xoshiro128(`${SEED} ${label}`);
  const below = (bound: number): number => uint32() % bound;
  return {
    below,
    chance: (probability) => uint32() < probability * 2 ** 32,
    pick<T>(list: readonly T[]): T {
      if (list.length === 0) throw new RangeError('nothing to pick from');
      return list[below(list.length)] as T;
    },
    bytes: (length) => Uint8Array.from({ length }, () => uint32() & 255),
  };
}

/** xoshiro128** by Blackman and Vigna (prng.di.unimi.it); its state is filled by FNV-1a of a text. */
function xoshiro128(text: string): () => number {
  let hash = 0x811c9dc5;
  const state = Uint32Array.from({ length: 4 }, (_, i) => {
    for (const character of `${text} ${i}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
    return hash;
  });
  const rotate = (x: number, by: number) => (x << by) | (x >>> (32 - by));
  return () => {
    let [a = 0, b = 0, c = 0, d = 0] = state;
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    state.set([a, b, c, d]);
    return result;
  };
}
