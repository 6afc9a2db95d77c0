import type { Bytes } from '../base/index.ts';
import type { EngineName } from '../bignum/index.ts';
import type { Contract } from '../contract/index.ts';
import type { FileProfile } from '../dataset/index.ts';

/** How far a job is: `done` of `total`, in units of the job. */
export type OnProgress = (done: number, total: number) => void;

/** What the model owner's tab has computed off the page. The private key never leaves the worker. */
export interface ModelOwnerWork {
  readonly engine: () => Promise<EngineName>;
  /**
   * Makes a key pair, holds it, checks it against paillier-bigint (each decrypts what the other
   * encrypted) and returns n, big-endian, keyBits / 8 bytes.
   *
   * @throws FederatedError 'cross-check-failed'.
   */
  generateKey(keyBits: number): Promise<Bytes>;
  /** Encrypts signed integers: one ciphertext each, concatenated. */
  encrypt(plaintexts: readonly bigint[]): Promise<Bytes>;
  /**
   * Multiplies the owners' answers, decrypts, and returns the signed sums.
   *
   * @param answers one byte string per owner.
   * @param bounds largest magnitude allowed for each sum.
   * @throws FederatedError 'ciphertext-invalid', 'message-malformed' or 'integrity'.
   */
  sumAndDecrypt(answers: readonly Bytes[], bounds: readonly bigint[]): Promise<bigint[]>;
}

/** What a data owner's tab has computed off the page. Rows and totals never leave the worker. */
export interface DataOwnerWork {
  readonly engine: () => Promise<EngineName>;
  readProfile(file: Blob, onProgress?: OnProgress): Promise<FileProfile>;
  /**
   * Holds the file against the contract and the key, sums it, and keeps the totals.
   *
   * @param n the model owner's modulus, big-endian.
   * @returns how many rows went in and how many were dropped.
   */
  checkContract(
    file: Blob,
    terms: {
      readonly contract: Contract;
      readonly maximumRows: number;
      readonly n: Bytes;
      readonly keyBits: number;
    },
    onProgress?: OnProgress,
  ): Promise<{ readonly rows: number; readonly dropped: number }>;
  /** The totals of BASE under the model owner's key, in the order of `baseLayout`. */
  encryptBase(onProgress?: OnProgress): Promise<Bytes>;
  /** E(G w - b) from E(w): one ciphertext per column. */
  encryptGradient(weights: Bytes, onProgress?: OnProgress): Promise<Bytes>;
}

/** Work in a thread of its own. */
export interface WorkThread<Work> {
  readonly work: Work;
  /** Ends the thread, whatever it is doing. */
  terminate(): void;
}
