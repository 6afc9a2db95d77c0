import type { Bytes } from '../base/index.ts';
import type { Engine, EngineName } from '../bignum/index.ts';
import { ciphertextLength, decodeCiphertexts, encodeCiphertexts } from '../encoding/index.ts';
import {
  createPaillier,
  createRandomizers,
  type Paillier,
  type PublicKey,
  type Randomizers,
} from '../paillier/index.ts';
import { promised } from './promised.ts';
import { sumAnswers } from './sum-answers.ts';

/**
 * What a helper computes for the worker that started it: the public key comes with every call. A data
 * owner's helper gets rows of G besides, and what it makes is as secret as these; a private key never gets
 * here. Ciphertexts are bytes, one after another.
 */
export interface HelperWork {
  readonly engine: () => Promise<EngineName>;
  /** Fresh values r^n, as ciphertexts. */
  randomizers(key: PublicKey, count: number): Promise<Bytes>;
  /** See `Paillier.matrixRows`. */
  matrixRows(
    key: PublicKey,
    ciphertexts: Bytes,
    matrix: readonly (readonly bigint[])[],
    scalarBits: number,
  ): Promise<Bytes>;
  /**
   * Sums of several owners' answers, of one length.
   *
   * @throws FederatedError 'ciphertext-invalid' or 'message-malformed'.
   */
  sum(key: PublicKey, answers: readonly Bytes[]): Promise<Bytes>;
}

interface HelperWorkDeps {
  readonly engine: Engine;
}

interface Held {
  readonly key: PublicKey;
  readonly paillier: Paillier;
  readonly randomizers: Randomizers;
}

/** A helper's arithmetic, in whatever thread it runs. It keeps what belongs to the last key, and no other. */
export function createHelperWork({ engine }: HelperWorkDeps): HelperWork {
  let held: Held | null = null;

  function holding(key: PublicKey): Held {
    if (held?.key.n !== key.n) {
      const randomizers = createRandomizers({ engine, publicKey: key });
      held = { key, randomizers, paillier: createPaillier({ engine, publicKey: key, randomizers }) };
    }
    return held;
  }

  return {
    engine: () => Promise.resolve(engine.name),

    randomizers: (key, count) =>
      promised(() => encodeCiphertexts(holding(key).randomizers.take(count), key.bits)),

    matrixRows: (key, ciphertexts, matrix, scalarBits) =>
      promised(() => {
        const { paillier } = holding(key);
        const bases = decodeCiphertexts(ciphertexts, key.bits, matrix[0]?.length ?? 0);
        return encodeCiphertexts(paillier.matrixRows(bases, { matrix, scalarBits }), key.bits);
      }),

    sum: (key, answers) =>
      promised(() => {
        const count = (answers[0]?.length ?? 0) / ciphertextLength(key.bits);
        return encodeCiphertexts(sumAnswers(holding(key).paillier, answers, count), key.bits);
      }),
  };
}
