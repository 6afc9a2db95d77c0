import { createHash } from 'node:crypto';
import { modInverse } from '../../../src/bignum/index.ts';
import { fma } from '../../../src/bignum/wasm/fma.ts';
import { digitsFor } from '../../../src/bignum/wasm/layout.ts';
import { simd } from '../../../src/bignum/wasm/simd.ts';
import { scaledModulus } from '../../../src/bignum/wasm/start-values.ts';

/** Numbers that look random and are the same in every run: those of SHAKE256 on a label. */
export function drawing(label: string): (bound: bigint) => bigint {
  let calls = 0;
  return (bound) => {
    const bytes = Math.ceil(bound.toString(16).length / 2) + 16;
    const hash = createHash('shake256', { outputLength: bytes }).update(`${label} ${calls++}`);
    return BigInt(`0x${hash.digest('hex')}`) % bound;
  };
}

/**
 * Odd numbers of exactly `bits` bits: one at random, one whose digits are all ones, for which N' is the
 * number itself, and one that is 1 modulo both radices, for which N' is as long as it can be.
 */
export function moduli(bits: number): bigint[] {
  const half = 1n << BigInt(bits - 1);
  return [half + drawing(`modulus ${bits}`)(half), 2n * half - 1n, half + 1n].map((n) => n | 1n);
}

/** Digits all ones, or ones where `pattern` has them, below `bound`. */
function onesDigits(digitBits: number, bound: bigint, pattern: (place: number) => boolean): bigint {
  let value = 0n;
  for (let place = 0; ; place++) {
    const digit = ((1n << BigInt(digitBits)) - 1n) << BigInt(digitBits * place);
    if (value + digit >= bound) return value;
    if (pattern(place)) value += digit;
    else if (digit >= bound) return value;
  }
}

/**
 * What carries run far in, or what lies at a border, modulo base^2, or modulo base: as integers, and so that they
 * are what a kernel holds after it has multiplied by R, or divided by it.
 */
export function adversarial(base: bigint, modulus: bigint): bigint[] {
  const bits = base.toString(2).length;
  const draw = drawing(`adversarial ${base}`);
  const values = [0n, 1n, 2n, base - 1n, base, base + 1n, modulus - 1n, modulus - 2n, modulus - base];
  for (let i = 0; i < 6; i++)
    values.push(base * draw(base), base * draw(base) + 1n, modulus - draw(1n << 60n));
  for (const technology of [fma, simd]) {
    const { digitBits } = technology;
    const digits = digitsFor(technology, bits);
    const scaled = scaledModulus(base, digitBits);
    for (const place of [1, 2, digits >> 1, digits - 2, digits - 1, digits, digits + 1, 2 * digits - 4]) {
      const power = 1n << BigInt(digitBits * place);
      values.push(power - 1n, power, power + 1n);
    }
    const halves = [
      onesDigits(digitBits, scaled, () => true),
      onesDigits(digitBits, scaled, (place) => place % 2 === 0),
      onesDigits(digitBits, scaled, (place) => place % 2 === 1),
      onesDigits(digitBits, scaled, (place) => place > 0),
      onesDigits(digitBits, scaled, (place) => place < digits / 2),
      scaled - 1n,
      scaled >> 1n,
      0n,
      1n,
    ];
    const held = halves.flatMap((lower) =>
      [halves[0], halves[1], base - 1n, 0n].map((upper) => lower + scaled * ((upper ?? 0n) % base)),
    );
    const r = (1n << BigInt(digitBits * digits)) % modulus;
    const inverse = modInverse(r, modulus);
    values.push(...held, ...held.flatMap((value) => [value * r, value * inverse]));
    values.push(r, inverse, (r * r) % modulus);
  }
  return [...new Set(values.map((value) => value % modulus))];
}
