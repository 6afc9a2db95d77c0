import type { Engine } from '../engine.ts';
import { assembleModule, defineF64Function, firstF64, madd, splatF64 } from './assembler.ts';

/** Where rounding once and rounding twice part: (1 + 2^-30)^2 - (1 + 2^-29) is 2^-60, or 0 if the product is rounded. */
const FACTOR = 1 + 2 ** -30;
const ADDEND = -(1 + 2 ** -29);
const FUSED = 2 ** -60;

/** Whether relaxed SIMD is there, and `madd` rounds once: a processor without FMA, or a browser, may round twice. */
export function fuses(): boolean {
  try {
    const code = firstF64(madd(splatF64(FACTOR), splatF64(FACTOR), splatF64(ADDEND)));
    const module = new WebAssembly.Module(assembleModule([defineF64Function('madd', code)]));
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { madd: run } = new WebAssembly.Instance(module, { env: { memory } }).exports;
    return typeof run === 'function' && (run as () => number)() === FUSED;
  } catch {
    return false;
  }
}

/** Whether an engine computes what BigInt does, on numbers where carries run far. */
export function computesRight(engine: Engine): boolean {
  try {
    const bases = [130n, 1024n].map((bits) => (1n << bits) - 1n);
    const contexts = bases.flatMap((base) => [engine.squareOf(base), engine.modulusOf(base)]);
    return contexts.every(({ modulus, compute }) => {
      const values = [modulus - 1n, modulus - 2n, modulus / 3n];
      return compute((z) => {
        const a = z.load(values);
        const b = z.load([...values].reverse());
        const products = z.read(z.multiply(a, b));
        const squares = z.read(z.power(a, 2n));
        return values.every(
          (x, i) =>
            products[i] === (x * (values[values.length - 1 - i] ?? 0n)) % modulus &&
            squares[i] === (x * x) % modulus,
        );
      });
    });
  } catch {
    return false;
  }
}
