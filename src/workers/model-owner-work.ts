import { FederatedError } from '../base/index.ts';
import type { Engine } from '../bignum/index.ts';
import {
  checkWithinBound,
  decodeCiphertexts,
  encodeCiphertexts,
  encodePublicKey,
} from '../encoding/index.ts';
import {
  createPaillierOwner,
  crossCheck,
  generateKeyPair,
  toSigned,
  type PaillierOwner,
} from '../paillier/index.ts';
import type { ModelOwnerWork } from './interfaces.ts';

interface ModelOwnerWorkDeps {
  readonly engine: Engine;
  /** Unit tests only: the product refuses keys under 2048 bits. */
  readonly allowSmallKeys?: boolean;
}

/** The model owner's arithmetic, in whatever thread it runs. It holds the one private key of the tab. */
export function createModelOwnerWork({ engine, allowSmallKeys = false }: ModelOwnerWorkDeps): ModelOwnerWork {
  let owner: PaillierOwner | null = null;

  function key(): PaillierOwner {
    if (owner === null) throw new FederatedError('invalid-state', 'no key yet');
    return owner;
  }

  return {
    engine: () => Promise.resolve(engine.name),

    generateKey(keyBits) {
      const privateKey = generateKeyPair(keyBits, { allowSmall: allowSmallKeys });
      const candidate = createPaillierOwner({ engine, privateKey });
      crossCheck(candidate);
      owner = candidate;
      return Promise.resolve(encodePublicKey(privateKey.publicKey.n, keyBits));
    },

    encrypt(plaintexts) {
      const { publicKey } = key();
      return Promise.resolve(encodeCiphertexts(key().encryptAsOwner(plaintexts), publicKey.bits));
    },

    sumAndDecrypt(answers, bounds) {
      const paillier = key();
      const { n, bits } = paillier.publicKey;
      const count = bounds.length;
      const lists = answers.map((answer) =>
        paillier.checkCiphertexts(decodeCiphertexts(answer, bits, count), count),
      );
      const sums = paillier.decrypt(paillier.sumCiphertexts(lists)).map((residue) => toSigned(residue, n));
      return Promise.resolve(sums.map((sum, i) => checkWithinBound(sum, bounds[i] ?? 0n, 'sum')));
    },
  };
}
