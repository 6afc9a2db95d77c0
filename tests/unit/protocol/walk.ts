import type { Bytes } from '../../../src/base/index.ts';
import type { Contract } from '../../../src/contract/index.ts';
import {
  canonicalBytes,
  decodeToDataOwner,
  decodeToModelOwner,
  encodeMessage,
} from '../../../src/protocol/codec.ts';
import {
  awaits,
  initialDataOwnerState,
  stepDataOwner,
  withoutSession,
  type DataOwnerEffect,
  type DataOwnerEvent,
  type DataOwnerState,
} from '../../../src/protocol/data-owner-machine.ts';
import type { Message, OfferBody } from '../../../src/protocol/messages.ts';
import {
  initialModelOwnerState,
  isRunning,
  ownerOf,
  stepModelOwner,
  type FrozenRoster,
  type ModelOwnerEffect,
  type ModelOwnerEvent,
  type ModelOwnerState,
} from '../../../src/protocol/model-owner-machine.ts';
import { contractBody, offerBody, requestBody, SID } from './bodies.ts';
import {
  createWalkWork,
  hashOf,
  hex,
  ownerOfKey,
  readAnswer,
  workNameOf,
  type Answer,
  type WalkWork,
} from './walk-work.ts';

interface Sum {
  readonly run: number;
  readonly round: number;
  readonly answers: readonly Answer[];
}

interface Job {
  /** 0 for the model owner. */
  readonly party: number;
  /** What is computed; empty for the model owner's jobs. */
  readonly what: string;
  done(): void;
}

/** One data owner's tab and its line to the model owner. */
interface Seat {
  state: DataOwnerState;
  connected: boolean;
  readonly toDataOwner: Bytes[];
  readonly toModelOwner: Bytes[];
}

/** What an answer was made under. */
interface Under {
  readonly rosterHash: string;
  /** The keys of the roster. */
  readonly roster: string;
  /** Which rows it is of, and which others than the first its person agreed to. */
  readonly rows: string;
  readonly agreedRows: string | null;
}

/** One model owner's machine against several data owners' machines, over lines that break at any time. */
export interface Walk extends Pick<WalkWork, 'refusals' | 'codes'> {
  readonly owners: readonly number[];
  readonly modelOwner: ModelOwnerState;
  dataOwner(owner: number): DataOwnerState;
  readonly sums: readonly Sum[];
  /** All answers that left a tab, in order, repeats included. */
  readonly sent: readonly (Answer & Under)[];
  /** What an owner's tab is computing. */
  working(owner: number): readonly string[];
  connect(owner: number): void;
  disconnect(owner: number): void;
  /** What was being computed is lost; the state comes back from storage. */
  reload(owner: number): void;
  /** As a tab whose file is gone: see `createDataOwner`. */
  lose(owner: number): void;
  reloadModelOwner(): void;
  user(owner: number, event: DataOwnerEvent): void;
  /** @param change of the contract: what is not said asks for what everybody agreed to. */
  train(change?: Partial<Contract>): void;
  stop(): void;
  /** Lets one thing happen: a message arrives or a job is done. Returns whether there was any. */
  advance(choice: number): boolean;
  /** Everything that is under way happens, in some order. */
  drain(): void;
}

interface WalkParts {
  readonly ownerCount: number;
  /** Owners whose person wants to compare the roster code before anything leaves. */
  readonly comparing: readonly number[];
}

export const ROUNDS = 4;

export function createWalk({ ownerCount, comparing }: WalkParts): Walk {
  const owners = Array.from({ length: ownerCount }, (_, i) => i + 1);
  const seats = new Map<number, Seat>(
    owners.map((owner) => [
      owner,
      { state: initialDataOwnerState, connected: false, toDataOwner: [], toModelOwner: [] },
    ]),
  );
  let modelOwner = initialModelOwnerState();
  let stored: FrozenRoster | null = null;
  let jobs: Job[] = [];
  let run = 0;
  let stopping = false;
  let oneShot = false;
  const sums: Sum[] = [];
  const sent: (Answer & Under)[] = [];
  const { work, refusals, codes } = createWalkWork(comparing);
  /** "owner/hash" of every roster that somebody has confirmed. */
  const confirmed = new Set<string>();

  function seat(owner: number): Seat {
    const found = seats.get(owner);
    if (found === undefined) throw new Error(`no owner ${owner}`);
    return found;
  }

  // ---- data owners ---------------------------------------------------------------------------------

  function toDataOwner(owner: number, event: DataOwnerEvent): void {
    const at = seat(owner);
    const { state, effects } = stepDataOwner(at.state, event);
    at.state = state;
    for (const effect of effects) carryOutAt(owner, effect);
  }

  function carryOutAt(owner: number, effect: DataOwnerEffect): void {
    if (effect.type === 'send') {
      const at = seat(owner);
      const bytes = encodeMessage({ ...effect.message, ...envelope(owner) } as Message);
      watch(owner, effect.message);
      if (at.connected) at.toModelOwner.push(bytes);
      return;
    }
    const what = workNameOf(effect);
    if (what === null) return;
    const done = () => {
      const event = work(owner, effect);
      if (awaits(seat(owner).state, effect)) toDataOwner(owner, event);
    };
    jobs.push({ party: owner, what, done });
  }

  /** Notes who confirmed which roster, and that nobody answers before everybody has. */
  function watch(owner: number, message: Extract<DataOwnerEffect, { type: 'send' }>['message']): void {
    if (message.type === 'READY') confirmed.add(`${owner}/${hex(message.body.rosterHash)}`);
    if (message.type !== 'BASE' && message.type !== 'GRADIENT') return;
    const { state } = seat(owner);
    if (!('roster' in state)) throw new Error('an answer without a roster');
    const rosterHash = hex(state.rosterHash);
    for (const { maskKey } of state.roster.entries) {
      if (!confirmed.has(`${ownerOfKey(maskKey)}/${rosterHash}`)) throw new Error('an answer before READY');
    }
    const roster = state.roster.entries.map(({ maskKey }) => ownerOfKey(maskKey)).join();
    const { agreedRows } = state;
    const rows = state.using.fingerprint;
    sent.push({ ...readAnswer(message.body.ciphertexts), rosterHash, roster, rows, agreedRows });
  }

  // ---- model owner ---------------------------------------------------------------------------------

  function toModelOwner(event: ModelOwnerEvent): void {
    const { state, effects } = stepModelOwner(modelOwner, event);
    modelOwner = state;
    for (const effect of effects) carryOut(effect);
  }

  function carryOut(effect: ModelOwnerEffect): void {
    const ofRun = run;
    /** What was computed for a run that has ended is let go, as `createModelOwner` does. */
    const later = (event: () => ModelOwnerEvent) =>
      jobs.push({
        party: 0,
        what: '',
        done: () => {
          if (run === ofRun && isRunning(modelOwner)) toModelOwner(event());
        },
      });
    switch (effect.type) {
      case 'send': {
        const at = seat(effect.owner);
        const bytes = encodeMessage({ ...effect.message, ...envelope(0) } as Message);
        if (at.connected) at.toDataOwner.push(bytes);
        return;
      }
      case 'roster-frozen':
        stored = effect.frozen;
        return;
      case 'hash-roster': {
        const { roster } = effect;
        later(() => ({ type: 'roster-hashed', roster, rosterHash: hashOf(canonicalBytes(roster)) }));
        return;
      }
      case 'sum-base':
      case 'sum-gradients': {
        const round = effect.type === 'sum-base' ? 0 : effect.round;
        sums.push({ run, round, answers: effect.answers.map(readAnswer) });
        later(() => {
          if (stopping || oneShot || round === ROUNDS) return { type: 'solved', stopped: stopping };
          return { type: 'weights-encrypted', ciphertexts: Uint8Array.of(ofRun, round + 1) };
        });
        return;
      }
      case 'conclude':
        later(() => ({ type: 'solved', stopped: true }));
        return;
      case 'offers-changed':
        jobs.push({
          party: 0,
          what: '',
          done: () => toModelOwner({ type: 'request-changed', request: requestBody() }),
        });
        return;
      case 'cancelled':
    }
  }

  // ---- between -------------------------------------------------------------------------------------

  function connect(owner: number): void {
    const at = seat(owner);
    if (at.connected) return;
    at.connected = true;
    toModelOwner({ type: 'connected', owner, request: requestBody() });
    toDataOwner(owner, { type: 'connected' });
  }

  function disconnect(owner: number): void {
    const at = seat(owner);
    if (!at.connected) return;
    at.connected = false;
    at.toDataOwner.length = 0;
    at.toModelOwner.length = 0;
    toModelOwner({ type: 'disconnected', owner });
  }

  function restart(owner: number, state: DataOwnerState): void {
    disconnect(owner);
    jobs = jobs.filter(({ party }) => party !== owner);
    seat(owner).state = state;
    toDataOwner(owner, { type: 'restored' });
  }

  function advance(choice: number): boolean {
    const possible: (() => void)[] = [];
    for (const owner of owners) {
      const at = seat(owner);
      if (at.toDataOwner.length > 0) possible.push(() => deliverToDataOwner(owner, at.toDataOwner.shift()));
      if (at.toModelOwner.length > 0)
        possible.push(() => deliverToModelOwner(owner, at.toModelOwner.shift()));
    }
    // Each party does one job after the other.
    for (const party of [0, ...owners]) {
      const job = jobs.find((each) => each.party === party);
      if (job === undefined) continue;
      possible.push(() => {
        jobs = jobs.filter((each) => each !== job);
        job.done();
      });
    }
    const chosen = possible[choice % Math.max(1, possible.length)];
    chosen?.();
    return chosen !== undefined;
  }

  function deliverToDataOwner(owner: number, bytes: Bytes = new Uint8Array()): void {
    const message = decodeToDataOwner(bytes);
    const hashed = message.type === 'CONTRACT' || message.type === 'ROSTER';
    const hash = hashed ? { hash: hashOf(canonicalBytes(message.body)) } : {};
    toDataOwner(owner, { type: 'message', message, ...hash });
  }

  function deliverToModelOwner(owner: number, bytes: Bytes = new Uint8Array()): void {
    toModelOwner({ type: 'message', owner, message: decodeToModelOwner(bytes) });
  }

  return {
    owners,
    get modelOwner() {
      return modelOwner;
    },
    dataOwner: (owner) => seat(owner).state,
    sums,
    sent,
    refusals,
    codes,
    working: (owner) => jobs.filter(({ party }) => party === owner).map(({ what }) => what),
    connect,
    disconnect,
    reload: (owner) => restart(owner, structuredClone(seat(owner).state)),
    lose(owner) {
      const { state } = seat(owner);
      restart(owner, state.name === 'finished' ? state : withoutSession(state));
    },
    reloadModelOwner() {
      for (const owner of owners) disconnect(owner);
      jobs = jobs.filter(({ party }) => party !== 0);
      modelOwner = initialModelOwnerState(stored);
    },
    user: toDataOwner,
    train(change = {}) {
      // As the page has it: Train is disabled while a connected owner has not contributed, and while
      // somebody of the session's roster is missing.
      const { frozen } = modelOwner;
      const eligible = owners.filter((owner) => frozen === null || frozen[owner] !== undefined);
      const connected = eligible.filter((owner) => ownerOf(modelOwner, owner).connected);
      const ready = connected.every((owner) => ownerOf(modelOwner, owner).offer !== null);
      if (isRunning(modelOwner) || connected.length === 0 || !ready) return;
      if (frozen !== null && connected.length < eligible.length) return;
      run += 1;
      stopping = false;
      const contract = contractBody({ run, owners: connected.length }, { roundLimit: ROUNDS, ...change });
      oneShot = contract.contract.mode === 'one-shot';
      toModelOwner({ type: 'train', contract, contractHash: hashOf(canonicalBytes(contract)) });
    },
    stop() {
      if (!isRunning(modelOwner)) return;
      stopping = true;
      toModelOwner({ type: 'stop' });
    },
    advance,
    drain() {
      for (let i = 0; i < 10_000; i++) if (!advance(7 * i)) return;
      throw new Error('no end');
    },
  };
}

function envelope(from: number) {
  return { v: 3, sid: SID, from, seq: 0 };
}

/** The offer that stands at a data owner's; null if there is none. */
export function standingOffer(state: DataOwnerState): OfferBody | null {
  return state.name === 'offered' || state.name === 'finished' ? state.offer : null;
}

/** The consent that covers every contract of a walk. */
export const GENEROUS = offerBody({ roundLimit: 100, modes: ['rounds', 'one-shot'] });
/** A consent that a contract may go beyond. */
export const SCANT = offerBody({ roundLimit: ROUNDS });
