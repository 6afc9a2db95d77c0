import type { Engine } from '../bignum/index.ts';
import { decodeCiphertexts } from '../encoding/index.ts';
import type { PublicKey, Randomizers } from '../paillier/index.ts';
import type { Crew } from './crew.ts';
import { effortMs, productsOfRandomizer } from './effort.ts';
import type { RandomizerPoolDeps } from './randomizer-pool.ts';
import { evenRanges, type Range } from './ranges.ts';

/** Values in one part of a job: what a call that arrives meanwhile has to wait for. */
const VALUES_IN_PART = 2;

interface RandomizersAheadDeps {
  readonly engine: Engine;
  readonly crew: Crew;
  readonly publicKey: PublicKey;
  /** Computes values in this thread. */
  readonly source: Randomizers;
  /** The source takes the primes: these stay in this thread, and helpers out of it. */
  readonly isSecret?: boolean;
}

/** Values of r^n bit by bit, from all threads of a tab, as a pool asks for them. */
export function randomizersAhead({
  engine,
  crew,
  publicKey,
  source,
  isSecret = false,
}: RandomizersAheadDeps): RandomizerPoolDeps['ahead'] {
  const { bits } = publicKey;
  return async (count, { background, onProgress }) => {
    const values = await crew.share<Range, bigint[]>({
      parts: evenRanges(count, VALUES_IN_PART, 1),
      effortMs: effortMs(engine.name, bits, count * productsOfRandomizer(bits)),
      here: ({ start, end }) => source.take(end - start),
      ...(!isSecret && {
        there: async (helper, { start, end }) =>
          decodeCiphertexts(await helper.randomizers(publicKey, end - start), bits, end - start),
      }),
      background,
      onProgress: onProgress && ((done) => onProgress(Math.min(done * VALUES_IN_PART, count), count)),
    });
    return values.flat();
  };
}
