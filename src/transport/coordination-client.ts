import { createBackOff } from './back-off.ts';
import {
  CLOSE_REPLACED,
  isServerMessage,
  parseJson,
  type ClientMessage,
  type RoomPhase,
  type RoomRole,
  type RoomSnapshot,
} from './coordination-messages.ts';
import type { NetworkState } from './network.ts';

/** A tab's line to the room of its session. What comes back is advisory: only sealed messages change state. */
export interface Coordination {
  /** Tells phase and round; told again after every reconnect. */
  setStatus(phase: RoomPhase, round: number): void;
  /** Facilitator only, like `closeSession`. Without effect while the server is away. */
  setPaused(paused: boolean): void;
  closeSession(): void;
  /** Sets the one listener for snapshots; called at once with the last one, if any. */
  onRoom(listener: (room: RoomSnapshot) => void): void;
  /** Sets the one listener for the state of the line; called at once. `refused` also when replaced or closed. */
  onStateChange(listener: (state: NetworkState) => void): void;
  /** Leaves the room. */
  close(): void;
}

export interface CoordinationOptions {
  /** ws: or wss: address of the coordination socket. */
  readonly url: string;
  /** Base64url of 16 bytes, the same for every tab of a session. */
  readonly room: string;
  readonly role: RoomRole;
  /** Base64url of 16 random bytes, kept by the tab: a reload takes its place over by it. */
  readonly member: string;
  /** Another WebSocket than the browser's, for tests. */
  readonly createSocket?: (url: string) => WebSocket;
}

/** Joins a room and stays in it: a lost line is taken up again with growing waits. */
export function createCoordination(options: CoordinationOptions): Coordination {
  const { url, room, role, member, createSocket = (address: string) => new WebSocket(address) } = options;
  const backOff = createBackOff();
  let socket: WebSocket | undefined;
  let state: NetworkState = 'connecting';
  let status: Extract<ClientMessage, { type: 'status' }> | undefined;
  let lastRoom: RoomSnapshot | undefined;
  let over = false;
  let roomListener: ((room: RoomSnapshot) => void) | undefined;
  let stateListener: ((state: NetworkState) => void) | undefined;

  function enter(newState: NetworkState): void {
    if (newState === state) return;
    state = newState;
    stateListener?.(state);
  }

  function send(message: ClientMessage): void {
    if (socket?.readyState === 1) socket.send(JSON.stringify(message));
  }

  function open(): void {
    const opened = createSocket(url);
    socket = opened;
    opened.addEventListener('open', () => {
      send({ type: 'join', room, role, member });
      if (status) send(status);
    });
    opened.addEventListener('message', (event: MessageEvent<unknown>) => receive(event.data));
    opened.addEventListener('close', (event) => {
      if (over) return;
      if (event.code === CLOSE_REPLACED) {
        stop();
        return;
      }
      if (state !== 'refused') enter('unreachable');
      backOff.schedule(open);
    });
  }

  function receive(data: unknown): void {
    const message = typeof data === 'string' ? parseJson(data) : undefined;
    if (over || !isServerMessage(message)) return;
    if (message.type === 'refused') {
      // In the room already: one message was refused, the place is kept.
      if (state === 'online') return;
      enter('refused');
      if (message.reason === 'closed') stop();
      return;
    }
    backOff.reset();
    if (message.closed) over = true;
    enter('online');
    lastRoom = message;
    roomListener?.(message);
  }

  function stop(): void {
    over = true;
    backOff.stop();
    enter('refused');
  }

  open();
  return {
    setStatus(phase, round) {
      if (status?.phase === phase && status.round === round) return;
      status = { type: 'status', phase, round };
      send(status);
    },
    setPaused: (paused) => send({ type: 'pause', paused }),
    closeSession: () => send({ type: 'close' }),
    onRoom(listener) {
      roomListener = listener;
      if (lastRoom) listener(lastRoom);
    },
    onStateChange(listener) {
      stateListener = listener;
      listener(state);
    },
    close() {
      over = true;
      backOff.stop();
      send({ type: 'leave' });
      socket?.close();
    },
  };
}
