import {
  bigintToBytes,
  bytesToBigint,
  cryptoRandom,
  FederatedError,
  type Bytes,
  type ErrorDetails,
  type RandomBytes,
} from '../base/index.ts';
import { taggedHash } from './tagged-hash.ts';
import { WORDS } from './words.ts';

/** 80 bits: whoever invents owners sees masks made with the secret, and can try guesses on them offline. */
const SECRET_BYTES = 10;
const WORD_BITS = 10n;
const SECRET_WORDS = 8;
/** The last word follows from the others: a phrase that someone made up does not pass for a secret. */
const ALL_WORDS = SECRET_WORDS + 1;

const INDEX_OF = new Map(WORDS.map((word, index) => [word, index]));

/**
 * A fresh secret for data owners to share among themselves, over the phone or on paper, so that owners
 * whom the model owner invented cannot take part: eight random words and a check word.
 */
export function createSharedSecret(random: RandomBytes = cryptoRandom): Promise<string> {
  return formatSharedSecret(random(SECRET_BYTES));
}

/** A secret as its nine words, in the one spelling that pages show. */
export async function formatSharedSecret(secret: Bytes): Promise<string> {
  const bits = bytesToBigint(secret);
  const last = BigInt(SECRET_WORDS - 1);
  const indexes = Array.from({ length: SECRET_WORDS }, (_, i) =>
    Number((bits >> (WORD_BITS * (last - BigInt(i)))) & ((1n << WORD_BITS) - 1n)),
  );
  return [...indexes, await checkIndexOf(secret)].map((index) => WORDS[index]).join(' ');
}

/**
 * The 10 bytes of a shared secret, from its words. Capitals, commas, further spaces and line breaks do
 * not matter.
 *
 * @throws FederatedError `shared-secret-invalid`, with the `reason`: `count`, with how many words were
 *   `found`; `unknown-word`, with the position of the `word`, from 1; `check-word`. The words themselves
 *   are not told: they are the secret.
 */
export async function parseSharedSecret(text: string): Promise<Bytes> {
  const words = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  if (words.length !== ALL_WORDS) throw invalid({ reason: 'count', found: words.length });
  let bits = 0n;
  let index = 0;
  for (const [i, word] of words.entries()) {
    const found = INDEX_OF.get(word);
    if (found === undefined) throw invalid({ reason: 'unknown-word', word: i + 1 });
    index = found;
    if (i < SECRET_WORDS) bits = (bits << WORD_BITS) | BigInt(index);
  }
  const secret = bigintToBytes(bits, SECRET_BYTES);
  if (index !== (await checkIndexOf(secret))) throw invalid({ reason: 'check-word' });
  return secret;
}

/** The check word: the first ten bits of a hash of the secret. */
async function checkIndexOf(secret: Bytes): Promise<number> {
  const digest = await taggedHash('shared-secret-check', secret);
  return Number(bytesToBigint(digest.subarray(0, 2)) >> 6n);
}

function invalid(details: ErrorDetails): FederatedError {
  return new FederatedError('shared-secret-invalid', 'that is no shared secret', details);
}
