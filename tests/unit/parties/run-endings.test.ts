import { expect, test } from 'vitest';
import type { ErrorCode } from '../../../src/base/index.ts';
import { abortReason, RUN_CODES } from '../../../src/parties/run-endings.ts';

test('the model owner is told of a kind of failure, never what it was about', () => {
  const reasons: [ErrorCode, string][] = [
    ['data-out-of-range', 'data-refused'],
    ['csv-ragged', 'data-refused'],
    ['contract-refused', 'contract-refused'],
    ['contract-invalid', 'contract-refused'],
    ['guard-refused', 'contract-refused'],
    ['key-proof-invalid', 'contract-refused'],
    ['encoding-bound-too-large', 'contract-refused'],
    ['roster-refused', 'roster-refused'],
    ['ciphertext-invalid', 'integrity'],
    ['worker-failed', 'failed'],
  ];
  for (const [code, reason] of reasons) expect([code, abortReason(code)]).toEqual([code, reason]);
  expect(RUN_CODES).toContain('guard-refused');
});
