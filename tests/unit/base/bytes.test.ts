import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bigintToBytes,
  bitLength,
  bytesToBigint,
  concatBytes,
  equalBytes,
  fromBase64Url,
  fromUtf8,
  toBase64Url,
  toHex,
  utf8,
} from '../../../src/base/index.ts';

const bytes = fc.uint8Array({ maxLength: 50 });

describe('text', () => {
  test('comes back from UTF-8, a byte order mark included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fromUtf8(utf8(text))).toBe(text);
      }),
    );
    expect(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa');
    expect(() => fromUtf8(Uint8Array.of(0xff))).toThrow(TypeError);
  });

  test('hex and base64url are what Node has', () => {
    fc.assert(
      fc.property(bytes, (each) => {
        expect(toHex(each)).toBe(Buffer.from(each).toString('hex'));
        expect(toBase64Url(each)).toBe(Buffer.from(each).toString('base64url'));
        expect(fromBase64Url(toBase64Url(each))).toEqual(new Uint8Array(each));
      }),
    );
    // RFC 4648, section 10.
    expect(['f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => toBase64Url(utf8(text)))).toEqual([
      'Zg',
      'Zm8',
      'Zm9v',
      'Zm9vYg',
      'Zm9vYmE',
      'Zm9vYmFy',
    ]);
  });

  test.each(['Zg==', 'Zh', 'Z', 'Zm9v Yg', 'Zm9v\n', 'Z+8', 'Z/8', 'Zm\u{1f600}'])(
    'base64url in another spelling is refused: %j',
    (text) => {
      expect(() => fromBase64Url(text)).toThrow(RangeError);
    },
  );
});

describe('bytes', () => {
  test('are joined in order, and are equal or not', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect([...concatBytes(a, b)]).toEqual([...a, ...b]);
        expect(equalBytes(a, new Uint8Array(a))).toBe(true);
        expect(equalBytes(a, b)).toBe(toHex(a) === toHex(b));
      }),
    );
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
    expect(concatBytes()).toEqual(new Uint8Array());
  });
});

describe('integers', () => {
  test('come back from bytes of any sufficient length', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 300n }), fc.nat({ max: 5 }), (value, spare) => {
        const length = Math.ceil(bitLength(value) / 8) + spare;
        const written = bigintToBytes(value, length);
        expect(written).toHaveLength(length);
        expect(bytesToBigint(written)).toBe(value);
      }),
    );
    expect(bigintToBytes(258n, 3)).toEqual(Uint8Array.of(0, 1, 2));
    expect(bigintToBytes(0n, 0)).toEqual(new Uint8Array());
    expect(bytesToBigint(new Uint8Array())).toBe(0n);
  });

  test('that are negative or too long are refused', () => {
    expect(() => bigintToBytes(-1n, 4)).toThrow(RangeError);
    expect(bigintToBytes(65_535n, 2)).toEqual(Uint8Array.of(255, 255));
    expect(() => bigintToBytes(65_536n, 2)).toThrow(new RangeError('value: does not fit 2 bytes'));
    expect(() => bigintToBytes(1n, -1)).toThrow(RangeError);
    expect(() => bytesToBigint('12' as unknown as Uint8Array)).toThrow(TypeError);
  });

  test('have as many bits as it takes', () => {
    expect([0n, 1n, -1n, 255n, 256n, -256n, 2n ** 64n].map(bitLength)).toEqual([0, 1, 1, 8, 9, 9, 65]);
  });
});
