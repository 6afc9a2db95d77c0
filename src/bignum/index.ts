export { bigintEngine } from './bigint-engine.ts';
export type { Arithmetic, Engine, EngineName, ModularContext, Pair, Residues } from './engine.ts';
export { modPow } from './exponentiation.ts';
export { gcd, modInverse, modulo } from './integers.ts';
export { isProbablePrime } from './primality.ts';
export { selectEngine } from './select-engine.ts';
