import { advance, defineFunction, get, integer, load, repeat, set, shuffle, store } from './assembler.ts';
import type { Code, FunctionBody, Local } from './assembler.ts';
import { addHalf, startColumns } from './columns.ts';
import { reduceHalves, upperHalf } from './halves.ts';
import type { Layout } from './layout.ts';
import { addNumber, readText, writeNumber, writeText } from './numbers.ts';
import { addProduct, addSquare } from './products.ts';
import { declareRegisters, type Registers } from './registers.ts';
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
  /** result = the numbers that stand in the text, both below their moduli, / R. */
  fromText(result: Address): void;
  /** Text = x0 + N' x1, or x0, congruent to a but not reduced. */
  toText(a: Address): void;
}

/**
 * The functions of a kernel of n digits. Residues modulo N'^2 are x = x0 + N' x1 with halves of n digits,
 * x0 < 1.25 N' and x1 < 1.5 N'; those modulo N' are x0 alone. N' is a multiple of the base, and R = radix^n.
 * README.md of this room derives all of it. The order of instructions depends on n alone.
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

function multiply(registers: Registers, { result, a, b }: Given<'result' | 'a' | 'b'>): Code {
  return reduceHalves(registers, result, {
    lower: [...startColumns(registers, 'product'), ...addProduct(registers, a, b)],
    upper() {
      const [upperA, setUpperA] = upperHalf(registers, a);
      const [upperB, setUpperB] = upperHalf(registers, b);
      return [
        ...[...setUpperA, ...setUpperB],
        ...startColumns(registers, 'twoProducts'),
        ...addProduct(registers, a, upperB),
        ...addProduct(registers, upperA, b),
      ];
    },
  });
}

/** As multiply, with x0 x1 counted twice, and half of the products in x0 x0. */
function square(registers: Registers, { result, a, times }: Given<'result' | 'a' | 'times'>): Code {
  const once = reduceHalves(registers, result, {
    lower: [...startColumns(registers, 'square'), ...addSquare(registers, a)],
    upper() {
      const [upperA, setUpperA] = upperHalf(registers, a);
      return [
        ...setUpperA,
        ...startColumns(registers, 'product'),
        ...addProduct(registers, a, upperA, { doubled: true }),
      ];
    },
  });
  return repeat(times, [...once, ...set(a, get(result))]);
}

/**
 * As multiply, with a number of 2n digits in the place of x0 y0, and nothing in that of x0 y1 + x1 y0: neither
 * a division nor a product.
 */
function fromText(registers: Registers, { result }: Given<'result'>): Code {
  return [
    ...readText(registers),
    ...reduceHalves(registers, result, {
      lower: [...startColumns(registers, 'number'), ...addNumber(registers)],
      upper: () => startColumns(registers, 'number'),
    }),
  ];
}

function toText(registers: Registers, { a }: Given<'a'>): Code {
  const { layout, locals } = registers;
  const withUpper = (): Code => {
    const [upperA, setUpperA] = upperHalf(registers, a);
    const modulus = locals.integer();
    return [
      ...[...setUpperA, ...set(modulus, integer(layout.plainModulus))],
      ...startColumns(registers, 'unreducedProduct'),
      ...addProduct(registers, upperA, modulus),
    ];
  };
  return [
    ...(layout.halves === 1 ? startColumns(registers, 'unreducedNumber') : withUpper()),
    ...addHalf(registers, a),
    ...writeNumber(registers),
    ...writeText(registers),
  ];
}

function select(registers: Registers, { result, a, b }: Given<'result' | 'a' | 'b'>): Code {
  return overResidue(registers, [result, a, b], () =>
    store(result, 0, shuffle(load(a, 0), load(b, 0), registers.technology.secondLane)),
  );
}

function swap(registers: Registers, { result, a }: Given<'result' | 'a'>): Code {
  return overResidue(registers, [result, a], () =>
    store(result, 0, shuffle(load(a, 0), load(a, 0), registers.technology.lanesExchanged)),
  );
}

/** A loop over the vectors of residues. */
function overResidue({ layout, counter }: Registers, pointers: readonly Local[], body: () => Code): Code {
  return [
    ...set(counter, integer(layout.residueBytes / 16)),
    ...repeat(counter, [...body(), ...pointers.flatMap((pointer) => advance(pointer, 16))]),
  ];
}
