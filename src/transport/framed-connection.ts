import { asFederatedError, FederatedError, type Bytes, type ErrorCode } from '../base/index.ts';
import { createReassembler, FRAME_KIND, splitIntoFrames, type Received } from './framing.ts';
import { createInbox } from './inbox.ts';
import type { Connection, Fingerprints } from './network.ts';

/** What is needed of an RTCDataChannel and its RTCPeerConnection. */
export interface FrameChannel {
  readonly bufferedAmount: number;
  /** Whether the path is known to be interrupted; it may come back. */
  readonly interrupted: boolean;
  /** @throws if the channel is not open. */
  send(frame: Bytes): void;
  /** Calls the listener whenever bufferedAmount has fallen to LOW_WATER_BYTES. */
  onDrain(listener: () => void): void;
  /** Closes at once, dropping what waits. */
  destroy(): void;
}

/** Sending stops above this many waiting bytes: far below what browsers queue, enough to keep a link busy. */
const HIGH_WATER_BYTES = 1024 * 1024;
/** Sending goes on below this many. */
export const LOW_WATER_BYTES = 256 * 1024;
/** A question whether the peer is there, this often. Browsers slow timers of hidden tabs to 1 s, not to this. */
export const PING_INTERVAL_MS = 5_000;
/** So many silent intervals make a peer gone; fewer where the browser reports the path as interrupted. */
export const SILENT_TICKS = 6;
export const SILENT_TICKS_INTERRUPTED = 3;
/** How long a goodbye may take before the channel is torn down. */
export const CLOSE_GRACE_MS = 2_000;

export interface FramedConnectionDeps {
  readonly remoteId: string;
  readonly channel: FrameChannel;
  readonly maxMessageBytes: number;
  readonly fingerprints: () => Promise<Fingerprints>;
}

/** A connection, and the ends of it that the owner of the channel feeds. */
export interface FramedConnection extends Connection {
  /** Takes what the channel received. */
  receive(data: unknown): void;
  /** The channel is closed, or the path is lost for good. */
  lost(): void;
  /** Says goodbye at once, for a page that is about to vanish. */
  sayBye(): void;
  /** Resolves when nothing more will happen on this connection, soon after `close` at the latest. */
  readonly ended: Promise<void>;
}

/**
 * Whole messages over a channel of frames: flow control, goodbye, and a heartbeat. The heartbeat is
 * question and answer, so that a peer is found alive although its own timers are held back, and it
 * counts its own ticks, so that a computer that slept does not take everybody for gone.
 */
export function createFramedConnection(deps: FramedConnectionDeps): FramedConnection {
  const { channel, maxMessageBytes } = deps;
  const reassembler = createReassembler(maxMessageBytes);
  const inbox = createInbox();
  let state: 'open' | 'closing' | 'closed' = 'open';
  let bytesSent = 0;
  let lastSend: Promise<void> = Promise.resolve();
  let drained: { resolve: () => void; reject: (error: Error) => void } | undefined;
  let heardSinceTick = true;
  let silentTicks = 0;
  let graceTimer: ReturnType<typeof setTimeout> | undefined;

  let resolveEnded: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (resolveEnded = resolve));

  channel.onDrain(() => {
    drained?.resolve();
    drained = undefined;
  });

  const heartbeat = setInterval(() => {
    silentTicks = heardSinceTick ? 0 : silentTicks + 1;
    heardSinceTick = false;
    if (silentTicks >= (channel.interrupted ? SILENT_TICKS_INTERRUPTED : SILENT_TICKS)) end('peer-gone');
    else sendControl(FRAME_KIND.ping);
  }, PING_INTERVAL_MS);

  function end(reason: ErrorCode): void {
    if (state === 'closed') return;
    const tellListeners = state === 'open';
    state = 'closed';
    clearInterval(heartbeat);
    clearTimeout(graceTimer);
    drained?.reject(gone());
    drained = undefined;
    channel.destroy();
    resolveEnded();
    if (tellListeners) inbox.end(reason);
  }

  function gone(): FederatedError {
    return new FederatedError('peer-gone', 'the connection is closed');
  }

  function sendControl(kind: number): void {
    if (state === 'closed') return;
    try {
      channel.send(Uint8Array.of(kind));
    } catch {
      end('peer-gone');
    }
  }

  async function sendFrames(message: Bytes): Promise<void> {
    for (const frame of splitIntoFrames(message)) {
      if (state === 'closed') throw gone();
      if (channel.bufferedAmount > HIGH_WATER_BYTES) {
        await new Promise<void>((resolve, reject) => (drained = { resolve, reject }));
      }
      try {
        channel.send(frame);
      } catch (cause) {
        end('peer-gone');
        throw new FederatedError('peer-gone', 'the channel took no more', {}, { cause });
      }
    }
    bytesSent += message.length;
  }

  function receive(data: unknown): void {
    if (state === 'closed') return;
    heardSinceTick = true;
    const received = read(data);
    if (received === undefined) return;
    if (received.kind === 'ping') sendControl(FRAME_KIND.pong);
    else if (received.kind === 'bye') end('peer-gone');
    else if (received.kind === 'message' && state === 'open') accept(received.message);
  }

  function read(data: unknown): Received | undefined {
    try {
      if (data instanceof ArrayBuffer) return reassembler.receive(new Uint8Array(data));
      end('message-malformed');
    } catch (error) {
      end(asFederatedError(error, 'message-malformed').code);
    }
    return undefined;
  }

  function accept(message: Bytes): void {
    if (inbox.waitingBytes + message.length > maxMessageBytes) end('message-too-large');
    else inbox.deliver(message);
  }

  return {
    remoteId: deps.remoteId,
    get open() {
      return state === 'open';
    },
    get bytesSent() {
      return bytesSent;
    },
    get bytesReceived() {
      return inbox.bytesReceived;
    },
    send(message) {
      if (state !== 'open') return Promise.reject(gone());
      if (message.length > maxMessageBytes) {
        const details = { bytes: message.length, limit: maxMessageBytes };
        return Promise.reject(new FederatedError('message-too-large', 'the message is too large', details));
      }
      const sent = lastSend.then(() => sendFrames(message));
      lastSend = sent.catch(() => undefined);
      return sent;
    },
    onMessage: (listener) => inbox.onMessage(listener),
    onClose: (listener) => inbox.onClose(listener),
    fingerprints: deps.fingerprints,
    close() {
      if (state !== 'open') return;
      state = 'closing';
      void lastSend.then(() => {
        if (state === 'closed') return;
        // The peer closes the channel when it reads the goodbye: everything before it has arrived then.
        graceTimer = setTimeout(() => end('peer-gone'), CLOSE_GRACE_MS);
        sendControl(FRAME_KIND.bye);
      });
    },
    receive,
    lost: () => end('peer-gone'),
    sayBye: () => sendControl(FRAME_KIND.bye),
    ended,
  };
}
