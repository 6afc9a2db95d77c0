import type { Engine } from '../../parties/index.ts';

/** The arithmetic engines in the order in which they are offered; the names are the option values. */
export const engines: readonly Engine[] = ['Automatic', 'FMA', 'SIMD', 'BigInt'];

/** Engines that this version does not have. */
export const unavailableEngines: readonly Engine[] = ['FMA', 'SIMD'];
