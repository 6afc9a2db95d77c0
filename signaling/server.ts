import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { sep } from 'node:path';
import express from 'express';
import { createSignalingSockets, rejectUpgrade } from './attach.ts';
import type { FrameLog } from './frames.ts';
import type { PeerCounters } from './peer-socket.ts';
import { precompressed } from './precompressed.ts';
import { securityHeaders } from './security-headers.ts';

export interface SignalingOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** `localhost` listens on 127.0.0.1 and, where there is one, ::1. */
  readonly host: string;
  /** Folder of the built page; without one there are the sockets alone. */
  readonly staticDir?: string;
  readonly log?: FrameLog;
}

export interface Signaling {
  /** Resolves when connections are taken; rejects with Node's error, for example EADDRINUSE. */
  readonly ready: Promise<void>;
  /** Where to go: `http://host:port`. Known once ready. */
  readonly address: string;
  readonly counters: Readonly<PeerCounters>;
  close(): Promise<void>;
}

/** The facilitator's server: the page and both sockets, on one port. */
export function createSignaling({ port, host, staticDir, log }: SignalingOptions): Signaling {
  const app = createApp(staticDir);
  const sockets = createSignalingSockets(log);
  const servers: Server[] = [];
  const lines = new Set<Socket>();
  let boundPort = port;

  async function listen(address: string): Promise<void> {
    const server = createServer(app);
    // A WebSocket is no longer the server's to close, and a tab may ask for one at the last moment.
    server.on('connection', (line) => {
      lines.add(line);
      line.once('close', () => lines.delete(line));
    });
    server.on('upgrade', (request, socket, head) => {
      if (!sockets.handleUpgrade(request, socket, head)) rejectUpgrade(socket, '404 Not Found');
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(boundPort, address, () => {
        server.off('error', reject);
        resolve();
      });
    });
    servers.push(server);
    boundPort = (server.address() as AddressInfo).port;
  }

  async function start(): Promise<void> {
    if (host !== 'localhost') return listen(host);
    await listen('127.0.0.1');
    try {
      await listen('::1');
    } catch (error) {
      // A computer without IPv6; or the port was drawn, and is free for IPv4 only.
      if (isErrno(error, 'EADDRINUSE') && port !== 0) throw error;
      if (!isErrno(error, 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EADDRINUSE')) throw error;
    }
  }

  async function close(): Promise<void> {
    sockets.close();
    await Promise.all(
      servers.splice(0).map((server) => {
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        for (const line of lines) line.destroy();
        return closed;
      }),
    );
  }

  const ready = start().catch(async (error: unknown) => {
    await close();
    throw error;
  });

  return {
    ready,
    get address() {
      const name = host.includes(':') ? `[${host}]` : host;
      return `http://${name}:${boundPort}`;
    },
    counters: sockets.counters,
    close,
  };
}

/** Serves the built page. Names of files in assets/ carry a hash of their content; others may change. */
function createApp(staticDir: string | undefined): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders);
  if (staticDir !== undefined) {
    app.use(precompressed(staticDir));
    app.use(
      express.static(staticDir, {
        setHeaders(response, path) {
          const hashed = path.slice(staticDir.length).split(sep).includes('assets');
          response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
        },
      }),
    );
  }
  return app;
}

/** Whether an error is one of Node's with one of these codes. */
function isErrno(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '');
}
