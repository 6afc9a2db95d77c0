import { csvWithPredictions } from '../dataset/index.ts';
import { createEvaluation, predictor } from '../learning/index.ts';
import type { ModelUseWork } from './interfaces.ts';

/** Predicts and evaluates files of the model owner's own. */
export function createModelUseWork(): ModelUseWork {
  return {
    async predictFile(file, model, onProgress) {
      const predict = predictor(model);
      const evaluation = createEvaluation(model.task);
      const options = { ...(onProgress && { onProgress }) };
      const { csv, summary } = await csvWithPredictions(
        file,
        model.contract,
        options,
        ({ values, problem, target }) => {
          if (problem !== null) return NaN;
          const prediction = predict(values);
          if (!Number.isNaN(target)) evaluation.add(prediction, target);
          return prediction;
        },
      );
      return { csv, summary, evaluation: evaluation.summary() };
    },
  };
}
