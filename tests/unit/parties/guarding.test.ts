import { beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_GUARDS, readProfile, type FileProfile, type Guards } from '../../../src/dataset/index.ts';
import { checkGuards, consentedModes } from '../../../src/parties/guarding.ts';
import { contractOf, numeric, refusal } from '../contract/support.ts';
import { csv } from '../dataset/support.ts';

let profile: FileProfile;
beforeAll(async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i % 2},${i},${i}`);
  profile = await readProfile(csv(`y,a,b\n${rows.join('\n')}\n`));
});

const refusing: Guards = {
  leastRows: { level: 'refuse', value: null },
  leastMembers: { level: 'refuse', value: 5 },
  columnShare: { level: 'refuse', value: 0.33 },
  modes: { level: 'refuse', accepted: ['rounds'] },
};

test('modes that are consented to are all that no guard refuses', () => {
  const modes = (level: 'off' | 'warn' | 'refuse') =>
    consentedModes({ ...DEFAULT_GUARDS, modes: { level, accepted: ['one-shot'] } });
  expect([modes('off'), modes('warn'), modes('refuse')]).toEqual([
    ['rounds', 'one-shot'],
    ['rounds', 'one-shot'],
    ['one-shot'],
  ]);
});

describe('a contract', () => {
  const refused = (rows: number, contract = contractOf(), guards = refusing) =>
    refusal(() => checkGuards({ ...profile, rows }, contract, guards), 'guard-refused');

  test('that no guard refuses is let through, whatever they warn of', () => {
    expect(() => checkGuards(profile, contractOf(), refusing)).not.toThrow();
    expect(() => checkGuards({ ...profile, rows: 3 }, contractOf(), DEFAULT_GUARDS)).not.toThrow();
  });

  test('is refused by name, with what was found', () => {
    expect(refused(29)).toEqual({ guard: 'leastRows', value: 30, found: 29 });
    const few: Guards = { ...refusing, leastRows: { level: 'off', value: null } };
    expect(refused(9, contractOf(), few)).toEqual({ guard: 'columnShare', value: 0.33, found: 3 / 9 });
    expect(refused(40, contractOf({ mode: 'one-shot' }))).toEqual({
      ...{ guard: 'modes', value: ['rounds'], found: 'one-shot' },
    });
  });

  test('of a rare class is refused', () => {
    const target = numeric('y', [0, 1], 'discrete');
    const logistic = contractOf({ target, model: { kind: 'logistic', positive: '1' } });
    const guards: Guards = { ...refusing, leastMembers: { level: 'refuse', value: 21 } };
    expect(() => checkGuards(profile, contractOf({ target }), refusing)).not.toThrow();
    expect(refused(40, logistic, guards)).toEqual({
      ...{ guard: 'leastMembers', value: 21, found: 20, columns: ['y'] },
    });
  });
});
