import type { Bytes } from '../base/index.ts';
import { decodeCiphertexts } from '../encoding/index.ts';
import type { Paillier } from '../paillier/index.ts';

/** The part of {@link Paillier} that sums. */
export type Summing = Pick<Paillier, 'publicKey' | 'checkCiphertexts' | 'sumCiphertexts'>;

/**
 * Ciphertext by ciphertext the sum over all owners' answers, checked, in this thread.
 *
 * @throws FederatedError 'ciphertext-invalid' or 'message-malformed', whichever answer is to blame.
 */
export function sumAnswers(paillier: Summing, answers: readonly Bytes[], count: number): bigint[] {
  const { bits } = paillier.publicKey;
  const lists = answers.map((answer) =>
    paillier.checkCiphertexts(decodeCiphertexts(answer, bits, count), count),
  );
  return paillier.sumCiphertexts(lists);
}
