export { bigintEngine } from './bigint-engine.ts';
export type { Arithmetic, Engine, EngineName, ModularContext, Residues } from './engine.ts';
export { gcd, modInverse, modulo } from './integers.ts';
