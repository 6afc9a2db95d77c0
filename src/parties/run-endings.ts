import type { ErrorCode } from '../base/index.ts';
import type { AbortReason } from '../protocol/index.ts';

/** Troubles of a training: over as soon as a person contributes again. */
export const RUN_CODES: readonly ErrorCode[] = [
  'contract-refused',
  'contract-unsupported',
  'guard-refused',
  'key-invalid',
  'key-proof-invalid',
  'roster-refused',
  'roster-changed',
  'session-aborted',
  'message-unexpected',
  'worker-failed',
  'integrity',
];
/** What the model owner is told of a failure in a data owner's tab: a code, never what it was about. */
export function abortReason(code: ErrorCode): AbortReason {
  if (code.startsWith('data-') || code.startsWith('csv-')) return 'data-refused';
  if (
    code === 'contract-refused' ||
    code === 'contract-unsupported' ||
    code === 'contract-invalid' ||
    code === 'guard-refused' ||
    code.startsWith('key-') ||
    code === 'encoding-bound-too-large'
  ) {
    return 'contract-refused';
  }
  if (code === 'roster-refused') return 'roster-refused';
  return code === 'ciphertext-invalid' || code === 'integrity' ? 'integrity' : 'failed';
}
