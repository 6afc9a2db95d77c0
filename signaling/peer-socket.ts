import { createServer, type IncomingMessage } from 'node:http';
import express from 'express';
import { ExpressPeerServer } from 'peer';
import * as v from 'valibot';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { parseJson, PEER_PATH } from '../src/transport/index.ts';
import { isProtocolError, rawBytes, type FrameLog } from './frames.ts';
import { keepAlive } from './keep-alive.ts';
import { isNotice, isSetUpMessage, peerId, relayedType } from './set-up-messages.ts';

/** The largest offers with all their candidates stay far below. */
const MAX_MESSAGE_BYTES = 64 * 1024;
const MAX_CLIENTS = 2_000;
/** An offer to an id that nobody holds is answered so after this time: long enough for a reload. */
const EXPIRE_MS = 2_500;
const EXPIRE_CHECK_MS = 500;

const query = v.object({
  id: peerId,
  token: v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{8,64}$/)),
  key: v.literal('peerjs'),
});

/** What the peer socket did, in numbers: it keeps nothing else. */
export interface PeerCounters {
  /** Messages of no known shape, or too large, or upgrades without a proper id. */
  refused: number;
  /** Bytes handed on that were not connection set-up. The gate leaves none. */
  payloadBytes: number;
}

export interface PeerSocket {
  /** Path of the WebSocket, for the owner of the `upgrade` event. */
  readonly path: string;
  readonly counters: Readonly<PeerCounters>;
  readonly server: WebSocketServer;
  /** Whether the request may become a socket. */
  admits(request: IncomingMessage): boolean;
  close(): void;
}

/**
 * The `peer` package behind a gate: its clients may exchange the set-up messages of data connections
 * and nothing else.
 */
export function createPeerSocket(log?: FrameLog): PeerSocket {
  const counters: PeerCounters = { refused: 0, payloadBytes: 0 };
  const greeted = new WeakSet<WebSocket>();

  /** `peer` reads and writes its sockets itself: the gate sits in the socket. */
  class GatedSocket extends WebSocket {
    override emit(event: string | symbol, ...args: unknown[]): boolean {
      if (event === 'message') {
        const [data, isBinary] = args as [RawData, boolean];
        const bytes = rawBytes(data);
        log?.({ socket: 'peer', direction: 'in', bytes });
        if (isBinary || !isSetUpMessage(parseJson(bytes.toString()))) {
          counters.refused++;
          return true;
        }
      } else if (event === 'error' && isProtocolError(args[0])) {
        counters.refused++;
      }
      return super.emit(event, ...args);
    }

    /** `peer` sends text alone. */
    override send(text: string): void {
      const bytes = Buffer.from(text);
      const message = parseJson(text);
      const type = relayedType(message);
      // PeerJS closes working connections to whoever left the server: the peers notice the end themselves.
      if (type === 'LEAVE') return;
      if (isNotice(message)) greeted.add(this);
      else if (type === undefined) counters.payloadBytes += bytes.length;
      log?.({ socket: 'peer', direction: 'out', bytes });
      super.send(text);
    }
  }

  const server = new WebSocketServer<typeof GatedSocket>({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    WebSocket: GatedSocket,
  });
  // `peer` sets itself up when it is mounted. Neither this root nor this server is served: the HTTP
  // routes of `peer` stay closed, and upgrades come from whoever owns the real server.
  let path = '';
  express().use(
    ExpressPeerServer(createServer(), {
      path: PEER_PATH,
      allow_discovery: false,
      concurrent_limit: MAX_CLIENTS,
      expire_timeout: EXPIRE_MS,
      cleanup_out_msgs: EXPIRE_CHECK_MS,
      createWebSocketServer(options) {
        path = options.path ?? '';
        return server;
      },
      // Its errors are those of single sockets, which the gate counts.
    }).on('error', () => undefined),
  );
  // A client that comes back with its token before its old socket is noticed gone gets no OPEN from `peer`.
  server.on('connection', (socket) => {
    if (!greeted.has(socket) && socket.readyState === WebSocket.OPEN) socket.send('{"type":"OPEN"}');
  });
  const stopPinging = keepAlive(server);

  return {
    path,
    counters,
    server,
    admits(request) {
      log?.({ socket: 'peer', direction: 'in', bytes: Buffer.from(request.url ?? '') });
      const { searchParams } = new URL(request.url ?? '', 'http://signaling');
      if (v.is(query, Object.fromEntries(searchParams))) return true;
      counters.refused++;
      return false;
    },
    close() {
      stopPinging();
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
