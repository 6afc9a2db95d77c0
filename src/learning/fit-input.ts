import { checkLength } from '../base/index.ts';
import { designOf, type Contract, type Design } from '../contract/index.ts';
import { extremeEigenvalues, type Eigenvalues } from './condition.ts';
import { at } from './exact.ts';
import { factorGram, type GramFactor } from './factor.ts';
import { columnSquares, targetSquares } from './moments.ts';
import { baseOfTotals, checkBase, type PlainTotals, type PooledBase } from './pooled.ts';
import type { FitWarning, TermValue } from './results.ts';
import { lossFactor } from './units.ts';

/** What every kind of fit reads. */
export interface FitInput {
  readonly totals: PlainTotals;
  readonly base: PooledBase;
  readonly contract: Contract;
  readonly design: Design;
  readonly factor: GramFactor;
  readonly eigenvalues: Eigenvalues;
  /** (G^-1)_ij of the terms that are kept, by their places among them, mapped units. */
  inverse(i: number, j: number): number;
  /** Square of half the range of the target. */
  readonly lossFactor: number;
  /** Of the target about its mean, mapped units. */
  readonly totalSquares: number;
}

/** Digits that the project promises: below it, a fit says how many there are. */
const PROMISED_DIGITS = 9;

/** @throws FederatedError `integrity`; RangeError for totals of another dimension than the contract's. */
export function readInput(totals: PlainTotals, contract: Contract): FitInput {
  const base = checkBase(baseOfTotals(totals));
  const design = designOf(contract);
  checkLength(totals.gram, 'gram', design.terms.length);
  const factor = factorGram(
    totals.gram,
    design.terms.map(({ name }) => name),
  );
  const unit = 2 ** totals.scales.gramBits;
  return {
    totals,
    base,
    contract,
    design,
    factor,
    eigenvalues: extremeEigenvalues(totals.gram, factor),
    inverse: (i, j) => factor.inverseEntry(i, j) * unit,
    lossFactor: lossFactor(contract),
    totalSquares: targetSquares(base),
  };
}

/** The terms that are kept, the intercept left out: their places among those kept, and in the design. */
export function keptSlopes({ design, factor }: FitInput): { place: number; index: number; name: string }[] {
  return factor.kept
    .map((index, place) => ({ place, index, name: at(design.terms, index).name }))
    .filter(({ index }) => index > 0);
}

/**
 * The terms that a penalty tells apart: all that vary, collinear or not, the intercept left out. (Without a penalty
 * those of {@link keptSlopes} are left.)
 */
export function varyingSlopes({ design, factor }: FitInput): { index: number; name: string }[] {
  const constant = new Set(
    factor.dropped.filter(({ reason }) => reason === 'constant').map(({ term }) => term),
  );
  return design.terms.flatMap(({ name }, index) =>
    index === 0 || constant.has(name) ? [] : [{ index, name }],
  );
}

/** 1 / (1 - R_j^2) = (G^-1)_jj times the sum of squares of the column about its mean. */
export function inflationFactors(input: FitInput): TermValue[] {
  return keptSlopes(input).map(({ place, index, name }) => ({
    term: name,
    value: input.inverse(place, place) * columnSquares(input.base, index),
  }));
}

/**
 * What the totals themselves give reason to say. Entries of G^ that are wrong by one unit, as rounding by two owners
 * leaves them at the worst, move weights by d / (smallest eigenvalue) of their length at most.
 */
export function inputWarnings({ factor, eigenvalues, totalSquares }: FitInput): FitWarning[] {
  const digits = Math.max(0, Math.floor(Math.log10(eigenvalues.smallest / factor.kept.length)));
  return [
    ...(digits < PROMISED_DIGITS ? [{ code: 'ill-conditioned', digits } as const] : []),
    ...(totalSquares === 0 ? [{ code: 'constant-target' } as const] : []),
  ];
}
