import {
  addI32,
  advance,
  defineFunction,
  get,
  integer,
  load,
  repeat,
  set,
  shuffle,
  store,
} from './assembler.ts';
import type { Code, FunctionBody, Local } from './assembler.ts';
import { addHalf, copyPending, startColumns, subtractQuotient, writeHalf } from './columns.ts';
import type { Layout } from './layout.ts';
import { addNumber, readText, writeNumber, writeText } from './numbers.ts';
import { addProduct, addSquare } from './products.ts';
import { declareRegisters, type Registers } from './registers.ts';
import { reduce } from './reduction.ts';
import type { Technology } from './technology.ts';

/** An address in the memory of a kernel. */
export type Address = number;

/** What a kernel does, on two numbers side by side. Results may lie where operands do. */
export interface Kernel {
  /** result = a b / R */
  multiply(result: Address, a: Address, b: Address): void;
  /** result = a, squared `times` times as by multiply; `times` >= 1. */
  square(result: Address, a: Address, times: number): void;
  /** result = the first lane of a beside the second lane of b. */
  select(result: Address, a: Address, b: Address): void;
  /** result = a with its lanes exchanged. */
  swap(result: Address, a: Address): void;
  /** result = the numbers that stand in the text, both below the base squared, / R. */
  fromText(result: Address): void;
  /** Text = x0 + N' x1, congruent to a but not reduced. */
  toText(a: Address): void;
}

/**
 * The functions of a kernel of n digits. Residues are x = x0 + N' x1 with halves of n digits, x0 < 1.25 N'
 * and x1 < 1.5 N'; N' is a multiple of the base, and R = radix^n. README.md of this room derives
 * all of it. The order of instructions depends on n alone.
 */
export function kernelFunctions(technology: Technology, layout: Layout): FunctionBody[] {
  const define = <Parameter extends string>(
    name: keyof Kernel,
    parameters: readonly Parameter[],
    write: (registers: Registers, given: Readonly<Record<Parameter, Local>>) => Code,
  ): FunctionBody =>
    defineFunction(name, parameters, (given, locals) => {
      const registers = declareRegisters(technology, layout, locals);
      return [...registers.emitter.prologue, ...write(registers, given)];
    });
  return [
    define('multiply', ['result', 'a', 'b'], multiply),
    define('square', ['result', 'a', 'times'], square),
    define('select', ['result', 'a', 'b'], select),
    define('swap', ['result', 'a'], swap),
    define('fromText', ['result'], fromText),
    define('toText', ['a'], toText),
  ];
}

type Given<Parameter extends string> = Readonly<Record<Parameter, Local>>;

/**
 * (x0 + N' x1)(y0 + N' y1) / R modulo N'^2. With the quotient Q of Montgomery's reduction, x0 y0 = R z0 - N' Q;
 * so the product is R z0 + N' (x0 y1 + x1 y0 - Q), and the bracket is reduced once more.
 */
function multiply(registers: Registers, { result, a, b }: Given<'result' | 'a' | 'b'>): Code {
  const [upperA, setUpperA] = upperHalf(registers, a);
  const [upperB, setUpperB] = upperHalf(registers, b);
  const [upperResult, setUpperResult] = upperHalf(registers, result);
  const [pending, setPending] = pendingHalf(registers);
  return [
    ...[...setUpperA, ...setUpperB, ...setUpperResult, ...setPending],
    ...startColumns(registers, 'product'),
    ...addProduct(registers, a, b),
    ...reduce(registers, { keepQuotient: true }),
    ...writeHalf(registers, pending),
    ...startColumns(registers, 'twoProducts'),
    ...subtractQuotient(registers),
    ...addProduct(registers, a, upperB),
    ...addProduct(registers, upperA, b),
    ...reduce(registers),
    ...writeHalf(registers, upperResult),
    ...copyPending(registers, result),
  ];
}

/** As multiply, with x0 x1 counted twice, and half of the products in x0 x0. */
function square(registers: Registers, { result, a, times }: Given<'result' | 'a' | 'times'>): Code {
  const [upperA, setUpperA] = upperHalf(registers, a);
  const [upperResult, setUpperResult] = upperHalf(registers, result);
  const [pending, setPending] = pendingHalf(registers);
  return [
    ...[...setUpperResult, ...setPending],
    ...repeat(times, [
      ...setUpperA,
      ...startColumns(registers, 'square'),
      ...addSquare(registers, a),
      ...reduce(registers, { keepQuotient: true }),
      ...writeHalf(registers, pending),
      ...startColumns(registers, 'product'),
      ...subtractQuotient(registers),
      ...addProduct(registers, a, upperA, { doubled: true }),
      ...reduce(registers),
      ...writeHalf(registers, upperResult),
      ...copyPending(registers, result),
      ...set(a, get(result)),
    ]),
  ];
}

function select(registers: Registers, { result, a, b }: Given<'result' | 'a' | 'b'>): Code {
  return overResidue(registers, [result, a, b], (offset) =>
    store(result, offset, shuffle(load(a, offset), load(b, offset), registers.technology.secondLane)),
  );
}

function swap(registers: Registers, { result, a }: Given<'result' | 'a'>): Code {
  return overResidue(registers, [result, a], (offset) =>
    store(result, offset, shuffle(load(a, offset), load(a, offset), registers.technology.lanesExchanged)),
  );
}

/**
 * As multiply, with a number of 2n digits in the place of x0 y0, and nothing in that of x0 y1 + x1 y0: two
 * reductions, and neither a division nor a product.
 */
function fromText(registers: Registers, { result }: Given<'result'>): Code {
  const [upperResult, setUpperResult] = upperHalf(registers, result);
  return [
    ...setUpperResult,
    ...readText(registers),
    ...startColumns(registers, 'number'),
    ...addNumber(registers),
    ...reduce(registers, { keepQuotient: true }),
    ...writeHalf(registers, result),
    ...startColumns(registers, 'number'),
    ...subtractQuotient(registers),
    ...reduce(registers),
    ...writeHalf(registers, upperResult),
  ];
}

function toText(registers: Registers, { a }: Given<'a'>): Code {
  const [upperA, setUpperA] = upperHalf(registers, a);
  const modulus = registers.locals.integer();
  return [
    ...setUpperA,
    ...set(modulus, integer(registers.layout.plainModulus)),
    ...startColumns(registers, 'unreducedProduct'),
    ...addHalf(registers, a),
    ...addProduct(registers, upperA, modulus),
    ...writeNumber(registers),
    ...writeText(registers),
  ];
}

/** A pointer to the upper half of a residue, and the code that sets it. */
function upperHalf({ locals, layout }: Registers, residue: Local): [Local, Code] {
  const pointer = locals.integer();
  return [pointer, set(pointer, addI32(get(residue), integer(layout.halfBytes)))];
}

function pendingHalf({ locals, layout }: Registers): [Local, Code] {
  const pointer = locals.integer();
  return [pointer, set(pointer, integer(layout.pending))];
}

/** A loop over vectors, two at a time: n is even. */
function overResidue(
  { layout, counter }: Registers,
  pointers: readonly Local[],
  body: (offset: number) => Code,
): Code {
  return [
    ...set(counter, integer(layout.residueBytes / 32)),
    ...repeat(counter, [...[0, 16].flatMap(body), ...pointers.flatMap((pointer) => advance(pointer, 32))]),
  ];
}
