import type { ConsentDifference, DataOwnerState } from '../protocol/index.ts';
import type { BeyondLimits, BeyondReason } from './views.ts';

/** What a contract asks beyond what was agreed to, while its person is asked; null otherwise. */
export function beyondLimitsOf(state: DataOwnerState): BeyondLimits | null {
  if (state.name !== 'asking-consent') return null;
  const { contract, owners } = state.contract;
  const { roundLimit, mode, validation, missingMarks } = contract;
  return { roundLimit, mode, owners, validation, missingMarks, reasons: state.why.map(reasonOf) };
}

function reasonOf(difference: ConsentDifference): BeyondReason {
  switch (difference.kind) {
    case 'columns':
    case 'derived':
    case 'rows-differ':
      return difference;
    default:
      return { kind: difference.kind };
  }
}
