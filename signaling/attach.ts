import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createCoordinationSocket } from './coordination-socket.ts';
import type { FrameLog } from './frames.ts';
import { createPeerSocket, type PeerCounters } from './peer-socket.ts';

/** The two sockets of the facilitator's server, for any owner of `upgrade` events. */
export interface SignalingSockets {
  readonly counters: Readonly<PeerCounters>;
  /** Takes an upgrade request if it is for one of the two sockets, and says whether it did. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  close(): void;
}

export function createSignalingSockets(log?: FrameLog): SignalingSockets {
  const peerSocket = createPeerSocket(log);
  const coordinationSocket = createCoordinationSocket({ peerCounters: peerSocket.counters, log });

  return {
    counters: peerSocket.counters,
    handleUpgrade(request, socket, head) {
      const path = pathOf(request);
      const target = [peerSocket, coordinationSocket].find((candidate) => candidate.path === path);
      if (!target) return false;
      const { server } = target;
      if (target.admits(request)) {
        server.handleUpgrade(request, socket, head, (webSocket) =>
          server.emit('connection', webSocket, request),
        );
      } else {
        rejectUpgrade(socket, '400 Bad Request');
      }
      return true;
    },
    close() {
      peerSocket.close();
      coordinationSocket.close();
    },
  };
}

/** What is needed of an HTTP server, be it plain, TLS or HTTP/2. */
export interface UpgradingServer {
  on(event: 'upgrade', listener: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/** Mounts signaling on a server that also does other things: upgrades for other paths are left alone. */
export function attachSignaling(httpServer: UpgradingServer, log?: FrameLog): SignalingSockets {
  const sockets = createSignalingSockets(log);
  httpServer.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head));
  httpServer.on('close', () => sockets.close());
  return sockets;
}

/** Answers an upgrade request and ends its socket, whether or not the client does. */
export function rejectUpgrade(socket: Duplex, status: string): void {
  // Nobody else listens any more: an error without a listener would end the server.
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`, () => socket.destroy());
}

function pathOf(request: IncomingMessage): string | undefined {
  const url = request.url ?? '';
  return URL.canParse(url, 'http://signaling') ? new URL(url, 'http://signaling').pathname : undefined;
}
