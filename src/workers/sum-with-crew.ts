import { isFederatedError, type Bytes } from '../base/index.ts';
import type { Engine } from '../bignum/index.ts';
import { ciphertextLength, decodeCiphertexts } from '../encoding/index.ts';
import type { Crew } from './crew.ts';
import { effortMs, LEAST_SHARED_MS, PRODUCTS_OF_ADDEND } from './effort.ts';
import { evenRanges, type Range } from './ranges.ts';
import { sumAnswers, type Summing } from './sum-answers.ts';

/** Ciphertexts in one part of a job, of every answer. */
const SUMS_IN_PART = 32;

interface SumDeps {
  readonly engine: Engine;
  readonly crew: Crew;
  readonly paillier: Summing;
  /** One of each owner. */
  readonly answers: readonly Bytes[];
  /** Ciphertexts of every answer. */
  readonly count: number;
}

/** What `sumAnswers` does, by all threads of the tab if there is enough to do. */
export async function sumWithCrew({ engine, crew, paillier, answers, count }: SumDeps): Promise<bigint[]> {
  const { publicKey } = paillier;
  const length = ciphertextLength(publicKey.bits);
  const effort = effortMs(engine.name, publicKey.bits, answers.length * count * PRODUCTS_OF_ADDEND);
  // Checked in parts, a ciphertext that stands in two of them would not be noticed.
  const isWhole = effort < LEAST_SHARED_MS || !answers.every((answer) => isDistinct(answer, count, length));
  if (isWhole) return sumAnswers(paillier, answers, count);
  // Copies: of a view, a message would carry all that is behind it.
  const cut = ({ start, end }: Range) => answers.map((answer) => answer.slice(start * length, end * length));
  try {
    const sums = await crew.share<Range, bigint[]>({
      parts: evenRanges(count, SUMS_IN_PART, crew.threads),
      effortMs: effort,
      here: (range) => sumAnswers(paillier, cut(range), range.end - range.start),
      there: async (helper, range) =>
        decodeCiphertexts(await helper.sum(publicKey, cut(range)), publicKey.bits, range.end - range.start),
    });
    return sums.flat();
  } catch (error) {
    // Said of the whole answer, a refusal names the right place.
    if (isFederatedError(error, 'ciphertext-invalid')) return sumAnswers(paillier, answers, count);
    throw error;
  }
}

/** Whether an answer has the right length and all its ciphertexts are different. */
function isDistinct(answer: Bytes, count: number, length: number): boolean {
  const text = new TextDecoder('latin1').decode(answer);
  const different = new Set(
    Array.from({ length: count }, (_, i) => text.slice(i * length, (i + 1) * length)),
  );
  return answer.length === count * length && different.size === count;
}
