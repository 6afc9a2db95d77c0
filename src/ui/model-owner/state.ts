import type { InviteView, ModelOwnerView } from '../../parties/index.ts';
import { copy } from '../copy/copy.ts';
import { formatDuration, inWords } from '../lib/format.ts';

/** What the sections of the model owner's page say about the session, from one view. */

/** What this person is called on this page. */
export function ownerName(invite: Pick<InviteView, 'index' | 'name'>): string {
  return invite.name === '' ? copy.dataOwner(invite.index) : invite.name;
}

/** The names behind invite indexes, in order. */
export function ownerNames(view: ModelOwnerView, indexes: readonly number[]): readonly string[] {
  return indexes.map((index) =>
    ownerName(view.invites.find((invite) => invite.index === index) ?? { index, name: '' }),
  );
}

/** The owners that have contributed; once training has begun, those that take part. */
export function contributed(view: ModelOwnerView): readonly InviteView[] {
  const before: readonly InviteView['state'][] = ['unopened', 'connected', 'away'];
  return view.invites.filter(
    ({ index, state }) => !before.includes(state) || (view.training?.owners.includes(index) ?? false),
  );
}

/** How many owners the next training is with. */
export function takingPart(view: ModelOwnerView): number {
  return view.frozenOwners?.length ?? contributed(view).length;
}

/** Whether the training that runs, or the one behind the result, gets all totals in one answer. */
export function isOneShot({ phase, plan, result }: ModelOwnerView): boolean {
  const running = phase === 'training' || phase === 'paused';
  return (running || result === null ? plan.mode : result.model.training.mode) === 'one-shot';
}

/** The owners that training waits for. */
export function awayFromTraining(view: ModelOwnerView): readonly InviteView[] {
  return view.invites.filter(
    ({ index, state }) => state === 'away' && (view.training?.owners.includes(index) ?? true),
  );
}

/** One line for the status of the page. */
export function statusText(view: ModelOwnerView): string {
  const words = copy.modelOwner.status;
  switch (view.phase) {
    case 'connecting':
      return words.connecting;
    case 'waiting':
      if (view.trainBlock === 'no-owner') return words.waitingFile;
      if (view.trainBlock === 'roster-frozen') return words.waitingFrozen;
      return view.trainBlock === 'owner-not-contributed' ? words.waitingOwners : words.waitingChoice;
    case 'ready':
      return words.ready;
    case 'training':
      if (view.training === null || view.training.round === 0 || isOneShot(view)) return words.base;
      return view.training.stopping
        ? words.stopping
        : words.training(view.training.round, view.training.roundLimit);
    case 'paused':
      return words.paused(awayFromTraining(view).map(ownerName).join(', '));
    case 'finished':
      return words.finished;
    case 'failed':
      return words.failed;
  }
}

export type StepId = 'invite' | 'columns' | 'train' | 'result';

export interface Step {
  readonly id: StepId;
  readonly label: string;
  readonly note: string;
  readonly state: 'done' | 'now' | 'ahead';
}

/** The four sections with one line of state each. The first that is not done is the current one. */
export function stepsOf(view: ModelOwnerView): readonly Step[] {
  const running = view.phase === 'training' || view.phase === 'paused';
  const missing = view.trainBlock === 'owner-not-contributed' || view.trainBlock === 'roster-frozen';
  const invited = contributed(view).length > 0 && !missing;
  const chosen = running || view.result !== null || view.trainBlock === null;
  const trained = view.result !== null && !running;
  const words = copy.steps;

  const notes: Record<StepId, string> = {
    invite: words.contributed(contributed(view).length, view.invites.length),
    columns: columnsNote(view),
    train: trainNote(view, running),
    result: trained ? words.modelReady : '',
  };
  const done: Record<StepId, boolean> = {
    invite: invited,
    columns: invited && chosen,
    train: trained,
    result: false,
  };
  const ids: readonly StepId[] = ['invite', 'columns', 'train', 'result'];
  const current = ids.find((id) => !done[id]);
  return ids.map((id) => ({
    id,
    label: words[id],
    note: notes[id],
    state: id === current ? 'now' : done[id] ? 'done' : 'ahead',
  }));
}

function columnsNote(view: ModelOwnerView): string {
  if (view.columns.length === 0) return copy.steps.needsFile;
  if (view.plan.target === '') return copy.steps.pickTarget;
  return copy.steps.chosen(view.plan.features.length, copy.models[view.plan.kind].name);
}

function trainNote(view: ModelOwnerView, running: boolean): string {
  if (running && view.training !== null) {
    const { round, roundLimit } = view.training;
    return round === 0 || isOneShot(view) ? copy.steps.baseTotals : copy.steps.round(round, roundLimit);
  }
  if (view.result !== null) {
    if (view.result.refit) return copy.refit.trained;
    const { rounds, seconds, stopped } = view.result.model.training;
    if (stopped) return copy.steps.stopped(rounds);
    const time = inWords(formatDuration(seconds * 1000));
    return isOneShot(view) ? copy.refit.oneShot(time) : copy.steps.trained(rounds, time);
  }
  return view.trainBlock === null ? copy.steps.readyToTrain : copy.steps.notYet;
}
