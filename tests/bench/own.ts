import { selectEngine, type Engine, type EngineName } from '../../src/bignum/index.ts';
import { createPacking, decodeCiphertexts, encodeCiphertexts } from '../../src/encoding/index.ts';
import {
  createPaillier,
  createPaillierOwner,
  generateKeyPair,
  toSigned,
  type PrivateKey,
} from '../../src/paillier/index.ts';
import { timed, type Contender, type Operations } from './operations.ts';
import { BOUND, type Round } from './round.ts';

const NAMES: readonly EngineName[] = ['fma', 'simd', 'bigint'];
const SCALAR_BITS = 40;

/** The product on each of its engines that computes right here; the others are told to `leaveOut`. */
export function ownContenders(leaveOut: (name: string) => void): Contender[] {
  return NAMES.flatMap((name) => {
    const engine = selectEngine(name);
    if (engine.name === name) return [{ name, withKey: (key) => operations(engine, key) }];
    leaveOut(name);
    return [];
  });
}

function operations(engine: Engine, privateKey: PrivateKey): Operations {
  const { publicKey } = privateKey;
  const owner = createPaillierOwner({ engine, privateKey });
  const context = engine.squareOf(publicKey.n);
  return {
    encrypt: (plaintexts) => timed(() => owner.encrypt(plaintexts)),
    ownerEncrypt: (plaintexts) => timed(() => owner.encryptAsOwner(plaintexts)),
    decrypt: (ciphertexts) => timed(() => owner.decrypt(ciphertexts)),
    add: (ciphertexts) =>
      context.compute((z) => {
        const factors = z.load(ciphertexts);
        // Loaded numbers may take an engine's own form at their first use only.
        z.product(factors);
        const { value, partsMs } = timed(() => z.product(factors));
        const [product = 0n] = z.read(value);
        return { value: product, partsMs };
      }),
    scalar40: (ciphertexts, scalars) =>
      timed(() => owner.multiplyByScalar(ciphertexts, scalars, SCALAR_BITS)),
    round11: playRound(engine, privateKey),
    keygen: (keyBits, count) =>
      timed(() =>
        Array.from({ length: count }, () => {
          const { p, q, publicKey: generated } = generateKeyPair(keyBits, { engine });
          return { n: generated.n, totient: (p - 1n) * (q - 1n) };
        }),
      ),
  };
}

/**
 * All that the workers of model owner and data owners do in a round, with nothing made ahead: canonical bytes, checks
 * of what was received, masks, packing, re-randomisation. Only sealing and sending are left out.
 */
function playRound(engine: Engine, privateKey: PrivateKey): Operations['round11'] {
  const { n, bits } = privateKey.publicKey;
  const modelOwner = createPaillierOwner({ engine, privateKey });
  const dataOwner = createPaillier({ engine, publicKey: privateKey.publicKey });
  const { slotBits, scalarBits } = BOUND;
  const packing = createPacking({ slotBits, keyBits: bits });

  const ask = (x: readonly bigint[]) => encodeCiphertexts(modelOwner.encryptAsOwner(x), bits);

  async function answer(
    question: ReturnType<typeof ask>,
    { matrix, targets, masks }: Round['owners'][number],
  ) {
    const count = matrix.length;
    const ciphertexts = dataOwner.checkCiphertexts(decodeCiphertexts(question, bits, count), count);
    const packed = packing.pack(
      targets.map((target) => -target),
      targets.map(() => BOUND.targetBound),
    );
    const hidden = await masks(question, packed.length);
    const addends = packed.map((plaintext, i) => {
      const residue = (plaintext + (hidden[i] ?? 0n)) % n;
      return residue < 0n ? residue + n : residue;
    });
    const { slots } = packing;
    return encodeCiphertexts(
      dataOwner.packedMatrixVector(ciphertexts, { matrix, addends, scalarBits, slots, slotBits }),
      bits,
    );
  }

  function conclude(answers: readonly ReturnType<typeof ask>[], dimension: number): bigint[] {
    const count = packing.ciphertextsFor(dimension);
    const lists = answers.map((bytes) =>
      modelOwner.checkCiphertexts(decodeCiphertexts(bytes, bits, count), count),
    );
    const sums = modelOwner.decrypt(modelOwner.sumCiphertexts(lists)).map((residue) => toSigned(residue, n));
    return packing.unpack(sums, new Array<bigint>(dimension).fill(BOUND.gradientBound));
  }

  return async ({ x, owners }) => {
    const times = [performance.now()];
    const question = ask(x);
    times.push(performance.now());
    const answers = [];
    for (const each of owners) answers.push(await answer(question, each));
    times.push(performance.now());
    const value = conclude(answers, x.length);
    times.push(performance.now());
    return { value, partsMs: times.slice(1).map((time, i) => time - (times[i] ?? time)) };
  };
}
