import type { WebSocketServer } from 'ws';

/** A socket that does not answer within two of these is gone: a cable pulled closes no connection. */
const PING_INTERVAL_MS = 15_000;

/** Pings every client and ends the ones that stay silent. The returned function stops it. */
export function keepAlive(server: WebSocketServer, intervalMs = PING_INTERVAL_MS): () => void {
  const silent = new WeakSet<object>();
  server.on('connection', (socket) => socket.on('pong', () => silent.delete(socket)));
  const timer = setInterval(() => {
    for (const socket of server.clients) {
      if (silent.has(socket)) {
        socket.terminate();
      } else {
        silent.add(socket);
        socket.ping();
      }
    }
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
