import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { murmur3 } from '../../../src/dataset/murmur3.ts';

const MASK = 0xffffffffn;
const rotate = (word: bigint, bits: bigint): bigint => ((word << bits) | (word >> (32n - bits))) & MASK;

/** MurmurHash3_x86_128 of any bytes with any seed, by its definition (MurmurHash3.cpp, smhasher). */
function reference(bytes: Uint8Array, seed: bigint): Uint8Array {
  const c = [0x239b961bn, 0xab0e9789n, 0x38b34ae5n, 0xa1e38b93n];
  const add = [0x561ccd1bn, 0x0bcaa747n, 0x96cd1c35n, 0x32ac3b17n];
  const turn = [19n, 17n, 15n, 13n];
  const at = (list: readonly bigint[], i: number): bigint => list[i % 4] ?? 0n;
  const h = [seed, seed, seed, seed];
  const whole = bytes.length - (bytes.length % 16);
  for (let start = 0; start < bytes.length; start += 16) {
    for (let lane = 0; lane < 4; lane++) {
      let k = 0n;
      for (let i = 3; i >= 0; i--) k = (k << 8n) | BigInt(bytes[start + 4 * lane + i] ?? 0);
      k = (rotate((k * at(c, lane)) & MASK, 15n + BigInt(lane)) * at(c, lane + 1)) & MASK;
      h[lane] = at(h, lane) ^ k;
      if (start < whole) {
        h[lane] = ((rotate(at(h, lane), at(turn, lane)) + at(h, lane + 1)) * 5n + at(add, lane)) & MASK;
      }
    }
  }
  const spread = (): void => {
    h[0] = h.reduce((sum, word) => sum + word, 0n) & MASK;
    for (let i = 1; i < 4; i++) h[i] = (at(h, i) + at(h, 0)) & MASK;
  };
  for (let i = 0; i < 4; i++) h[i] = at(h, i) ^ BigInt(bytes.length);
  spread();
  for (let i = 0; i < 4; i++) {
    let word = at(h, i);
    word = ((word ^ (word >> 16n)) * 0x85ebca6bn) & MASK;
    word = ((word ^ (word >> 13n)) * 0xc2b2ae35n) & MASK;
    h[i] = word ^ (word >> 16n);
  }
  spread();
  return new Uint8Array(Uint32Array.from(h, Number).buffer);
}

describe('MurmurHash3', () => {
  it('has a reference in this file that gives the published verification value', () => {
    // smhasher, main.cpp: VerificationTest of MurmurHash3_x86_128 expects 0xB3ECE62A.
    const hashes = Array.from({ length: 256 }, (_, i) => [
      ...reference(
        Uint8Array.from({ length: i }, (_, byte) => byte),
        BigInt(256 - i),
      ),
    ]);
    const digest = reference(Uint8Array.from(hashes.flat()), 0n);
    expect(new DataView(digest.buffer).getUint32(0, true)).toBe(0xb3ece62a);
  });

  it('equals the reference on words, and leaves out what is behind them', () => {
    fc.assert(
      fc.property(fc.int32Array({ maxLength: 20 }), fc.nat({ max: 3 }), (words, spare) => {
        const digest = new Int32Array(4);
        murmur3(Int32Array.of(...words, ...new Int32Array(spare).fill(-1)), words.length, digest);
        const bytes = new Uint8Array(Int32Array.from(words).buffer);
        expect([...new Uint8Array(digest.buffer)]).toEqual([...reference(bytes, 0n)]);
      }),
    );
  });
});
