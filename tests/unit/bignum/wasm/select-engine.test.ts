import { afterEach, describe, expect, it, vi } from 'vitest';
import { bigintEngine, selectEngine, type Arithmetic, type Engine } from '../../../../src/bignum/index.ts';
import { computesRight, fuses } from '../../../../src/bignum/wasm/self-test.ts';

/** `f64x2.relaxed_madd`, in a module. */
const MADD = [0xfd, 0x87, 0x02];
const CompiledModule = WebAssembly.Module;
const RealInstance = WebAssembly.Instance;

function contains(bytes: BufferSource, part: readonly number[]): boolean {
  const view = new Uint8Array(bytes as ArrayBuffer);
  return view.some((_, i) => part.every((byte, j) => view[i + j] === byte));
}

/** Replaces exports of every instance from now on. */
function spoilExports(spoil: (exports: Record<string, unknown>, memory: WebAssembly.Memory) => object): void {
  vi.spyOn(WebAssembly, 'Instance').mockImplementation(function (
    module: WebAssembly.Module,
    imports: { env: { memory: WebAssembly.Memory } },
  ) {
    const { exports } = new RealInstance(module, imports);
    return { exports: { ...exports, ...spoil(exports, imports.env.memory) } };
  } as never);
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('selectEngine', () => {
  it('takes the fastest, or the one that is asked for', () => {
    expect(fuses()).toBe(true);
    expect(selectEngine().name).toBe('fma');
    for (const name of ['fma', 'simd', 'bigint'] as const) expect(selectEngine(name).name).toBe(name);
  });

  it('falls to SIMD where relaxed SIMD is missing', () => {
    vi.spyOn(WebAssembly, 'Module').mockImplementation(function (bytes: BufferSource) {
      if (contains(bytes, MADD)) throw new WebAssembly.CompileError('invalid numeric opcode 0xfd107');
      return new CompiledModule(bytes);
    });
    expect(fuses()).toBe(false);
    expect(selectEngine('fma').name).toBe('simd');
  });

  it('falls to SIMD where the product is rounded before it is added to', () => {
    // (1 + 2^-30)^2 - (1 + 2^-29), rounded twice.
    spoilExports((exports) => ('madd' in exports ? { madd: () => 0 } : {}));
    expect(fuses()).toBe(false);
    expect(selectEngine('fma').name).toBe('simd');
  });

  it.each(['fma', 'simd'] as const)('falls to BigInt from %s where there is no WebAssembly', (name) => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(fuses()).toBe(false);
    expect(selectEngine(name)).toBe(bigintEngine);
  });

  it.each(['multiply', 'square', 'fromText'])('falls to BigInt where %s goes wrong', (name) => {
    spoilExports((exports, memory) => ({
      [name]: (result: number, ...others: number[]) => {
        (exports[name] as (...parameters: number[]) => void)(result, ...others);
        // One bit of a digit in the second lane.
        const view = new DataView(memory.buffer);
        view.setUint8(result + 12, view.getUint8(result + 12) ^ 1);
      },
    }));
    expect(selectEngine('simd')).toBe(bigintEngine);
  });

  it('falls to BigInt where nothing is handed out', () => {
    spoilExports(() => ({ toText: () => undefined }));
    expect(selectEngine('simd')).toBe(bigintEngine);
  });
});

describe('computesRight', () => {
  it('passes every engine', () => {
    for (const name of ['fma', 'simd', 'bigint'] as const)
      expect(computesRight(selectEngine(name))).toBe(true);
  });

  const spoiled = (kind: 'squareOf' | 'modulusOf', change: (values: bigint[]) => bigint[]): Engine => ({
    ...bigintEngine,
    [kind](base: bigint) {
      const context = bigintEngine[kind](base);
      return {
        ...context,
        compute: <T>(work: (z: Arithmetic) => T) =>
          context.compute((z) => work({ ...z, read: (x) => change(z.read(x)) })),
      };
    },
  });

  it.each([
    [
      'is one too much in the second lane',
      (values: bigint[]) => values.map((x, i) => (i === 1 ? x + 1n : x)),
    ],
    ['is not reduced', (values: bigint[]) => values.map((x) => x + ((1n << 1024n) - 1n) ** 2n)],
    ['has its lanes exchanged', ([a = 0n, b = 0n, ...rest]: bigint[]) => [b, a, ...rest]],
    ['is missing', () => []],
  ])('refuses an engine whose result %s', (_, change) => {
    for (const kind of ['squareOf', 'modulusOf'] as const) {
      expect(computesRight(spoiled(kind, (values) => values))).toBe(true);
      expect(computesRight(spoiled(kind, change))).toBe(false);
    }
  });

  it('refuses an engine that fails', () => {
    const fail = () => {
      throw new RangeError('out of memory');
    };
    for (const kind of ['squareOf', 'modulusOf']) {
      expect(computesRight({ ...bigintEngine, [kind]: fail })).toBe(false);
    }
  });
});
