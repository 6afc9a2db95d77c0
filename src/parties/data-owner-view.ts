import { toHex } from '../base/index.ts';
import {
  isTraining,
  lastRound,
  type DataOwnerState,
  type OfferBody,
  type RequestBody,
} from '../protocol/index.ts';
import { disclosureOf, rosterOf, type ReceiptBook } from './receipt.ts';
import { CONSENTED_MODES, DEFAULT_ROUND_CONSENT, offerProblem } from './offer.ts';
import type {
  DataOwnerTrainingView,
  DataOwnerView,
  Engine,
  FileView,
  Phase,
  Problem,
  Progress,
  RequestView,
} from './views.ts';

/** Everything that a data owner's view is made of. */
export interface DataOwnerParts {
  readonly state: DataOwnerState;
  readonly connected: boolean;
  readonly request: RequestBody | null;
  readonly file: FileView | null;
  readonly problems: readonly Problem[];
  readonly progress: Progress | null;
  readonly book: ReceiptBook;
  readonly lastAnswerMs: number | null;
  readonly channelVerifier: string | null;
  readonly sharedSecret: string | null;
  readonly compareFirst: boolean;
  readonly invite: number;
  readonly engine: Engine;
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
  const { state, file, request } = parts;
  const offer = 'offer' in state ? state.offer : null;
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
      parts.progress?.task !== 'reading-file',
    limits: limitsOf(offer),
    beyondLimits:
      state.name === 'asking-consent'
        ? { roundLimit: state.contract.contract.roundLimit, mode: state.contract.contract.mode }
        : null,
    training: trainingView(parts),
    channelVerifier: parts.channelVerifier,
    sharedSecret: parts.sharedSecret,
    compareFirst: parts.compareFirst,
    engine: parts.engine,
    samples: parts.samples,
  };
}

function canOffer(state: DataOwnerState): boolean {
  return (
    ['waiting-for-offer', 'asking-consent', 'aborted'].includes(state.name) ||
    (state.name === 'finished' && state.offer === null)
  );
}

function limitsOf(offer: OfferBody | null): DataOwnerView['limits'] {
  if (offer === null) return { roundLimit: DEFAULT_ROUND_CONSENT, modes: CONSENTED_MODES };
  return { roundLimit: offer.roundLimit, modes: offer.modes };
}

function requestView({ title, owners, kind, mode, roundLimit, asked }: RequestBody): RequestView {
  return { title, owners, kind, mode, roundLimit, columns: asked };
}

/** From the first contract on, and after the end for as long as the tab remembers it. */
function trainingView(parts: DataOwnerParts): DataOwnerTrainingView | null {
  const { state, book } = parts;
  const { terms, lines } = book;
  const answering = isTraining(state);
  const over = (state.name === 'finished' || state.name === 'aborted') && lines.length > 0;
  if (terms === null || !(answering || over)) return null;
  const { hash, roundLimit, roundsToTotals, owners, keyBits } = terms;
  const disclosure = disclosureOf(book);
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
