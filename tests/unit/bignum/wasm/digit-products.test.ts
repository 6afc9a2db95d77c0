import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleModule, defineFunction, get, set, store } from '../../../../src/bignum/wasm/assembler.ts';
import { fma } from '../../../../src/bignum/wasm/fma.ts';
import { CONSTANTS } from '../../../../src/bignum/wasm/layout.ts';
import { simd } from '../../../../src/bignum/wasm/simd.ts';
import type { Technology } from '../../../../src/bignum/wasm/technology.ts';

type PairOfDigits = readonly [bigint, bigint];

/** Multiplies the digits of one place, as the kernels do, and hands back what two columns then hold. */
function createMultiplier(technology: Technology, doubled: boolean) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const body = defineFunction('run', ['row', 'factor', 'columns'], ({ row, factor, columns }, locals) => {
    const emitter = technology.emitter(locals);
    const [x, y, own, next] = locals.vectors(4);
    if (!x || !y || !own || !next) throw new Error('four vectors');
    return [
      ...emitter.prologue,
      ...set(x, doubled ? emitter.double(emitter.loadRow(row, 0)) : emitter.loadRow(row, 0)),
      ...emitter.loadFactor(y, factor, 0, false),
      ...emitter.accumulate(x, y, 0, [own, next], 0),
      ...store(columns, 0, get(own)),
      ...store(columns, 16, get(next)),
      ...emitter.storeDigit(columns, 4, own),
    ];
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(assembleModule([body])), {
    env: { memory },
  });
  const run = exports['run'] as (row: number, factor: number, columns: number) => void;
  const words = new BigInt64Array(memory.buffer);
  const digits = technology.digitsIn(memory.buffer);
  for (const [i, constant] of technology.constants.entries())
    words.fill(constant, CONSTANTS / 8 + 2 * i, CONSTANTS / 8 + 2 * i + 2);
  const { own, next } = technology.columnsPerProduct;
  const at = (address: number, lane: number) => (2 * address) / technology.digitBytes + lane;
  return (xs: PairOfDigits, ys: PairOfDigits) => {
    for (const lane of [0, 1] as const) {
      digits[at(128, lane)] = Number(xs[lane]);
      digits[at(160, lane)] = Number(ys[lane]);
    }
    run(128, 160, 256);
    return ([0, 1] as const).map((lane) => ({
      low: BigInt.asIntN(64, (words[32 + lane] ?? 0n) - own),
      high: BigInt.asIntN(64, (words[34 + lane] ?? 0n) - (technology.reach === 1 ? next : 0n)),
      digit: BigInt(digits[at(256 + 4 * technology.digitBytes, lane)] ?? -1),
      column: BigInt.asUintN(64, words[32 + lane] ?? 0n),
    }));
  };
}

describe.each([fma, simd])('products of digits of $name', (technology) => {
  const radix = 1n << BigInt(technology.digitBits);
  const digit = fc.oneof(
    fc.constantFrom(0n, 1n, 2n, radix / 2n - 1n, radix / 2n, radix / 2n + 1n, radix - 2n, radix - 1n),
    fc.bigInt({ min: 0n, max: radix - 1n }),
    // Where the half that is rounded away is close to a half.
    fc.nat({ max: technology.digitBits - 1 }).map((bit) => 1n << BigInt(bit)),
  );

  it.each([false, true])('are exact, both halves in their bounds; rows doubled: %s', (doubled) => {
    const multiply = createMultiplier(technology, doubled);
    fc.assert(
      fc.property(fc.tuple(digit, digit), fc.tuple(digit, digit), (xs, ys) => {
        for (const [lane, { low, high, digit: lowest, column }] of multiply(xs, ys).entries()) {
          const product = (xs[lane] ?? 0n) * (ys[lane] ?? 0n) * (doubled ? 2n : 1n);
          expect(low + radix * high).toBe(product);
          if (technology === fma) {
            expect(low >= -radix / 2n && low <= radix / 2n).toBe(true);
            expect(high >= 0n && high < (doubled ? 2n : 1n) * radix).toBe(true);
          }
          expect(lowest).toBe(column % radix);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
