import type { DataOwnerTrainingView, DataOwnerView } from '../../parties/index.ts';
import { copy } from '../copy/copy.ts';

/** Which of the three pages a data owner sees. */
export type Stage = 'asked' | 'file' | 'answering';

export function stageOf(view: DataOwnerView): Stage {
  const answering: readonly DataOwnerView['phase'][] = ['training', 'paused', 'finished', 'failed'];
  if (view.training !== null && answering.includes(view.phase)) return 'answering';
  return view.file === null ? 'asked' : 'file';
}

/** Whether one answer tells all that is asked for: no round follows the base totals. */
export function isOneShot({ roundsToTotals }: Pick<DataOwnerTrainingView, 'roundsToTotals'>): boolean {
  return roundsToTotals === 0;
}

/** The round that is open or was answered last; 0 while the base totals are at work. */
function openRound({ training }: DataOwnerView): number {
  if (training === null || training.receipt.length === 0) return 0;
  return Math.max(1, Math.min(training.roundLimit, training.roundsAnswered + 1));
}

/** Whether nothing is sent until this person has compared the roster code. */
export function isComparing({ phase, training }: DataOwnerView): boolean {
  return (phase === 'training' || phase === 'paused') && training?.roster?.awaiting === true;
}

/** One line for the status of the page. */
export function statusText(view: DataOwnerView): string {
  const words = copy.answering;
  switch (view.phase) {
    case 'connecting':
      return words.connecting;
    case 'waiting':
      return view.file === null ? words.waiting : words.checking;
    case 'ready':
      return words.ready;
    case 'training': {
      if (isComparing(view)) return copy.roster.comparing;
      if (view.training === null) return words.base;
      const round = openRound(view);
      if (isOneShot(view.training)) return round === 0 ? copy.oneShot.base : copy.oneShot.sent;
      return round === 0 ? words.base : words.training(round, view.training.roundLimit);
    }
    case 'paused':
      return words.paused;
    case 'finished':
      return words.finished;
    case 'failed':
      return words.failed;
  }
}
