import { generateRandomKeysSync } from 'paillier-bigint';
import { encodeCiphertexts } from '../../src/encoding/index.ts';
import { toSigned, type PrivateKey } from '../../src/paillier/index.ts';
import { peerOf } from '../unit/paillier/small-keys.ts';
import { timed, type Contender, type Operations } from './operations.ts';

/** paillier-bigint in the same page, used as well as its API allows. */
export const PEER: Contender = { name: 'paillier-bigint', withKey: operations };

function operations(key: PrivateKey): Operations {
  const { publicKey, privateKey } = peerOf(key);
  // Arrow functions: encrypt takes r as a second argument, which `map` would fill with the index.
  const encrypt: Operations['encrypt'] = (plaintexts) =>
    timed(() => plaintexts.map((m) => publicKey.encrypt(m)));
  return {
    encrypt,
    ownerEncrypt: encrypt,
    decrypt: (ciphertexts) => timed(() => ciphertexts.map((c) => privateKey.decrypt(c))),
    add: (ciphertexts) => timed(() => publicKey.addition(...ciphertexts)),
    scalar40: (ciphertexts, scalars) =>
      timed(() => ciphertexts.map((c, i) => publicKey.multiply(c, scalars[i] ?? 0n))),
    round11: playRound(key),
    keygen: (keyBits, count) =>
      timed(() =>
        Array.from({ length: count }, () => {
          const pair = generateRandomKeysSync(keyBits, true);
          return { n: pair.publicKey.n, totient: pair.privateKey.lambda };
        }),
      ),
  };
}

/**
 * A round with Gram matrices like ours, but an output in a ciphertext each, and inverses for negative numbers. Masks and
 * targets are added as bare ciphertexts 1 + m n: the library's own way of adding them takes a power of full length.
 */
function playRound(key: PrivateKey): Operations['round11'] {
  const { publicKey, privateKey } = peerOf(key);
  const { n } = publicKey;
  const inverse = (c: bigint) => publicKey.multiply(c, -1n);
  const ask = (value: bigint) => (value < 0n ? inverse(publicKey.encrypt(-value)) : publicKey.encrypt(value));
  const bare = (m: bigint) => 1n + (((m % n) + n) % n) * n;

  return async ({ x, owners }) => {
    const times = [performance.now()];
    const question = x.map(ask);
    times.push(performance.now());
    const answers: bigint[][] = [];
    for (const { matrix, targets, masks } of owners) {
      const hidden = await masks(encodeCiphertexts(question, key.publicKey.bits), targets.length);
      // One inverse for each ciphertext: a negative entry costs no more than a positive one.
      const inverses = question.map(inverse);
      answers.push(
        matrix.map((row, i) => {
          const terms = row.map((entry, j) =>
            entry < 0n
              ? publicKey.multiply(inverses[j] as bigint, -entry)
              : publicKey.multiply(question[j] as bigint, entry),
          );
          const addend = bare((hidden[i] as bigint) - (targets[i] as bigint));
          return publicKey.addition(...terms, addend, publicKey.encrypt(0n));
        }),
      );
    }
    times.push(performance.now());
    const value = x.map((_, i) => {
      const sum = publicKey.addition(...answers.map((own) => own[i] as bigint));
      return toSigned(privateKey.decrypt(sum), n);
    });
    times.push(performance.now());
    return { value, partsMs: times.slice(1).map((time, i) => time - (times[i] ?? time)) };
  };
}
