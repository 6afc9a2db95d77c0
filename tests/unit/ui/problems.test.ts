import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src/base/index.ts';
import { problemText } from '../../../src/ui/copy/en/problems.ts';
import { contextLines, type Audience } from '../../../src/ui/copy/problem.ts';
import './in-english.ts';

/** Every code of the union, read from its source: a code that is added later is tested too. */
const source = readFileSync(new URL('../../../src/base/errors.ts', import.meta.url), 'utf8');
const codes = [...source.matchAll(/^ {2}\| '([a-z-]+)'/gm)].map((match) => match[1] as ErrorCode);
const audiences: readonly Audience[] = ['modelOwner', 'dataOwner', 'facilitator', 'nobody'];

describe('problemText', () => {
  it('finds the codes', () => {
    expect(codes.length).toBeGreaterThan(40);
  });

  it.each(codes)('%s says what happened, what was not lost and what to do, without any details', (code) => {
    for (const audience of audiences) {
      const { title, happened, kept, todo } = problemText(code, {}, audience);
      for (const sentence of [happened, kept, todo]) expect(sentence).toMatch(/^[A-Z“].*[.]$/s);
      expect(title).toMatch(/^[A-Z“]/);
      expect([title, happened, kept, todo].join(' ')).not.toMatch(/undefined|null|NaN|!| {2}/);
    }
  });

  it('names line, column and cell of a value that is no number', () => {
    const details = { line: 118, column: 4, name: 'bp', value: '87.o' };
    const { title, happened } = problemText('csv-not-numeric', details, 'dataOwner');
    expect(title).toBe('Line 118, column 4 (bp) is not a number');
    expect(happened).toContain('“87.o”');
  });

  it('counts the cells of a ragged line', () => {
    expect(problemText('csv-ragged', { line: 7, expected: 11, found: 10 }, 'dataOwner').title).toBe(
      'Line 7 has 10 cells, not 11',
    );
  });

  it('tells a range that is too narrow from a value outside the contract', () => {
    const typed = problemText(
      'data-out-of-range',
      { name: 'age', lo: 20, hi: 60, minimum: 19, maximum: 75 },
      'dataOwner',
    );
    expect(typed.happened).toBe('The values run from 19 to 75; the range from 20 to 60 does not hold them.');
    const cell = problemText(
      'data-out-of-range',
      { line: 3, column: 1, name: 'age', low: 20, high: 60 },
      'dataOwner',
    );
    expect(cell.title).toBe('Line 3, column 1 (age) lies outside its range');
  });

  it('says on both sides that somebody may stand between, and at which invite', () => {
    const there = problemText('channel-authentication', { invite: 2 }, 'modelOwner');
    const here = problemText('channel-authentication', { reason: 'confirmation' }, 'dataOwner');
    expect(there.title).toBe('Data owner 2 could not prove who it is');
    for (const { happened } of [there, here]) expect(happened).toContain('Somebody may stand between you');
  });

  it.each(['shape', 'own-key', 'ready', 'commitment', 'person'])(
    'has words of its own for a roster that was refused: %s',
    (reason) => {
      const refused = problemText('roster-refused', { reason }, 'dataOwner');
      expect(refused.happened).not.toBe(problemText('roster-refused', {}, 'dataOwner').happened);
      for (const sentence of [refused.happened, refused.kept, refused.todo])
        expect(sentence).toMatch(/^[A-Z].*[.]$/s);
    },
  );

  it('does not claim that nothing was sent where a person stopped a training that had begun', () => {
    expect(problemText('roster-refused', { reason: 'ready' }, 'dataOwner').kept).toContain('Nothing of this');
    expect(problemText('roster-refused', { reason: 'person' }, 'dataOwner').kept).not.toContain('Nothing of');
  });

  it.each(['roster-refused', 'roster-changed'])('words %s where it ended a training of others', (reason) => {
    const unknown = problemText('owner-left', { invite: 2 }, 'modelOwner').happened;
    expect(problemText('owner-left', { invite: 2, reason }, 'modelOwner').happened).not.toBe(unknown);
    expect(problemText('session-aborted', { reason }, 'dataOwner').happened).not.toContain('No reason');
  });

  it('sends owners to each other, not to wait, after a refused roster', () => {
    expect(problemText('session-aborted', { reason: 'roster-refused' }, 'dataOwner').todo).toContain('Speak');
    expect(problemText('session-aborted', { reason: 'cancelled' }, 'dataOwner').todo).toContain('Nothing');
  });

  it('points at the word of a shared secret by its place', () => {
    const details = { reason: 'unknown-word', word: 4 };
    const { happened } = problemText('shared-secret-invalid', details, 'dataOwner');
    expect(happened).toContain('Word 4');
    const others = ['count', 'check-word'].map(
      (reason) => problemText('shared-secret-invalid', { reason }, 'dataOwner').happened,
    );
    expect(new Set([happened, ...others]).size).toBe(3);
  });

  it('counts encrypted numbers of a file from one', () => {
    const { happened } = problemText('phe-file-invalid', { reason: 'ciphertext', index: 0 }, 'modelOwner');
    expect(happened).toContain('Number 1 ');
  });

  it('suggests the category that differs by case or spaces only', () => {
    const details = {
      line: 12,
      column: 3,
      name: 'species',
      value: 'gentoo',
      categories: ['Adelie', 'Gentoo'],
    };
    const plain = problemText('data-unknown-category', details, 'dataOwner');
    expect(plain.happened).toContain('“Adelie”, “Gentoo”');
    const similar = problemText('data-unknown-category', { ...details, similar: 'Gentoo' }, 'dataOwner');
    expect(similar.happened).toContain('differs in capitals or spaces only');
    expect(similar.todo).toContain('“Gentoo”');
  });

  it.each(['leastRows', 'leastMembers', 'columnShare', 'modes'])(
    'names the limit that refused, to the model owner without its figures: %s',
    (guard) => {
      const details = { guard, found: 7.25, value: 31 };
      const own = problemText('guard-refused', details, 'dataOwner');
      const unnamed = problemText('guard-refused', {}, 'dataOwner');
      expect(own.title).not.toBe(unnamed.title);
      expect(own.happened).not.toBe(unnamed.happened);
      const theirs = [
        problemText('guard-refused', details, 'modelOwner'),
        problemText('owner-left', { invite: 1, reason: 'contract-refused', ...details }, 'modelOwner'),
      ];
      for (const text of theirs) {
        const whole = Object.values(text).join(' ');
        expect(whole).toMatch(/“(Fewest|Most|Modes)/);
        expect(whole).not.toMatch(/7[.]25|31/);
      }
    },
  );

  it.each(['type-differs', 'categories-missing', 'range-too-narrow', 'range-too-wide', 'invalid', 'bound'])(
    'has words of its own for a contract that was refused: %s',
    (reason) => {
      const refused = problemText('contract-refused', { reason, name: 'bmi' }, 'dataOwner').happened;
      expect(refused).toContain('“bmi”');
      expect(refused).not.toBe(problemText('contract-refused', { name: 'bmi' }, 'dataOwner').happened);
    },
  );

  it.each(['model', 'limit', 'shape', 'key', 'failed'])(
    'has words of its own for predictions that were refused: %s',
    (reason) => {
      const refused = problemText('scores-refused', { reason }, 'dataOwner').happened;
      expect(refused).not.toBe(problemText('scores-refused', {}, 'dataOwner').happened);
    },
  );

  it('tells totals that are too many for one answer from a key that is too small', () => {
    const key = problemText('encoding-bound-too-large', { slotBits: 99, keyBits: 2048 }, 'modelOwner');
    const size = problemText('encoding-bound-too-large', { bytes: 3e7, limitBytes: 1e7 }, 'modelOwner');
    expect(key.title).toContain('key');
    expect(size.happened).toContain('30.0 MB');
  });

  it('marks a pause as no failure', () => {
    expect(problemText('peer-gone', {}, 'modelOwner').calm).toBe(true);
    expect(problemText('channel-broken', {}, 'modelOwner').calm).toBeUndefined();
  });
});

describe('contextLines', () => {
  it('numbers the lines and points at the one that failed', () => {
    expect(contextLines({ line: 118, contextLine: 117, context: ['a', 'b', 'c'] })).toEqual([
      { line: 117, text: 'a', failed: false },
      { line: 118, text: 'b', failed: true },
      { line: 119, text: 'c', failed: false },
    ]);
  });

  it('has nothing to show without lines or without a place', () => {
    expect(contextLines({ line: 3 })).toEqual([]);
    expect(contextLines({ context: ['a'] })).toEqual([]);
  });
});
