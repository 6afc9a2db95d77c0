import {
  asFederatedError,
  checkBytes,
  FederatedError,
  type Bytes,
  type ErrorCode,
  type ErrorDetails,
} from '../../base/index.ts';
import { MAX_WAITING_BYTES, type Inbox } from './inbox.ts';
import type { ChannelKeys } from './key-schedule.ts';
import type { Pipe } from './pipe.ts';
import { createOpener, createSealer, MAX_PLAINTEXT_BYTES } from './records.ts';

/**
 * An authenticated, confidential, ordered channel between one data owner and the model owner. That it
 * ends says nothing about why: whoever carries it can cut it. Only a sealed message says "finished".
 */
export interface SealedChannel {
  readonly invite: number;
  /** The other side's static public key, 65 bytes. */
  readonly remoteStaticKey: Bytes;
  /** Six words, equal on both sides unless somebody sits between. */
  readonly verifier: string;
  /**
   * Seals and sends. Messages arrive in the order of the calls; resolves when the pipe took it.
   *
   * @throws FederatedError message-too-large (the channel stays open), or why the channel is closed;
   * 'invalid-state' if this side closed it.
   */
  send(plaintext: Bytes): Promise<void>;
  /** Sets the one listener; messages that came before are handed to it now. */
  onMessage(listener: (plaintext: Bytes) => void): void;
  /**
   * Adds a listener for the end: not for an end by this side's `close`. For an end in the past, it is
   * called soon. 'channel-broken' has `details.reason` 'gap', 'repeat', 'forged', 'malformed' or 'flooded'.
   */
  onClose(listener: CloseListener): void;
  /** Closes after what was sent before; nothing more is received. */
  close(): void;
}

type CloseListener = (reason: ErrorCode, details: ErrorDetails) => void;

export interface SealedChannelParts {
  readonly pipe: Pipe;
  readonly inbox: Inbox;
  readonly keys: ChannelKeys;
  readonly invite: number;
  readonly remoteStaticKey: Bytes;
}

/** The channel of a handshake that both sides confirmed. */
export function createSealedChannel(parts: SealedChannelParts): SealedChannel {
  const { pipe, inbox, keys } = parts;
  inbox.limit(MAX_WAITING_BYTES);
  const seal = createSealer(keys.sealingKey);
  const open = createOpener(keys.openingKey);
  const closeListeners: CloseListener[] = [];
  let messageListener: ((plaintext: Bytes) => void) | null = null;
  let early: Bytes[] = [];
  let earlyBytes = 0;
  let end: FederatedError | null = null;
  let sendFailure: FederatedError | null = null;
  let endedHere = false;
  let lastSend: Promise<void> = Promise.resolve();

  // Listeners run in microtasks: in order, and what one throws surfaces as uncaught, not as a broken channel.
  const notifyClose = (listener: CloseListener, error: FederatedError): void => {
    queueMicrotask(() => {
      listener(error.code, error.details);
    });
  };
  const dispatch = (listener: (plaintext: Bytes) => void, plaintext: Bytes): void => {
    queueMicrotask(() => {
      if (!endedHere) listener(plaintext);
    });
  };

  const finish = (error: FederatedError): void => {
    if (end !== null) return;
    end = error;
    sendFailure ??= error;
    inbox.stop(error);
    pipe.close();
    for (const listener of closeListeners) notifyClose(listener, error);
  };

  const deliver = (plaintext: Bytes): void => {
    if (messageListener !== null) {
      dispatch(messageListener, plaintext);
      return;
    }
    earlyBytes += plaintext.length;
    if (earlyBytes > MAX_WAITING_BYTES) {
      throw new FederatedError('channel-broken', 'too much came before a listener', { reason: 'flooded' });
    }
    early.push(plaintext);
  };

  const receive = async (): Promise<never> => {
    for (;;) {
      const arrival = await inbox.next();
      if (arrival.kind === 'closed') throw arrival.error;
      const plaintext = await open(arrival.message);
      if (end !== null) throw end;
      deliver(plaintext);
    }
  };
  receive().catch((error: unknown) => {
    finish(asFederatedError(error, 'channel-broken'));
  });

  const transmit = async (plaintext: Bytes): Promise<void> => {
    if (sendFailure !== null) throw sendFailure;
    try {
      await pipe.send(await seal(plaintext));
    } catch (error) {
      // Its counter is spent: whatever came next would be a gap. What has come is still read.
      sendFailure ??= asFederatedError(error, 'channel-broken');
      inbox.end(sendFailure);
      pipe.close();
      throw sendFailure;
    }
  };

  return {
    invite: parts.invite,
    remoteStaticKey: parts.remoteStaticKey,
    verifier: keys.verifier,
    async send(plaintext) {
      checkBytes(plaintext, 'plaintext');
      if (end !== null) throw end;
      if (plaintext.length > MAX_PLAINTEXT_BYTES) {
        throw new FederatedError('message-too-large', 'a message is too large for the channel');
      }
      const copy = plaintext.slice();
      const sending = lastSend.then(() => transmit(copy));
      // A failure is told to the caller that waits for it; those behind it find the channel ended.
      lastSend = sending.catch(() => undefined);
      return sending;
    },
    onMessage(listener) {
      messageListener = listener;
      for (const plaintext of early) dispatch(listener, plaintext);
      early = [];
      earlyBytes = 0;
    },
    onClose(listener) {
      closeListeners.push(listener);
      if (end !== null && !endedHere) notifyClose(listener, end);
    },
    close() {
      if (end !== null) return;
      endedHere = true;
      end = new FederatedError('invalid-state', 'this side closed the channel');
      inbox.stop(end);
      void lastSend.then(() => pipe.close());
    },
  };
}
