import { describe, expect, test } from 'vitest';
import {
  bookOf,
  disclosureOf,
  EMPTY_RECEIPT,
  isCompared,
  receiptDocument,
  rosterOf,
  withLine,
  withRefusal,
  type ReceiptBook,
} from '../../../src/parties/receipt.ts';
import type { DataOwnerState } from '../../../src/protocol/index.ts';
import { numeric } from '../contract/support.ts';
import { contractBody, fakeKey, filled, requestBody, rosterBody } from '../protocol/bodies.ts';
import { BOOK, CODE, CONTRACT_HASH, DATA_OWNER_STATES as S } from './support.ts';

const refusal = { code: 'roster-refused', reason: 'ready', at: 5 };
const compared: ReceiptBook = { ...BOOK, roster: BOOK.roster && { ...BOOK.roster, confirmed: true } };

/** The run after the one of BOOK, of the owners with these keys. */
function nextRun(...xs: number[]): DataOwnerState {
  const contractHash = filled(32, 0x77);
  const contract = contractBody({ owners: 3, run: 2 });
  const roster = rosterBody(contractHash, xs);
  return {
    ...S['computing-base'],
    contract,
    contractHash,
    roster,
    rosterHash: filled(32, 0x88),
    code: 'a b c d e f',
  };
}

describe('bookOf', () => {
  test('is the same while the contract is', () => {
    expect(bookOf(BOOK, S['waiting-for-weights'])).toBe(BOOK);
    expect(bookOf(BOOK, S['checking-contract'])).toBe(BOOK);
    for (const name of ['waiting-for-offer', 'offered', 'finished', 'aborted'] as const) {
      expect(bookOf(BOOK, S[name])).toBe(BOOK);
    }
  });

  test('learns the contract first, the roster when its code is known', () => {
    const contract = bookOf(EMPTY_RECEIPT, S['checking-contract']);
    expect(contract).toEqual({ ...EMPTY_RECEIPT, terms: BOOK.terms });
    expect(bookOf(contract, S['checking-ready'])).toBe(contract);
    expect(bookOf(contract, S['comparing-roster'])).toEqual({ ...contract, roster: BOOK.roster });
  });

  test('of another contract is empty but for what was refused', () => {
    const book = bookOf(withRefusal(BOOK, refusal), { ...S.accepted, contractHash: filled(32, 0x77) });
    expect(book).toEqual({
      ...EMPTY_RECEIPT,
      refusals: [refusal],
      terms: { ...BOOK.terms, hash: filled(32, 0x77) },
    });
  });

  test('knows owners whose codes were compared, exactly these', () => {
    expect(bookOf(compared, nextRun(1, 2, 3)).roster).toEqual({
      hash: filled(32, 0x88),
      code: 'a b c d e f',
      keys: [1, 2, 3].map((x) => fakeKey(x)),
      confirmed: true,
    });
    for (const book of [BOOK, EMPTY_RECEIPT]) {
      expect(bookOf(book, nextRun(1, 2, 3)).roster?.confirmed).toBe(false);
    }
    for (const others of [
      [1, 2, 4],
      [1, 2],
      [1, 2, 3, 4],
      [1, 3, 2],
    ]) {
      expect(bookOf(compared, nextRun(...others)).roster?.confirmed).toBe(false);
      expect(isCompared(compared, rosterBody(CONTRACT_HASH, others))).toBe(false);
    }
    expect(isCompared(compared, rosterBody(filled(32, 1), [1, 2, 3]))).toBe(true);
    expect(isCompared(BOOK, rosterBody(CONTRACT_HASH, [1, 2, 3]))).toBe(false);
    expect(isCompared(EMPTY_RECEIPT, rosterBody(CONTRACT_HASH, [1, 2, 3]))).toBe(false);
  });
});

describe('lines and refusals', () => {
  test('an answer that is repeated is one line, at its first time, and counts its bytes', () => {
    const again = withLine(BOOK, { what: 'round', round: 2, at: 99_000, bytes: 300 });
    expect(again).toEqual({ ...BOOK, bytesSent: 1400 });
    const base = withLine(BOOK, { what: 'base', round: 0, at: 99_000, bytes: 500 });
    expect(base.lines).toEqual(BOOK.lines);
    const next = withLine(BOOK, { what: 'round', round: 3, at: 99_000, bytes: 7 });
    expect(next.lines.at(-1)).toEqual({ what: 'round', round: 3, at: 99_000, bytes: 7 });
    expect(next).toMatchObject({ bytesSent: 1107, lines: { length: 4 } });
  });

  test('of refusals the newest hundred stay', () => {
    let book = BOOK;
    for (let at = 1; at <= 130; at++) book = withRefusal(book, { ...refusal, at });
    expect(book.refusals.map(({ at }) => at)).toEqual(Array.from({ length: 100 }, (_, i) => 31 + i));
    expect(book.lines).toBe(BOOK.lines);
  });
});

describe('what a page shows of it', () => {
  test('the disclosure follows from what has left', () => {
    expect(disclosureOf(EMPTY_RECEIPT)).toEqual({
      ...{ base: false, rounds: 0, roundsToTotals: 1, determinedRounds: 1 },
    });
    const answered = { base: true, roundsToTotals: 2, determinedRounds: 2 };
    expect(disclosureOf({ ...BOOK, lines: BOOK.lines.slice(0, 1) })).toEqual({ ...answered, rounds: 0 });
    expect(disclosureOf(BOOK)).toEqual({ ...answered, rounds: 2 });
  });

  test('half as many rounds as columns determine the rest', () => {
    // PROTOCOL 1: about d/2 rounds; d counts the intercept.
    const determined = (features: number) => {
      const named = Array.from({ length: features }, (_, i) => numeric(`x${i}`));
      const contract = contractBody({}, { features: named });
      return disclosureOf(bookOf(EMPTY_RECEIPT, { ...S.accepted, contract })).determinedRounds;
    };
    expect([1, 2, 3, 10].map(determined)).toEqual([1, 2, 2, 6]);
  });

  test('one shot tells everything at once', () => {
    const contract = contractBody({}, { mode: 'one-shot', roundLimit: 9 });
    const book = bookOf(EMPTY_RECEIPT, { ...S.accepted, contract });
    expect(book.terms).toMatchObject({ roundLimit: 0, roundsToTotals: 0, determinedRounds: 0 });
    const nothing = { base: false, rounds: 0, roundsToTotals: 0, determinedRounds: 0 };
    expect(disclosureOf(book)).toEqual(nothing);
    const sent = withLine(book, { what: 'base', round: 0, at: 5, bytes: 9 });
    expect(disclosureOf(sent)).toEqual({ ...nothing, base: true });
  });

  test('questions for scores stand in it one by one, and disclose nothing', () => {
    const asked = { what: 'scores', at: 5, bytes: 9 } as const;
    let book = withLine(EMPTY_RECEIPT, { ...asked, round: 1 });
    book = withLine(withLine(book, { ...asked, round: 2 }), { ...asked, round: 2 });
    expect(book).toMatchObject({ lines: { length: 2 }, bytesSent: 27 });
    expect(disclosureOf(book)).toMatchObject({ base: false, rounds: 0 });
    const text = receiptDocument({ invite: 1, state: S.finished, request: null, book });
    expect(JSON.parse(text)).toMatchObject({ scoreQuestions: 2, rowsSent: 0, roundsAnswered: 0 });
  });

  test('the roster is there from its code on, and says whether it is waited for', () => {
    expect(rosterOf(EMPTY_RECEIPT, S.accepted)).toBeNull();
    expect(rosterOf(BOOK, S['comparing-roster'])).toEqual({ code: CODE, confirmed: false, awaiting: true });
    expect(rosterOf(compared, S['computing-base'])).toEqual({ code: CODE, confirmed: true, awaiting: false });
  });
});

describe('receiptDocument', () => {
  const request = requestBody();
  const state = S['waiting-for-weights'];

  test('holds what was asked, who took part, what left and what was refused, and ends in a line', () => {
    const book = withRefusal(compared, { ...refusal, at: 1500 });
    const text = receiptDocument({ invite: 2, state, request, book });
    expect(text.endsWith('}\n')).toBe(true);
    expect(JSON.parse(text)).toEqual({
      ...{ format: 'federated-trainer/receipt', version: 1, session: 'A study', dataOwner: 2 },
      ...{ state: 'waiting-for-weights', contractHash: 'ab'.repeat(32), contract: state.contract.contract },
      ...{ keyBits: 128, owners: 3, rowsSent: 0, bytesSent: 1100, bytesReceived: 900, epsilonSpent: 0 },
      ...{ rosterHash: 'cd'.repeat(32), rosterCode: CODE, rosterCompared: true, roundsAnswered: 2 },
      scoreQuestions: 0,
      answers: [
        { what: 'base', round: 0, at: '1970-01-01T00:00:00.000Z', bytes: 500 },
        { what: 'round', round: 1, at: '1970-01-01T00:01:00.000Z', bytes: 300 },
        { what: 'round', round: 2, at: '1970-01-01T00:01:01.500Z', bytes: 300 },
      ],
      refusals: [{ code: 'roster-refused', reason: 'ready', at: '1970-01-01T00:00:01.500Z' }],
    });
  });

  test('before anything was asked says so', () => {
    const empty = { invite: 1, state: S['waiting-for-offer'], request: null, book: EMPTY_RECEIPT };
    expect(JSON.parse(receiptDocument(empty))).toEqual({
      ...{ format: 'federated-trainer/receipt', version: 1, session: '', dataOwner: 1 },
      ...{ state: 'waiting-for-offer', rowsSent: 0, bytesSent: 0, bytesReceived: 0, epsilonSpent: 0 },
      ...{ roundsAnswered: 0, scoreQuestions: 0, answers: [], refusals: [] },
    });
  });

  test('after the end still names the contract and the roster', () => {
    const document: unknown = JSON.parse(
      receiptDocument({ invite: 1, state: S.finished, request, book: BOOK }),
    );
    expect(document).toMatchObject({
      contractHash: 'ab'.repeat(32),
      rosterCode: CODE,
      rosterCompared: false,
    });
    expect(document).not.toHaveProperty('contract');
  });

  test('holds no nonce, no key of a mask, no answer', () => {
    const text = receiptDocument({ invite: 1, state, request, book: BOOK }).toLowerCase();
    const { identity, last, ready } = state;
    const secrets = [
      identity.nonce,
      identity.maskKey,
      last.answer,
      ...ready.confirmations.map(({ tag }) => tag),
    ];
    for (const name of ['nonce', 'mask', 'secret', 'ciphertext']) expect(text).not.toContain(`"${name}`);
    for (const secret of secrets.filter(({ length }) => length > 1)) {
      expect(text).not.toContain(Buffer.from(secret).toString('hex'));
      expect(text).not.toContain(Buffer.from(secret).toString('base64').toLowerCase());
    }
  });
});
