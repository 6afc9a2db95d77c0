import { FederatedError, type Bytes } from '../base/index.ts';
import {
  decodePheNumber,
  encodePheNumber,
  encryptedNumbersFromPhe,
  encryptedNumbersToPhe,
  MAX_PHE_NUMBERS,
  privateKeyFromPhe,
  privateKeyToPhe,
  publicKeyToPhe,
  type PaillierOwner,
  type PrivateKey,
} from '../paillier/index.ts';
import type { ModelOwnerWork } from './interfaces.ts';
import { promised } from './promised.ts';

/** The exponent that `pheutil encrypt` writes wherever it is small enough for the number. */
const PHEUTIL_EXPONENT = -32;

interface PheWorkDeps {
  /** The key in use. */
  readonly key: () => PaillierOwner;
  /** Takes another key into use, if it passes the cross-check; returns n. */
  readonly hold: (privateKey: PrivateKey) => Bytes;
  readonly allowSmallKeys: boolean;
}

/** The part of the model owner's work that speaks python-paillier's format. */
export function createPheWork({
  key,
  hold,
  allowSmallKeys,
}: PheWorkDeps): Pick<ModelOwnerWork, 'exportKey' | 'importKey' | 'encryptNumbers' | 'decryptNumbers'> {
  return {
    exportKey: (kind) =>
      promised(() => {
        const { privateKey } = key();
        return kind === 'private' ? privateKeyToPhe(privateKey) : publicKeyToPhe(privateKey.publicKey);
      }),

    importKey: (text) =>
      promised(() => {
        const privateKey = privateKeyFromPhe(text, { allowSmall: allowSmallKeys });
        return { n: hold(privateKey), keyBits: privateKey.publicKey.bits };
      }),

    encryptNumbers: (numbers) =>
      promised(() => {
        const owner = key();
        const { n } = owner.publicKey;
        if (numbers.length > MAX_PHE_NUMBERS) {
          const details = { reason: 'size', maximum: MAX_PHE_NUMBERS };
          throw new FederatedError('phe-file-invalid', 'too many numbers', details);
        }
        const encodings = numbers.map((value) => encodePheNumber(value, n, PHEUTIL_EXPONENT));
        const ciphertexts = owner.encryptAsOwner(encodings.map(({ plaintext }) => plaintext));
        return encryptedNumbersToPhe(
          encodings.map(({ exponent }, i) => ({ ciphertext: ciphertexts[i] as bigint, exponent })),
        );
      }),

    decryptNumbers: (text) =>
      promised(() => {
        const owner = key();
        const { n } = owner.publicKey;
        const numbers = encryptedNumbersFromPhe(text, owner.publicKey);
        const plaintexts = owner.decrypt(numbers.map(({ ciphertext }) => ciphertext));
        return numbers.map(({ exponent }, i) =>
          decodePheNumber({ plaintext: plaintexts[i] as bigint, exponent }, n),
        );
      }),
  };
}
