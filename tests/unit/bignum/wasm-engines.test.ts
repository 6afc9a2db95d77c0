import { describe, expect, it } from 'vitest';
import { selectEngine } from '../../../src/bignum/index.ts';
import { describeEngine } from './conformance.ts';

// Node needs --experimental-wasm-relaxed-simd for the first, which the configuration of the tests sets. Without
// it, or on a processor without FMA, these tests fail: they are not skipped.
for (const name of ['fma', 'simd'] as const) {
  const engine = selectEngine(name);
  describe(name, () => {
    it('is the engine that runs', () => {
      expect(engine.name).toBe(name);
    });
  });
  describeEngine(engine);
}
