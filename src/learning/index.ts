export { buildModelFile } from './build-model-file.ts';
export { createConjugateGradients } from './conjugate-gradients.ts';
export { convertTotals, subsetTotals } from './convert-totals.ts';
export type { TotalsChoice } from './convert-totals.ts';
export { describe } from './describe.ts';
export { createEvaluation } from './evaluation.ts';
export type { Evaluation } from './evaluation.ts';
export { approximateFit, fit } from './fit.ts';
export { createGradientDescent } from './gradient-descent.ts';
export { isModelFile } from './model-file.ts';
export type { ModelFile, TrainingFacts } from './model-file.ts';
export type { Optimiser, RoundOutcome, Solution } from './optimiser.ts';
export { plainAnswer, plainOracle } from './oracle.ts';
export { addTotals, baseOfTotals, totalsOf } from './pooled.ts';
export type { PlainTotals, PooledBase } from './pooled.ts';
export { coefficientsOf, predictor, probabilityOf } from './predict.ts';
export { readModelFile } from './read-model-file.ts';
export type {
  Description,
  DroppedTerm,
  EvaluationSummary,
  Fit,
  FitRequest,
  FitWarning,
  JointTest,
  PenaltyCurve,
  PenaltyPath,
  TestScore,
  ValidationOutcome,
} from './results.ts';
export { lossFactor, toOriginalUnits } from './units.ts';
export { crossValidate, holdOut } from './validate.ts';
