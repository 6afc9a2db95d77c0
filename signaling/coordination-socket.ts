import type { IncomingMessage } from 'node:http';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import {
  CLOSE_REPLACED,
  COORDINATION_PATH,
  isClientMessage,
  MAX_COORDINATION_BYTES,
  parseJson,
  type ClientMessage,
  type RefusalReason,
  type ServerMessage,
} from '../src/transport/index.ts';
import { isProtocolError, rawBytes, type FrameLog } from './frames.ts';
import { keepAlive } from './keep-alive.ts';
import { createRooms, type Seat } from './rooms.ts';

/** Snapshots of a room are at least this far apart: five a second. */
const SNAPSHOT_INTERVAL_MS = 200;
const SWEEP_INTERVAL_MS = 30_000;
const MAX_SOCKETS = 2_000;
/** Close codes of RFC 6455, section 7.4.1. */
const CLOSE_NORMAL = 1000;
const CLOSE_POLICY = 1008;

export interface CoordinationDeps {
  /** What the peer socket counted: rooms show it. */
  readonly peerCounters: { readonly refused: number; readonly payloadBytes: number };
  readonly log?: FrameLog | undefined;
}

export interface CoordinationSocket {
  readonly path: string;
  readonly server: WebSocketServer;
  admits(request: IncomingMessage): boolean;
  close(): void;
}

/** Rooms over WebSockets: joins, statuses, requests in; throttled snapshots out. */
export function createCoordinationSocket({ peerCounters, log }: CoordinationDeps): CoordinationSocket {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_COORDINATION_BYTES,
    perMessageDeflate: false,
  });
  /** The socket of each member, by room and member. */
  const sockets = new Map<string, Map<string, WebSocket>>();
  /** Rooms with a snapshot due, or sent less than an interval ago. */
  const timers = new Map<string, { readonly timer: NodeJS.Timeout; again: boolean }>();
  let refusedElsewhere = 0;

  const rooms = createRooms({
    now: Date.now,
    onChange: scheduleSnapshot,
    elsewhere: () => ({
      refused: refusedElsewhere + peerCounters.refused,
      payloadBytes: peerCounters.payloadBytes,
    }),
  });

  function send(socket: WebSocket, text: string): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    log?.({ socket: 'coordination', direction: 'out', bytes: Buffer.from(text) });
    socket.send(text);
  }

  function scheduleSnapshot(room: string): void {
    const running = timers.get(room);
    if (running) {
      running.again = true;
      return;
    }
    // The first of several changes in one turn takes the others along.
    queueMicrotask(() => broadcast(room));
    const timer = setTimeout(() => {
      const { again } = timers.get(room) ?? { again: false };
      timers.delete(room);
      if (again) scheduleSnapshot(room);
    }, SNAPSHOT_INTERVAL_MS);
    timer.unref();
    timers.set(room, { timer, again: false });
  }

  function broadcast(room: string): void {
    const snapshot = rooms.snapshot(room);
    if (!snapshot) return;
    const text = JSON.stringify(snapshot satisfies ServerMessage);
    for (const socket of sockets.get(room)?.values() ?? []) {
      send(socket, text);
      if (snapshot.closed) socket.close(CLOSE_NORMAL, 'session closed');
    }
  }

  server.on('connection', (socket) => {
    let seat: Seat | undefined;

    function refuse(reason: RefusalReason): void {
      if (seat) seat.refuse();
      else refusedElsewhere++;
      send(socket, JSON.stringify({ type: 'refused', reason } satisfies ServerMessage));
    }

    function handle(message: ClientMessage): RefusalReason | undefined {
      if (message.type === 'join') {
        if (seat) return 'joined-already';
        const joined = rooms.join(message.room, message.role, message.member);
        if (typeof joined === 'string') return joined;
        seat = joined;
        const members = sockets.get(message.room) ?? new Map<string, WebSocket>();
        sockets.set(message.room, members);
        const previous = members.get(message.member);
        members.set(message.member, socket);
        previous?.close(CLOSE_REPLACED, 'joined elsewhere');
        return undefined;
      }
      if (!seat) return 'not-joined';
      switch (message.type) {
        case 'status':
          return seat.status(message.phase, message.round);
        case 'pause':
          return seat.pause(message.paused);
        case 'close':
          return seat.closeRoom();
        case 'leave':
          vacate(true);
          return undefined;
      }
    }

    function vacate(forGood: boolean): void {
      if (!seat) return;
      const members = sockets.get(seat.room);
      // Replaced: the place belongs to the newer socket.
      if (members?.get(seat.member) === socket) {
        members.delete(seat.member);
        if (members.size === 0) sockets.delete(seat.room);
        seat.leave(forGood);
      }
      seat = undefined;
    }

    socket.on('message', (data: RawData, isBinary) => {
      const bytes = rawBytes(data);
      log?.({ socket: 'coordination', direction: 'in', bytes });
      const message = isBinary ? undefined : parseJson(bytes.toString());
      const seatBefore = seat;
      const refusal = isClientMessage(message) ? handle(message) : 'malformed';
      (seat ?? seatBefore)?.count(bytes.length);
      if (refusal === undefined) return;
      refuse(refusal);
      if (!seat && refusal !== 'not-joined' && refusal !== 'malformed') socket.close(CLOSE_POLICY, refusal);
    });
    socket.on('pong', () => seat?.seen());
    // Too long, or against the WebSocket protocol: `ws` closes the socket after this.
    socket.on('error', (error) => {
      if (!isProtocolError(error)) return;
      if (seat) seat.refuse();
      else refusedElsewhere++;
    });
    socket.on('close', () => vacate(false));
  });

  const stopPinging = keepAlive(server);
  const sweeper = setInterval(() => rooms.sweep(), SWEEP_INTERVAL_MS).unref();

  return {
    path: COORDINATION_PATH,
    server,
    admits(request) {
      log?.({ socket: 'coordination', direction: 'in', bytes: Buffer.from(request.url ?? '') });
      return server.clients.size < MAX_SOCKETS;
    },
    close() {
      stopPinging();
      clearInterval(sweeper);
      for (const { timer } of timers.values()) clearTimeout(timer);
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
