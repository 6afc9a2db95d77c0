import { awaited, isRunning, ownerOf, type ModelOwnerState } from '../protocol/index.ts';
import type { InviteRecord } from './model-owner-records.ts';
import type { InviteView, OwnerState, Phase, TrainBlock } from './views.ts';

interface PhaseParts {
  readonly online: boolean;
  /** Whether Train was pressed and no contract has gone out yet. */
  readonly starting: boolean;
  /** Whether the facilitator asked everybody to hold. */
  readonly held: boolean;
  readonly block: TrainBlock | null;
}

/** The phase that the page and the facilitator see. */
export function modelOwnerPhase(
  state: ModelOwnerState,
  { online, starting, held, block }: PhaseParts,
): Phase {
  if (starting) return 'training';
  if (isRunning(state)) {
    const { away, asking } = awaited(state);
    return held || away.length + asking.length > 0 ? 'paused' : 'training';
  }
  if (state.name === 'finished' || state.name === 'failed') return state.name;
  if (block === null) return 'ready';
  const anybody = Object.values(state.owners).some((owner) => owner.connected);
  return online || anybody ? 'waiting' : 'connecting';
}

/** How far each invite has come. */
export function inviteView(
  invite: InviteRecord,
  state: ModelOwnerState,
  known: {
    readonly link: string;
    readonly lastAnswerMs: number | undefined;
    readonly channelVerifier: string | undefined;
  },
): InviteView {
  const { link, lastAnswerMs, channelVerifier } = known;
  return {
    index: invite.index,
    name: invite.name,
    link,
    state: ownerState(invite, state),
    ...(lastAnswerMs === undefined ? {} : { lastAnswerMs }),
    ...(channelVerifier === undefined ? {} : { channelVerifier }),
  };
}

function ownerState({ index, boundKey }: InviteRecord, state: ModelOwnerState): OwnerState {
  const owner = ownerOf(state, index);
  if (!owner.connected) return boundKey === null ? 'unopened' : 'away';
  if (isRunning(state) && state.participants.includes(index)) {
    if (owner.asking) return 'asking';
    return hasAnswered(state, index) ? 'answered' : 'working';
  }
  if (state.name === 'finished' && state.participants.includes(index)) return 'finished';
  return owner.offer === null ? 'connected' : 'contributed';
}

function hasAnswered(state: ModelOwnerState, owner: number): boolean {
  if (state.name === 'agreeing') return state.accepted[owner] !== undefined;
  if (state.name === 'gathering-ready') return state.readies[owner] !== undefined;
  if ('answers' in state) return state.answers[owner] !== undefined;
  return state.name === 'computing';
}
