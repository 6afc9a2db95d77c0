import { FederatedError, type Bytes } from '../../base/index.ts';
import { createInbox, type Inbox } from './inbox.ts';
import type { Pipe } from './pipe.ts';
import { authenticationFailed } from './refusal.ts';

/** A pipe as a handshake uses it: one message after the other. */
export interface HandshakePipe {
  /** For the channel that comes out of the handshake. */
  readonly inbox: Inbox;
  /** Sends without waiting: an answer, an end, or the signal tells how it went. */
  post(message: Bytes): void;
  /** @throws FederatedError channel-authentication ('closed'). */
  next(): Promise<Bytes>;
}

/**
 * Runs the steps of a handshake; listens to the pipe from this moment on. If they fail, or `signal` aborts
 * them, the pipe is closed: nobody can go on with half a handshake. `maxWaitingBytes` may come ahead of
 * what the steps have read.
 *
 * @throws FederatedError what the steps throw; 'timeout' or 'cancelled' when aborted.
 */
export async function runHandshake<T>(
  { pipe, signal }: { readonly pipe: Pipe; readonly signal: AbortSignal },
  maxWaitingBytes: number,
  steps: (handshakePipe: HandshakePipe) => Promise<T>,
): Promise<T> {
  const inbox = createInbox(pipe, maxWaitingBytes);
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      reject(abortError(signal));
    };
    signal.addEventListener('abort', abort);
  });
  try {
    if (signal.aborted) throw abortError(signal);
    return await Promise.race([aborted, steps(createHandshakePipe(pipe, inbox))]);
  } catch (error) {
    inbox.stop(abortError(signal));
    pipe.close();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function createHandshakePipe(pipe: Pipe, inbox: Inbox): HandshakePipe {
  return {
    inbox,
    post(message) {
      pipe.send(message).catch(() => {
        inbox.end(new FederatedError('peer-gone', 'the pipe did not take a message'));
      });
    },
    async next() {
      const arrival = await inbox.next();
      if (arrival.kind === 'closed')
        throw authenticationFailed('closed', { closeReason: arrival.error.code });
      return arrival.message;
    },
  };
}

function abortError(signal: AbortSignal): FederatedError {
  const timedOut = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
  return timedOut
    ? new FederatedError('timeout', 'the handshake took too long')
    : new FederatedError('cancelled', 'the handshake was cancelled');
}
