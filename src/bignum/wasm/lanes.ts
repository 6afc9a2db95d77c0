import type { Pair } from '../engine.ts';
import { assembleModule } from './assembler.ts';
import { kernelFunctions, type Address, type Kernel } from './kernel.ts';
import { CONSTANTS, digitsFor, layoutOf, type Halves, type Layout } from './layout.ts';
import { scaledModulus, startValues } from './start-values.ts';
import type { Technology } from './technology.ts';

const PAGE_BYTES = 65_536;
/** What memory grows by beyond what is asked for. */
const SPARE_PAGES = 16;

/** Powers of R that residues are multiplied by to change what they carry: R^-1 to R^4. */
const LEAST_POWER = -1;
const GREATEST_POWER = 4;

/**
 * Arithmetic modulo two bases or their squares side by side, on pairs that stay in memory. A pair stands for
 * its values times a power of R, which the caller keeps in mind: `load` gives R^-1, `read` asks for R^0,
 * a product has the sum of its factors' exponents less 1; with R^1 (Montgomery's form) it stays as it is.
 */
export interface Lanes extends Pick<Kernel, 'multiply' | 'square' | 'select' | 'swap'> {
  readonly moduli: Pair;
  /** Room for a pair; free again with `release` of a mark made before. */
  allocate(): Address;
  mark(): Address;
  release(mark: Address): void;
  /** The pair (1, 1), with R^1. */
  readonly one: Address;
  /** Puts values in [0, modulus) into memory, with R^-1. */
  load(to: Address, values: Pair): void;
  /** The values in [0, modulus) of a pair with R^0. */
  read(from: Address): Pair;
  /** to = from with R^(e + change) for R^e, change in [-2, 3]. */
  carry(to: Address, from: Address, change: number): void;
}

/** Compiled kernels: one for each number of digits and of halves. */
const kernels = new Map<string, WebAssembly.Module>();

function kernelFor(technology: Technology, layout: Layout): WebAssembly.Module {
  const name = `${technology.name} ${layout.digits} ${layout.halves}`;
  const known = kernels.get(name);
  if (known !== undefined) return known;
  const module = new WebAssembly.Module(assembleModule(kernelFunctions(technology, layout)));
  kernels.set(name, module);
  return module;
}

/**
 * @param bases odd, of any lengths: both lanes take as many digits as the longer one.
 * @param halves 1 for arithmetic modulo the bases, 2 for their squares.
 * @throws RangeError if a base is too long for the technology.
 */
export function createLanes(technology: Technology, bases: Pair, halves: Halves): Lanes {
  const bits = Math.max(...bases.map((base) => base.toString(2).length));
  const layout = layoutOf(technology, digitsFor(technology, bits), halves);
  const { residueBytes, textBytes } = layout;
  const memory = new WebAssembly.Memory({
    initial: Math.ceil(layout.end / PAGE_BYTES) + SPARE_PAGES,
  });
  const instance = new WebAssembly.Instance(kernelFor(technology, layout), { env: { memory } });
  const kernel = instance.exports as unknown as Kernel;
  writeConstants(technology, layout, bases, memory.buffer);

  const moduli: Pair = [bases[0] ** BigInt(halves), bases[1] ** BigInt(halves)];
  let texts = textsOf(memory, layout);
  let top = layout.end;

  function allocate(): Address {
    const address = top;
    top += residueBytes;
    const missing = top - memory.buffer.byteLength;
    if (missing > 0) {
      memory.grow(Math.ceil(missing / PAGE_BYTES) + SPARE_PAGES);
      // What looked at the memory before has lost it.
      texts = textsOf(memory, layout);
    }
    return address;
  }

  const encoder = new TextEncoder();
  const decoder = new TextDecoder();

  function load(to: Address, values: Pair): void {
    for (const lane of [0, 1] as const) {
      const digits = values[lane].toString(16);
      const zeros = textBytes - digits.length;
      texts[lane].fill(0, 0, zeros);
      encoder.encodeInto(digits, texts[lane].subarray(zeros));
    }
    kernel.fromText(to);
  }

  /** The pair (1, 1) with powers of R. */
  const powers = Array.from({ length: GREATEST_POWER - LEAST_POWER + 1 }, (_, i) => {
    const address = allocate();
    const bitsOfRadix = BigInt(technology.digitBits * layout.digits);
    // load divides by R once.
    const power = 1n << (bitsOfRadix * BigInt(LEAST_POWER + i + 1));
    load(address, [power % moduli[0], power % moduli[1]]);
    return address;
  });
  const powerOfR = (exponent: number): Address => {
    const address = powers[exponent - LEAST_POWER];
    if (address === undefined) throw new RangeError(`exponent: no power ${exponent} of R`);
    return address;
  };

  return {
    moduli,
    allocate,
    mark: () => top,
    release(mark) {
      top = mark;
    },
    one: powerOfR(1),
    load,
    read(from) {
      kernel.toText(from);
      const value = (lane: 0 | 1): bigint => BigInt(`0x${decoder.decode(texts[lane])}`) % moduli[lane];
      return [value(0), value(1)];
    },
    carry(to, from, change) {
      kernel.multiply(to, from, powerOfR(change + 1));
    },
    multiply: kernel.multiply,
    square: kernel.square,
    select: kernel.select,
    swap: kernel.swap,
  };
}

/** Where a kernel reads and writes numbers as text. */
function textsOf(
  { buffer }: WebAssembly.Memory,
  { text, textBytes }: Layout,
): readonly [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>] {
  return [new Uint8Array(buffer, text, textBytes), new Uint8Array(buffer, text + textBytes, textBytes)];
}

/** What kernels find in memory and leave as it is. */
function writeConstants(technology: Technology, layout: Layout, bases: Pair, memory: ArrayBuffer): void {
  const columns = new BigUint64Array(memory);
  const digits = technology.digitsIn(memory);
  const setColumns = (address: Address, values: readonly bigint[]): void => {
    for (const [i, value] of values.entries())
      columns.fill(value, address / 8 + 2 * i, address / 8 + 2 * i + 2);
  };
  const setDigits = (address: Address, lane: 0 | 1, value: bigint): void => {
    const digitBits = BigInt(technology.digitBits);
    let rest = value;
    for (let i = 0; i < layout.digits; i++, rest >>= digitBits) {
      digits[(2 * address) / technology.digitBytes + 2 * i + lane] = Number(
        BigInt.asUintN(technology.digitBits, rest),
      );
    }
  };
  setColumns(CONSTANTS, technology.constants);
  for (const gathered of [
    'number',
    'product',
    'square',
    'twoProducts',
    'unreducedNumber',
    'unreducedProduct',
  ] as const) {
    setColumns(layout.starts[gathered], startValues(technology, layout, gathered));
  }
  for (const lane of [0, 1] as const) {
    const modulus = scaledModulus(bases[lane], technology.digitBits);
    setDigits(layout.plainModulus, lane, modulus);
    setDigits(layout.modulus, lane, (modulus + 1n) >> BigInt(technology.digitBits));
  }
}
