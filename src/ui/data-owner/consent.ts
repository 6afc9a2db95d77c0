import type { Validation } from '../../contract/index.ts';
import type { DataOwnerView } from '../../parties/index.ts';
import { copy } from '../copy/copy.ts';

/** What is agreed to, and what goes beyond it, in sentences. */

type BeyondLimits = NonNullable<DataOwnerView['beyondLimits']>;

/** Something that is asked, and what the model owner could learn from it. */
export interface Asked {
  readonly asked: string;
  readonly learns: string;
}

/** What one Contribute agrees to, in a line. */
export function agreesLine({ roundLimit, modes, validation, owners }: DataOwnerView['limits']): string {
  const rounds = modes.includes('rounds') ? copy.amounts.rounds(roundLimit) : null;
  return copy.leaving.agrees(rounds, modes.includes('one-shot'), partsLine(validation), owners);
}

function partsLine(validation: Validation): string | null {
  switch (validation.kind) {
    case 'none':
      return null;
    case 'folds':
      return copy.leaving.parts.folds(validation.folds);
    case 'hold-out':
      return copy.leaving.parts.holdOut;
  }
}

/** What validation asks of an owner's rows; null for none. */
export function validationLine(validation: Validation): string | null {
  switch (validation.kind) {
    case 'none':
      return null;
    case 'folds':
      return copy.leaving.folds(validation.folds);
    case 'hold-out':
      return copy.leaving.holdOut(validation.share);
  }
}

/** One reason for which a second consent is asked. */
export function beyondReason(
  reason: BeyondLimits['reasons'][number],
  { roundLimit, mode, owners, validation, missingMarks }: BeyondLimits,
): Asked {
  const words = copy.beyond.reasons;
  switch (reason.kind) {
    case 'round-limit':
      return words.roundLimit(roundLimit);
    case 'mode':
      return words.mode[mode];
    case 'validation':
      if (validation.kind === 'none') return words.noValidation;
      return validation.kind === 'folds' ? words.folds(validation.folds) : words.holdOut(validation.share);
    case 'missing-marks':
      return words.missingMarks(missingMarks);
    case 'fewer-owners':
      return words.fewerOwners(owners);
    case 'columns':
      return words.columns(reason.names, reason.leavingOut);
    case 'derived':
      return words.derived(reason.names);
    case 'rows-differ': {
      const more = reason.now - reason.before;
      if (more === 0) return words.otherRows;
      return more > 0 ? words.moreRows(more) : words.fewerRows(-more);
    }
  }
}
