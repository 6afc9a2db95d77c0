import type { Contract } from '../contract/index.ts';
import { inferenceOf } from './inference.ts';
import type { ModelFile, TrainingFacts } from './model-file.ts';
import type { Solution } from './optimiser.ts';
import type { PooledBase } from './pooled.ts';

export interface ModelParts {
  readonly solution: Solution;
  readonly base: PooledBase;
  readonly contract: Contract;
  /** How it was trained; `lossByRound` in squared units of the target: multiply by `lossFactor(contract)`. */
  readonly training: TrainingFacts;
}

/**
 * The model file, version 1, of a solution. Inference is there if the whole G^ is known and the weights have
 * converged.
 *
 * @throws FederatedError `singular-design`, `contract-unsupported`
 */
export function buildModelFile({ solution, base, contract, training }: ModelParts): ModelFile {
  const { terms, metrics } = inferenceOf(solution, base, contract);
  return {
    format: 'federated-trainer/model',
    version: 1,
    task: contract.model.kind,
    target: { name: contract.target.name, type: contract.target.type },
    terms: [...terms],
    metrics,
    training,
    privacy: contract.dp === null ? null : { epsilon: contract.dp.epsilon, delta: contract.dp.delta },
    contract,
  };
}
