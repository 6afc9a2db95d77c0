import type { Observable } from '../base/index.ts';
import type { Column, ColumnType, DerivedColumn, Mode, ModelKind, Validation } from '../contract/index.ts';
import type { FileProfile, GuardFinding, Guards, RowCounts } from '../dataset/index.ts';
import type { Description, Fit, ModelFile, ValidationOutcome } from '../learning/index.ts';
import type { Problem, Progress } from './happenings.ts';
import type { ModelUse } from './model-use-view.ts';

/**
 * What the page may know of each party, and what it may ask of it. A view is an immutable snapshot:
 * a party replaces it and notifies; the page reads it again.
 */

/** The same words on every page and towards the facilitator. */
export type Phase = 'connecting' | 'waiting' | 'ready' | 'training' | 'paused' | 'finished' | 'failed';

export type Engine = 'Automatic' | 'FMA' | 'SIMD' | 'BigInt';
export type Optimiser = 'conjugate-gradients' | 'gradient-descent';

/** What every party offers. */
export interface Party<View> extends Observable {
  readonly view: View;
  /** Takes a problem off the list after a person has read it. */
  dismiss(problemId: number): void;
  /** Closes connections and workers; the stored session stays. */
  close(): Promise<void>;
}

// ---- Model owner ---------------------------------------------------------------------------------

/** How far a data owner's tab has come, as far as the model owner is told. */
export type OwnerState =
  | 'unopened'
  | 'connected'
  | 'contributed'
  /** A person is asked for a second consent. */
  | 'asking'
  | 'working'
  | 'answered'
  | 'away'
  | 'finished';

export interface InviteView {
  /** 1 for "Data owner 1". */
  readonly index: number;
  /** What the model owner calls this person; empty until named. Never sent anywhere. */
  readonly name: string;
  /** The full role link, with its secret in the fragment. */
  readonly link: string;
  readonly state: OwnerState;
  /** Milliseconds that the last answer took, seen from here. */
  readonly lastAnswerMs?: number;
  /** Six words that this tab and the data owner's show alike, while they are connected and nobody is in between. */
  readonly channelVerifier?: string;
}

/** A column that at least one contributing owner shows: the union of what they proposed. */
export interface SharedColumn {
  readonly column: Column;
  /** Invite indexes of contributing owners that do not show it: it cannot be chosen then. */
  readonly missingFrom: readonly number[];
  /** Set where owners disagree about its kind: it cannot be chosen then. */
  readonly conflict?: boolean;
}

/** Everything the model owner chooses. */
export interface Plan {
  readonly title: string;
  /** A column name, or empty. */
  readonly target: string;
  /** Names of the chosen features, in the order of the columns. */
  readonly features: readonly string[];
  readonly kind: ModelKind;
  readonly mode: Mode;
  readonly keyBits: 2048 | 3072 | 4096;
  readonly optimiser: Optimiser;
  /** Null: chosen by the optimiser (d + 1 for conjugate gradients). */
  readonly roundLimit: number | null;
  readonly learningRate: number;
  readonly penalty: number;
  readonly l1Share: number;
  readonly engine: Engine;
  /** Of a logistic model: one of {@link ModelOwnerView.classes}; empty while there are none. */
  readonly positive: string;
  readonly derived: readonly DerivedColumn[];
  readonly validation: Validation;
  /** Written cells that count as missing, besides the empty one. */
  readonly missingMarks: readonly string[];
  /** What the model owner asks of single columns, by name: what is not said stays as the owners propose it. */
  readonly columnChoices: Readonly<Record<string, PlannedColumn>>;
  /** Scores that data owners may have computed for their own rows, all together; 0 is off. */
  readonly scores: number;
}

/** What the model owner may change about a column. */
export interface PlannedColumn {
  /** Of a nominal column: the level without a term of its own. */
  readonly reference?: string;
  readonly missing?: 'drop' | 'indicator';
  readonly outside?: 'refuse' | 'clip' | 'drop';
}

/** Why Train is disabled, most basic reason first. */
export type TrainBlock =
  | 'connecting'
  | 'no-owner'
  | 'owner-not-contributed'
  | 'no-target'
  | 'no-features'
  | 'column-missing'
  | 'bound-too-large'
  | 'bad-round-limit'
  | 'bad-learning-rate'
  | 'bad-penalty'
  | 'bad-l1-share'
  /** The target is a category, and the model needs numbers. */
  | 'target-not-numeric'
  /** The model needs two classes, and the target has none. */
  | 'target-not-classes'
  | 'bad-derived'
  /** Folds and hold-outs are computed from totals that only the one-shot mode brings. */
  | 'validation-needs-one-shot'
  | 'too-many-terms'
  /** Who trained together once must train together again: an owner is missing. */
  | 'roster-frozen'
  | 'training';

/** How the numbers fit the key: computed from the plan alone. */
export interface KeyFit {
  /** Columns of the design matrix, intercept included: d. */
  readonly dimension: number;
  readonly roundsToTotals: number;
  readonly slotBits: number;
  readonly slotsPerCiphertext: number;
  readonly ciphertextsPerAnswer: number;
  readonly roundLimit: number;
}

export interface RoundView {
  readonly round: number;
  /** Mean squared error in squared units of the target, after this round. */
  readonly mse: number;
  /** From sending the weights to the last answer. */
  readonly milliseconds: number;
  /** Payload bytes in both directions, all owners. */
  readonly bytes: number;
  /** Milliseconds per owner, in the order of the invites that take part. */
  readonly ownerMilliseconds: readonly number[];
}

export interface TrainingView {
  readonly roundLimit: number;
  /** After so many rounds the answers amount to the pooled totals: d - 1, since BASE tells the rest. */
  readonly roundsToTotals: number;
  /** The round that is open: 0 while the base totals are gathered. */
  readonly round: number;
  readonly rounds: readonly RoundView[];
  readonly stopping: boolean;
  readonly progress: Progress | null;
  /** Invite indexes of the owners that take part, in order. */
  readonly owners: readonly number[];
  readonly startedAt: number;
}

/** What a training or a refit found. */
export interface ResultView {
  readonly model: ModelFile;
  /** What is found beside the model: null for a training that was stopped before the whole Gram matrix was known. */
  readonly fit: Fit | null;
  /** Mean and standard deviation of each term, and correlations where they are known. */
  readonly description: Description | null;
  readonly validation: ValidationOutcome | null;
  /** Whether rows were left out for a missing value of a column that this model does not have. */
  readonly mayLackRows: boolean;
  /** Hash of the contract that the totals were asked by, hex. */
  readonly contractHash: string;
  /** Whether it was computed from totals that were here already: nobody was asked. */
  readonly refit: boolean;
  /** Scores given to data owners with this model, and how many are left. */
  readonly scores: { readonly given: number; readonly left: number };
}

export interface ModelOwnerView {
  readonly phase: Phase;
  readonly problems: readonly Problem[];
  readonly invites: readonly InviteView[];
  readonly facilitatorLink: string;
  readonly facilitatorPresent: boolean;
  readonly columns: readonly SharedColumn[];
  readonly plan: Plan;
  readonly keyFit: KeyFit | null;
  /** Why Train is disabled; null when it is enabled. */
  readonly trainBlock: TrainBlock | null;
  readonly training: TrainingView | null;
  readonly result: ResultView | null;
  /** Whether Train would ask nobody: the totals that are here already suffice for the plan. */
  readonly refit: boolean;
  /** The classes of the target, of which one is positive; null where the target has none. */
  readonly classes: readonly string[] | null;
  /** Whether so many terms are planned that one-shot is the better mode. */
  readonly suggestOneShot: boolean;
  /**
   * Invite indexes of the owners that every training of this session is with: fixed as soon as totals have
   * been sent. Others can take part in a new session only. Null before.
   */
  readonly frozenOwners: readonly number[] | null;
  /** The key in use: null until one is there. */
  readonly key: { readonly bits: number; readonly imported: boolean } | null;
  /** Name of the contract file in use, if any. */
  readonly contractFile: string | null;
  readonly progress: Progress | null;
}

export interface ModelOwnerParty extends Party<ModelOwnerView> {
  addDataOwner(): void;
  /** Takes back an invite that nobody has opened. */
  removeDataOwner(index: number): void;
  renameDataOwner(index: number, name: string): void;
  setPlan(change: Partial<Plan>): void;
  /** Reads a contract file; null goes back to the columns of the data owners' files. */
  useContractFile(file: File | null): Promise<void>;
  train(): void;
  /** Ends after the last complete round, with the model so far. */
  stop(): void;
  /** Evaluation and prediction with the model of the result. */
  readonly use: ModelUse;

  // python-paillier's formats. Each rejects with a FederatedError that the caller shows.
  /** The key as a JSON document. The private one opens every sum that is sent to this session. */
  exportKey(kind: 'public' | 'private'): Promise<string>;
  /** Takes a private key from a JSON document: the next training uses it. */
  importKey(file: File): Promise<void>;
  /** Encrypts numbers: a JSON list of `{ v, e }`. */
  encryptNumbers(numbers: readonly number[]): Promise<string>;
  /** Decrypts a JSON list of `{ v, e }`, or a single one. */
  decryptNumbers(file: File): Promise<readonly number[]>;
}

// ---- Data owner ----------------------------------------------------------------------------------

/** One column of the file as its owner offers it. */
export interface OfferedColumn {
  /** Whether the model owner is to see it at all. */
  readonly shown: boolean;
  /** Whether it can be shown: text that is no category, and what cannot be trained on yet, stays here. */
  readonly usable: boolean;
  /** As it is offered; null for free text. */
  readonly column: Column | null;
  /** What other owners' proposals, or the contract, widened this one to; absent if nothing did. */
  readonly widenedTo?: Column;
  /** The name under which the model owner knows it, where its own is spelled otherwise and this person agreed. */
  readonly shownAs?: string;
  /** A name that the model owner asks for and that differs by case or spaces only: is it this column? */
  readonly couldBe?: string;
  /** Whether its values look as if they were in another unit than those of the others. */
  readonly otherUnit?: boolean;
  /** Types that its owner may give it. */
  readonly types: readonly ColumnType[];
}

/**
 * Why "I understand the risk" must be ticked: fewer rows than are safe, a category with few members, rows
 * that answered another session, or rows other than those that answered this one before.
 */
export type Risk = 'few-rows' | 'rare-category' | 'many-columns' | 'answered-before' | 'file-changed';

/** A file in this tab: nothing of it has left. */
export interface FileView {
  readonly name: string;
  readonly profile: FileProfile;
  /** One per column of the profile, in order. */
  readonly offered: readonly OfferedColumn[];
  /** Row maximum that is told to the model owner: rounded up to 1, 2 or 5 times a power of ten. */
  readonly declaredMaximumRows: number;
  /** Reasons for which "I understand the risk" must be ticked. */
  readonly risks: readonly Risk[];
  /**
   * Other sessions that these rows answered: totals of different groups can be subtracted. Null for one of
   * which the record can no longer be read.
   */
  readonly answeredBefore: readonly (AnsweredSession | null)[];
  readonly riskUnderstood: boolean;
  /** Columns that others show and this file lacks. */
  readonly lacking: readonly string[];
  /** What the guards of this person say about it. */
  readonly findings: readonly GuardFinding[];
  /** Rows left out for a missing value or one outside the contract, by reason; null before a contract was held against it. */
  readonly rowCounts: RowCounts | null;
}

/** What the model owner asks for, as known before Contribute. */
export interface RequestView {
  readonly title: string;
  /** Invites there are, opened or not. */
  readonly owners: number;
  /** Data owners whose tabs are connected, this one included. */
  readonly present: number;
  readonly kind: ModelKind;
  readonly mode: Mode;
  readonly roundLimit: number | null;
  /** Columns asked for, where the model owner brought a contract or has chosen already. */
  readonly columns: readonly string[];
  readonly validation: Validation;
  readonly missingMarks: readonly string[];
  /** Names of products, squares and logarithms of columns that are asked for. */
  readonly derived: readonly string[];
}

/** One line of the receipt. */
export interface ReceiptLine {
  readonly what: 'base' | 'round' | 'scores';
  /** 0 for BASE; of questions for scores, which one. */
  readonly round: number;
  /** Unix time in milliseconds. */
  readonly at: number;
  readonly bytes: number;
}

export interface DataOwnerTrainingView {
  readonly roundLimit: number;
  /** After so many rounds the answers amount to the pooled totals. */
  readonly roundsToTotals: number;
  readonly owners: number;
  readonly roundsAnswered: number;
  /** Whether an answer is being computed. */
  readonly working: boolean;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly lastAnswerMs: number | null;
  readonly contractHash: string;
  readonly keyBits: number;
  /** Null until every owner has confirmed who takes part. */
  readonly roster: RosterView | null;
  readonly disclosure: DisclosureView;
  readonly receipt: readonly ReceiptLine[];
  readonly progress: Progress | null;
}

/** Who takes part, for people to compare. */
export interface RosterView {
  /** Six words that are equal in the tabs of all owners of this training. */
  readonly code: string;
  /** Whether this person said that the others read the same. */
  readonly confirmed: boolean;
  /** Whether nothing is sent until this person has compared it. */
  readonly awaiting: boolean;
}

/** What the sums sent so far can have disclosed to the model owner, about all owners together. */
export interface DisclosureView {
  /** Whether the totals of each column have left. */
  readonly base: boolean;
  /** Products of columns: combinations told so far, one a round. */
  readonly rounds: number;
  /** From so many rounds on, the totals of products of every two columns are known. */
  readonly roundsToTotals: number;
  /** About as many suffice to a determined model owner (or one crafted question). */
  readonly determinedRounds: number;
}

/** A session that a file answered before, in this browser. */
export interface AnsweredSession {
  readonly title: string;
  readonly owners: number;
  readonly rosterCode: string;
  /** Unix time in milliseconds. */
  readonly at: number;
}

/** Limits that a Contribute agrees to. */
export interface ConsentLimits {
  readonly roundLimit: number;
  readonly modes: readonly Mode[];
  readonly validation: Validation;
  /** Owners that the sums are over at the least, this one included: as many as this person was told were here. */
  readonly owners: number;
}

/** What a contract asks beyond what was agreed to. */
export interface BeyondLimits {
  readonly roundLimit: number;
  readonly mode: Mode;
  readonly owners: number;
  readonly validation: Validation;
  /** Written cells that count as missing under this contract. */
  readonly missingMarks: readonly string[];
  readonly reasons: readonly BeyondReason[];
}

export type BeyondReason =
  | { readonly kind: 'round-limit' | 'mode' | 'validation' | 'missing-marks' | 'fewer-owners' }
  /** Missing values or values outside are treated in another way, or ranges and categories leave values out. */
  | {
      readonly kind: 'columns';
      readonly names: readonly string[];
      /** Those among them of which values of this file are left out or moved. */
      readonly leavingOut: readonly string[];
    }
  /** Products, squares or logarithms that this person was not told of. */
  | { readonly kind: 'derived'; readonly names: readonly string[] }
  /** Other rows of the same file than those answered before: the difference of the totals is that of these rows. */
  | { readonly kind: 'rows-differ'; readonly before: number; readonly now: number };

/** Scores of this person's own rows under the model, computed without showing either to the other side. */
export interface ScoringView {
  /** Scores that the model owner still gives, to all data owners together. */
  readonly left: number;
  /** Columns that a file to be scored needs. */
  readonly columns: readonly string[];
  readonly target: string;
  readonly kind: ModelKind;
  /** Rows of the file that waits, or was scored; null while there is none. */
  readonly rows: number | null;
  readonly state: 'ready' | 'working' | 'scored';
  readonly progress: Progress | null;
  /** Scores in the order of the rows that could be scored; null before. */
  readonly scores: readonly number[] | null;
}

export interface DataOwnerView {
  readonly phase: Phase;
  readonly problems: readonly Problem[];
  /** 1 for "Data owner 1". */
  readonly invite: number;
  readonly request: RequestView | null;
  readonly file: FileView | null;
  readonly progress: Progress | null;
  readonly contributed: boolean;
  /** Whether Contribute can be pressed now. */
  readonly canContribute: boolean;
  /** Stands for all that a click would agree to: see {@link DataOwnerParty.contribute}. */
  readonly consentKey: string;
  readonly limits: ConsentLimits;
  /** A contract beyond the limits agreed to, which waits for a second consent. */
  readonly beyondLimits: BeyondLimits | null;
  readonly training: DataOwnerTrainingView | null;
  /** Six words that the model owner's tab shows alike for this owner; null while not connected. */
  readonly channelVerifier: string | null;
  /** The words that owners share to keep invented owners out; null if none are used. */
  readonly sharedSecret: string | null;
  /** Whether nothing is sent before this person has compared the roster code. */
  readonly compareFirst: boolean;
  readonly engine: Engine;
  /** What the arithmetic of this tab runs on; null until its worker has said so. */
  readonly engineInUse: Exclude<Engine, 'Automatic'> | null;
  readonly guards: Guards;
  /** Null while the model owner has not switched it on. */
  readonly scoring: ScoringView | null;
  /** Sample files that this session offers, if it is a sample session. */
  readonly samples: readonly { readonly name: string; readonly url: string }[];
}

export interface DataOwnerParty extends Party<DataOwnerView> {
  /** Reads a file; the one before stays until this one is read without an error. */
  useFile(file: File): Promise<void>;
  usePastedText(text: string, name: string): Promise<void>;
  useSample(name: string): Promise<void>;
  setShown(column: string, shown: boolean): void;
  setType(column: string, type: ColumnType): void;
  /** Sets the order of an ordinal column, or the categories of a nominal one. */
  setCategories(column: string, categories: readonly string[]): void;
  setPolicy(
    column: string,
    policy: { missing?: 'drop' | 'indicator'; outside?: 'refuse' | 'clip' | 'drop' },
  ): void;
  /** Says that a column is the one that the model owner calls `shownAs`; null takes it back. */
  setShownAs(column: string, shownAs: string | null): void;
  setGuards(guards: Guards): void;
  /** Has rows of a file scored by the model owner's model. Only complete rows can be. */
  scoreFile(file: File, mostRows: number): Promise<void>;
  /** The scored file: its rows with a column of predictions, as CSV. */
  scoredCsv(): Promise<Blob>;
  /** Sets the public range of a numeric column. @throws FederatedError if it does not hold the data. */
  setRange(column: string, range: readonly [number, number]): void;
  setRiskUnderstood(understood: boolean): void;
  setEngine(engine: Engine): void;
  /**
   * Agrees to what was read, and to nothing else.
   *
   * @param seen the view's `consentKey` at the time of the click. Where something else is asked by now, nothing is
   *   agreed to, and a problem 'request-changed' says so.
   */
  contribute(seen: string): Promise<void>;
  withdraw(): void;
  /** Removes the file and all that was derived from it from this browser. */
  forget(): Promise<void>;
  /** Leaves a training; the model owner is told. */
  leave(): void;
  /** This person compared the roster code with the other owners, and it is the same. */
  confirmRoster(): void;
  /** The codes differ: leaves the training before anything more is sent. */
  rejectRoster(): void;
  setCompareFirst(compareFirst: boolean): void;
  /** Makes a new shared secret; the other owners have to get it from this person. */
  createSharedSecret(): Promise<void>;
  /** Uses the secret that another owner made; null for none. @throws FederatedError 'shared-secret-invalid'. */
  setSharedSecret(words: string | null): Promise<void>;
  /** The receipt as a JSON document. */
  receipt(): string;
}

// ---- Facilitator ---------------------------------------------------------------------------------

export interface ParticipantView {
  readonly id: string;
  readonly role: 'modelOwner' | 'dataOwner';
  /** Number of arrival among the data owners: the server knows no invite. */
  readonly number: number;
  readonly phase: Phase;
  readonly round: number;
  readonly joinedAt: number;
  readonly lastSeenAt: number;
  readonly refused: number;
  readonly present: boolean;
}

export interface FacilitatorView {
  readonly phase: Phase;
  readonly problems: readonly Problem[];
  readonly room: string;
  readonly participants: readonly ParticipantView[];
  readonly round: number;
  /** When the session entered each phase, Unix milliseconds, oldest first. */
  readonly timeline: readonly { readonly phase: Phase; readonly at: number }[];
  /** Whether the facilitator asked everybody to hold. */
  readonly pauseRequested: boolean;
  /** Whether the room is off the server. */
  readonly closed: boolean;
  readonly coordinationMessages: number;
  readonly coordinationBytes: number;
  readonly longestMessageBytes: number;
  readonly refused: number;
  readonly payloadBytes: number;
}

export interface FacilitatorParty extends Party<FacilitatorView> {
  /** Asks everybody to hold, or to go on. Advisory: only sealed messages change state. */
  setPaused(paused: boolean): void;
  /** Takes the room off the server. */
  closeSession(): void;
}
