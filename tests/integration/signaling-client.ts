import { WebSocket } from 'ws';
import { createSignaling, type LoggedFrame, type Signaling } from '../../signaling/index.ts';

/** A server on a free port that keeps what it saw. */
export async function startServer(): Promise<{ server: Signaling; frames: LoggedFrame[]; url: string }> {
  const frames: LoggedFrame[] = [];
  const server = createSignaling({ port: 0, host: '127.0.0.1', log: (frame) => frames.push(frame) });
  await server.ready;
  return { server, frames, url: server.address.replace('http', 'ws') };
}

/** A plain WebSocket client that keeps every JSON message until somebody asks for it. */
export interface RawClient {
  readonly socket: WebSocket;
  send(message: unknown): void;
  sendText(text: string): void;
  /** The first message, past or to come, that fits; it and those before it are dropped. */
  next<T extends object>(fits: (message: T) => boolean): Promise<T>;
  /** Messages that nobody took yet. */
  readonly waiting: readonly unknown[];
  /** Close code, once closed. */
  readonly closed: Promise<number>;
}

export async function openClient(url: string): Promise<RawClient> {
  const socket = new WebSocket(url);
  let waiting: object[] = [];
  let wake: () => void = () => undefined;
  socket.on('message', (data: Buffer) => {
    waiting.push(JSON.parse(data.toString()) as object);
    wake();
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  return {
    socket,
    closed,
    get waiting() {
      return waiting;
    },
    sendText: (text) => socket.send(text),
    send: (message) => socket.send(JSON.stringify(message)),
    async next<T extends object>(fits: (message: T) => boolean): Promise<T> {
      for (;;) {
        const index = waiting.findIndex((message) => fits(message as T));
        const found = waiting[index];
        if (found) {
          waiting = waiting.slice(index + 1);
          return found as T;
        }
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
