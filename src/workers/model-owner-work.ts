import { FederatedError, type Bytes } from '../base/index.ts';
import type { Engine } from '../bignum/index.ts';
import { createPacking, encodeCiphertexts, encodePublicKey, encodeRoots } from '../encoding/index.ts';
import {
  createOwnerRandomizers,
  createPaillierOwner,
  crossCheck,
  generateKeyPair,
  proveKey,
  toSigned,
  type PaillierOwner,
  type PrivateKey,
} from '../paillier/index.ts';
import { createCrew, type Crew } from './crew.ts';
import type { EncryptedSums, ModelOwnerWork } from './interfaces.ts';
import { createModelOwnerLearning } from './model-owner-learning.ts';
import { createPheWork } from './phe-work.ts';
import { promised } from './promised.ts';
import { createRandomizerPool, type Idle, type RandomizerPool } from './randomizer-pool.ts';
import { randomizersAhead } from './randomizers-ahead.ts';
import { createScoreAnswers } from './score-answers.ts';
import { sumWithCrew } from './sum-with-crew.ts';

/** Random factors kept ready before the first round tells how many a question takes. */
const RANDOMIZERS_AHEAD = 32;

interface ModelOwnerWorkDeps {
  readonly engine: Engine;
  /** The threads that compute. Default: this one. */
  readonly crew?: Crew;
  /** Unit tests only: the product refuses keys under 2048 bits. */
  readonly allowSmallKeys?: boolean;
  /** When random factors are made ahead. Replaced in tests only. */
  readonly idle?: Idle;
}

/** The one private key of the tab, and what was made ahead for it. */
interface Held {
  readonly owner: PaillierOwner;
  readonly pool: RandomizerPool;
}

/** The model owner's arithmetic, in whatever thread it runs. It holds the one private key of the tab. */
export function createModelOwnerWork({
  engine,
  crew = createCrew(),
  allowSmallKeys = false,
  idle = crew.whenFree,
}: ModelOwnerWorkDeps): ModelOwnerWork & EncryptedSums {
  let held: Held | null = null;

  function key(): PaillierOwner {
    if (held === null) throw new FederatedError('invalid-state', 'no key yet');
    return held.owner;
  }

  /** Takes a key into use in place of the one before, if it passes; returns n. */
  function hold(privateKey: PrivateKey): Bytes {
    const source = createOwnerRandomizers({ engine, privateKey });
    const { publicKey } = privateKey;
    const ahead = randomizersAhead({ engine, crew, publicKey, source, isSecret: true });
    const pool = createRandomizerPool({ source, ahead, target: RANDOMIZERS_AHEAD, idle });
    const owner = createPaillierOwner({ engine, privateKey, randomizers: pool });
    crossCheck(owner);
    held?.pool.drop();
    held = { owner, pool };
    pool.start();
    return encodePublicKey(publicKey.n, publicKey.bits);
  }

  const sums: EncryptedSums = {
    encrypt: (plaintexts) =>
      promised(() => encodeCiphertexts(key().encryptAsOwner(plaintexts), key().publicKey.bits)),

    async sumAndDecrypt(answers, { slotBits, bounds }) {
      const paillier = key();
      const { n, bits } = paillier.publicKey;
      const packing = createPacking({ slotBits, keyBits: bits });
      const count = packing.ciphertextsFor(bounds.length);
      const products = await sumWithCrew({ engine, crew, paillier, answers, count });
      const plaintexts = paillier.decrypt(products).map((residue) => toSigned(residue, n));
      return packing.unpack(plaintexts, bounds);
    },
  };

  return {
    engine: () => Promise.resolve(engine.name),

    generateKey: (keyBits) =>
      promised(() => hold(generateKeyPair(keyBits, { engine, allowSmall: allowSmallKeys }))),

    async proveKey(seed, onProgress) {
      const { privateKey } = key();
      return encodeRoots(await proveKey(privateKey, seed, onProgress, engine), privateKey.publicKey.bits);
    },

    ...sums,
    ...createModelOwnerLearning(sums),
    ...createScoreAnswers({ engine, allowSmallKeys }),
    ...createPheWork({ key, hold, allowSmallKeys }),
  };
}
