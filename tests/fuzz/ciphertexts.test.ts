import { describe, expect, test } from 'vitest';
import { bigintToBytes, concatBytes, isFederatedError, toHex, type Bytes } from '../../src/base/index.ts';
import { ciphertextLength, decodeCiphertexts } from '../../src/encoding/index.ts';
import { privateKeyFromPrimes, type PublicKey } from '../../src/paillier/index.ts';
import { checkCiphertexts } from '../../src/paillier/ciphertexts.ts';
import {
  encryptedBy,
  FILES,
  GRADIENT,
  KEY_BITS,
  keyedModelOwner,
  PACKING,
  smallDataOwner,
  unmasked,
} from '../unit/workers/kit.ts';
import { counter, failure, reporting } from './guard.ts';
import { scrambled } from './mutations.ts';
import { createRandom, SEED, type Random } from './seed.ts';

const PAYLOADS = 20_000;
const DEFECTS = ['range', 'trivial', 'repeated', 'not-coprime'];

/** Small keys of known primes: with the first, what is drawn often has a factor in common with n. */
const KEYS: [string, bigint, bigint][] = [
  ['17 bits', 293n, 433n],
  ['127 bits', 9_223_372_036_854_775_783n, 9_223_372_036_854_775_643n],
];

interface Case {
  readonly bytes: Bytes;
  readonly count: number;
}

/** Ciphertexts as bytes, with one or more of them replaced, or the bytes tampered with. */
function tampered(random: Random, { n, nSquared }: PublicKey, p: bigint, q: bigint, length: number): Case {
  const drawn = (): bigint => BigInt(`0x${toHex(random.bytes(length + 8))}`) % nSquared;
  const list = Array.from({ length: 1 + random.below(5) }, drawn);
  const most = 256n ** BigInt(length) - 1n;
  const special = [0n, 1n, 2n, n, p, q, n + 1n, n - 1n, nSquared - 1n, nSquared, nSquared + 1n, most];
  const multiple = (drawn() / n) * random.pick([p, q, n]);
  for (let changes = random.below(3); changes > 0; changes--) {
    const value = random.pick([...special, multiple, list[0] ?? 1n]);
    list[random.below(list.length)] = value > most ? most : value;
  }
  const bytes = concatBytes(...list.map((c) => bigintToBytes(c, length)));
  const count = list.length + random.pick([0, 0, 0, 0, 0, 0, 0, 1, -1]);
  return { bytes: random.chance(0.2) ? scrambled(bytes, random) : bytes, count };
}

/** What may pass, by the primes: the checks that are tested know n alone. */
function isSound({ bytes, count }: Case, length: number, p: bigint, q: bigint): boolean {
  if (bytes.length !== count * length) return false;
  const list = Array.from({ length: count }, (_, i) => {
    let c = 0n;
    for (const byte of bytes.subarray(i * length, (i + 1) * length)) c = 256n * c + BigInt(byte);
    return c;
  });
  const each = list.every((c) => c > 1n && c < (p * q) ** 2n && c % p !== 0n && c % q !== 0n);
  return each && list.every((c, i) => list.indexOf(c) === i);
}

describe(`ciphertexts, FUZZ_SEED=${SEED}`, () => {
  test.each(KEYS)('under a key of %s: what is no list of units is refused', (bits, p, q) => {
    const { publicKey } = privateKeyFromPrimes(p, q, { allowSmall: true });
    const length = ciphertextLength(publicKey.bits);
    const random = createRandom(`ciphertexts ${bits}`);
    const outcomes = counter<string>();
    for (let index = 0; index < PAYLOADS; index++) {
      const payload = tampered(random, publicKey, p, q, length);
      reporting(index, payload.bytes, () => {
        const outcome = outcomeOf(() => {
          const list = decodeCiphertexts(payload.bytes, publicKey.bits, payload.count);
          checkCiphertexts(publicKey, list, payload.count);
        });
        outcomes.add(outcome);
        if ((outcome === 'accepted') !== isSound(payload, length, p, q)) throw new Error(outcome);
      });
    }
    for (const outcome of ['accepted', 'length', ...DEFECTS]) {
      expect([outcome, outcomes.of(outcome) > PAYLOADS / 200]).toEqual([outcome, true]);
    }
  });

  test('answers that were tampered with are refused', async () => {
    const random = createRandom('answers');
    const { work, n } = await keyedModelOwner();
    const answer = encryptedBy(n, PACKING.pack([1n, -2n, 3n], GRADIENT.bounds));
    const outcomes = counter<string>();
    for (let index = 0; index < 1000; index++) {
      const bytes = scrambled(answer, random);
      if (Buffer.from(bytes).equals(answer)) continue;
      const outcome = await outcomeOfPromise(work.sumAndDecrypt([answer, bytes], GRADIENT));
      outcomes.add(outcome);
      if (!['length', 'integrity', ...DEFECTS].includes(outcome)) throw failure(index, bytes, outcome);
    }
    expect(outcomes.of('integrity')).toBeGreaterThan(50);
    expect(outcomes.of('length')).toBeGreaterThan(50);
  });

  test('questions that were tampered with are refused, or answered with as many ciphertexts', async () => {
    const random = createRandom('questions');
    const { n, terms } = await keyedModelOwner();
    const work = smallDataOwner();
    const file = { rows: 4, decimalComma: false, columnNames: {} };
    await work.checkContract(FILES[0], terms({ file, dealSeed: new Uint8Array(32) }));
    const question = encryptedBy(n, [1n, -2n, 3n]);
    const masks = unmasked(GRADIENT.bounds.length);
    const outcomes = counter<string>();
    for (let index = 0; index < 300; index++) {
      const bytes = scrambled(question, random);
      const outcome = await outcomeOfPromise(
        work.encryptGradient(bytes, masks).then((answer) => {
          if (answer.length !== masks.length * ciphertextLength(KEY_BITS)) throw new Error('another count');
        }),
      );
      outcomes.add(outcome);
      if (!['accepted', 'length', ...DEFECTS].includes(outcome)) throw failure(index, bytes, outcome);
    }
    expect(outcomes.of('accepted')).toBeGreaterThan(10);
    expect(outcomes.of('length')).toBeGreaterThan(50);
  });
});

/** 'accepted', or why not: 'length', a defect of a ciphertext, 'integrity'. Anything else is a crash. */
function outcomeOf(run: () => void): string {
  try {
    run();
    return 'accepted';
  } catch (error) {
    return refusalOf(error);
  }
}

async function outcomeOfPromise(promise: Promise<unknown>): Promise<string> {
  return promise.then(() => 'accepted', refusalOf);
}

function refusalOf(error: unknown): string {
  if (isFederatedError(error, 'message-malformed')) return 'length';
  if (isFederatedError(error, 'ciphertext-invalid')) return String(error.details['reason']);
  if (isFederatedError(error, 'integrity')) return 'integrity';
  throw error;
}
