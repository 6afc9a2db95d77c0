import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ciphertextLength,
  decodeCiphertexts,
  decodePublicKey,
  decodeRoots,
  encodeCiphertexts,
  encodePublicKey,
  encodeRoots,
} from '../../../src/encoding/index.ts';

const malformed = expect.objectContaining({ code: 'message-malformed' }) as Error;

describe('ciphertexts as bytes', () => {
  it('have a length that follows from the key', () => {
    expect([2048, 3072, 4096].map(ciphertextLength)).toEqual([512, 768, 1024]);
    expect(encodeCiphertexts([1n, 2n ** 4096n - 1n], 2048)).toHaveLength(1024);
    expect(encodeCiphertexts([], 2048)).toHaveLength(0);
  });

  it('are big-endian, one after another', () => {
    expect([...encodeCiphertexts([0x0102n, 0xff000000n], 16)]).toEqual([0, 0, 1, 2, 255, 0, 0, 0]);
  });

  it('come back as they were', () => {
    const keyBits = fc.constantFrom(17, 64, 2048);
    const batch = keyBits.chain((bits) =>
      fc.tuple(fc.constant(bits), fc.array(fc.bigInt({ min: 0n, max: (1n << BigInt(2 * bits)) - 1n }))),
    );
    fc.assert(
      fc.property(batch, ([bits, list]) => {
        expect(decodeCiphertexts(encodeCiphertexts(list, bits), bits, list.length)).toEqual(list);
      }),
    );
  });

  it('are refused in any other length', () => {
    const bytes = encodeCiphertexts([1n, 2n, 3n], 2048);
    expect(() => decodeCiphertexts(bytes, 2048, 2)).toThrow(malformed);
    expect(() => decodeCiphertexts(bytes, 2048, 4)).toThrow(malformed);
    expect(() => decodeCiphertexts(bytes, 3072, 3)).toThrow(malformed);
    expect(() => decodeCiphertexts(bytes.subarray(1), 2048, 3)).toThrow(malformed);
    expect(() => decodeCiphertexts(new Uint8Array(0), 2048, 1)).toThrow(malformed);
  });

  it('are not written where they do not fit', () => {
    expect(() => encodeCiphertexts([1n << 32n], 16)).toThrow(RangeError);
    expect(() => encodeCiphertexts([-1n], 16)).toThrow(RangeError);
  });
});

describe('a public key as bytes', () => {
  it('is its modulus, big-endian', () => {
    expect([...encodePublicKey(0x8001n, 16)]).toEqual([0x80, 0x01]);
    expect(encodePublicKey(1n << 3071n, 3072)).toHaveLength(384);
  });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 2047n, max: 2n ** 2048n - 1n }), (n) => {
        expect(decodePublicKey(encodePublicKey(n, 2048), 2048)).toBe(n);
      }),
      { numRuns: 20 },
    );
  });

  it('is refused if it is shorter or longer than it says', () => {
    expect(() => decodePublicKey(new Uint8Array(255).fill(255), 2048)).toThrow(malformed);
    expect(() => decodePublicKey(new Uint8Array(257).fill(255), 2048)).toThrow(malformed);
    expect(() => decodePublicKey(new Uint8Array(256).fill(127), 2048)).toThrow(malformed);
    expect(() => encodePublicKey(1n << 15n, 15)).toThrow(RangeError);
    expect(() => encodePublicKey(1n << 13n, 15)).toThrow(RangeError);
  });
});

describe('the roots of a key proof as bytes', () => {
  it('are as long as the key, big-endian, one after another', () => {
    expect([...encodeRoots([0x0102n, 0xff00n], 16)]).toEqual([1, 2, 255, 0]);
    expect(encodeRoots([1n, 2n], 3072)).toHaveLength(2 * 384);
  });

  it('come back as they were, however many', () => {
    const batch = fc
      .constantFrom(17, 64, 2048)
      .chain((bits) =>
        fc.tuple(fc.constant(bits), fc.array(fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n }))),
      );
    fc.assert(
      fc.property(batch, ([bits, roots]) => {
        expect(decodeRoots(encodeRoots(roots, bits), bits)).toEqual(roots);
      }),
    );
  });

  it('are refused if the last is not complete', () => {
    const bytes = encodeRoots([1n, 2n, 3n], 2048);
    expect(() => decodeRoots(bytes.subarray(1), 2048)).toThrow(malformed);
    expect(() => decodeRoots(bytes, 3072)).not.toThrow();
    expect(() => decodeRoots(bytes.subarray(256), 3072)).toThrow(malformed);
    expect(() => decodeRoots(new Uint8Array(1), 2048)).toThrow(malformed);
    expect(decodeRoots(new Uint8Array(0), 2048)).toEqual([]);
  });

  it('are not written where they do not fit', () => {
    expect(() => encodeRoots([1n << 16n], 16)).toThrow(RangeError);
    expect(() => encodeRoots([-1n], 16)).toThrow(RangeError);
  });
});
