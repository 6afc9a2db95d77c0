import { utf8 } from '../../base/index.ts';
import {
  addI64,
  addI8,
  advance,
  and,
  constantVector,
  get,
  integer,
  load,
  load64Pair,
  lookUp,
  or,
  repeat,
  set,
  shiftLeftI16,
  shiftLeftI64,
  shiftLeftI8,
  shiftRightI16,
  shiftRightI64,
  shiftRightI8,
  shuffle,
  splatI8,
  store,
  store64,
  type Code,
  type Local,
} from './assembler.ts';
import { COLUMN_BYTES, DIGITS_PER_STEP } from './layout.ts';
import { range, type Registers } from './registers.ts';

/*
 * Between BigInt and columns: JavaScript reads and writes the digits of a BigInt fastest as hexadecimal
 * text, the kernel cuts and joins the bits.
 *
 *   text    ASCII, highest digit first, as many as fit, zeros in front
 *   number  the same bits, lowest byte first
 *   columns digits of the radix
 */

const VECTOR_BYTES = 16;
const HEXADECIMAL = [...utf8('0123456789abcdef')];

/** Text to number. */
export function readText(registers: Registers): Code {
  const { factor: upper, carry: lower } = registers;
  const nibbles = (text: Code): Code => {
    // 0x40 tells letters, whose lower four bits are 1 to 6, from decimal digits: they become 10 to 15.
    const letter = and(shiftRightI8(text, 6), splatI8(1));
    return addI8(and(text, splatI8(0x0f)), addI8(letter, shiftLeftI8(letter, 3)));
  };
  /** Two nibbles, the higher one first, in the lower byte of 16 bits. */
  const joined = (local: Local): Code => or(shiftLeftI16(get(local), 4), shiftRightI16(get(local), 8));
  const backwards = range(VECTOR_BYTES).map((i) => 2 * (VECTOR_BYTES - 1 - i));
  return overVectors(registers, (number, numberAt, text, textAt) => [
    ...set(upper, nibbles(load(text, textAt))),
    ...set(lower, nibbles(load(text, textAt + VECTOR_BYTES))),
    ...store(number, numberAt, shuffle(joined(upper), joined(lower), backwards)),
  ]);
}

/** Number to text. */
export function writeText(registers: Registers): Code {
  const { factor: upper, carry: lower } = registers;
  /** From the byte `from` down, first its upper nibble, then its lower one. */
  const eightBytes = (from: number): Code =>
    lookUp(
      constantVector(HEXADECIMAL),
      shuffle(
        get(upper),
        get(lower),
        range(VECTOR_BYTES / 2).flatMap((i) => [from - i, VECTOR_BYTES + from - i]),
      ),
    );
  return overVectors(registers, (number, numberAt, text, textAt) => [
    ...set(upper, shiftRightI8(load(number, numberAt), 4)),
    ...set(lower, and(load(number, numberAt), splatI8(0x0f))),
    ...store(text, textAt, eightBytes(15)),
    ...store(text, textAt + VECTOR_BYTES, eightBytes(7)),
  ]);
}

/** A loop over vectors of both numbers, the lowest first, and the two vectors of text for each. */
function overVectors(
  { source, target, counter, layout }: Registers,
  body: (number: Local, numberAt: number, text: Local, textAt: number) => Code,
): Code {
  const { number, numberBytes, text, textBytes } = layout;
  return [
    ...set(source, integer(0)),
    ...set(target, integer(textBytes - 2 * VECTOR_BYTES)),
    ...set(counter, integer(numberBytes / VECTOR_BYTES)),
    ...repeat(counter, [
      ...[0, 1].flatMap((lane) => body(source, number + lane * numberBytes, target, text + lane * textBytes)),
      ...advance(source, VECTOR_BYTES),
      ...advance(target, -2 * VECTOR_BYTES),
    ]),
  ];
}

/** Columns += the digits of a number. */
export function addNumber(registers: Registers): Code {
  const { source, target, emitter, layout, technology } = registers;
  const { columns, number, numberBytes } = layout;
  return overSteps(registers, (i) => {
    const { byte, bit } = placeOf(i, technology.digitBits);
    const bits = load64Pair(target, number + byte, number + numberBytes + byte);
    const digit = and(shiftRightI64(bits, bit), emitter.mask);
    const at = columns + COLUMN_BYTES * i;
    return store(source, at, addI64(load(source, at), digit));
  });
}

/** Carries through all columns and joins their digits to a number. */
export function writeNumber(registers: Registers): Code {
  const { source, target, carry, factor: bits, emitter, layout, technology } = registers;
  const { columns, number, numberBytes } = layout;
  const { digitBits } = technology;
  return [
    ...set(source, integer(0)),
    ...set(carry, load(source, columns)),
    ...overSteps(registers, (i) => {
      const { byte, bit } = placeOf(i, digitBits);
      const digit = shiftLeftI64(and(get(carry), emitter.mask), bit);
      // What an earlier digit has left in this byte.
      const left = i === 0 ? 0 : 8 * (byte - placeOf(i - 1, digitBits).byte);
      const next = load(source, columns + COLUMN_BYTES * (i + 1));
      return [
        ...set(bits, i === 0 ? digit : or(digit, shiftRightI64(get(bits), left))),
        ...store64(target, number + byte, get(bits), 0),
        ...store64(target, number + numberBytes + byte, get(bits), 1),
        ...set(carry, addI64(next, shiftRightI64(get(carry), digitBits))),
      ];
    }),
  ];
}

/** Where a digit of a step begins. */
const placeOf = (i: number, digitBits: number): { byte: number; bit: number } => ({
  byte: (i * digitBits) >> 3,
  bit: (i * digitBits) & 7,
});

/** A loop over the digits of both numbers, with `source` at their columns and `target` at their bytes. */
function overSteps(
  { source, target, counter, layout, technology }: Registers,
  body: (i: number) => Code,
): Code {
  return [
    ...set(source, integer(0)),
    ...set(target, integer(0)),
    ...set(counter, integer(layout.numberSteps)),
    ...repeat(counter, [
      ...range(DIGITS_PER_STEP).flatMap(body),
      ...advance(source, DIGITS_PER_STEP * COLUMN_BYTES),
      // Eight digits end where a byte ends.
      ...advance(target, technology.digitBits),
    ]),
  ];
}
