import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { isFederatedError, type ErrorCode, type ErrorDetails } from '../../../src/base/index.ts';
import {
  DEFAULT_MISSING_MARKS,
  DEFAULT_SCALES,
  type Column,
  type Contract,
  type NumericColumn,
} from '../../../src/contract/index.ts';

export function csv(text: string): Blob {
  return new Blob([text]);
}

export function sample(name: string): File {
  const bytes = readFileSync(new URL(`../../../public/samples/${name}`, import.meta.url));
  return new File([new Uint8Array(bytes)], name);
}

export function utf16(text: string, bigEndian: boolean, mark: boolean): Blob {
  const bytes: number[] = [];
  for (const unit of (mark ? '\ufeff' : '') + text) {
    const code = unit.charCodeAt(0);
    bytes.push(...(bigEndian ? [code >> 8, code & 255] : [code & 255, code >> 8]));
  }
  return new Blob([Uint8Array.from(bytes)]);
}

export function numeric(
  name: string,
  range: [number, number],
  change: Partial<NumericColumn> = {},
): NumericColumn {
  return {
    name,
    type: 'continuous',
    range,
    missing: { policy: 'drop' },
    outside: 'refuse',
    ...change,
  };
}

export function nominal(name: string, ...categories: string[]): Extract<Column, { type: 'nominal' }> {
  const policies = { missing: { policy: 'drop' }, outside: 'refuse' } as const;
  return { name, type: 'nominal', categories, reference: categories[0] ?? '', ...policies };
}

export function ordinal(name: string, ...order: string[]): Extract<Column, { type: 'ordinal' }> {
  return { name, type: 'ordinal', order, missing: { policy: 'drop' }, outside: 'refuse' };
}

export function contractOf(
  target: Contract['target'],
  features: Contract['features'],
  change: Partial<Contract> = {},
): Contract {
  return {
    format: 'federated-trainer/contract',
    version: 1,
    target,
    features,
    derived: [],
    missingMarks: [...DEFAULT_MISSING_MARKS],
    model: { kind: 'linear' },
    mode: 'rounds',
    roundLimit: features.length + 2,
    minimumRows: 30,
    scales: DEFAULT_SCALES,
    dp: null,
    validation: { kind: 'none' },
    ...change,
  };
}

/** The details with which `promise` is refused under `code`. */
export async function refusal(promise: Promise<unknown>, code: ErrorCode): Promise<ErrorDetails> {
  const error: unknown = await promise.then(
    () => 'was not refused',
    (reason: unknown) => reason,
  );
  if (!isFederatedError(error)) throw new Error(`expected ${code}`, { cause: error });
  expect(error.code).toBe(code);
  return error.details;
}
