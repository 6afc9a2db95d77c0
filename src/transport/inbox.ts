import type { Bytes, ErrorCode } from '../base/index.ts';

/** The receiving half of a connection: keeps what came before somebody listens. */
export interface Inbox {
  readonly bytesReceived: number;
  /** Bytes of messages that wait for a listener. */
  readonly waitingBytes: number;
  deliver(message: Bytes): void;
  onMessage(listener: (message: Bytes) => void): void;
  /** Tells the listeners of the end, once. */
  end(reason: ErrorCode): void;
  onClose(listener: (reason: ErrorCode) => void): void;
}

export function createInbox(): Inbox {
  let waiting: Bytes[] = [];
  let waitingBytes = 0;
  let bytesReceived = 0;
  let listener: ((message: Bytes) => void) | undefined;
  let ended: ErrorCode | undefined;
  const closeListeners: ((reason: ErrorCode) => void)[] = [];

  return {
    get bytesReceived() {
      return bytesReceived;
    },
    get waitingBytes() {
      return waitingBytes;
    },
    deliver(message) {
      bytesReceived += message.length;
      if (listener) {
        listener(message);
      } else {
        waiting.push(message);
        waitingBytes += message.length;
      }
    },
    onMessage(newListener) {
      listener = newListener;
      const kept = waiting;
      waiting = [];
      waitingBytes = 0;
      for (const message of kept) newListener(message);
    },
    end(reason) {
      if (ended !== undefined) return;
      ended = reason;
      for (const closeListener of closeListeners) closeListener(reason);
    },
    onClose(closeListener) {
      closeListeners.push(closeListener);
      if (ended !== undefined) closeListener(ended);
    },
  };
}
