import { selectEngine, type Engine, type EngineName } from '../bignum/index.ts';

const NAMES: readonly EngineName[] = ['fma', 'simd', 'bigint'];

/** The engine that a worker was named after, or the next one down that computes right here. */
export function engineOfThread(): Engine {
  return selectEngine(NAMES.find((name) => name === self.name));
}
