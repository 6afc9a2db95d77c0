import { randomBelow } from '../../src/base/index.ts';
import { selectEngine } from '../../src/bignum/index.ts';
import { createPaillier, generateKeyPair, type Paillier, type PrivateKey } from '../../src/paillier/index.ts';
import { areRandomized, isEncryptionOf } from './reference.ts';
import { BOUND } from './round.ts';

/** Work for one worker among others: encryption with a key of its own, on the fastest engine. */
export interface Load {
  /** @returns the name of the engine. */
  prepareLoad(keyBits: number): string;
  encryptLoad(count: number): void;
  /** Whether what `encryptLoad` made last agrees with BigInt arithmetic. */
  isLoadRight(): boolean;
}

export function createLoad(): Load {
  let key: PrivateKey | null = null;
  let paillier: Paillier | null = null;
  let plaintexts: bigint[] = [];
  let ciphertexts: bigint[] = [];
  return {
    prepareLoad(keyBits) {
      const engine = selectEngine();
      key = generateKeyPair(keyBits);
      paillier = createPaillier({ engine, publicKey: key.publicKey });
      return engine.name;
    },
    encryptLoad(count) {
      plaintexts = Array.from({ length: count }, () => randomBelow(BOUND.scaledWeightBound));
      ciphertexts = paillier?.encrypt(plaintexts) ?? [];
    },
    isLoadRight() {
      const owner = key;
      return (
        owner !== null &&
        ciphertexts.length === plaintexts.length &&
        areRandomized(owner, ciphertexts) &&
        ciphertexts.every((c, i) => isEncryptionOf(owner, c, plaintexts[i] ?? 0n))
      );
    },
  };
}
