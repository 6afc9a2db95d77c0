import { copy } from '../copy/copy.ts';
import { formatFixed, formatP, formatScientific, formatSignificant } from '../lib/format.ts';
import type { Model } from './types.ts';

export interface Metric {
  /** What follows ^ is set as a superscript. */
  readonly name: string;
  readonly value: number;
  readonly text: string;
}

/** The metrics of a model in the order of the table. What is not available is left out. */
export function metricsOf({ metrics, training }: Model): readonly Metric[] {
  const names = copy.result.metricNames;
  const rows: (Metric | null)[] = [
    count(names.rows, metrics.rows),
    count(names.rowsDropped, metrics.rowsDropped),
    metric(names.rSquared, metrics.rSquared, (value) => formatFixed(value, 4)),
    metric(names.adjRSquared, metrics.adjRSquared, (value) => formatFixed(value, 4)),
    metric(names.mse, metrics.mse, squared),
    metric(names.residualStdError, metrics.residualStdError, (value) => formatSignificant(value, 6)),
    metric(names.f, metrics.f, (value) => formatSignificant(value, 5)),
    metric(names.fPValue, metrics.fPValue, (value) =>
      value < 0.001 ? formatScientific(value) : formatP(value),
    ),
    metric(names.aic, metrics.aic, (value) => formatFixed(value, 2)),
    metric(names.bic, metrics.bic, (value) => formatFixed(value, 2)),
    count(names.rounds, training.rounds),
    metric(names.seconds, training.seconds, (value) => formatSignificant(value, 3)),
    count(names.bytes, training.bytes),
  ];
  return rows.filter((row) => row !== null);
}

const squared = (value: number): string =>
  value >= 100 ? formatFixed(value, 2) : formatSignificant(value, 6);

function metric(name: string, value: number | undefined, write: (value: number) => string): Metric | null {
  return value === undefined ? null : { name, value, text: write(value) };
}

function count(name: string, value: number): Metric {
  return { name, value, text: formatFixed(value) };
}
