import { cryptoRandom, equalBytes, FederatedError, type Bytes } from '../base/index.ts';
import { dimensionOf, type Contract } from '../contract/index.ts';
import { createPacking } from '../encoding/index.ts';
import {
  baseLengthOf,
  canonicalHash,
  commitmentTo,
  createMasker,
  keyProofSeed,
  NONCE_BYTES,
  rawPublicKey,
  type AnswerTerms,
  type ContractBody,
  type DataOwnerEffect,
  type DataOwnerEvent,
  type MaskedAnswer,
  type Masker,
  type RosterBody,
} from '../protocol/index.ts';
import type { CheckedRows, DataOwnerWork, FileForm, OnProgress } from '../workers/index.ts';
import type { Progress } from './happenings.ts';

/** What a data owner's tab computes for its session. */
export type WorkEffect = Extract<
  DataOwnerEffect,
  { type: 'check-contract' | 'confirm-roster' | 'check-ready' | 'encrypt-base' | 'encrypt-gradient' }
>;

interface AnsweringDeps {
  readonly sid: Bytes;
  /** This owner's key for the masks: one for the session. */
  readonly maskKey: CryptoKeyPair;
  readonly work: () => DataOwnerWork;
  readonly file: () => { readonly blob: Blob; readonly form: FileForm } | null;
  /** What rows are dealt to the parts of a validation by: one for the session. */
  readonly dealSeed: Bytes;
  /** The row maximum that was declared. */
  readonly declaredRows: () => number;
  readonly sharedSecret: () => Bytes | null;
  /** Takes what holding the file against a contract came to, before this owner accepts; throws to refuse. */
  readonly onChecked: (contract: Contract, rows: CheckedRows) => void;
  /** Whether a person wants to compare the code of this roster before anything leaves. */
  readonly compareFirst: (roster: RosterBody) => boolean;
  readonly progress: (task: Progress['task']) => OnProgress;
}

/** Joins the worker's arithmetic to the roster's masks: what an effect asks for, as the event that it ends in. */
export interface Answering {
  run(effect: WorkEffect): Promise<DataOwnerEvent>;
  /** The worker was replaced, or holds the totals of another file. */
  reset(): void;
}

/** Whether the state machine waits for what an effect computes. */
export function isWork(effect: DataOwnerEffect): effect is WorkEffect {
  return (
    effect.type === 'check-contract' ||
    effect.type === 'confirm-roster' ||
    effect.type === 'check-ready' ||
    effect.type === 'encrypt-base' ||
    effect.type === 'encrypt-gradient'
  );
}

/** What the page calls the work of an effect. */
export function taskOf(effect: WorkEffect): Progress['task'] {
  if (effect.type === 'check-contract') return 'totals';
  return effect.type === 'encrypt-gradient' ? 'round' : 'encrypting';
}

export function createAnswering(deps: AnsweringDeps): Answering {
  const { sid, maskKey, progress } = deps;
  /** The contract whose totals the worker holds, by its hash: a reloaded tab has to sum again. */
  let summed: { readonly hash: Bytes; readonly rows: CheckedRows } | null = null;
  let masker: { readonly terms: AnswerTerms; readonly made: Promise<Masker> } | null = null;

  /** Has the worker hold the totals of the contract: at once if it does already. */
  async function sum(body: ContractBody): Promise<CheckedRows> {
    const file = deps.file();
    if (file === null) throw new FederatedError('invalid-state', 'no file');
    // All of it: run and proof alone are the model owner's to repeat, and are held against the rest below only.
    const hash = await canonicalHash(body);
    if (summed !== null && equalBytes(summed.hash, hash)) return summed.rows;
    summed = null;
    const { contract, maximumRows, n, keyBits, keyProof } = body;
    const terms = {
      ...{ contract, maximumRows, n, keyBits, keyProof, dealSeed: deps.dealSeed, file: file.form },
      declaredRows: deps.declaredRows(),
      proofSeed: await keyProofSeed(sid, body),
    };
    const rows = await deps.work().checkContract(file.blob, terms, progress('totals'));
    summed = { hash, rows };
    return rows;
  }

  function maskerOf({ contract, roster, identity }: AnswerTerms): Promise<Masker> {
    if (masker?.terms.roster !== roster || masker.terms.identity !== identity) {
      const { maskKey: ownKey, nonce } = identity;
      const parts = { sid, roster, keyPair: maskKey, ownKey, nonce, n: contract.n };
      const made = createMasker({ ...parts, sharedSecret: deps.sharedSecret() });
      masker = { terms: { contract, roster, identity }, made };
    }
    return masker.made;
  }

  async function masks(terms: AnswerTerms, answer: Omit<MaskedAnswer, 'count'>): Promise<bigint[]> {
    const { contract, slotBits, keyBits } = terms.contract;
    const values = answer.type === 'BASE' ? baseLengthOf(contract) : dimensionOf(contract);
    const count = createPacking({ slotBits, keyBits }).ciphertextsFor(values);
    return (await maskerOf(terms)).masks({ ...answer, count });
  }

  async function run(effect: WorkEffect): Promise<DataOwnerEvent> {
    switch (effect.type) {
      case 'check-contract': {
        const rows = await sum(effect.contract);
        deps.onChecked(effect.contract.contract, rows);
        const ownKey = await rawPublicKey(maskKey);
        const nonce = cryptoRandom(NONCE_BYTES);
        const commitment = await commitmentTo(effect.contractHash, ownKey, nonce);
        return {
          type: 'contract-checked',
          identity: { maskKey: ownKey, nonce, commitment },
          selection: { fingerprint: rows.selection, rows: rows.rows },
        };
      }
      case 'confirm-roster': {
        return { type: 'roster-confirmed', tags: await (await maskerOf(effect)).readyTags() };
      }
      case 'check-ready': {
        const code = await (await maskerOf(effect)).checkReady(effect.ready);
        return { type: 'ready-checked', code, compare: deps.compareFirst(effect.roster) };
      }
      case 'encrypt-base': {
        await sum(effect.contract);
        const hiding = await masks(effect, { type: 'BASE', round: 0, question: new Uint8Array() });
        const ciphertexts = await deps.work().encryptBase(hiding, progress('encrypting'));
        return { type: 'base-encrypted', ciphertexts };
      }
      case 'encrypt-gradient': {
        const { round, question } = effect;
        await sum(effect.contract);
        const hiding = await masks(effect, { type: 'GRADIENT', round, question });
        const ciphertexts = await deps.work().encryptGradient(question, hiding, progress('round'));
        return { type: 'gradient-encrypted', round, ciphertexts };
      }
    }
  }

  return {
    run,
    reset() {
      summed = null;
      masker = null;
    },
  };
}
