import type { DataOwnerTrainingView } from '../../parties/index.ts';

/** How far the disclosure meter stands, from the view alone. */

type Disclosure = DataOwnerTrainingView['disclosure'];

/**
 * What the model owner can know: nothing; the totals of each column; combinations of the products of every
 * two columns; as many as a determined one needs; all of them.
 */
export type DisclosureStage = 'nothing' | 'base' | 'some' | 'determined' | 'all';

export function disclosureStage({
  base,
  rounds,
  roundsToTotals,
  determinedRounds,
}: Disclosure): DisclosureStage {
  if (!base) return 'nothing';
  if (rounds >= roundsToTotals) return 'all';
  if (rounds === 0) return 'base';
  return rounds >= determinedRounds ? 'determined' : 'some';
}

export interface DisclosureMark {
  readonly kind: 'base' | 'determined' | 'all';
  /** 0 for BASE. */
  readonly round: number;
  /** `possible`: known to a model owner that asked crafted questions. */
  readonly state: 'known' | 'possible' | 'ahead';
}

/**
 * The marks of the scale, in order. The one in the middle is left out where it would not lie between; where BASE
 * tells all, it is the only one.
 */
export function disclosureMarks(disclosure: Disclosure): readonly DisclosureMark[] {
  const { base, rounds, roundsToTotals, determinedRounds } = disclosure;
  const reached = (round: number): boolean => base && rounds >= round;
  if (roundsToTotals === 0) return [{ kind: 'all', round: 0, state: base ? 'known' : 'ahead' }];
  const marks: DisclosureMark[] = [{ kind: 'base', round: 0, state: base ? 'known' : 'ahead' }];
  if (determinedRounds > 0 && determinedRounds < roundsToTotals) {
    const state = reached(determinedRounds) ? 'known' : reached(1) ? 'possible' : 'ahead';
    marks.push({ kind: 'determined', round: determinedRounds, state });
  }
  marks.push({ kind: 'all', round: roundsToTotals, state: reached(roundsToTotals) ? 'known' : 'ahead' });
  return marks;
}

/** Steps of the scale: BASE is the first, each round up to all products one more. */
export function disclosureSteps({ base, rounds, roundsToTotals }: Disclosure): {
  readonly done: number;
  readonly total: number;
} {
  return { done: base ? 1 + Math.min(rounds, roundsToTotals) : 0, total: 1 + roundsToTotals };
}
