import { toHex } from '../base/index.ts';
import { derivedName } from '../contract/index.ts';
import type { Guards } from '../dataset/index.ts';
import {
  isTraining,
  lastRound,
  type DataOwnerState,
  type OfferBody,
  type RequestBody,
} from '../protocol/index.ts';
import { beyondLimitsOf } from './beyond-limits.ts';
import { consentKey } from './consent-key.ts';
import { bookOf, disclosureOf, rosterOf, type ReceiptBook } from './receipt.ts';
import { limitsOf, offerProblem, ownersHere } from './offer.ts';
import type { Problem, Progress } from './happenings.ts';
import type {
  ConsentLimits,
  DataOwnerTrainingView,
  DataOwnerView,
  Engine,
  FileView,
  Phase,
  RequestView,
  ScoringView,
} from './views.ts';

/** Everything that a data owner's view is made of. */
export interface DataOwnerParts {
  readonly state: DataOwnerState;
  readonly connected: boolean;
  readonly request: RequestBody | null;
  readonly file: FileView | null;
  /** Whether no file is being read, and the one that is there was read with the marks that are asked for. */
  readonly isFileReady: boolean;
  readonly problems: readonly Problem[];
  readonly progress: Progress | null;
  readonly book: ReceiptBook;
  readonly lastAnswerMs: number | null;
  readonly channelVerifier: string | null;
  readonly sharedSecret: string | null;
  readonly compareFirst: boolean;
  readonly invite: number;
  readonly engine: Engine;
  readonly engineInUse: DataOwnerView['engineInUse'];
  readonly guards: Guards;
  readonly scoring: ScoringView | null;
  readonly samples: DataOwnerView['samples'];
}

/** The phase that the page and the facilitator see. */
export function dataOwnerPhase(state: DataOwnerState, connected: boolean): Phase {
  if (state.name === 'finished') return 'finished';
  if (state.name === 'aborted') return 'failed';
  if (isTraining(state)) return connected && state.name !== 'comparing-roster' ? 'training' : 'paused';
  if (!connected) return 'connecting';
  return state.name === 'offered' ? 'ready' : 'waiting';
}

export function dataOwnerView(parts: DataOwnerParts): DataOwnerView {
  const { state, file, request, guards } = parts;
  const offer = standingOffer(state);
  return {
    phase: dataOwnerPhase(state, parts.connected),
    problems: parts.problems,
    invite: parts.invite,
    request: request === null ? null : requestView(request),
    file,
    progress: parts.progress,
    contributed: offer !== null && state.name !== 'asking-consent',
    canContribute:
      parts.connected &&
      // Nobody agrees to what it has not been told.
      request !== null &&
      canOffer(state) &&
      file !== null &&
      offerProblem(file) === null &&
      (parts.isFileReady || state.name === 'asking-consent'),
    consentKey: canOffer(state) ? consentKey(state, request, file, guards) : '',
    limits: offer === null ? limitsOf(request, guards) : agreedLimits(offer, state.ownersTold),
    beyondLimits: beyondLimitsOf(state),
    training: trainingView(parts),
    channelVerifier: parts.channelVerifier,
    sharedSecret: parts.sharedSecret,
    compareFirst: parts.compareFirst,
    engine: parts.engine,
    engineInUse: parts.engineInUse,
    guards,
    scoring: parts.scoring,
    samples: parts.samples,
  };
}

/** Whether Contribute says anything in this state. */
export function canOffer(state: DataOwnerState): boolean {
  return (
    ['waiting-for-offer', 'asking-consent', 'aborted'].includes(state.name) ||
    (state.name === 'finished' && state.offer === null)
  );
}

function agreedLimits({ roundLimit, modes, validation }: OfferBody, owners: number): ConsentLimits {
  return { roundLimit, modes, validation, owners };
}

/** What was contributed, for as long as that stands. */
export function standingOffer(state: DataOwnerState): OfferBody | null {
  return 'offer' in state ? state.offer : null;
}

function requestView(request: RequestBody): RequestView {
  const { title, owners, kind, mode, roundLimit, asked, validation, missingMarks } = request;
  return {
    ...{ title, owners, kind, mode, roundLimit, validation, missingMarks },
    present: ownersHere(request),
    columns: asked,
    derived: request.derived.map(derivedName),
  };
}

/** From the first contract on, and after the end for as long as the tab remembers it. */
function trainingView(parts: DataOwnerParts): DataOwnerTrainingView | null {
  const { state } = parts;
  const answering = isTraining(state);
  const book = answering ? bookOf(parts.book, state) : parts.book;
  const { terms, lines } = book;
  const disclosure = disclosureOf(book);
  const over = (state.name === 'finished' || state.name === 'aborted') && disclosure.base;
  if (terms === null || !(answering || over)) return null;
  const { hash, roundLimit, roundsToTotals, owners, keyBits } = terms;
  const roundsAnswered = Math.max(lastRound(state), disclosure.rounds);
  return {
    // Rounds that were not needed are no gap.
    roundLimit: over ? roundsAnswered : roundLimit,
    ...{ roundsToTotals, owners, keyBits, roundsAnswered, disclosure },
    contractHash: toHex(hash),
    roster: rosterOf(book, state),
    working: state.name === 'computing-base' || state.name === 'computing-gradient',
    bytesSent: book.bytesSent,
    bytesReceived: book.bytesReceived,
    lastAnswerMs: parts.lastAnswerMs,
    receipt: lines,
    progress: parts.progress,
  };
}
