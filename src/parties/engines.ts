import type { EngineName } from '../bignum/index.ts';
import type { Engine } from './views.ts';

/** The engine to begin with for what a person chose: automatic begins with the fastest. */
export function engineNamed(choice: Engine): EngineName {
  return choice === 'SIMD' ? 'simd' : choice === 'BigInt' ? 'bigint' : 'fma';
}

/** What pages and model files call an engine. */
export function engineLabel(name: EngineName): Exclude<Engine, 'Automatic'> {
  return name === 'fma' ? 'FMA' : name === 'simd' ? 'SIMD' : 'BigInt';
}
