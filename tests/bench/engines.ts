import { generateRandomKeysSync } from 'paillier-bigint';
import { bigintEngine, type Engine } from '../../src/bignum/index.ts';
import {
  createPaillierOwner,
  generateKeyPair,
  toSigned,
  type AffineMap,
  type PrivateKey,
} from '../../src/paillier/index.ts';
import { peerOf } from '../unit/paillier/small-keys.ts';

/** What is timed: all of it in batches, and nothing computed ahead of the call. */
export interface Operations {
  encrypt(plaintexts: readonly bigint[]): bigint[];
  /** The same with the private key at hand; an engine that makes nothing of it encrypts as ever. */
  ownerEncrypt(plaintexts: readonly bigint[]): bigint[];
  decrypt(ciphertexts: readonly bigint[]): bigint[];
  add(a: readonly bigint[], b: readonly bigint[]): bigint[];
  /** Scalars in [0, 2^scalarBits). */
  multiplyByScalar(ciphertexts: readonly bigint[], scalars: readonly bigint[], scalarBits: number): bigint[];
  /** Model owner, data owner, model owner: encrypt x, answer with E(matrix x - offsets), decrypt. */
  round(x: readonly bigint[], map: AffineMap): bigint[];
  generateKey(keyBits: number): { n: bigint; totient: bigint };
}

export interface BenchEngine {
  readonly name: string;
  withKey(key: PrivateKey): Operations;
}

/** Everything that is measured: another engine is another entry. */
export const ENGINES: readonly BenchEngine[] = [
  ours(bigintEngine),
  { name: 'paillier-bigint', withKey: peerOperations },
];

/** The product on one of its engines. */
function ours(engine: Engine): BenchEngine {
  return {
    name: engine.name,
    withKey(privateKey) {
      const paillier = createPaillierOwner({ engine, privateKey });
      const { n } = privateKey.publicKey;
      return {
        ...paillier,
        ownerEncrypt: paillier.encryptAsOwner,
        round(x, map) {
          const answer = paillier.matrixVector(paillier.encryptAsOwner(x), map);
          return paillier.decrypt(answer).map((residue) => toSigned(residue, n));
        },
        generateKey(keyBits) {
          const { p, q, publicKey } = generateKeyPair(keyBits);
          return { n: publicKey.n, totient: (p - 1n) * (q - 1n) };
        },
      };
    },
  };
}

/** paillier-bigint, used as well as its API allows. */
function peerOperations(key: PrivateKey): Operations {
  const { publicKey, privateKey } = peerOf(key);
  // Arrow functions: encrypt takes r as a second argument, which `map` would fill with the index.
  const encrypt = (plaintexts: readonly bigint[]) => plaintexts.map((m) => publicKey.encrypt(m));
  return {
    encrypt,
    ownerEncrypt: encrypt,
    decrypt: (ciphertexts) => ciphertexts.map((c) => privateKey.decrypt(c)),
    add: (a, b) => a.map((c, i) => publicKey.addition(c, b[i] as bigint)),
    multiplyByScalar: (ciphertexts, scalars) =>
      ciphertexts.map((c, i) => publicKey.multiply(c, scalars[i] as bigint)),
    round(x, { matrix, offsets }) {
      const ciphertexts = encrypt(x.map((value) => (value < 0n ? value + publicKey.n : value)));
      // One inverse for each ciphertext: a negative entry costs no more than a positive one.
      const inverses = ciphertexts.map((c) => publicKey.multiply(c, -1n));
      const answer = matrix.map((row, i) => {
        const terms = row.map((entry, j) =>
          entry < 0n
            ? publicKey.multiply(inverses[j] as bigint, -entry)
            : publicKey.multiply(ciphertexts[j] as bigint, entry),
        );
        const sum = publicKey.addition(...terms, publicKey.encrypt(0n));
        return publicKey.plaintextAddition(sum, -(offsets[i] as bigint));
      });
      return answer.map((c) => toSigned(privateKey.decrypt(c), publicKey.n));
    },
    generateKey(keyBits) {
      const pair = generateRandomKeysSync(keyBits, true);
      return { n: pair.publicKey.n, totient: pair.privateKey.lambda };
    },
  };
}
