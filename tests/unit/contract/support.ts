import { expect } from 'vitest';
import { isFederatedError, type ErrorCode, type ErrorDetails } from '../../../src/base/index.ts';
import {
  DEFAULT_SCALES,
  type Column,
  type Contract,
  type NumericColumn,
} from '../../../src/contract/index.ts';

const policies = { missing: { policy: 'drop' }, outside: 'refuse' } as const;

export function numeric(
  name: string,
  range: [number, number] = [0, 1],
  type: NumericColumn['type'] = 'continuous',
): NumericColumn {
  return { name, type, range, ...policies };
}

export function nominal(name: string, ...categories: string[]): Extract<Column, { type: 'nominal' }> {
  return { name, type: 'nominal', categories, reference: categories[0] ?? '', ...policies };
}

export function ordinal(name: string, ...order: string[]): Extract<Column, { type: 'ordinal' }> {
  return { name, type: 'ordinal', order, ...policies };
}

export function contractOf(change: Partial<Contract> = {}): Contract {
  return {
    format: 'federated-trainer/contract',
    version: 1,
    target: numeric('y'),
    features: [numeric('a'), numeric('b', [10, 20], 'discrete')],
    derived: [],
    missingMarks: ['NA'],
    model: { kind: 'linear' },
    mode: 'rounds',
    roundLimit: 4,
    minimumRows: 30,
    scales: DEFAULT_SCALES,
    dp: null,
    validation: { kind: 'none' },
    ...change,
  };
}

/** The details with which `run` is refused under `code`. */
export function refusal(run: () => unknown, code: ErrorCode): ErrorDetails {
  try {
    run();
  } catch (error) {
    if (!isFederatedError(error)) throw error;
    expect(error.code).toBe(code);
    return error.details;
  }
  throw new Error(`expected ${code}`);
}
