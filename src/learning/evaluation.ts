import { checkFinite } from '../base/index.ts';
import type { ModelKind } from '../contract/index.ts';
import { createRanking } from './ranking.ts';
import type {
  ClassificationSummary,
  EvaluationSummary,
  PredictedPoint,
  RegressionSummary,
} from './results.ts';

/** Takes predictions one by one, in bounded memory. */
export interface Evaluation {
  /**
   * @param prediction what the model says; of a logistic model the probability of the positive class
   * @param actual what it should have said; of a logistic model 1 for the positive class, else 0
   */
  add(prediction: number, actual: number): void;
  /** Of the rows so far; null before the first. */
  summary(): EvaluationSummary | null;
}

/** Points kept for plots. */
const MAX_SAMPLE = 2000;
/** Probability from which on a row counts as of the positive class. */
const THRESHOLD = 0.5;

export function createEvaluation(task: ModelKind): Evaluation {
  return task === 'logistic' ? createClassification() : createRegression();
}

function createRegression(): Evaluation {
  const sample = createSample();
  let rows = 0;
  let squaredError = 0;
  let absoluteError = 0;
  /** Running mean of the actual values, and sum of squares about it (Welford). */
  let mean = 0;
  let squares = 0;
  return {
    add(prediction, actual) {
      checkFinite(prediction, 'prediction');
      checkFinite(actual, 'actual');
      rows += 1;
      const error = actual - prediction;
      squaredError += error * error;
      absoluteError += Math.abs(error);
      const delta = actual - mean;
      mean += delta / rows;
      squares += delta * (actual - mean);
      sample.add(prediction, actual);
    },
    summary(): RegressionSummary | null {
      if (rows === 0) return null;
      const mse = squaredError / rows;
      return {
        kind: 'regression',
        rows,
        mse,
        rmse: Math.sqrt(mse),
        mae: absoluteError / rows,
        ...(squares > 0 && { rSquared: 1 - squaredError / squares }),
        sample: sample.points(),
      };
    },
  };
}

function createClassification(): Evaluation {
  const sample = createSample();
  const ranking = createRanking();
  let logLoss = 0;
  let truePositives = 0;
  let falsePositives = 0;
  let trueNegatives = 0;
  let falseNegatives = 0;
  return {
    add(prediction, actual) {
      if (!(prediction >= 0 && prediction <= 1)) throw new RangeError('prediction: expected a probability');
      if (actual !== 0 && actual !== 1) throw new RangeError('actual: expected 0 or 1');
      const claimed = prediction >= THRESHOLD;
      if (actual === 1) {
        if (claimed) truePositives += 1;
        else falseNegatives += 1;
      } else if (claimed) falsePositives += 1;
      else trueNegatives += 1;
      const likelihood = actual === 1 ? prediction : 1 - prediction;
      // One row that was certain and wrong would make all of it infinite.
      logLoss -= Math.log(Math.max(likelihood, Number.EPSILON));
      ranking.add(prediction, actual === 1);
      sample.add(prediction, actual);
    },
    summary(): ClassificationSummary | null {
      const positives = truePositives + falseNegatives;
      const rows = positives + falsePositives + trueNegatives;
      if (rows === 0) return null;
      const { auc, margin, roc } = ranking.result();
      return {
        kind: 'classification',
        rows,
        positives,
        accuracy: (truePositives + trueNegatives) / rows,
        ...(auc !== null && { auc }),
        aucMargin: margin,
        logLoss: logLoss / rows,
        confusion: { truePositives, falsePositives, trueNegatives, falseNegatives },
        roc,
        sample: sample.points(),
      };
    },
  };
}

/** Every row at first, then every second, every fourth: evenly spread, and the same in every run. */
function createSample() {
  let points: PredictedPoint[] = [];
  let stride = 1;
  let seen = 0;
  return {
    add(predicted: number, actual: number): void {
      if (seen++ % stride !== 0) return;
      if (points.length === MAX_SAMPLE) {
        points = points.filter((_, i) => i % 2 === 0);
        stride *= 2;
        if ((seen - 1) % stride !== 0) return;
      }
      points.push({ predicted, actual });
    },
    points: (): readonly PredictedPoint[] => [...points],
  };
}
