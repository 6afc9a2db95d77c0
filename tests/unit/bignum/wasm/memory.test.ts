import { afterEach, describe, expect, it, vi } from 'vitest';
import { selectEngine } from '../../../../src/bignum/index.ts';

/** Every memory made from now on. */
function recordMemories(): WebAssembly.Memory[] {
  const memories: WebAssembly.Memory[] = [];
  class Recorded extends WebAssembly.Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.push(this);
    }
  }
  vi.spyOn(WebAssembly, 'Memory').mockImplementation(function (descriptor: WebAssembly.MemoryDescriptor) {
    return new Recorded(descriptor);
  });
  return memories;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(['fma', 'simd'] as const)('memory of %s', (name) => {
  const engine = selectEngine(name);
  // A prime.
  const base = (1n << 1024n) - 105n;
  const values = Array.from({ length: 6001 }, (_, i) => base * base - BigInt(i + 1));
  const squares = values.map((_, i) => BigInt(i + 1) ** 2n);

  it('grows while residues are held, and they stay what they are', () => {
    const memories = recordMemories();
    const context = engine.squareOf(base);
    const before = memories.map(({ buffer }) => buffer.byteLength);
    context.compute((z) => {
      const early = z.load(values.slice(0, 3));
      const power = z.power(early, 2n);
      const all = z.load(values);
      expect(memories.map(({ buffer }) => buffer.byteLength)[0]).toBeGreaterThan(before[0] ?? 0);
      expect(z.read(early)).toEqual(values.slice(0, 3));
      expect(z.read(power)).toEqual(squares.slice(0, 3));
      expect(z.read(z.multiply(all, all))).toEqual(squares);
      expect(z.read(z.multiply(early, power))).toEqual([1n, 2n, 3n].map((x) => base * base - x ** 3n));
    });
  });

  it('is given back: the next computation takes no more', () => {
    const memories = recordMemories();
    const context = engine.squareOf(base);
    const { powerSecret } = engine.squaresOf([base, base - 2n]);
    const bytes = () => memories.map(({ buffer }) => buffer.byteLength);
    const run = () => {
      context.compute((z) => {
        const x = z.load(values.slice(0, 41));
        z.read(z.powerSecret(x, 12_345n, 40));
        z.read(z.multiExponentiate(x, [values.slice(0, 41).map(() => 7n)], 40));
        z.read(z.invert(z.power(x, 65_537n)));
      });
      powerSecret(
        values.slice(0, 41).map((value) => [value, value >> 3n] as const),
        [123n, 456n],
        40,
      );
    };
    run();
    const after = bytes();
    expect(after).toHaveLength(2);
    for (let i = 0; i < 10; i++) run();
    expect(bytes()).toEqual(after);
    // As the README states for 41 bases: a table of 14 pairs for each.
    expect(Math.max(...after)).toBeLessThan(4 * 2 ** 20);
  });
});
