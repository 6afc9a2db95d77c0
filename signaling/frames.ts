import type { RawData } from 'ws';

/** One frame as the server saw it; the request line of an upgrade counts as one. */
export interface LoggedFrame {
  readonly socket: 'peer' | 'coordination';
  readonly direction: 'in' | 'out';
  readonly bytes: Uint8Array;
}

/** Called with every frame. Off unless a test turns it on: the server itself keeps none. */
export type FrameLog = (frame: LoggedFrame) => void;

/** What `ws` hands over, as one run of bytes. */
export function rawBytes(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

/** Whether an error of a socket is the client's breach of limits or protocol, not a broken line. */
export function isProtocolError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('WS_ERR_');
}
