import { asFederatedError, type Bytes, type ErrorCode, equalBytes, FederatedError } from '../base/index.ts';
import { encodeMessage, PROTOCOL_VERSION, type Message, type Outgoing } from '../protocol/index.ts';

/** An unfinished handshake is given up after this long, on either side. */
export const HANDSHAKE_TIMEOUT_MS = 15_000;

/** What a link needs of the channel below it. */
interface Channel {
  send(message: Bytes): Promise<void>;
  onMessage(listener: (message: Bytes) => void): void;
  onClose(listener: (reason: ErrorCode) => void): void;
  close(): void;
}

interface LinkDeps<In extends Message> {
  readonly channel: Channel;
  readonly sid: Bytes;
  /** 0 for the model owner, the invite index for a data owner. */
  readonly self: number;
  readonly other: number;
  readonly decode: (bytes: Bytes) => In;
  readonly onMessage: (message: In, bytes: number) => void;
  /** Called once, whoever ended it; not after an own `close`. */
  readonly onClose: (reason: ErrorCode) => void;
}

/** Messages with their envelope over one channel. */
export interface MessageLink<Out extends Message> {
  /** Returns the size in bytes of what is sent. Failures end the link. */
  send(message: Outgoing<Out>): number;
  close(): void;
}

/** Adds and checks envelopes: session, sender, and numbers without a gap. */
export function createMessageLink<Out extends Message, In extends Message>(
  deps: LinkDeps<In>,
): MessageLink<Out> {
  const { channel, sid, self, other } = deps;
  let sent = 0;
  let received = 0;
  let open = true;

  const end = (reason: ErrorCode): void => {
    if (!open) return;
    open = false;
    channel.close();
    deps.onClose(reason);
  };

  channel.onMessage((bytes) => {
    if (!open) return;
    try {
      const message = deps.decode(bytes);
      if (!equalBytes(message.sid, sid) || message.from !== other || message.seq !== received) {
        throw new FederatedError('message-malformed', 'envelope: another session, sender or number');
      }
      received += 1;
      deps.onMessage(message, bytes.length);
    } catch (error) {
      end(asFederatedError(error, 'message-malformed').code);
    }
  });
  channel.onClose(end);

  function encode(message: Message): Bytes | null {
    try {
      return encodeMessage(message);
    } catch (error) {
      end(asFederatedError(error, 'message-malformed').code);
      return null;
    }
  }

  return {
    send(message) {
      if (!open) return 0;
      const { type, body, round } = message;
      const envelope = { v: PROTOCOL_VERSION, type, sid, from: self, seq: sent, round, body } as Message;
      const bytes = encode(envelope);
      if (bytes === null) return 0;
      sent += 1;
      channel.send(bytes).catch((error: unknown) => end(asFederatedError(error, 'channel-broken').code));
      return bytes.length;
    },
    close() {
      open = false;
      channel.close();
    },
  };
}
