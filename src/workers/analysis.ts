import { FederatedError } from '../base/index.ts';
import type { Contract } from '../contract/index.ts';
import {
  addTotals,
  approximateFit,
  buildModelFile,
  convertTotals,
  crossValidate,
  describe,
  fit,
  holdOut,
  type FitRequest,
  type PlainTotals,
  type PooledBase,
  type Solution,
  type TrainingFacts,
  type ValidationOutcome,
} from '../learning/index.ts';
import type { Analysis, KnownTotals } from './interfaces.ts';

/** Everything that is found from totals: the model, what there is to say about it, and how it does on rows held out. */
export function analyseTotals(
  known: KnownTotals,
  request: FitRequest,
  training: TrainingFacts,
): Omit<Analysis, 'known'> {
  const { contract } = known;
  const found = fit(fittedPart(known), contract, request);
  return {
    model: buildModelFile({ found, contract, training }),
    fit: found,
    description: describe(addTotals(known.parts), contract),
    validation: validate(known, request),
    mayLackRows: known.mayLackRows === true,
  };
}

/** What weights give before the whole Gram matrix is known. */
export function analyseSolution(
  solution: Solution,
  base: PooledBase,
  contract: Contract,
  training: TrainingFacts,
): Omit<Analysis, 'known'> {
  const found = approximateFit(solution, base, contract);
  return {
    model: buildModelFile({ found, contract, training }),
    fit: null,
    description: describe(base, contract),
    validation: null,
    mayLackRows: false,
  };
}

/** Totals as another contract asks for them; null where they do not suffice. */
export function convertKnown({ contract: from, parts }: KnownTotals, wanted: Contract): KnownTotals | null {
  const converted = parts.map((part) => convertTotals(part, from, wanted));
  const known = converted.filter((part) => part !== null);
  if (known.length < converted.length) return null;
  return {
    contract: wanted,
    parts: known.map(({ totals }) => totals),
    mayLackRows: known.some(({ mayLackRows }) => mayLackRows),
  };
}

/** Of a hold-out the rows for training; else all. @throws FederatedError `integrity` if there are none. */
function fittedPart({ contract, parts }: KnownTotals): PlainTotals {
  const [first] = parts;
  const fitted = contract.validation.kind === 'hold-out' && first !== undefined ? first : addTotals(parts);
  if (fitted.rows < 1) throw new FederatedError('integrity', 'no rows to fit', { step: 'fit' });
  return fitted;
}

function validate({ contract, parts }: KnownTotals, request: FitRequest): ValidationOutcome | null {
  const [train, test] = parts;
  switch (contract.validation.kind) {
    case 'none':
      return null;
    case 'hold-out':
      // Of very few rows none may be held out.
      if (train === undefined || test === undefined || test.rows === 0) return null;
      return holdOut(train, test, contract, request);
    case 'folds':
      return parts.filter(({ rows }) => rows > 0).length < 2 ? null : crossValidate(parts, contract, request);
  }
}
