import type { PrivateKey } from '../../src/paillier/index.ts';
import type { Round } from './round.ts';

/** What was computed, and how long it took: in one part, or in several that follow each other. */
export interface Timed<T> {
  readonly value: T;
  readonly partsMs: readonly number[];
}

type Outcome<T> = Timed<T> | Promise<Timed<T>>;

export interface GeneratedKey {
  readonly n: bigint;
  readonly totient: bigint;
}

/** What is timed: all of it in batches, and nothing computed ahead of the call. */
export interface Operations {
  /** r^n included. */
  encrypt(plaintexts: readonly bigint[]): Outcome<readonly bigint[]>;
  /** The same with the private key at hand; an engine that makes nothing of it encrypts as ever. */
  ownerEncrypt(plaintexts: readonly bigint[]): Outcome<readonly bigint[]>;
  decrypt(ciphertexts: readonly bigint[]): Outcome<readonly bigint[]>;
  /** The product of all ciphertexts. An engine with a form of its own is not timed at converting to it. */
  add(ciphertexts: readonly bigint[]): Outcome<bigint>;
  /** Scalars of 40 bits. */
  scalar40(ciphertexts: readonly bigint[], scalars: readonly bigint[]): Outcome<readonly bigint[]>;
  /** Three parts: the question, the answers of all data owners, the result. One tab does all in turn. */
  round11(round: Round): Outcome<readonly bigint[]>;
  keygen(keyBits: number, count: number): Outcome<readonly GeneratedKey[]>;
}

export interface Contender {
  readonly name: string;
  withKey(key: PrivateKey): Operations | Promise<Operations>;
}

export function timed<T>(work: () => T): Timed<T> {
  const startedAt = performance.now();
  const value = work();
  return { value, partsMs: [performance.now() - startedAt] };
}
