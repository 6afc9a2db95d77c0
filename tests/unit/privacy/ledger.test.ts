import { describe, expect, it } from 'vitest';
import {
  answeredElsewhere,
  isKnown,
  noteAnswer,
  readLedger,
  type LedgerEntry,
} from '../../../src/privacy/index.ts';
import { LEDGER_ENTRIES } from '../../../src/privacy/ledger.ts';

function entry(session: string, change: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    session,
    title: `title of ${session}`,
    rosterCode: 'acorn actor adobe agate album alcove',
    owners: 3,
    columns: ['age', 'bmi'],
    rounds: 0,
    at: 1_700_000_000_000,
    ...change,
  };
}

const LOST = { lost: true };

describe('noting an answer', () => {
  it('keeps one entry for a session and brings it up to date', () => {
    let ledger = noteAnswer([], entry('a'));
    ledger = noteAnswer(ledger, entry('b'));
    ledger = noteAnswer(ledger, entry('a', { rounds: 2, at: 1_700_000_000_002 }));
    expect(ledger).toEqual([entry('b'), entry('a', { rounds: 2, at: 1_700_000_000_002 })]);
  });

  it('never forgets a round', () => {
    const ledger = noteAnswer(noteAnswer([], entry('a', { rounds: 5 })), entry('a', { rounds: 1 }));
    expect(ledger).toEqual([entry('a', { rounds: 5 })]);
  });

  it('leaves the ledger it was given as it was', () => {
    const before = [entry('a')];
    noteAnswer(before, entry('a', { rounds: 1 }));
    noteAnswer(before, entry('b'));
    expect(before).toEqual([entry('a')]);
  });

  it('adds up the columns of one session, and keeps its latest roster code', () => {
    const later = entry('a', { rosterCode: 'zinnia zipper zodiac zero zenith zebra', columns: ['new'] });
    const ledger = noteAnswer(noteAnswer([], entry('a', { columns: ['old', 'new'] })), later);
    expect(ledger).toEqual([{ ...later, columns: ['old', 'new'] }]);
  });

  it('is bounded: what was answered longest ago goes first, what is known to be lost stays', () => {
    let ledger = readLedger('broken');
    for (let i = 0; i < LEDGER_ENTRIES; i++) ledger = noteAnswer(ledger, entry(`s${i}`));
    expect(ledger).toHaveLength(LEDGER_ENTRIES + 1);
    ledger = noteAnswer(ledger, entry('s0', { rounds: 1 }));
    ledger = noteAnswer(ledger, entry('new'));
    expect(ledger).toHaveLength(LEDGER_ENTRIES + 1);
    expect(ledger[0]).toEqual(LOST);
    const sessions = ledger.filter(isKnown).map(({ session }) => session);
    expect(sessions).not.toContain('s1');
    expect(sessions.slice(-3)).toEqual(['s99', 's0', 'new']);
  });

  it.each([
    ['owners', 0],
    ['rounds', -1],
    ['rounds', 0.5],
    ['at', NaN],
  ])('refuses %s of %d', (field, value) => {
    expect(() => noteAnswer([], entry('a', { [field]: value }))).toThrow(new RegExp(`^${field}: `));
  });

  it('refuses a session without a name', () => {
    expect(() => noteAnswer([], entry(''))).toThrow(RangeError);
  });
});

describe('answers elsewhere', () => {
  it('are those of other sessions', () => {
    const ledger = noteAnswer(noteAnswer([], entry('a')), entry('b'));
    expect(answeredElsewhere(ledger, 'a')).toEqual([entry('b')]);
    expect(answeredElsewhere(ledger, 'c')).toEqual([entry('a'), entry('b')]);
    expect(answeredElsewhere([entry('a')], 'a')).toEqual([]);
    expect(answeredElsewhere([], 'a')).toEqual([]);
  });
});

describe('a stored ledger', () => {
  it('comes back as it was, from a clone', () => {
    const ledger = noteAnswer(noteAnswer([], entry('a')), entry('b', { rounds: 4 }));
    expect(readLedger(structuredClone(ledger))).toEqual(ledger);
  });

  it('is empty where nothing is stored', () => {
    expect(readLedger(undefined)).toEqual([]);
  });

  it.each([null, 'text', 7, {}, { length: 0 }])('is never empty if it is %j', (stored) => {
    expect(readLedger(stored)).toEqual([LOST]);
    expect(answeredElsewhere(readLedger(stored), 'a')).toEqual([LOST]);
  });

  it.each([
    null,
    {},
    [],
    LOST,
    { ...entry('a'), session: '' },
    { ...entry('a'), session: 7 },
    { ...entry('a'), title: undefined },
    { ...entry('a'), rosterCode: null },
    { ...entry('a'), owners: 0 },
    { ...entry('a'), columns: 'age' },
    { ...entry('a'), columns: [1] },
    { ...entry('a'), rounds: -1 },
    { ...entry('a'), at: Infinity },
  ])('counts an entry %j as lost, and keeps the others', (broken) => {
    const ledger = readLedger([broken, entry('b'), broken]);
    expect(ledger).toEqual([LOST, entry('b')]);
    expect(answeredElsewhere(ledger, 'b')).toEqual([LOST]);
    expect(readLedger(structuredClone(noteAnswer(ledger, entry('c'))))).toEqual([
      LOST,
      entry('b'),
      entry('c'),
    ]);
  });

  it('does not mind what a later version adds', () => {
    expect(readLedger([{ ...entry('a'), epsilon: 1 }])).toEqual([entry('a')]);
  });
});
