const C1 = 0x239b961b;
const C2 = 0xab0e9789 | 0;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93 | 0;

/**
 * MurmurHash3_x86_128 (Appleby 2011, seed 0) of whole 32-bit words: fast and even, but no defence against
 * someone who looks for two inputs with one hash.
 *
 * @param words of which the first `length` are hashed, each standing for four bytes, lowest first.
 * @param digest receives the four words of the hash.
 */
export function murmur3(words: Int32Array, length: number, digest: Int32Array): void {
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    h1 ^= scramble(words[i] ?? 0, C1, 15, C2);
    h1 = (Math.imul(rotate(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
    h2 ^= scramble(words[i + 1] ?? 0, C2, 16, C3);
    h2 = (Math.imul(rotate(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
    h3 ^= scramble(words[i + 2] ?? 0, C3, 17, C4);
    h3 = (Math.imul(rotate(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
    h4 ^= scramble(words[i + 3] ?? 0, C4, 18, C1);
    h4 = (Math.imul(rotate(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  }
  if (length - whole > 2) h3 ^= scramble(words[whole + 2] ?? 0, C3, 17, C4);
  if (length - whole > 1) h2 ^= scramble(words[whole + 1] ?? 0, C2, 16, C3);
  if (length > whole) h1 ^= scramble(words[whole] ?? 0, C1, 15, C2);

  const bytes = 4 * length;
  h2 ^= bytes;
  h3 ^= bytes;
  h4 ^= bytes;
  h1 = ((h1 ^ bytes) + h2 + h3 + h4) | 0;
  h2 = avalanche((h2 + h1) | 0);
  h3 = avalanche((h3 + h1) | 0);
  h4 = avalanche((h4 + h1) | 0);
  h1 = (avalanche(h1) + h2 + h3 + h4) | 0;
  digest[0] = h1;
  digest[1] = h2 + h1;
  digest[2] = h3 + h1;
  digest[3] = h4 + h1;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function scramble(word: number, before: number, bits: number, after: number): number {
  return Math.imul(rotate(Math.imul(word, before), bits), after);
}

function avalanche(word: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
