import { at } from './exact.ts';
import type { ClassificationSummary } from './results.ts';

/** How well scores order the classes. */
export interface Ranking {
  /** @param score from 0 to 1 */
  add(score: number, positive: boolean): void;
  result(): {
    /** Null where only one class occurs. */
    readonly auc: number | null;
    readonly margin: number;
    readonly roc: ClassificationSummary['roc'];
  };
}

/** Rows whose scores are kept as they are. */
const MAX_EXACT_ROWS = 2 ** 20;
/** Beyond, scores are counted in steps of 1 / STEPS. */
const STEPS = 2 ** 20;
const MAX_ROC_POINTS = 200;

/** Rows of each class at one score. */
interface Group {
  readonly positives: number;
  readonly negatives: number;
}

/**
 * The area under the ROC curve, ties counting half (Mann and Whitney), in bounded memory: exact for the first 2^20
 * rows, whose scores are kept; for more, scores are counted in 2^20 steps, rows of a step are ties, and the margin says
 * by how much that can be wrong: half the pairs of either class that share a step.
 */
export function createRanking(): Ranking {
  let exact: { readonly positives: number[]; readonly negatives: number[] } | null = {
    positives: [],
    negatives: [],
  };
  let steps: { readonly positives: Float64Array; readonly negatives: Float64Array } | null = null;

  function count(score: number, positive: boolean): void {
    steps ??= { positives: new Float64Array(STEPS + 1), negatives: new Float64Array(STEPS + 1) };
    const counts = positive ? steps.positives : steps.negatives;
    const step = Math.round(score * STEPS);
    counts[step] = (counts[step] ?? 0) + 1;
  }

  return {
    add(score, positive) {
      if (exact === null) {
        count(score, positive);
        return;
      }
      (positive ? exact.positives : exact.negatives).push(score);
      if (exact.positives.length + exact.negatives.length <= MAX_EXACT_ROWS) return;
      for (const kept of exact.positives) count(kept, true);
      for (const kept of exact.negatives) count(kept, false);
      exact = null;
    },
    result() {
      const groups =
        exact !== null
          ? groupsOf(Float64Array.from(exact.positives).sort(), Float64Array.from(exact.negatives).sort())
          : stepGroups(steps?.positives ?? new Float64Array(), steps?.negatives ?? new Float64Array());
      return summarise(groups, exact === null);
    },
  };
}

/** From the highest score down. */
function groupsOf(positives: Float64Array, negatives: Float64Array): Group[] {
  const groups: Group[] = [];
  let p = positives.length;
  let n = negatives.length;
  while (p > 0 || n > 0) {
    const score = Math.max(positives[p - 1] ?? -1, negatives[n - 1] ?? -1);
    const [fromP, fromN] = [p, n];
    while (p > 0 && positives[p - 1] === score) p--;
    while (n > 0 && negatives[n - 1] === score) n--;
    groups.push({ positives: fromP - p, negatives: fromN - n });
  }
  return groups;
}

function stepGroups(positives: Float64Array, negatives: Float64Array): Group[] {
  const groups: Group[] = [];
  for (let step = positives.length - 1; step >= 0; step--) {
    const group = { positives: positives[step] ?? 0, negatives: negatives[step] ?? 0 };
    if (group.positives + group.negatives > 0) groups.push(group);
  }
  return groups;
}

function summarise(groups: readonly Group[], rounded: boolean): ReturnType<Ranking['result']> {
  const positives = groups.reduce((sum, group) => sum + group.positives, 0);
  const negatives = groups.reduce((sum, group) => sum + group.negatives, 0);
  if (positives === 0 || negatives === 0) return { auc: null, margin: 0, roc: [] };
  let above = 0;
  let ordered = 0;
  let tied = 0;
  let negativesAbove = 0;
  const curve = [{ falsePositiveRate: 0, truePositiveRate: 0 }];
  for (const group of groups) {
    ordered += group.negatives * above;
    tied += group.negatives * group.positives;
    above += group.positives;
    negativesAbove += group.negatives;
    curve.push({ falsePositiveRate: negativesAbove / negatives, truePositiveRate: above / positives });
  }
  const pairs = positives * negatives;
  return {
    auc: (ordered + tied / 2) / pairs,
    margin: rounded ? tied / 2 / pairs : 0,
    roc: thin(curve),
  };
}

/** At most {@link MAX_ROC_POINTS} of the points, evenly spread along the curve, its ends among them. */
function thin(curve: ClassificationSummary['roc']): ClassificationSummary['roc'] {
  if (curve.length <= MAX_ROC_POINTS) return curve;
  const last = curve.length - 1;
  // From (0, 0) to (1, 1) both rates only rise: their sum is the way along the curve.
  let place = 0;
  return Array.from({ length: MAX_ROC_POINTS }, (_, i) => {
    const aim = (2 * i) / (MAX_ROC_POINTS - 1);
    while (place < last && along(at(curve, place)) < aim - 1e-12) place++;
    return at(curve, i === MAX_ROC_POINTS - 1 ? last : place);
  });
}

function along(point: ClassificationSummary['roc'][number]): number {
  return point.falsePositiveRate + point.truePositiveRate;
}
