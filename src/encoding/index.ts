export { checkFitsKey, checkWithinBound, encodingBound, slotsPerPlaintext } from './bound.ts';
export type { BoundParameters, EncodingBound } from './bound.ts';
export {
  ciphertextLength,
  decodeCiphertexts,
  decodePublicKey,
  decodeRoots,
  encodeCiphertexts,
  encodePublicKey,
  encodeRoots,
} from './canonical.ts';
export { decodeFixed, encodeFixed } from './fixed-point.ts';
export { baseBounds, baseFromIntegers, baseLength, baseToIntegers } from './base-layout.ts';
export type { BaseTotals } from './base-layout.ts';
export {
  oneShotBounds,
  oneShotFromIntegers,
  oneShotLength,
  oneShotToIntegers,
  partsOf,
} from './one-shot-layout.ts';
export type { OneShotBlock } from './one-shot-layout.ts';
export { createPacking } from './packing.ts';
export type { Packing, PackingDeps } from './packing.ts';
