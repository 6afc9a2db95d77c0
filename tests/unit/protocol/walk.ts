import { concatBytes, type Bytes } from '../../../src/base/index.ts';
import { decodeToDataOwner, decodeToModelOwner, encodeMessage } from '../../../src/protocol/codec.ts';
import {
  initialDataOwnerState,
  stepDataOwner,
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
  type ModelOwnerEffect,
  type ModelOwnerEvent,
  type ModelOwnerState,
} from '../../../src/protocol/model-owner-machine.ts';
import { contractBody, filled, offerBody, requestBody, SID } from './bodies.ts';

/** What the numbers would be: who answered what, and how often it was computed afresh. */
interface Answer {
  readonly owner: number;
  readonly run: number;
  readonly round: number;
  /** Fresh randomness: the same answer computed twice is other bytes. */
  readonly fresh: number;
}

interface Sum {
  readonly run: number;
  readonly round: number;
  readonly answers: readonly Answer[];
}

interface Job {
  /** 0 for the model owner. */
  readonly party: number;
  done(): void;
}

/** One data owner's tab and its line to the model owner. */
interface Seat {
  state: DataOwnerState;
  connected: boolean;
  readonly toDataOwner: Bytes[];
  readonly toModelOwner: Bytes[];
}

/** One model owner's machine against several data owners' machines, over lines that break at any time. */
export interface Walk {
  readonly owners: readonly number[];
  readonly modelOwner: ModelOwnerState;
  dataOwner(owner: number): DataOwnerState;
  readonly sums: readonly Sum[];
  /** All answers that left a tab, in order, repeats included. */
  readonly sent: readonly Answer[];
  connect(owner: number): void;
  disconnect(owner: number): void;
  /** What was being computed is lost; the state comes back from storage. */
  reload(owner: number): void;
  /** As a tab whose file is gone: see `createDataOwner`. */
  lose(owner: number): void;
  reloadModelOwner(): void;
  user(owner: number, event: DataOwnerEvent): void;
  train(roundLimit?: number): void;
  stop(): void;
  /** Lets one thing happen: a message arrives or a job is done. Returns whether there was any. */
  advance(choice: number): boolean;
  /** Everything that is under way happens, in some order. */
  drain(): void;
}

export const ROUNDS = 4;

export function createWalk(ownerCount: number): Walk {
  const owners = Array.from({ length: ownerCount }, (_, i) => i + 1);
  const seats = new Map<number, Seat>(
    owners.map((owner) => [
      owner,
      { state: initialDataOwnerState, connected: false, toDataOwner: [], toModelOwner: [] },
    ]),
  );
  let modelOwner = initialModelOwnerState;
  let jobs: Job[] = [];
  let run = 0;
  let fresh = 0;
  let stopping = false;
  const sums: Sum[] = [];
  const sent: Answer[] = [];

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
    const later = (event: () => DataOwnerEvent) =>
      jobs.push({ party: owner, done: () => toDataOwner(owner, event()) });
    switch (effect.type) {
      case 'send': {
        const at = seat(owner);
        const bytes = encodeMessage({ ...effect.message, ...envelope(owner) } as Message);
        if (effect.message.type === 'BASE' || effect.message.type === 'GRADIENT') {
          sent.push(readAnswer(effect.message.body.ciphertexts));
        }
        if (at.connected) at.toModelOwner.push(bytes);
        return;
      }
      case 'check-contract':
        later(() => ({ type: 'contract-checked' }));
        return;
      case 'encrypt-base': {
        const { contract } = effect;
        later(() => ({ type: 'base-encrypted', ciphertexts: writeAnswer(owner, contract.run, 0, ++fresh) }));
        return;
      }
      case 'encrypt-gradient': {
        const { contract, round, question } = effect;
        if (question[0] !== contract.run || question[1] !== round) throw new Error('another question');
        later(() => ({
          type: 'gradient-encrypted',
          round,
          ciphertexts: writeAnswer(owner, contract.run, round, ++fresh),
        }));
        return;
      }
      case 'show-request':
      case 'refused':
    }
  }

  // ---- model owner ---------------------------------------------------------------------------------

  function toModelOwner(event: ModelOwnerEvent): void {
    const { state, effects } = stepModelOwner(modelOwner, event);
    modelOwner = state;
    for (const effect of effects) carryOut(effect);
  }

  function carryOut(effect: ModelOwnerEffect): void {
    const later = (done: () => void) => jobs.push({ party: 0, done });
    switch (effect.type) {
      case 'send': {
        const at = seat(effect.owner);
        const bytes = encodeMessage({ ...effect.message, ...envelope(0) } as Message);
        if (at.connected) at.toDataOwner.push(bytes);
        return;
      }
      case 'sum-base':
      case 'sum-gradients': {
        const round = effect.type === 'sum-base' ? 0 : effect.round;
        const answers = effect.answers.map(readAnswer);
        sums.push({ run, round, answers });
        later(() => {
          if (stopping) toModelOwner({ type: 'solved', stopped: true });
          else if (round === ROUNDS) toModelOwner({ type: 'solved', stopped: false });
          else toModelOwner({ type: 'weights-encrypted', ciphertexts: Uint8Array.of(run, round + 1) });
        });
        return;
      }
      case 'conclude':
        later(() => toModelOwner({ type: 'solved', stopped: true }));
        return;
      case 'offers-changed':
        later(() => toModelOwner({ type: 'request-changed', request: requestBody() }));
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
    const hash = message.type === 'CONTRACT' ? { contractHash: filled(32, message.body.run) } : {};
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
    connect,
    disconnect,
    reload: (owner) => restart(owner, structuredClone(seat(owner).state)),
    lose(owner) {
      const { state } = seat(owner);
      restart(owner, state.name === 'finished' ? state : initialDataOwnerState);
    },
    reloadModelOwner() {
      for (const owner of owners) disconnect(owner);
      jobs = jobs.filter(({ party }) => party !== 0);
      modelOwner = initialModelOwnerState;
    },
    user: toDataOwner,
    train(roundLimit = ROUNDS) {
      // As the page has it: Train is disabled while a connected owner has not contributed.
      const connected = owners.filter((owner) => ownerOf(modelOwner, owner).connected);
      const ready = connected.every((owner) => ownerOf(modelOwner, owner).offer !== null);
      if (isRunning(modelOwner) || connected.length === 0 || !ready) return;
      run += 1;
      stopping = false;
      const contract = contractBody({ run, owners: connected.length }, { roundLimit });
      toModelOwner({ type: 'train', contract, contractHash: filled(32, run) });
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
  return { v: 1, sid: SID, from, seq: 0 };
}

function writeAnswer(owner: number, run: number, round: number, fresh: number): Bytes {
  return concatBytes(Uint8Array.of(owner, run, round), Uint8Array.of(fresh >> 8, fresh & 255));
}

function readAnswer([owner = 0, run = 0, round = 0, high = 0, low = 0]: Bytes): Answer {
  return { owner, run, round, fresh: 256 * high + low };
}

/** The offer that stands at a data owner's; null if there is none. */
export function standingOffer(state: DataOwnerState): OfferBody | null {
  return state.name === 'offered' || state.name === 'finished' ? state.offer : null;
}

/** The consent that covers every contract of a walk. */
export const GENEROUS = offerBody({ roundLimit: 100 });
/** A consent that a contract may go beyond. */
export const SCANT = offerBody({ roundLimit: ROUNDS });
