import { createNotifier } from '../base/index.ts';
import type { Coordination, RoomSnapshot } from '../transport/index.ts';
import { createProblemList } from './problems.ts';
import type { FacilitatorParty, FacilitatorView, Phase } from './views.ts';

interface FacilitatorDeps {
  /** Room identifier of the link: no secret. */
  readonly room: string;
  readonly coordination: Coordination;
}

/** The tab that watches the meeting point: coordination only, nothing else reaches it. */
export function createFacilitator({ room, coordination }: FacilitatorDeps): FacilitatorParty {
  const notifier = createNotifier();
  const problems = createProblemList(refresh);
  let snapshot: RoomSnapshot | null = null;
  let online = false;
  let view: FacilitatorView;

  function refresh(): void {
    view = viewOf(room, online, snapshot, problems.all);
    notifier.notify();
  }

  refresh();
  coordination.onRoom((next) => {
    snapshot = next;
    refresh();
  });
  coordination.onStateChange((state) => {
    online = state === 'online';
    if (online) problems.settle('signaling-unreachable');
    else if (state === 'unreachable') problems.addCode('signaling-unreachable');
    else if (state === 'refused' && snapshot?.closed !== true) problems.addCode('signaling-refused');
    refresh();
  });

  return {
    get view() {
      return view;
    },
    subscribe: notifier.subscribe,
    dismiss: problems.dismiss,
    setPaused: (paused) => coordination.setPaused(paused),
    closeSession: () => coordination.closeSession(),
    close() {
      coordination.close();
      return Promise.resolve();
    },
  };
}

function viewOf(
  room: string,
  online: boolean,
  snapshot: RoomSnapshot | null,
  problems: FacilitatorView['problems'],
): FacilitatorView {
  return {
    phase: phaseOf(online, snapshot),
    problems,
    room,
    participants: snapshot?.participants ?? [],
    round: snapshot?.round ?? 0,
    timeline: snapshot?.timeline ?? [],
    pauseRequested: snapshot?.pauseRequested ?? false,
    closed: snapshot?.closed ?? false,
    coordinationMessages: snapshot?.messages ?? 0,
    coordinationBytes: snapshot?.bytes ?? 0,
    longestMessageBytes: snapshot?.longestBytes ?? 0,
    refused: snapshot?.refused ?? 0,
    payloadBytes: snapshot?.payloadBytes ?? 0,
  };
}

/** The model owner's phase is the session's; without one, the room waits. */
function phaseOf(online: boolean, snapshot: RoomSnapshot | null): Phase {
  if (snapshot?.closed === true) return 'finished';
  const modelOwner = snapshot?.participants.find(({ role }) => role === 'modelOwner');
  if (modelOwner?.phase === 'finished') return 'finished';
  if (!online) return 'connecting';
  return modelOwner === undefined || modelOwner.phase === 'connecting' ? 'waiting' : modelOwner.phase;
}
