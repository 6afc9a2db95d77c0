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

    generateKey: (keyBits) =>
      promised(() => {
        const privateKey = generateKeyPair(keyBits, { allowSmall: allowSmallKeys });
        const candidate = createPaillierOwner({ engine, privateKey });
        crossCheck(candidate);
        owner = candidate;
        return encodePublicKey(privateKey.publicKey.n, keyBits);
      }),

    encrypt: (plaintexts) =>
      promised(() => encodeCiphertexts(key().encryptAsOwner(plaintexts), key().publicKey.bits)),

    sumAndDecrypt: (answers, bounds) =>
      promised(() => {
        const paillier = key();
        const { n, bits } = paillier.publicKey;
        const count = bounds.length;
        const lists = answers.map((answer) =>
          paillier.checkCiphertexts(decodeCiphertexts(answer, bits, count), count),
        );
        const sums = paillier.decrypt(paillier.sumCiphertexts(lists)).map((residue) => toSigned(residue, n));
        return sums.map((sum, i) => checkWithinBound(sum, bounds[i] ?? 0n, 'sum'));
      }),
  };
}

/** What `compute` returns or throws, as a promise: callers see the same as from another thread. */
function promised<T>(compute: () => T): Promise<T> {
  return new Promise((resolve) => resolve(compute()));
}
