import type { Contract } from '../contract/index.ts';
import type { FoundModel } from './fit.ts';
import type { ModelFile, TrainingFacts } from './model-file.ts';

export interface ModelParts {
  readonly found: FoundModel;
  readonly contract: Contract;
  /**
   * How it was trained; `lossByRound` in squared units of the target (that of rounds is in mapped units: multiply by
   * `lossFactor(contract)`); `penalty` and `l1Share` for kinds that have them.
   */
  readonly training: TrainingFacts;
}

/** The model file, version 1, of what was found. */
export function buildModelFile({ found, contract, training }: ModelParts): ModelFile {
  const { target, model, dp } = contract;
  return {
    format: 'federated-trainer/model',
    version: 1,
    task: found.kind,
    target: {
      name: target.name,
      type: target.type,
      ...(found.kind === 'logistic' && model.positive !== undefined && { positive: model.positive }),
    },
    terms: [...found.terms],
    metrics: found.metrics,
    training,
    privacy: dp === null ? null : { epsilon: dp.epsilon, delta: dp.delta },
    contract,
  };
}
