import { vi } from 'vitest';
import { cryptoRandom, type Bytes } from '../../src/base/index.ts';
import { bigintEngine } from '../../src/bignum/index.ts';
import { dimensionOf, type Contract } from '../../src/contract/index.ts';
import { baseBounds, oneShotBounds, partsOf } from '../../src/encoding/index.ts';
import {
  acceptInvite,
  createDataOwner,
  dataOwnerBoxes,
  type DataOwnerParty,
} from '../../src/parties/index.ts';
import {
  acceptChannel,
  boundOf,
  canonicalHash,
  createInvite,
  createKeyPair,
  createSessionSecrets,
  decodeToModelOwner,
  initialModelOwnerState,
  initialScoreGiverState,
  keyProofSeed,
  modelOwnerKeyHash,
  peerIdOf,
  rawPublicKey,
  scoringKeySeed,
  stepModelOwner,
  stepScoreGiver,
  type ContractBody,
  type ModelOwnerEffect,
  type ModelOwnerEvent,
  type ModelOwnerState,
  type RequestBody,
  type ScoreGiverEffect,
  type ScoreGiverEvent,
  type ToDataOwner,
  type ToModelOwner,
} from '../../src/protocol/index.ts';
import { createMessageLink, type MessageLink } from '../../src/parties/message-link.ts';
import { createMemoryStorage } from '../../src/storage/index.ts';
import { createMemoryHub } from '../../src/transport/index.ts';
import { createDataOwnerWork, createModelOwnerWork, type ModelOwnerWork } from '../../src/workers/index.ts';
import { noCoordination, SMALL_KEY_BITS } from './session-kit.ts';

/** How long anybody waits for anybody. */
const WAIT_MS = 20_000;

type ScoredModel = Parameters<ModelOwnerWork['answerScores']>[1];

/**
 * A model owner that asks exactly what a test says: the machine, the messages and the arithmetic of the product, with
 * contracts of the test's own making in place of a plan.
 */
export interface ScriptedModelOwner {
  readonly state: ModelOwnerState;
  readonly work: ModelOwnerWork;
  /** What the data owners sent, in order. */
  readonly received: readonly ToModelOwner[];
  readonly cancelled: readonly Extract<ModelOwnerEffect, { type: 'cancelled' }>[];
  /** Opens the link of the next invite. */
  join(): Promise<DataOwnerParty>;
  /** Tells everybody what is going to be asked. */
  ask(change: Partial<RequestBody>): void;
  /** Gives data owners so many scores of a model. */
  giveScores(model: ScoredModel, limit: number): void;
  /** Trains up to BASE; the sums of all owners. */
  base(contract: Contract): Promise<bigint[]>;
  /** Sends a contract to everybody who contributed. */
  propose(contract: Contract): Promise<void>;
  /** What the BASE of the contract that was proposed last came to. */
  sums(): Promise<bigint[]>;
  /** The gradient of all owners at these scaled weights. */
  gradient(weights: readonly bigint[]): Promise<bigint[]>;
  /** Takes the contract back that was proposed last. */
  dropRun(): void;
  finish(): void;
  close(): Promise<void>;
}

export async function createScriptedModelOwner(
  change: Partial<RequestBody> = {},
): Promise<ScriptedModelOwner> {
  const { sid } = createSessionSecrets();
  const staticKey = await createKeyPair();
  const keyHash = await modelOwnerKeyHash(await rawPublicKey(staticKey));
  const hub = createMemoryHub();
  const work = createModelOwnerWork({ engine: bigintEngine, allowSmallKeys: true });
  const n = await work.generateKey(SMALL_KEY_BITS);
  const invites = new Map<number, { readonly index: number; readonly psk: Bytes; boundKey: Bytes | null }>();
  const links = new Map<number, MessageLink<ToDataOwner>>();
  const parties: DataOwnerParty[] = [];
  const received: ToModelOwner[] = [];
  const cancelled: Extract<ModelOwnerEffect, { type: 'cancelled' }>[] = [];
  let request: RequestBody = {
    ...{ title: 'A study', owners: 3, present: 0, kind: 'linear', mode: 'rounds', roundLimit: null },
    ...{ asked: [], shared: [], derived: [], validation: { kind: 'none' }, sample: null },
    missingMarks: ['NA'],
    ...change,
  };
  let state: ModelOwnerState = initialModelOwnerState();
  let scores = initialScoreGiverState;
  let scored: ScoredModel | null = null;
  let runs = 0;
  let answers: readonly Bytes[] | null = null;

  function dispatch(event: ModelOwnerEvent): void {
    const step = stepModelOwner(state, event);
    state = step.state;
    for (const effect of step.effects) carryOut(effect);
  }

  function carryOut(effect: ModelOwnerEffect): void {
    if (effect.type === 'send') links.get(effect.owner)?.send(effect.message);
    if (effect.type === 'cancelled') cancelled.push(effect);
    if (effect.type === 'sum-base' || effect.type === 'sum-gradients') ({ answers } = effect);
    if (effect.type === 'hash-roster') {
      const { roster } = effect;
      void canonicalHash(roster).then((rosterHash) =>
        dispatch({ type: 'roster-hashed', roster, rosterHash }),
      );
    }
  }

  function give(event: ScoreGiverEvent): void {
    const step = stepScoreGiver(scores, event);
    scores = step.state;
    for (const effect of step.effects) {
      if (effect.type === 'send') links.get(effect.owner)?.send(effect.message);
      else void answer(effect);
    }
  }

  async function answer({ owner, question, body }: Extract<ScoreGiverEffect, { type: 'score-asked' }>) {
    if (scored === null) throw new Error('no model');
    const proofSeed = await scoringKeySeed(sid);
    const ciphertexts = await work.answerScores({ ...body, proofSeed }, scored);
    give({ type: 'computed', owner, question, answer: { kind: 'scores', ciphertexts } });
  }

  function ask(next: Partial<RequestBody>): void {
    request = { ...request, ...next };
    dispatch({ type: 'request-changed', request });
  }

  const network = hub.join(await peerIdOf(sid));
  network.onConnection((connection) => {
    const admitted = (async () => {
      const channel = await acceptChannel({
        ...{ pipe: connection, sid, staticKey, fingerprints: await connection.fingerprints() },
        signal: AbortSignal.timeout(WAIT_MS),
        invite: (index) => invites.get(index) ?? null,
        bind(index, boundKey) {
          const invite = invites.get(index);
          if (invite) invite.boundKey = boundKey;
          return Promise.resolve();
        },
      });
      const owner = channel.invite;
      const link = createMessageLink<ToDataOwner, ToModelOwner>({
        ...{ channel, sid, self: 0, other: owner, decode: decodeToModelOwner },
        onMessage(message) {
          received.push(message);
          dispatch({ type: 'message', owner, message });
          if (message.type !== 'SCORE') return;
          const { body } = message;
          void canonicalHash(body).then((question) => give({ type: 'asked', owner, body, question }));
        },
        onClose: () => dispatch({ type: 'disconnected', owner }),
      });
      links.set(owner, link);
      request = { ...request, present: links.size };
      dispatch({ type: 'connected', owner, request });
      dispatch({ type: 'request-changed', request });
    })();
    // A tab that is closed while it shakes hands comes to nothing.
    admitted.catch(() => undefined);
  });

  function offered() {
    return Object.values(state.owners).flatMap(({ offer }) => (offer === null ? [] : [offer]));
  }

  async function propose(contract: Contract): Promise<void> {
    answers = null;
    runs += 1;
    const maximumRows = offered().reduce((sum, offer) => sum + offer.maximumRows, 0);
    const { slotBits } = boundOf(contract, maximumRows);
    const unproven = {
      ...{ contract, run: runs, owners: offered().length, maximumRows, slotBits },
      ...{ n, keyBits: SMALL_KEY_BITS },
    };
    const body: ContractBody = {
      ...unproven,
      keyProof: await work.proveKey(await keyProofSeed(sid, unproven)),
    };
    dispatch({ type: 'train', contract: body, contractHash: await canonicalHash(body) });
  }

  async function summed(boundsOf: (contract: Contract, maximumRows: number) => readonly bigint[]) {
    await vi.waitFor(() => {
      if (answers === null)
        throw new Error(`no answers: ${state.name}, ${received.map(({ type }) => type).join()}`);
    }, WAIT_MS);
    if (!('contract' in state) || answers === null) throw new Error('no run');
    const { contract, maximumRows, slotBits } = state.contract;
    return work.sumAndDecrypt(answers, { slotBits, bounds: boundsOf(contract, maximumRows) });
  }

  const sums = () =>
    summed((contract, maximumRows) => {
      const bound = boundOf(contract, maximumRows);
      const dimension = dimensionOf(contract);
      return contract.mode === 'rounds'
        ? baseBounds(dimension, bound, maximumRows)
        : oneShotBounds(dimension, partsOf(contract.validation), bound, maximumRows);
    });

  return {
    get state() {
      return state;
    },
    ...{ work, received, cancelled, ask, propose, sums },
    async join() {
      const index = invites.size + 1;
      const { psk } = createInvite(index);
      invites.set(index, { index, psk, boundKey: null });
      const storage = createMemoryStorage();
      const id = await acceptInvite(storage, { sid, invite: index, psk, modelOwnerKeyHash: keyHash });
      const record = await dataOwnerBoxes(storage).records.load(id);
      if (record === undefined) throw new Error('not stored');
      const party = await createDataOwner({
        ...{ id, record, storage, now: Date.now, storageRetryMs: 20, samplesUrl: '' },
        network: hub.join(`owner${index}`.padEnd(12, '0')),
        coordination: noCoordination,
        createWorker: () => ({
          work: createDataOwnerWork({ engine: bigintEngine, allowSmallKeys: true }),
          terminate: () => undefined,
        }),
      });
      parties.push(party);
      return party;
    },
    giveScores(model, limit) {
      scored = model;
      const connected = [...links.keys()];
      const offer = { model: cryptoRandom(32), contract: model.contract, limit, connected };
      give({ type: 'offer', ...offer });
    },
    async base(contract) {
      await propose(contract);
      return sums();
    },
    async gradient(weights) {
      answers = null;
      dispatch({ type: 'weights-encrypted', ciphertexts: await work.encrypt(weights) });
      return summed((contract, maximumRows) => {
        const { gradientBound } = boundOf(contract, maximumRows);
        return Array.from({ length: dimensionOf(contract) }, () => gradientBound);
      });
    },
    dropRun: () => dispatch({ type: 'stop' }),
    finish: () => dispatch({ type: 'solved', stopped: false }),
    async close() {
      for (const party of parties) await party.close();
      await network.close();
    },
  };
}
