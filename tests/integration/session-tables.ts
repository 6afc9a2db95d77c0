import { expect } from 'vitest';
import type { ModelOwnerView } from '../../src/parties/index.ts';
import { contractFor, plainEstimates } from './encrypted-training.ts';

/** Enough for no warning of few rows. */
const ROWS = 40;

/** A file of columns a, b and y of owner 1, 2, ...: quick to train with, other numbers for each owner. */
export function table(owner: number, rows = ROWS): File {
  const lines = Array.from({ length: rows }, (_, i) => {
    const a = (7 * i + 3 * owner) % 20;
    const b = ((3 * i * i + owner) % 11) / 4;
    const y = 5 + 2 * a - 3 * b + ((5 * i + owner) % 9) / 8;
    return [a, b, y].join();
  });
  return new File([`a,b,y\n${lines.join('\n')}\n`], `table-${owner}.csv`);
}

/** Least squares of all rows of these files, by totals that were never encrypted. */
export async function expectModelOf(
  files: readonly File[],
  target: string,
  result: ModelOwnerView['result'],
): Promise<void> {
  if (result === null) throw new Error('no model');
  const { model } = result;
  const expected = await plainEstimates(files, await contractFor(files, target));
  expect(model.target.name).toBe(target);
  expect(model.terms).toHaveLength(expected.length);
  for (const [i, estimate] of expected.entries()) {
    expect(Math.abs((model.terms[i]?.estimate ?? NaN) - estimate)).toBeLessThanOrEqual(
      1e-9 * Math.max(1, Math.abs(estimate)),
    );
  }
}
