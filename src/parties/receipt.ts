import { equalBytes, toHex, type Bytes } from '../base/index.ts';
import { dimensionOf, type Contract } from '../contract/index.ts';
import {
  roundLimitOf,
  roundsToTotals,
  sameRoster,
  type ContractBody,
  type DataOwnerState,
  type RequestBody,
  type RosterBody,
} from '../protocol/index.ts';
import type { DisclosureView, ReceiptLine, RosterView } from './views.ts';

/** What is told of the contract that was last answered, for as long as the tab remembers it. */
export interface ContractTerms {
  readonly hash: Bytes;
  readonly roundLimit: number;
  readonly roundsToTotals: number;
  readonly determinedRounds: number;
  readonly owners: number;
  readonly keyBits: number;
}

/** A refusal of this tab: what it was asked for and did not do. */
interface Refusal {
  readonly code: string;
  readonly reason: string;
  readonly at: number;
}

/** What a data owner keeps of the run it answers, and of the last one after its end. */
export interface ReceiptBook {
  readonly terms: ContractTerms | null;
  readonly roster: {
    readonly hash: Bytes;
    readonly code: string;
    /** The mask keys of those who take part. */
    readonly keys: readonly Bytes[];
    readonly confirmed: boolean;
  } | null;
  readonly lines: readonly ReceiptLine[];
  readonly refusals: readonly Refusal[];
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export const EMPTY_RECEIPT: ReceiptBook = {
  terms: null,
  roster: null,
  lines: [],
  refusals: [],
  bytesSent: 0,
  bytesReceived: 0,
};

/** More refusals than this are the same one again and again. */
const MAX_REFUSALS = 100;

function contractTerms({ contract, owners, keyBits }: ContractBody, hash: Bytes): ContractTerms {
  return {
    hash,
    roundLimit: roundLimitOf(contract),
    roundsToTotals: roundsToTotals(contract),
    determinedRounds: determinedRounds(contract),
    owners,
    keyBits,
  };
}

/** An exact solution gives more away than counting equations says (PROTOCOL 1); one shot leaves nothing to it. */
function determinedRounds(contract: Contract): number {
  return contract.mode === 'one-shot' ? 0 : Math.max(1, Math.ceil(dimensionOf(contract) / 2));
}

/** The book of the run that `state` is in: a fresh one for another contract than the book's. */
export function bookOf(book: ReceiptBook, state: DataOwnerState): ReceiptBook {
  if (!('contractHash' in state)) return book;
  const { contract, contractHash } = state;
  const current =
    book.terms !== null && equalBytes(contractHash, book.terms.hash)
      ? book
      : { ...EMPTY_RECEIPT, refusals: book.refusals, terms: contractTerms(contract, contractHash) };
  if (!('code' in state) || current.roster !== null) return current;
  const { rosterHash: hash, code, roster } = state;
  const keys = roster.entries.map(({ maskKey }) => maskKey);
  // Whoever compared the codes of the same owners once knows them.
  return { ...current, roster: { hash, code, keys, confirmed: isCompared(book, roster) } };
}

/** Whether a person compared the code of a roster of these very owners before. */
export function isCompared({ roster }: ReceiptBook, { entries }: RosterBody): boolean {
  return roster?.confirmed === true && sameRoster(entries, roster.keys);
}

/** A repeated answer is the same line: it told nothing new. */
export function withLine(book: ReceiptBook, line: ReceiptLine): ReceiptBook {
  const known = book.lines.some((each) => each.what === line.what && each.round === line.round);
  return {
    ...book,
    bytesSent: book.bytesSent + line.bytes,
    lines: known ? book.lines : [...book.lines, line],
  };
}

export function withRefusal(book: ReceiptBook, refusal: Refusal): ReceiptBook {
  return { ...book, refusals: [...book.refusals, refusal].slice(-MAX_REFUSALS) };
}

/** What the lines of a receipt can have disclosed. Scores disclose nothing: they are encrypted for this owner. */
export function disclosureOf({ terms, lines }: ReceiptBook): DisclosureView {
  return {
    base: lines.some((line) => line.what === 'base'),
    rounds: lines.filter((line) => line.what === 'round').length,
    roundsToTotals: terms?.roundsToTotals ?? 1,
    determinedRounds: terms?.determinedRounds ?? 1,
  };
}

/** The roster as the page shows it; null before everybody has confirmed it. */
export function rosterOf({ roster }: ReceiptBook, state: DataOwnerState): RosterView | null {
  if (roster === null) return null;
  const { code, confirmed } = roster;
  return { code, confirmed, awaiting: state.name === 'comparing-roster' };
}

interface ReceiptParts {
  readonly invite: number;
  readonly state: DataOwnerState;
  readonly request: RequestBody | null;
  readonly book: ReceiptBook;
}

/** What a data owner keeps of a session: what was asked, which answers left, and when. No data, no secret. */
export function receiptDocument({ invite, state, request, book }: ReceiptParts): string {
  const { terms, roster, lines, refusals, bytesSent, bytesReceived } = book;
  const document = {
    format: 'federated-trainer/receipt',
    version: 1,
    session: request?.title ?? '',
    dataOwner: invite,
    state: state.name,
    ...(terms === null
      ? {}
      : { contractHash: toHex(terms.hash), keyBits: terms.keyBits, owners: terms.owners }),
    ...(roster === null
      ? {}
      : { rosterHash: toHex(roster.hash), rosterCode: roster.code, rosterCompared: roster.confirmed }),
    ...('contract' in state ? { contract: state.contract.contract } : {}),
    rowsSent: 0,
    bytesSent,
    bytesReceived,
    epsilonSpent: 0,
    roundsAnswered: lines.filter((line) => line.what === 'round').length,
    scoreQuestions: lines.filter((line) => line.what === 'scores').length,
    answers: lines.map(({ what, round, at, bytes }) => ({ what, round, at: iso(at), bytes })),
    refusals: refusals.map(({ code, reason, at }) => ({ code, reason, at: iso(at) })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function iso(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
