import { afterEach, describe, expect, test, vi } from 'vitest';
import { cryptoRandom, randomBelow, randomBits, type RandomBytes } from '../../../src/base/index.ts';

afterEach(() => vi.restoreAllMocks());

/** Gives the same bytes one after another. */
function pinned(...bytes: number[]): RandomBytes {
  let at = 0;
  return (length) => Uint8Array.from({ length }, () => bytes[at++] ?? 0);
}

describe('cryptoRandom', () => {
  test('comes from the platform, in pieces where more is asked than it gives at once', () => {
    const generator = vi.spyOn(crypto, 'getRandomValues');
    const bytes = cryptoRandom(150_000);
    expect(bytes).toHaveLength(150_000);
    expect(generator.mock.calls.map(([piece]) => piece.byteLength)).toEqual([65_536, 65_536, 18_928]);
    // Each tail of 16 bytes is all zero with probability 2^-128.
    for (const end of [65_536, 131_072, 150_000]) {
      expect(bytes.subarray(end - 16, end).some((byte) => byte !== 0)).toBe(true);
    }
  });

  test('gives nothing for nothing, and refuses less', () => {
    expect(cryptoRandom(0)).toHaveLength(0);
    expect(() => cryptoRandom(-1)).toThrow(RangeError);
    expect(() => cryptoRandom(0.5)).toThrow(TypeError);
  });
});

describe('randomBelow', () => {
  test('rejects what is not below instead of wrapping it', () => {
    // Below 200 take 8 bits: 255 and 200 are passed over.
    expect(randomBelow(200n, pinned(255, 200, 199))).toBe(199n);
    // Below 5 take the upper 3 bits: 7, 5, then 4.
    expect(randomBelow(5n, pinned(0xff, 0xa0, 0x9f))).toBe(4n);
    expect(randomBelow(1n, pinned())).toBe(0n);
    expect(randomBelow(256n, pinned(255))).toBe(255n);
  });

  test('reaches every value about equally often', () => {
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 6000; i++) {
      const value = Number(randomBelow(6n));
      counts[value] = (counts[value] ?? 0) + 1;
    }
    // Standard deviation 29: a fair generator fails once in 10^11 runs.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(7 * 29);
  });

  test('refuses a bound that leaves nothing', () => {
    expect(() => randomBelow(0n)).toThrow(RangeError);
    expect(() => randomBelow(-3n)).toThrow(RangeError);
  });
});

describe('randomBits', () => {
  test('has its top bit set', () => {
    expect(randomBits(1)).toBe(1n);
    expect(randomBits(9, pinned(0x05))).toBe(0x105n);
    for (let i = 0; i < 50; i++) expect(randomBits(77) >> 76n).toBe(1n);
    expect(() => randomBits(0)).toThrow(RangeError);
  });
});
