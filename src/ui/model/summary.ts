import { copy } from '../copy/copy.ts';
import { formatBytes, formatDuration, formatFixed, formatPercent, formatSignificant } from '../lib/format.ts';
import { clearOfZero } from './effects.ts';
import type { Model } from './types.ts';

/** What a model file says in a few sentences and figures. */

/** The 95 % intervals of all terms but the intercept. */
export function slopesOf(model: Model): readonly (readonly [number, number])[] {
  return model.terms.flatMap(({ term, ci95 }) => (term === '(intercept)' || !ci95 ? [] : [ci95]));
}

/** One line for a person who reads nothing else. */
export function leadOf(model: Model): string {
  const words = copy.result;
  const { metrics, training, target, task } = model;
  return [
    words.lead(formatFixed(metrics.rows), training.owners),
    metrics.rSquared === undefined ? '' : words.explains(formatPercent(metrics.rSquared), target.name),
    inferenceNote(model, task),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** What the intervals say, or why there are none. */
function inferenceNote(model: Model, task: Model['task']): string {
  const words = copy.result;
  const slopes = slopesOf(model);
  if (task === 'logistic') return copy.outcome.logistic;
  if (slopes.length > 0) {
    const clear = slopes.filter(([low, high]) => clearOfZero({ low, high })).length;
    return words.clear(clear, slopes.length);
  }
  if (task !== 'linear') {
    const zeros = model.terms.filter(({ estimate }) => estimate === 0).length;
    return copy.outcome.penalised(zeros, model.terms.length - 1);
  }
  return model.training.stopped ? words.stopped : words.noInference;
}

/** The figures under the title. */
export function figuresOf({
  metrics,
  training,
}: Model): readonly { readonly label: string; readonly value: string; readonly unit?: string }[] {
  const words = copy.result.figures;
  const { rSquared, rows, residualStdError } = metrics;
  return [
    ...(rSquared === undefined ? [] : [{ label: words.rSquared, value: formatFixed(rSquared, 3) }]),
    { label: words.rows, value: formatFixed(rows) },
    ...(residualStdError === undefined
      ? []
      : [{ label: words.residual, value: formatSignificant(residualStdError, 4) }]),
    { label: words.time, ...formatDuration(training.seconds * 1000) },
    { label: words.traffic, ...formatBytes(training.bytes) },
  ];
}
