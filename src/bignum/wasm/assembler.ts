import { utf8 } from '../../base/index.ts';

/**
 * As much of a WebAssembly assembler as the kernels need. Code is a list of bytes and of such lists; a
 * function of this file puts operands and opcode in a row, so that kernels read as expressions:
 *
 *   set(sum, addI64(get(sum), madd(get(x), get(y), get(shift))))
 *
 * Opcodes: WebAssembly core specification 2.0, section 5.4, and the relaxed SIMD proposal (0x100 + n).
 */
export type Code = readonly (number | Code)[];

/** A local variable of the function being assembled: a parameter, a vector or a 32-bit integer. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

type ValueType = 'i32' | 'v128';
const TYPE_CODES: Readonly<Record<ValueType, number>> = { i32: 0x7f, v128: 0x7b };

const VOID_BLOCK = 0x40;
const END = 0x0b;
/** Vectors lie at multiples of 2^4 bytes. */
const VECTOR_ALIGNMENT = 4;

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const byte = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? byte : byte | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128, 32 bits. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0);
    bytes.push(done ? byte : byte | 0x80);
    if (done) return bytes;
  }
}

const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
const binary = (opcode: readonly number[]) => (a: Code, b: Code) => [a, b, ...opcode];

// ---- locals and integers -------------------------------------------------------------------------

export const get = ({ index }: Local): Code => [0x20, ...unsigned(index)];
export const set = ({ index }: Local, value: Code): Code => [value, 0x21, ...unsigned(index)];
export const integer = (value: number): Code => [0x41, ...signed(value)];
export const addI32 = binary([0x6a]);
export const subtractI32 = binary([0x6b]);
/** Moves a pointer on by a number of bytes. */
export const advance = (pointer: Local, bytes: number): Code =>
  set(pointer, addI32(get(pointer), integer(bytes)));

// ---- vectors -------------------------------------------------------------------------------------

/** The vector at `pointer` + `offset` bytes. */
export const load = (pointer: Local, offset = 0): Code => [
  get(pointer),
  ...simd(0),
  VECTOR_ALIGNMENT,
  ...unsigned(offset),
];
export const store = (pointer: Local, offset: number, value: Code): Code => [
  get(pointer),
  value,
  ...simd(11),
  VECTOR_ALIGNMENT,
  ...unsigned(offset),
];
/** The eight bytes at `pointer` + `offset`, twice. */
export const load64Splat = (pointer: Local, offset = 0): Code => [
  get(pointer),
  ...simd(10),
  3,
  ...unsigned(offset),
];
/** The eight bytes at each of two places, which need not be aligned: one lane from each. */
export const load64Pair = (pointer: Local, first: number, second: number): Code => [
  get(pointer),
  get(pointer),
  ...[...simd(0x5d), 0, ...unsigned(first)],
  ...[...simd(0x57), 0, ...unsigned(second), 1],
];
/** The four bytes at `pointer` + `offset` and the next four, as 64-bit lanes. */
export const load32Pair = (pointer: Local, offset: number): Code => [
  get(pointer),
  ...simd(6),
  3,
  ...unsigned(offset),
];
/** Writes one 64-bit lane of a vector to a place that need not be aligned. */
export const store64 = (pointer: Local, offset: number, value: Code, lane: 0 | 1): Code => [
  get(pointer),
  value,
  ...simd(0x5b),
  0,
  ...unsigned(offset),
  lane,
];
/** The same byte sixteen times. */
export const splatI8 = (value: number): Code => [integer(value), ...simd(0x0f)];
/** Sixteen bytes as they stand. */
export const constantVector = (bytes: readonly number[]): Code => [...simd(12), ...bytes];
/** Bytes of `a` (0 to 15) and `b` (16 to 31), in the order given. */
export const shuffle = (a: Code, b: Code, bytes: readonly number[]): Code => [a, b, ...simd(13), ...bytes];
/** For every byte of `indices`, which are below 16, that byte of `table`. */
export const lookUp = (table: Code, indices: Code): Code => [table, indices, ...simd(14)];
export const and = binary(simd(0x4e));
export const or = binary(simd(0x50));

/** Shifts every lane by a number of bits. */
const shift = (opcode: number) => (a: Code, bits: number) => [a, integer(bits), ...simd(opcode)];

/** i8x16 and i16x8 */
export const addI8 = binary(simd(0x6e));
export const shiftLeftI8 = shift(0x6b);
export const shiftRightI8 = shift(0x6d);
export const shiftLeftI16 = shift(0x8b);
export const shiftRightI16 = shift(0x8d);

/** i64x2 */
export const addI64 = binary(simd(0xce));
export const subtractI64 = binary(simd(0xd1));
export const shiftLeftI64 = shift(0xcb);
export const shiftRightI64 = shift(0xcd);
/** Products of the unsigned 32-bit lanes 0 and 1 of each, 64 bits long. */
export const multiplyLow32 = binary(simd(0xde));
/** Products of the unsigned 32-bit lanes 2 and 3 of each. */
export const multiplyHigh32 = binary(simd(0xdf));

/** f64x2 */
export const addF64 = binary(simd(0xf0));
export const subtractF64 = binary(simd(0xf1));
/** a b + c, rounded once where the engine fuses: see `fuses` in self-test.ts. */
export const madd = (a: Code, b: Code, c: Code): Code => [a, b, c, ...simd(0x107)];
/** A float64 in both lanes. */
export const splatF64 = (value: number): Code => [
  0x44,
  ...new Uint8Array(new Float64Array([value]).buffer),
  ...simd(0x14),
];
/** The first lane of an f64x2. */
export const firstF64 = (a: Code): Code => [a, ...simd(0x21), 0];

// ---- control -------------------------------------------------------------------------------------

/** Runs `body` `counter` times, at least once; `counter` ends at 0. */
export const repeat = (counter: Local, body: Code): Code => [
  0x03,
  VOID_BLOCK,
  body,
  set(counter, subtractI32(get(counter), integer(1))),
  get(counter),
  0x0d,
  0,
  END,
];
/** Runs `body` unless `condition` is 0. */
export const when = (condition: Code, body: Code): Code => [condition, 0x04, VOID_BLOCK, body, END];

// ---- functions and modules -----------------------------------------------------------------------

export interface FunctionBody {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly locals: readonly ValueType[];
  readonly result: number | null;
  readonly code: Code;
}

/** Hands out the locals of one function. */
export interface Locals {
  vector(): Local;
  vectors(count: number): Local[];
  integer(): Local;
}

/** A function of 32-bit integers (addresses and counts) without a result. */
export function defineFunction<Parameter extends string>(
  name: string,
  parameters: readonly Parameter[],
  write: (parameters: Readonly<Record<Parameter, Local>>, locals: Locals) => Code,
): FunctionBody {
  const given = parameters.map((parameter, index) => [parameter, { index, type: 'i32' }] as const);
  const locals: ValueType[] = [];
  const declare = (type: ValueType): Local => ({ index: parameters.length + locals.push(type) - 1, type });
  const code = write(Object.fromEntries(given) as Record<Parameter, Local>, {
    vector: () => declare('v128'),
    vectors: (count) => Array.from({ length: count }, () => declare('v128')),
    integer: () => declare('i32'),
  });
  return { name, parameters: parameters.map(() => 'i32'), locals, result: null, code };
}

/** A function without parameters whose code leaves one f64. */
export function defineF64Function(name: string, code: Code): FunctionBody {
  return { name, parameters: [], locals: [], result: 0x7c, code };
}

/** Without the structure: copied once here rather than at every level. */
function flat(code: Code, bytes: number[] = []): number[] {
  for (const part of code) {
    if (typeof part === 'number') bytes.push(part);
    else flat(part, bytes);
  }
  return bytes;
}

const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];
const list = (items: readonly (readonly number[])[]): number[] => [
  ...unsigned(items.length),
  ...items.flat(),
];
const section = (id: number, content: readonly number[]): number[] => [id, ...sized(content)];
const nameBytes = (name: string): number[] => sized([...utf8(name)]);

/** The bytes of a module that exports the functions by their names. It imports one memory, `env.memory`. */
export function assembleModule(functions: readonly FunctionBody[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters, result }) => [
    0x60,
    ...list(parameters.map((type) => [TYPE_CODES[type]])),
    ...list(result === null ? [] : [[result]]),
  ]);
  const memory = [...nameBytes('env'), ...nameBytes('memory'), 0x02, 0x00, ...unsigned(1)];
  const bodies = functions.map(({ locals, code }) =>
    sized([...list(locals.map((type) => [1, TYPE_CODES[type]])), ...flat(code), END]),
  );
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list(types)),
    ...section(2, list([memory])),
    ...section(3, list(functions.map((_, i) => unsigned(i)))),
    ...section(7, list(functions.map(({ name }, i) => [...nameBytes(name), 0x00, ...unsigned(i)]))),
    ...section(10, list(bodies)),
  ]);
}
