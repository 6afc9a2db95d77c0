import { formatFixed, formatP, formatScientific, formatSignificant } from '../lib/format.ts';
import type { Model } from './types.ts';

export interface Metric {
  /** The name that others rely on; "R^2" is set as a superscript. */
  readonly name: string;
  readonly value: number;
  readonly text: string;
}

/** The metrics of a model in the order of the table. What is not available is left out. */
export function metricsOf({ metrics, training }: Model): readonly Metric[] {
  const rows: (Metric | null)[] = [
    count('Rows', metrics.rows),
    count('Rows dropped', metrics.rowsDropped),
    metric('R^2', metrics.rSquared, (value) => formatFixed(value, 4)),
    metric('Adjusted R^2', metrics.adjRSquared, (value) => formatFixed(value, 4)),
    metric('MSE', metrics.mse, squared),
    metric('Residual std. error', metrics.residualStdError, (value) => formatSignificant(value, 6)),
    metric('F', metrics.f, (value) => formatSignificant(value, 5)),
    metric('F p-value', metrics.fPValue, (value) =>
      value < 0.001 ? formatScientific(value) : formatP(value),
    ),
    metric('AIC', metrics.aic, (value) => formatFixed(value, 2)),
    metric('BIC', metrics.bic, (value) => formatFixed(value, 2)),
    count('Rounds', training.rounds),
    metric('Seconds', training.seconds, (value) => formatSignificant(value, 3)),
    count('Bytes', training.bytes),
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
