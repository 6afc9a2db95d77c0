import { describe, expect, it } from 'vitest';
import type { Column } from '../../../src/contract/index.ts';
import {
  DEFAULT_GUARDS,
  guardFindings,
  readProfile,
  type FileProfile,
  type Guards,
} from '../../../src/dataset/index.ts';
import { contractOf, csv, nominal, numeric } from './support.ts';

const A = numeric('a', [0, 100]);
const N = nominal('n', 'x', 'y', 'z');
const guards = (change: Partial<Guards>): Guards => ({ ...DEFAULT_GUARDS, ...change });

/** Rows of a number, a category (so many of each) and a class coded 0 and 1 (so many ones). */
function profileOf(counts: Record<string, number>, ones = 0): Promise<FileProfile> {
  const rows = Object.entries(counts).flatMap(([name, count]) => Array.from({ length: count }, () => name));
  return readProfile(csv(`a,n,k\n${rows.map((n, i) => `${i},${n},${i < ones ? 1 : 0}`).join('\n')}`));
}

const found = async (counts: Record<string, number>, shown: Column[], change: Partial<Guards> = {}) =>
  guardFindings(await profileOf(counts), shown, guards(change));

describe('guards', () => {
  it('find nothing in many rows and large categories', async () => {
    expect(await found({ x: 15, y: 10, z: 5 }, [A, N])).toEqual([]);
  });

  it('ask for 30 rows, or two for each term if that is more', async () => {
    expect(await found({ x: 29 }, [A])).toEqual([
      { guard: 'leastRows', level: 'warn', value: 30, found: 29 },
    ]);
    const wide = Array.from({ length: 17 }, (_, i) => nominal(`n${i}`, 'x', 'y'));
    expect(await found({ x: 33 }, wide, { columnShare: { level: 'off', value: 1 } })).toEqual([
      { guard: 'leastRows', level: 'warn', value: 34, found: 33 },
    ]);
    expect(await found({ x: 33 }, [A], { leastRows: { level: 'refuse', value: 50 } })).toEqual([
      { guard: 'leastRows', level: 'refuse', value: 50, found: 33 },
    ]);
  });

  it('ask for five members of every category that is shown', async () => {
    expect(await found({ x: 30, y: 4, z: 2 }, [A, N])).toEqual([
      { guard: 'leastMembers', level: 'warn', value: 5, found: 2, columns: ['n'] },
    ]);
    expect(await found({ x: 30, y: 4 }, [A])).toEqual([]);
    expect(await found({ x: 30, y: 4 }, [N], { leastMembers: { level: 'refuse', value: 4 } })).toEqual([]);
  });

  it('count members of numbers that are declared categories', async () => {
    const profile = await profileOf({ x: 40 }, 3);
    expect(guardFindings(profile, [nominal('k', '0', '1')], DEFAULT_GUARDS)).toMatchObject([
      { guard: 'leastMembers', found: 3, columns: ['k'] },
    ]);
    const k = numeric('k', [0, 1], { type: 'discrete' });
    // Two values are categories, whatever they are declared as.
    expect(guardFindings(profile, [k, A], DEFAULT_GUARDS)).toMatchObject([{ found: 3, columns: ['k'] }]);
    const contract = contractOf(k, [A], { model: { kind: 'logistic', positive: '1' } });
    expect(guardFindings(profile, [A, k], DEFAULT_GUARDS, contract)).toMatchObject([
      { guard: 'leastMembers', found: 3, columns: ['k'] },
    ]);
  });

  it('compare terms, one for each category but the reference, with rows', async () => {
    const leastRows = { level: 'off', value: null } as const;
    // a, n=y, n=z: three terms.
    expect(await found({ x: 8 }, [A, N], { leastRows })).toEqual([
      { guard: 'columnShare', level: 'warn', value: 0.33, found: 3 / 8 },
    ]);
    expect(await found({ x: 10 }, [A, N], { leastRows })).toEqual([]);
    const contract = contractOf(A, [N], { derived: [] });
    const profile = { ...(await profileOf({ x: 10 })), rows: 9 };
    // Intercept, n=y, n=z; with derived terms more.
    expect(guardFindings(profile, [N, A], guards({ leastRows }), contract)).toMatchObject([{ found: 3 / 9 }]);
  });

  it('accept modes', async () => {
    const profile = await profileOf({ x: 40 });
    const modes = { level: 'refuse', accepted: ['rounds'] } as const;
    const shown = [A, N];
    const contract = contractOf(A, [numeric('k', [0, 1])], { mode: 'one-shot' });
    expect(guardFindings(profile, shown, guards({ modes }), contract)).toEqual([
      { guard: 'modes', level: 'refuse', value: ['rounds'], found: 'one-shot' },
    ]);
    expect(guardFindings(profile, shown, guards({ modes }), { ...contract, mode: 'rounds' })).toEqual([]);
    expect(guardFindings(profile, shown, guards({ modes }))).toEqual([]);
    expect(guardFindings(profile, shown, DEFAULT_GUARDS, contract)).toEqual([]);
  });

  it('are silent where they are off', async () => {
    const off: Guards = {
      leastRows: { level: 'off', value: null },
      leastMembers: { level: 'off', value: 5 },
      columnShare: { level: 'off', value: 0.33 },
      modes: { level: 'off', accepted: [] },
    };
    const contract = contractOf(A, [N]);
    expect(guardFindings(await profileOf({ x: 2, y: 1 }), [A, N], off, contract)).toEqual([]);
  });
});
