import { describe, expect, test } from 'vitest';
import { isFederatedError, type ErrorDetails } from '../../../src/base/index.ts';
import { MAX_COLUMNS, type Contract } from '../../../src/contract/index.ts';
import {
  baseLengthOf,
  boundOf,
  fittingBound,
  roundLimitOf,
  roundsToTotals,
} from '../../../src/protocol/answer-sizes.ts';
import { contractProblem } from '../../../src/protocol/contract-check.ts';
import { SIZE_LIMITS } from '../../../src/protocol/messages.ts';
import { contractOf, nominal, numeric } from '../contract/support.ts';
import { contractBody, filled, offerBody } from './bodies.ts';

const wide = (columns: number, change: Partial<Contract> = {}): Contract =>
  contractOf({
    features: Array.from({ length: columns }, (_, i) => numeric(`x${i}`)),
    mode: 'one-shot',
    ...change,
  });
const folds = (count: number) => ({ validation: { kind: 'folds', folds: count } }) as const;

function figures(work: () => unknown): ErrorDetails | null {
  try {
    work();
    return null;
  } catch (error) {
    if (isFederatedError(error, 'encoding-bound-too-large')) return error.details;
    throw error;
  }
}

describe('rounds and totals', () => {
  test('all is known after d - 1 rounds, or at once', () => {
    expect(roundsToTotals(contractOf())).toBe(2);
    expect(roundsToTotals(contractOf({ features: [numeric('a')] }))).toBe(1);
    expect(roundsToTotals(contractOf({ mode: 'one-shot' }))).toBe(0);
    expect(roundLimitOf(contractOf({ roundLimit: 7 }))).toBe(7);
    expect(roundLimitOf(contractOf({ roundLimit: 7, mode: 'one-shot' }))).toBe(0);
  });

  test('values of BASE, for terms of every kind', () => {
    // d = 3: 3d + 1; d(d + 1)/2 + d + 2 for each part.
    expect(baseLengthOf(contractOf())).toBe(10);
    expect(baseLengthOf(contractOf({ mode: 'one-shot' }))).toBe(11);
    expect(baseLengthOf(contractOf({ mode: 'one-shot', validation: { kind: 'hold-out', share: 0.3 } }))).toBe(
      22,
    );
    expect(baseLengthOf(contractOf({ mode: 'one-shot', ...folds(5) }))).toBe(55);
    expect(baseLengthOf(contractOf({ features: [nominal('c', 'p', 'q', 'r')] }))).toBe(10);
  });

  test('the bound counts the intercept', () => {
    // A = 500 2^52; V = 3 A 2^52 + A 2^40, just above 1500 2^104 = 2^114.55.
    expect(boundOf(contractOf(), 500)).toMatchObject({ entryBound: 500n << 52n, slotBits: 117 });
    expect(boundOf(contractOf({ mode: 'one-shot' }), 500)).toMatchObject({
      entryBound: 500n << 52n,
      slotBits: 63,
    });
  });
});

describe('what fits', () => {
  test('20 folds of the most terms at the usual scales, and a million rows', () => {
    for (const keyBits of [2048, 3072, 4096]) {
      expect(figures(() => fittingBound(wide(MAX_COLUMNS, folds(20)), 1_000_000, keyBits))).toBeNull();
    }
  });

  test('no contract whose BASE would be too large to be sent: the figures, on both sides', () => {
    const scales = { gramBits: 60, weightBits: 40, weightBound: 4096 } as const;
    const contract = wide(MAX_COLUMNS, { ...folds(20), scales });
    // 20 (401 402 / 2 + 401 + 2) values in slots of 92 bits, 22 in a plaintext of 2046, 512 bytes a ciphertext.
    const bytes = Math.ceil((20 * (80_601 + 403)) / 22) * 512 + 1024;
    const details = { bytes, limitBytes: SIZE_LIMITS.BASE };
    expect(figures(() => fittingBound(contract, 1e9, 2048))).toEqual(details);
    const body = contractBody({ maximumRows: 1e9, keyBits: 2048, n: filled(256, 0xff) }, { ...contract });
    const offer = offerBody({
      columns: [contract.target, ...contract.features],
      modes: ['one-shot'],
      validation: contract.validation,
    });
    expect(contractProblem(body, offer)).toEqual({ kind: 'bound', details });
  });

  test('no contract whose values are longer than the key', () => {
    expect(figures(() => fittingBound(contractOf(), 500, 118))).toEqual({
      slotBits: 117,
      keyBits: 118,
      availableBits: 116,
    });
    expect(fittingBound(contractOf(), 500, 119)).toEqual(boundOf(contractOf(), 500));
  });
});
