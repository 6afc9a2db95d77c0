import { cryptoRandom, equalBytes, FederatedError, type Bytes } from '../base/index.ts';
import { baseLength, createPacking } from '../encoding/index.ts';
import {
  canonicalHash,
  commitmentTo,
  createMasker,
  dimensionOf,
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
import type { DataOwnerWork, OnProgress } from '../workers/index.ts';
import type { Progress } from './views.ts';

/** What a data owner's tab computes for its session. */
type WorkEffect = Extract<
  DataOwnerEffect,
  { type: 'check-contract' | 'confirm-roster' | 'check-ready' | 'encrypt-base' | 'encrypt-gradient' }
>;

interface AnsweringDeps {
  readonly sid: Bytes;
  /** This owner's key for the masks: one for the session. */
  readonly maskKey: CryptoKeyPair;
  readonly work: () => DataOwnerWork;
  readonly file: () => Blob | null;
  /** The row maximum that was declared. */
  readonly declaredRows: () => number;
  readonly sharedSecret: () => Bytes | null;
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
  /** Hash of the contract whose totals the worker holds: a reloaded tab has to sum again. */
  let summedFor: Bytes | null = null;
  let masker: { readonly terms: AnswerTerms; readonly made: Promise<Masker> } | null = null;

  /** Has the worker hold the totals of the contract: at once if it does already. */
  async function sum(body: ContractBody): Promise<void> {
    const file = deps.file();
    if (file === null) throw new FederatedError('invalid-state', 'no file');
    // All of it: run and proof alone are the model owner's to repeat, and are held against the rest below only.
    const hash = await canonicalHash(body);
    if (summedFor !== null && equalBytes(summedFor, hash)) return;
    summedFor = null;
    const { contract, maximumRows, n, keyBits, keyProof } = body;
    const proofSeed = await keyProofSeed(sid, body);
    const terms = {
      contract,
      maximumRows,
      declaredRows: deps.declaredRows(),
      n,
      keyBits,
      keyProof,
      proofSeed,
    };
    await deps.work().checkContract(file, terms, progress('totals'));
    summedFor = hash;
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
    const dimension = dimensionOf(contract);
    const values = answer.type === 'BASE' ? baseLength(dimension) : dimension;
    const count = createPacking({ slotBits, keyBits }).ciphertextsFor(values);
    return (await maskerOf(terms)).masks({ ...answer, count });
  }

  async function run(effect: WorkEffect): Promise<DataOwnerEvent> {
    switch (effect.type) {
      case 'check-contract': {
        await sum(effect.contract);
        const ownKey = await rawPublicKey(maskKey);
        const nonce = cryptoRandom(NONCE_BYTES);
        const commitment = await commitmentTo(effect.contractHash, ownKey, nonce);
        return { type: 'contract-checked', identity: { maskKey: ownKey, nonce, commitment } };
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
      summedFor = null;
      masker = null;
    },
  };
}
