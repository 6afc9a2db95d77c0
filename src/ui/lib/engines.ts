import type { Engine } from '../../parties/index.ts';

/** The arithmetic engines in the order in which they are offered; the names are the option values. */
export const engines: readonly Engine[] = ['Automatic', 'FMA', 'SIMD', 'BigInt'];
