import { describe, expect, it } from 'vitest';
import type { Contract, Validation } from '../../../src/contract/index.ts';
import { computeTotals, dealRows, type PartTotals } from '../../../src/dataset/index.ts';
import { contractOf, csv, nominal, numeric, sample } from './support.ts';

const seedOf = (byte: number) => new Uint8Array(32).fill(byte);
const HOLD_OUT: Validation = { kind: 'hold-out', share: 0.3 };
const FOLDS: Validation = { kind: 'folds', folds: 5 };

/** How often each part occurs. */
function sizes(deal: Uint8Array, parts: number): number[] {
  return Array.from({ length: parts }, (_, part) => deal.filter((each) => each === part).length);
}

describe('dealing rows', () => {
  it.each([0, 1, 2, 3, 7, 10, 100, 442, 70_001])('%i to balanced parts', async (rows) => {
    const held = Math.round(0.3 * rows);
    expect(sizes(await dealRows(seedOf(1), HOLD_OUT, rows), 2)).toEqual([rows - held, held]);
    const folds = sizes(await dealRows(seedOf(1), FOLDS, rows), 5);
    expect(folds.reduce((sum, size) => sum + size, 0)).toBe(rows);
    expect(Math.max(...folds) - Math.min(...folds)).toBeLessThanOrEqual(1);
    expect(sizes(await dealRows(seedOf(1), { kind: 'none' }, rows), 1)).toEqual([rows]);
  });

  it('is the same under one seed, and another under another', async () => {
    const deal = await dealRows(seedOf(1), FOLDS, 1000);
    expect(await dealRows(seedOf(1), FOLDS, 1000)).toEqual(deal);
    expect(await dealRows(seedOf(2), FOLDS, 1000)).not.toEqual(deal);
  });

  it('follows the keystream of AES-256-CTR', async () => {
    // Computed with OpenSSL and Python (AES-256-CTR of zeros under 32 bytes of 7, the float64 3 before the counter 0,
    // little-endian words, masked and rejected, Durstenfeld's shuffle of 0, 1, 2, 0, ...).
    const deal = await dealRows(seedOf(7), { kind: 'folds', folds: 3 }, 12);
    expect([...deal].join('')).toBe('122112002100');
  });

  it('is independent for another validation: no two hold-outs differ by one row', async () => {
    const one = await dealRows(seedOf(3), { kind: 'hold-out', share: 0.2 }, 60);
    const other = await dealRows(seedOf(3), { kind: 'hold-out', share: 0.2167 }, 60);
    expect(one.filter((part, row) => part !== other[row]).length).toBeGreaterThan(2);
  });

  it('makes every deal of few rows about as likely', async () => {
    // Six ways to hold out two rows of four; 1,200 seeds; chi-squared of five degrees is under 20.5 in 999 of 1,000.
    const counts = new Map<string, number>();
    for (let i = 0; i < 1200; i++) {
      const seed = seedOf(3);
      new DataView(seed.buffer).setUint32(0, i);
      const deal = (await dealRows(seed, { kind: 'hold-out', share: 0.5 }, 4)).join('');
      counts.set(deal, (counts.get(deal) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
    expect(chiSquared).toBeLessThan(20.5);
  });

  it('refuses a seed of another length, and no number of rows', async () => {
    await expect(dealRows(new Uint8Array(16), FOLDS, 5)).rejects.toThrow(RangeError);
    await expect(dealRows(seedOf(1), FOLDS, -1)).rejects.toThrow(RangeError);
  });
});

const CONTRACT = contractOf(numeric('body_mass_g', [2000, 7000]), [
  numeric('bill_length_mm', [30, 60]),
  nominal('sex', 'female', 'male'),
]);
const validated = (validation: Validation): Contract => ({ ...CONTRACT, mode: 'one-shot', validation });
const PENGUINS = sample('penguins-dream.csv');
const ROWS = 124;

describe('totals of parts', () => {
  it.each([HOLD_OUT, FOLDS])('are those of the rows dealt to each: %j', async (validation) => {
    const deal = await dealRows(seedOf(4), validation, ROWS);
    const totals = await computeTotals(PENGUINS, validated(validation), { deal });
    const [header = '', ...lines] = (await PENGUINS.text()).trim().split('\n');
    for (const [part, { rows, gram, xty, yty }] of totals.parts.entries()) {
      const own = lines.filter((_, row) => deal[row] === part);
      const alone = await computeTotals(csv([header, ...own].join('\n')), CONTRACT);
      expect({ rows, gram, xty, yty }).toEqual({
        rows: alone.rows,
        gram: alone.gram,
        xty: alone.xty,
        yty: alone.yty,
      });
    }
    expect(totals.parts).toHaveLength(validation.kind === 'folds' ? 5 : 2);
  });

  it('add up to those of the owner', async () => {
    const deal = await dealRows(seedOf(5), FOLDS, ROWS);
    const { parts, ...totals } = await computeTotals(PENGUINS, validated(FOLDS), { deal });
    const sum = (pick: (part: PartTotals) => bigint) => parts.reduce((all, part) => all + pick(part), 0n);
    expect(parts.reduce((all, part) => all + part.rows, 0)).toBe(totals.rows);
    totals.gram.forEach((entry, i) => {
      expect(entry).toBe(sum(({ gram }) => gram[i] ?? 0n));
    });
    totals.xty.forEach((entry, i) => {
      expect(entry).toBe(sum(({ xty }) => xty[i] ?? 0n));
    });
    expect(totals.yty).toBe(sum(({ yty }) => yty));
    expect(totals).toMatchObject({ rows: 123, dropped: 1 });
  });

  it('may be of no row, and are one without validation', async () => {
    const deal = new Uint8Array(ROWS);
    const totals = await computeTotals(PENGUINS, validated(HOLD_OUT), { deal });
    expect(totals.parts[1]).toEqual({
      rows: 0,
      gram: new Array(9).fill(0n),
      xty: [0n, 0n, 0n],
      yty: 0n,
    });
    const plain = await computeTotals(PENGUINS, CONTRACT);
    const { rows, gram, xty, yty } = plain;
    expect(plain.parts).toEqual([{ rows, gram, xty, yty }]);
  });

  it.each<[string, Contract, Uint8Array | undefined]>([
    ['is not there', validated(FOLDS), undefined],
    ['is not asked for', CONTRACT, new Uint8Array(ROWS)],
    ['has too few rows', validated(FOLDS), new Uint8Array(ROWS - 1)],
    ['has too many rows', validated(FOLDS), new Uint8Array(ROWS + 1)],
    ['has too many parts', validated(HOLD_OUT), new Uint8Array(ROWS).fill(2)],
  ])('are refused for a deal that %s', async (_, contract, deal) => {
    await expect(computeTotals(PENGUINS, contract, { deal })).rejects.toThrow(RangeError);
  });
});

const A = numeric('a', [0, 10], { outside: 'clip' });
const B = numeric('b', [0, 10], { outside: 'drop' });
const Y = numeric('y', [0, 100]);
const TABLE = 'a,b,c,y\n1,1,x,10\n12,2,x,20\n3,NA,y,30\n4,4,,40\n5,30,x,50\n';

describe('the selection', () => {
  const selectionOf = async (contract: Contract, text = TABLE) =>
    (await computeTotals(csv(text), contract)).selection;
  const base = contractOf(Y, [A, B]);

  it('is 64 hex digits', async () => {
    expect(await selectionOf(base)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is the same where the same rows go in with the same values, whatever the contract asks of them', async () => {
    const same: Contract[] = [
      contractOf(Y, [B, A]),
      contractOf({ ...A }, [B, Y]),
      contractOf(numeric('y', [10, 50]), [A, numeric('b', [0, 5], { outside: 'drop' })]),
      contractOf(Y, [A, B], { derived: [{ kind: 'square', of: ['a'] }], model: { kind: 'ridge' } }),
      contractOf(Y, [A, B], { roundLimit: 99, minimumRows: 1 }),
    ];
    for (const contract of same) expect(await selectionOf(contract)).toBe(await selectionOf(base));
  });

  it('is another where other rows go in, or values are clipped elsewhere', async () => {
    const others: Contract[] = [
      contractOf(Y, [A]),
      contractOf(Y, [A, { ...B, range: [0, 30] }]),
      contractOf(Y, [A, { ...B, missing: { policy: 'indicator' } }]),
      contractOf(Y, [{ ...A, outside: 'drop' }, B]),
      contractOf(Y, [{ ...A, range: [0, 12] }, B]),
      contractOf(Y, [{ ...A, range: [0, 11] }, B]),
      contractOf(Y, [{ ...A, range: [2, 10] }, B]),
      contractOf(Y, [A, { ...B, outside: 'clip' }]),
      contractOf(Y, [A, B, nominal('c', 'x', 'y')]),
      contractOf(Y, [A, B], { missingMarks: ['NA', '1'] }),
    ];
    const selections = await Promise.all([base, ...others].map((contract) => selectionOf(contract)));
    expect(new Set(selections).size).toBe(selections.length);
  });

  it('does not count a clipped value of a row that is dropped', async () => {
    const text = 'a,b,y\n1,1,10\n12,NA,20\n';
    expect(await selectionOf(base, text)).toBe(
      await selectionOf(contractOf(Y, [{ ...A, range: [0, 11] }, B]), text),
    );
  });

  it('tells rows apart by their place, also far down', async () => {
    const rows = Array.from({ length: 20_000 }, () => '1,1,1');
    const text = (at: number) => `a,b,y\n${rows.with(at, 'NA,1,1').join('\n')}`;
    expect(await selectionOf(base, text(19_998))).not.toBe(await selectionOf(base, text(19_999)));
    expect(await selectionOf(base, text(19_999))).not.toBe(
      await selectionOf(base, `a,b,y\n${rows.slice(1).join('\n')}`),
    );
  });
});
