import { FederatedError, type Bytes } from '../../base/index.ts';
import type { Pipe } from './pipe.ts';

/** The most bytes that may wait on an open channel; who sends faster than messages are opened is cut off. */
export const MAX_WAITING_BYTES = 64 * 2 ** 20;

/** The next thing that a pipe brought. */
type Arrival =
  | { readonly kind: 'message'; readonly message: Bytes }
  | { readonly kind: 'closed'; readonly error: FederatedError };

/**
 * Turns a pipe's events into a sequence that is read at the reader's pace, so that asynchronous work on
 * each message cannot change their order.
 */
export interface Inbox {
  /** Waits for the next arrival. After the messages that came before the end, 'closed', for ever. One reader. */
  next(): Promise<Arrival>;
  /** Changes how many bytes may wait. */
  limit(maxWaitingBytes: number): void;
  /** Ends the sequence after what waits. */
  end(error: FederatedError): void;
  /** Ends the sequence at once and forgets what waits. The first error stays. */
  stop(error: FederatedError): void;
}

/** Listens to `pipe` from this moment on. */
export function createInbox(pipe: Pipe, maxWaitingBytes: number): Inbox {
  let maxBytes = maxWaitingBytes;
  let waiting: Bytes[] = [];
  let waitingBytes = 0;
  let closed: FederatedError | null = null;
  let wake: () => void = () => undefined;

  const end = (error: FederatedError): void => {
    closed ??= error;
    wake();
  };
  const stop = (error: FederatedError): void => {
    waiting = [];
    waitingBytes = 0;
    end(error);
  };

  pipe.onMessage((message) => {
    if (closed !== null) return;
    if (waitingBytes + message.length > maxBytes) {
      stop(new FederatedError('channel-broken', 'more came than can be opened', { reason: 'flooded' }));
      pipe.close();
      return;
    }
    waiting.push(message);
    waitingBytes += message.length;
    wake();
  });
  pipe.onClose((reason) => {
    end(new FederatedError(reason, 'the pipe closed'));
  });

  return {
    async next() {
      for (;;) {
        const message = waiting.shift();
        if (message !== undefined) {
          waitingBytes -= message.length;
          return { kind: 'message', message };
        }
        if (closed !== null) return { kind: 'closed', error: closed };
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    limit(bytes) {
      maxBytes = bytes;
    },
    end,
    stop,
  };
}
