import { checkBigint, FederatedError, type Bytes } from '../base/index.ts';
import { dimensionOf, type Contract } from '../contract/index.ts';
import {
  baseBounds,
  baseFromIntegers,
  encodingBound,
  oneShotBounds,
  oneShotFromIntegers,
  partsOf,
  type EncodingBound,
} from '../encoding/index.ts';
import {
  createConjugateGradients,
  createGradientDescent,
  lossFactor,
  totalsOf,
  type Optimiser,
  type PlainTotals,
  type PooledBase,
} from '../learning/index.ts';
import { analyseSolution, analyseTotals, convertKnown } from './analysis.ts';
import type { EncryptedSums, LearningState, LearningWork, TrainingTerms } from './interfaces.ts';
import { promised } from './promised.ts';

/** A contract on its way from BASE to a model: rounds are asked for, or all totals are here. */
type Training =
  | {
      readonly kind: 'rounds';
      readonly contract: Contract;
      readonly base: PooledBase;
      readonly optimiser: Optimiser;
      /** W 2^FW. */
      readonly weightBound: bigint;
      /** Length of a slot, and the bounds of an answer. */
      readonly layout: Layout;
    }
  | { readonly kind: 'one-shot'; readonly contract: Contract; readonly parts: readonly PlainTotals[] };

type Layout = Parameters<EncryptedSums['sumAndDecrypt']>[1];

/**
 * The model owner's optimiser between encryption and decryption. It takes exact integers of hundreds of bits
 * through d x d matrices: off the page, as all arithmetic is.
 */
export function createModelOwnerLearning(sums: EncryptedSums): LearningWork {
  const { encrypt, sumAndDecrypt } = sums;
  let current: Training | null = null;

  function running(): Training {
    if (current === null) throw new FederatedError('invalid-state', 'no training yet');
    return current;
  }

  return {
    async beginTraining(terms, answers) {
      current = null;
      const { contract, maximumRows } = terms;
      const { scales, mode } = contract;
      const bound = encodingBound({ ...scales, mode, dimension: dimensionOf(contract), maximumRows });
      current = await (mode === 'rounds' ? beginRounds : takeAll)(sums, terms, bound, answers);
      return stateOf(current);
    },

    async nextQuestion() {
      const training = running();
      if (training.kind === 'one-shot') return null;
      const weights = training.optimiser.next();
      if (weights === null) return null;
      const limit = training.weightBound;
      return encrypt(weights.map((weight) => checkBigint(weight, 'weight', -limit, limit)));
    },

    async takeAnswers(answers: readonly Bytes[]) {
      const training = running();
      if (training.kind === 'one-shot') throw new FederatedError('invalid-state', 'nothing was asked');
      const { optimiser, layout, contract } = training;
      const { mse } = optimiser.accept(await sumAndDecrypt(answers, layout));
      return { ...stateOf(training), mse: mse * lossFactor(contract) };
    },

    conclude: (request, facts) =>
      promised(() => {
        const training = running();
        const { contract } = training;
        if (training.kind === 'one-shot') {
          const known = { contract, parts: training.parts };
          return { ...analyseTotals(known, request, facts), known };
        }
        const solution = training.optimiser.solution();
        const totals = totalsOf(solution, training.base);
        if (totals === null)
          return { ...analyseSolution(solution, training.base, contract, facts), known: null };
        const known = { contract, parts: [totals] };
        return { ...analyseTotals(known, request, facts), known };
      }),

    refit: (known, wanted, request, facts) =>
      promised(() => {
        const converted = convertKnown(known, wanted);
        return converted === null ? null : analyseTotals(converted, request, facts);
      }),
  };
}

async function beginRounds(
  { sumAndDecrypt }: EncryptedSums,
  { contract, maximumRows, slotBits, optimiser: kind, learningRate }: TrainingTerms,
  bound: EncodingBound,
  answers: readonly Bytes[],
): Promise<Training> {
  const { scales, roundLimit } = contract;
  const dimension = dimensionOf(contract);
  const bounds = baseBounds(dimension, bound, maximumRows);
  const integers = await sumAndDecrypt(answers, { slotBits, bounds });
  const base = { ...baseFromIntegers(integers, dimension, scales.gramBits), dimension, scales };
  const optimiser =
    kind === 'gradient-descent'
      ? createGradientDescent(base, { roundLimit, learningRate })
      : createConjugateGradients(base, { roundLimit });
  const layout = { slotBits, bounds: Array.from({ length: dimension }, () => bound.gradientBound) };
  return { kind: 'rounds', contract, base, optimiser, weightBound: bound.scaledWeightBound, layout };
}

async function takeAll(
  { sumAndDecrypt }: EncryptedSums,
  { contract, maximumRows, slotBits }: TrainingTerms,
  bound: EncodingBound,
  answers: readonly Bytes[],
): Promise<Training> {
  const { scales, validation } = contract;
  const dimension = dimensionOf(contract);
  const parts = partsOf(validation);
  const bounds = oneShotBounds(dimension, parts, bound, maximumRows);
  const integers = await sumAndDecrypt(answers, { slotBits, bounds });
  const blocks = oneShotFromIntegers(integers, dimension, parts, scales.gramBits);
  const weightBits = BigInt(scales.weightBits);
  return {
    kind: 'one-shot',
    contract,
    // What is computed from totals takes X'y at the scale that it has in rounds.
    parts: blocks.map((block) => ({
      ...block,
      scales,
      xty: block.xty.map((entry) => entry << weightBits),
    })),
  };
}

function stateOf(training: Training): LearningState {
  if (training.kind === 'one-shot') return { converged: true, finished: true };
  const { converged, finished } = training.optimiser.state;
  return { converged, finished };
}
