import { FederatedError } from '../base/index.ts';
import { designOf } from '../contract/index.ts';
import type { ModelFile } from './model-file.ts';

/** p of log-odds. */
export function probabilityOf(logOdds: number): number {
  if (logOdds >= 0) return 1 / (1 + Math.exp(-logOdds));
  const odds = Math.exp(logOdds);
  return odds / (1 + odds);
}

/**
 * The coefficients of a model in the order of its contract's design, `designOf(model.contract).terms`, in the units of the
 * data; 0 for terms that it does not have. Of a logistic model they give log-odds.
 *
 * @throws FederatedError `model-file-invalid` for a term that the contract does not have, or has twice.
 */
export function coefficientsOf(model: ModelFile): number[] {
  const places = new Map(designOf(model.contract).terms.map(({ name }, j) => [name, j]));
  const coefficients = new Array<number>(places.size).fill(0);
  for (const { term, estimate } of model.terms) {
    const place = places.get(term);
    if (place === undefined) {
      throw new FederatedError('model-file-invalid', 'a term that the contract does not have', {
        path: 'terms',
        expected: 'terms of the contract, each once',
        term,
      });
    }
    places.delete(term);
    coefficients[place] = estimate;
  }
  return coefficients;
}

/**
 * Predicts from the values of the terms, in the units of the data and in the order of `designOf(model.contract).terms`,
 * the intercept's 1 first: the target, or the probability of the positive class of a logistic model.
 *
 * @throws FederatedError `model-file-invalid`
 */
export function predictor(model: ModelFile): (values: ArrayLike<number>) => number {
  const coefficients = Float64Array.from(coefficientsOf(model));
  const link = model.task === 'logistic' ? probabilityOf : (score: number) => score;
  return (values) => {
    if (values.length !== coefficients.length) {
      throw new RangeError(`values: expected ${coefficients.length}, got ${values.length}`);
    }
    let score = 0;
    for (let j = 0; j < coefficients.length; j++) score += (coefficients[j] ?? 0) * (values[j] ?? 0);
    return link(score);
  };
}
