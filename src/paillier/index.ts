export { crossCheck } from './cross-check.ts';
export { generateKeyPair } from './generate.ts';
export { checkPublicKey, privateKeyFromPrimes } from './keys.ts';
export type { KeyOptions, PrivateKey, PublicKey } from './keys.ts';
export { createPaillierOwner } from './owner.ts';
export type { PaillierOwner, PaillierOwnerDeps } from './owner.ts';
export { createPaillier } from './paillier.ts';
export type { AffineMap, Paillier, PaillierDeps } from './paillier.ts';
export { toSigned } from './plaintexts.ts';
