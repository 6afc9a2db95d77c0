import type { Bytes } from '../base/index.ts';
import type { FitRequest, TrainingFacts } from '../learning/index.ts';
import type { ContractBody } from '../protocol/index.ts';
import type { Analysis, LearningState, LearningWork } from '../workers/index.ts';
import type { Plan } from './views.ts';

interface TrainingRunDeps {
  readonly terms: Pick<ContractBody, 'contract' | 'maximumRows' | 'slotBits'>;
  readonly plan: Pick<Plan, 'optimiser' | 'learningRate'>;
  readonly work: LearningWork;
}

/** One contract's way from BASE to a model, as far as the page knows it: ciphertexts, losses, how far it is. */
export interface TrainingRun extends LearningState {
  /** Takes everybody's BASE. */
  start(answers: readonly Bytes[]): Promise<void>;
  /** The encrypted weights of the next round; null if there is nothing left to ask. */
  nextQuestion(): Promise<Bytes | null>;
  /** Takes everybody's answer; returns the mean squared error in squared units of the target. */
  takeAnswers(answers: readonly Bytes[]): Promise<number>;
  /** The model so far. */
  conclude(request: FitRequest, facts: TrainingFacts): Promise<Analysis>;
}

export function createTrainingRun({ terms, plan, work }: TrainingRunDeps): TrainingRun {
  const { contract, maximumRows, slotBits } = terms;
  const { optimiser, learningRate } = plan;
  let state: LearningState = { converged: false, finished: false };

  return {
    async start(answers) {
      state = await work.beginTraining({ contract, maximumRows, slotBits, optimiser, learningRate }, answers);
    },
    nextQuestion: () => work.nextQuestion(),
    async takeAnswers(answers) {
      const { mse, ...reached } = await work.takeAnswers(answers);
      state = reached;
      return mse;
    },
    conclude: (request, facts) => work.conclude(request, facts),

    get converged() {
      return state.converged;
    },
    get finished() {
      return state.finished;
    },
  };
}
