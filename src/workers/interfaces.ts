import type { Bytes } from '../base/index.ts';
import type { EngineName } from '../bignum/index.ts';
import type { Contract } from '../contract/index.ts';
import type { FileProfile } from '../dataset/index.ts';

/** How far a job is: `done` of `total`, in units of the job. */
export type OnProgress = (done: number, total: number) => void;

/**
 * What the model owner's tab has computed off the page. The private key leaves the worker only if it is
 * exported.
 */
export interface ModelOwnerWork {
  readonly engine: () => Promise<EngineName>;
  /**
   * Makes a key pair, holds it, checks it against paillier-bigint (each decrypts what the other
   * encrypted) and returns n, big-endian, keyBits / 8 bytes.
   *
   * @throws FederatedError 'cross-check-failed'.
   */
  generateKey(keyBits: number): Promise<Bytes>;
  /**
   * The proof that n and phi(n) are coprime: its roots, keyBits / 8 bytes each, concatenated.
   *
   * @param seed what the challenges are bound to, besides n.
   */
  proveKey(seed: Bytes, onProgress?: OnProgress): Promise<Bytes>;
  /** Encrypts signed integers: one ciphertext each, concatenated. */
  encrypt(plaintexts: readonly bigint[]): Promise<Bytes>;
  /**
   * Multiplies the owners' answers, decrypts, unpacks and returns the signed sums.
   *
   * @param answers one byte string per owner.
   * @param layout length of a slot in bits, and the largest magnitude allowed for each sum.
   * @throws FederatedError 'ciphertext-invalid', 'message-malformed' or 'integrity'.
   */
  sumAndDecrypt(
    answers: readonly Bytes[],
    layout: { readonly slotBits: number; readonly bounds: readonly bigint[] },
  ): Promise<bigint[]>;
  /** The key in use as a file of python-paillier's: who reads a private one can decrypt everything. */
  exportKey(kind: 'public' | 'private'): Promise<string>;
  /**
   * Takes the private key of such a file into use, checked as a new one is; the key before is forgotten.
   *
   * @returns n, big-endian, keyBits / 8 bytes.
   * @throws FederatedError 'phe-file-invalid' or 'cross-check-failed'; the key in use stays.
   */
  importKey(text: string): Promise<{ readonly n: Bytes; readonly keyBits: number }>;
  /**
   * Encrypts numbers as `pheutil encrypt` does: JSON, a list of {v, e}, one to a line.
   *
   * @throws FederatedError 'phe-file-invalid': more than 1000, or one that is not finite.
   */
  encryptNumbers(numbers: readonly number[]): Promise<string>;
  /**
   * Decrypts such a list, or one number as `pheutil` writes it, to the nearest floats.
   *
   * @throws FederatedError 'phe-file-invalid'.
   */
  decryptNumbers(text: string): Promise<number[]>;
}

/** What a data owner holds a file and a key against. */
export interface ContractTerms {
  readonly contract: Contract;
  /** Nmax, of all owners together: what the bound follows from. */
  readonly maximumRows: number;
  /** What this owner declared: the file may not have more rows. */
  readonly declaredRows: number;
  /** The model owner's modulus, big-endian, keyBits / 8 bytes. */
  readonly n: Bytes;
  readonly keyBits: number;
  /** The proof of the key, and what its challenges are bound to. */
  readonly keyProof: Bytes;
  readonly proofSeed: Bytes;
}

/** What a data owner's tab has computed off the page. Rows and totals never leave the worker. */
export interface DataOwnerWork {
  readonly engine: () => Promise<EngineName>;
  readProfile(file: Blob, onProgress?: OnProgress): Promise<FileProfile>;
  /**
   * Checks the key and its proof, holds the file against the contract, sums it, and keeps the totals.
   *
   * @returns how many rows went in and how many were dropped.
   * @throws FederatedError 'key-invalid', 'key-proof-invalid', or what is wrong with the file.
   */
  checkContract(
    file: Blob,
    terms: ContractTerms,
    onProgress?: OnProgress,
  ): Promise<{ readonly rows: number; readonly dropped: number }>;
  /**
   * The totals of BASE, packed in the order of `baseToIntegers`, masked, under the model owner's key.
   *
   * @param masks one residue modulo n for each ciphertext.
   */
  encryptBase(masks: readonly bigint[], onProgress?: OnProgress): Promise<Bytes>;
  /**
   * E(G w - b) from E(w), packed, masked and re-randomised.
   *
   * @param masks one residue modulo n for each ciphertext.
   */
  encryptGradient(weights: Bytes, masks: readonly bigint[], onProgress?: OnProgress): Promise<Bytes>;
}

/** Work in a thread of its own. */
export interface WorkThread<Work> {
  readonly work: Work;
  /** Ends the thread, whatever it is doing. */
  terminate(): void;
}
