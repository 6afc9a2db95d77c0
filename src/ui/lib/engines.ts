import type { Engine } from '../../parties/index.ts';

/** The arithmetic engines in the order in which they are offered. */
export const engines: readonly Engine[] = ['Automatic', 'FMA', 'SIMD', 'BigInt'];
