import type { Bytes } from '../base/index.ts';
import type { EngineName } from '../bignum/index.ts';
import type { Contract } from '../contract/index.ts';
import type { FileProfile, RowCounts, ScanSummary, Summed } from '../dataset/index.ts';
import type {
  Description,
  EvaluationSummary,
  Fit,
  FitRequest,
  ModelFile,
  Optimiser,
  PlainTotals,
  TrainingFacts,
  ValidationOutcome,
} from '../learning/index.ts';

/** How far a job is: `done` of `total`, in units of the job. */
export type OnProgress = (done: number, total: number) => void;

/** What a training is told once. */
export interface TrainingTerms {
  readonly contract: Contract;
  /** Nmax, of all owners together. */
  readonly maximumRows: number;
  /** Length of a slot in bits. */
  readonly slotBits: number;
  readonly optimiser: Optimiser['kind'];
  /** Of gradient descent. */
  readonly learningRate: number;
}

/** Where the optimiser is. */
export interface LearningState {
  readonly converged: boolean;
  /** Nothing is left to ask. */
  readonly finished: boolean;
}

/** Pooled totals as a training learnt them: what refits are computed from. */
export interface KnownTotals {
  readonly contract: Contract;
  /** One for each part of the contract's validation. */
  readonly parts: readonly PlainTotals[];
  /** Whether rows were left out for columns that the contract no longer has. */
  readonly mayLackRows?: boolean;
}

/** A model, and everything that is said about it. */
export interface Analysis {
  readonly model: ModelFile;
  /** Null where the whole Gram matrix is not known. */
  readonly fit: Fit | null;
  readonly description: Description;
  readonly validation: ValidationOutcome | null;
  readonly mayLackRows: boolean;
  /** What it was found from; null where the whole Gram matrix is not known. */
  readonly known: KnownTotals | null;
}

/** A training, one at a time: questions in plain and the way to a model stay here. */
export interface LearningWork {
  /**
   * Begins a training with everybody's BASE, in place of the one before.
   *
   * @param answers one byte string per owner.
   * @throws FederatedError as `sumAndDecrypt` does.
   */
  beginTraining(terms: TrainingTerms, answers: readonly Bytes[]): Promise<LearningState>;
  /** The encrypted weights of the next round; null if nothing is left to ask. */
  nextQuestion(): Promise<Bytes | null>;
  /**
   * Takes everybody's answer; `mse` is the mean squared error in squared units of the target.
   *
   * @throws FederatedError as `sumAndDecrypt` and {@link Optimiser.accept} do.
   */
  takeAnswers(answers: readonly Bytes[]): Promise<LearningState & { readonly mse: number }>;
  /**
   * The model, or that so far.
   *
   * @throws FederatedError 'integrity', 'target-one-class'.
   */
  conclude(request: FitRequest, training: TrainingFacts): Promise<Analysis>;
  /**
   * Another model from totals that are there; null where they do not suffice.
   *
   * @throws FederatedError as `conclude` does.
   */
  refit(
    known: KnownTotals,
    wanted: Contract,
    request: FitRequest,
    training: TrainingFacts,
  ): Promise<Omit<Analysis, 'known'> | null>;
}

/** What a training does under the key: for its own thread, where the numbers are. */
export interface EncryptedSums {
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
}

/**
 * What the model owner's tab has computed off the page. The private key leaves the worker only if it is
 * exported.
 */
export interface ModelOwnerWork extends LearningWork {
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
  /**
   * Scores a data owner's encrypted rows.
   *
   * @param model what its terms are made of, and their estimates.
   * @returns one ciphertext for each row, under the data owner's key.
   * @throws FederatedError `key-invalid`, `key-proof-invalid`, `ciphertext-invalid` or `encoding-overflow`.
   */
  answerScores(
    question: EncryptedRows & { readonly keyProof: Bytes; readonly proofSeed: Bytes },
    model: ScoredModel,
    onProgress?: OnProgress,
  ): Promise<Bytes>;
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
  /** How the file is written. */
  readonly file: FileForm;
  /** What rows are dealt to the parts of a validation by: 32 bytes, the same for all contracts of a session. */
  readonly dealSeed: Bytes;
}

/** What reading a file a second time needs to know of it. */
export interface FileForm {
  readonly rows: number;
  readonly decimalComma: boolean;
  /** Headers of the file that stand for columns of other names, by these. */
  readonly columnNames: Readonly<Record<string, string>>;
}

/** What holding a file against a contract came to. Nothing of it leaves but the number of rows dropped, summed. */
export interface CheckedRows extends Summed {
  readonly dropped: number;
  /** Equal exactly where the same rows were used with the same values clipped. */
  readonly selection: string;
  readonly counts: RowCounts;
}

/** Rows of a data owner's own that it wants scored. */
export interface ScoreQuestion {
  /** What the terms of the model are made of. */
  readonly contract: Contract;
  readonly file: Omit<FileForm, 'rows'>;
  /** The first so many rows of the file; those that cannot be scored are asked about as zeros. */
  readonly mostRows: number;
  readonly keyBits: number;
}

/** A model as far as scores are concerned. */
export interface ScoredModel {
  readonly contract: Contract;
  readonly terms: readonly { readonly term: string; readonly estimate: number }[];
}

/** Rows as they travel. */
export interface EncryptedRows {
  readonly rows: number;
  /** Under a key pair of this question's own. */
  readonly n: Bytes;
  readonly keyBits: number;
  /** By row, as many as the model has terms without the intercept. */
  readonly ciphertexts: Bytes;
}

/** Scores of a data owner's own rows: its values and the scores stay here, the model with the model owner. */
export interface ScoreQuestions {
  /**
   * Makes a key pair and encrypts rows under it; what was asked before is forgotten.
   *
   * @throws FederatedError `data-too-few-rows` if none can be scored, or what is wrong with the file.
   */
  askScores(file: Blob, question: ScoreQuestion, onProgress?: OnProgress): Promise<EncryptedRows>;
  /** The proof of that key. */
  proveScoreKey(seed: Bytes): Promise<Bytes>;
  /**
   * Decrypts answers to scores in the units of the target, of a logistic model probabilities, in the order of the rows.
   *
   * @throws FederatedError `ciphertext-invalid`.
   */
  readScores(answers: Bytes): Promise<number[]>;
  /** The file with a column of scores; rows that were not scored have none. */
  scoredCsv(): Promise<Blob>;
}

/** What a data owner's tab has computed off the page. Rows and totals never leave the worker. */
export interface DataOwnerWork extends ScoreQuestions {
  readonly engine: () => Promise<EngineName>;
  /** @param missingMarks written cells that count as missing, besides the empty one. */
  readProfile(file: Blob, missingMarks: readonly string[], onProgress?: OnProgress): Promise<FileProfile>;
  /**
   * Checks the key and its proof, holds the file against the contract, sums it, and keeps the totals.
   *
   * @throws FederatedError 'key-invalid', 'key-proof-invalid', 'guard-refused' for a hold-out or folds of too few rows, or
   *   what is wrong with the file.
   */
  checkContract(file: Blob, terms: ContractTerms, onProgress?: OnProgress): Promise<CheckedRows>;
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

/** A file of the model owner's own, predicted. */
export interface PredictedFile {
  readonly summary: ScanSummary;
  /** Null for a file without the target. */
  readonly evaluation: EvaluationSummary | null;
  /** Its rows with a column of predictions. */
  readonly csv: Blob;
}

/** What a model is used for, whether there is a session or not. */
export interface ModelUseWork {
  /** @throws FederatedError what is wrong with the file. */
  predictFile(file: Blob, model: ModelFile, onProgress?: OnProgress): Promise<PredictedFile>;
}

/** Work in a thread of its own. */
export interface WorkThread<Work> {
  readonly work: Work;
  /** Ends the thread, whatever it is doing. */
  terminate(): void;
}
