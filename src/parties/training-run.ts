import { checkBigint, type Bytes } from '../base/index.ts';
import type { Contract } from '../contract/index.ts';
import { baseBounds, baseFromIntegers, type EncodingBound } from '../encoding/index.ts';
import {
  buildModelFile,
  createConjugateGradients,
  createGradientDescent,
  lossFactor,
  termNames,
  type ModelFile,
  type Optimiser,
  type PooledBase,
  type TrainingFacts,
} from '../learning/index.ts';
import { boundOf, dimensionOf, type ContractBody } from '../protocol/index.ts';
import type { ModelOwnerWork } from '../workers/index.ts';
import type { Plan } from './views.ts';

interface TrainingRunDeps {
  readonly terms: Pick<ContractBody, 'contract' | 'maximumRows' | 'slotBits'>;
  readonly plan: Pick<Plan, 'optimiser' | 'learningRate'>;
  readonly work: ModelOwnerWork;
}

/** One contract's way from BASE to a model: the optimiser's questions, encrypted and decrypted. */
export interface TrainingRun {
  /** Takes everybody's BASE. */
  start(answers: readonly Bytes[]): Promise<void>;
  /** The encrypted weights of the next round; null if there is nothing left to ask. */
  nextQuestion(): Promise<Bytes | null>;
  /** Takes everybody's answer; returns the mean squared error in squared units of the target. */
  takeAnswers(answers: readonly Bytes[]): Promise<number>;
  /** The model so far. */
  model(training: TrainingFacts): ModelFile;
  readonly converged: boolean;
  /** Whether the optimiser has nothing left to ask. */
  readonly finished: boolean;
}

export function createTrainingRun({ terms, plan, work }: TrainingRunDeps): TrainingRun {
  const { contract, maximumRows, slotBits } = terms;
  const dimension = dimensionOf(contract);
  const bound: EncodingBound = boundOf(contract, maximumRows);
  let base: PooledBase | null = null;
  let optimiser: Optimiser | null = null;

  function running(): { base: PooledBase; optimiser: Optimiser } {
    if (base === null || optimiser === null) throw new TypeError('the run has no BASE yet');
    return { base, optimiser };
  }

  return {
    async start(answers) {
      const bounds = baseBounds(dimension, bound, maximumRows);
      const integers = await work.sumAndDecrypt(answers, { slotBits, bounds });
      const totals = baseFromIntegers(integers, dimension, contract.scales.gramBits);
      base = { ...totals, dimension, scales: contract.scales };
      optimiser = createOptimiser(base, contract, plan);
    },

    async nextQuestion() {
      const weights = running().optimiser.next();
      if (weights === null) return null;
      const limit = bound.scaledWeightBound;
      return work.encrypt(weights.map((weight) => checkBigint(weight, 'weight', -limit, limit)));
    },

    async takeAnswers(answers) {
      const bounds = Array.from({ length: dimension }, () => bound.gradientBound);
      const gradient = await work.sumAndDecrypt(answers, { slotBits, bounds });
      return running().optimiser.accept(gradient).mse * lossFactor(contract);
    },

    model(training) {
      const { base: pooled, optimiser: found } = running();
      return buildModelFile({ solution: found.solution(), base: pooled, contract, training });
    },

    get converged() {
      return optimiser?.state.converged ?? false;
    },
    get finished() {
      return optimiser?.state.finished ?? false;
    },
  };
}

function createOptimiser(base: PooledBase, contract: Contract, plan: TrainingRunDeps['plan']): Optimiser {
  const { roundLimit } = contract;
  const terms = termNames(contract);
  return plan.optimiser === 'gradient-descent'
    ? createGradientDescent(base, { terms, roundLimit, learningRate: plan.learningRate })
    : createConjugateGradients(base, { terms, roundLimit });
}
