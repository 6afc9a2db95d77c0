export { bigintEngine } from './bigint-engine.ts';
export type { Arithmetic, Engine, EngineName, ModularContext, Pair, Residues } from './engine.ts';
export { gcd, modInverse, modPow, modPowSecret, modulo } from './integers.ts';
export { isProbablePrime } from './primality.ts';
export { selectEngine } from './select-engine.ts';
