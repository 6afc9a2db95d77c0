import { bigintEngine } from './bigint-engine.ts';
import type { Engine, EngineName } from './engine.ts';
import { createWasmEngine } from './wasm/engine.ts';
import { fma } from './wasm/fma.ts';
import { computesRight, fuses } from './wasm/self-test.ts';
import { simd } from './wasm/simd.ts';

/** The fastest first. Each is tried only if it is reached, and the last runs everywhere. */
const CANDIDATES: readonly { readonly name: EngineName; readonly create: () => Engine | null }[] = [
  { name: 'fma', create: () => (fuses() ? tested(createWasmEngine(fma)) : null) },
  { name: 'simd', create: () => tested(createWasmEngine(simd)) },
  { name: 'bigint', create: () => bigintEngine },
];

function tested(engine: Engine): Engine | null {
  return computesRight(engine) ? engine : null;
}

/**
 * The fastest engine that this platform computes right with.
 *
 * @param preferred begins with this one: what is faster is left out. Where it cannot run, the next one down does.
 */
export function selectEngine(preferred: EngineName = 'fma'): Engine {
  const from = CANDIDATES.findIndex(({ name }) => name === preferred);
  for (const { create } of CANDIDATES.slice(Math.max(0, from))) {
    const engine = create();
    if (engine !== null) return engine;
  }
  return bigintEngine;
}
