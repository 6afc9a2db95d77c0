import { checkBytes, checkInteger, concatBytes, FederatedError, type Bytes } from '../base/index.ts';

/**
 * Layout of a frame: one byte of kind, then
 * - START: message length in bytes (4, big-endian), then the first piece of the message;
 * - CONTINUATION: the next piece, never empty;
 * - PING, PONG, BYE: nothing. These may stand between the frames of one message.
 */
export const FRAME_KIND = { start: 1, continuation: 2, ping: 3, pong: 4, bye: 5 } as const;

const KIND_BYTES = 1;
const LENGTH_BYTES = 4;

/** Every browser carries 64 KiB in one data channel message; larger ones are not safe everywhere. */
export const MAX_FRAME_BYTES = 64 * 1024;

/** The frames of a message, in order. An empty message is one frame. */
export function* splitIntoFrames(message: Bytes, maxFrameBytes = MAX_FRAME_BYTES): Generator<Bytes> {
  checkBytes(message, 'message');
  checkInteger(maxFrameBytes, 'maxFrameBytes', KIND_BYTES + LENGTH_BYTES + 1, MAX_FRAME_BYTES);
  const start = new Uint8Array(Math.min(maxFrameBytes, KIND_BYTES + LENGTH_BYTES + message.length));
  start[0] = FRAME_KIND.start;
  new DataView(start.buffer).setUint32(KIND_BYTES, message.length);
  let offset = start.length - KIND_BYTES - LENGTH_BYTES;
  start.set(message.subarray(0, offset), KIND_BYTES + LENGTH_BYTES);
  yield start;
  while (offset < message.length) {
    const piece = message.subarray(offset, offset + maxFrameBytes - KIND_BYTES);
    const frame = new Uint8Array(KIND_BYTES + piece.length);
    frame[0] = FRAME_KIND.continuation;
    frame.set(piece, KIND_BYTES);
    yield frame;
    offset += piece.length;
  }
}

/** What a frame amounts to once it is read. */
export type Received =
  | { readonly kind: 'message'; readonly message: Bytes }
  | { readonly kind: 'partial' | 'ping' | 'pong' | 'bye' };

/** Puts the frames of one sender together again. */
export interface Reassembler {
  /**
   * @throws FederatedError 'message-too-large' as soon as a longer message is announced,
   *   'message-malformed' for a frame that cannot stand where it stands. The connection is over then.
   */
  receive(frame: Uint8Array): Received;
}

export function createReassembler(maxMessageBytes: number): Reassembler {
  checkInteger(maxMessageBytes, 'maxMessageBytes', 0, 0xffff_ffff);
  // Pieces are kept as they come: an announced length allocates nothing.
  let pieces: Bytes[] = [];
  let missing = 0;

  function append(piece: Bytes): Received {
    if (piece.length > missing) throw malformed('a frame runs past the end of its message');
    pieces.push(piece);
    missing -= piece.length;
    if (missing > 0) return { kind: 'partial' };
    const message = concatBytes(...pieces);
    pieces = [];
    return { kind: 'message', message };
  }

  return {
    receive(frame) {
      checkBytes(frame, 'frame');
      if (frame.length > MAX_FRAME_BYTES) throw malformed('a frame is too long');
      switch (frame[0]) {
        case FRAME_KIND.start: {
          if (missing > 0) throw malformed('a message starts inside another');
          if (frame.length < KIND_BYTES + LENGTH_BYTES) throw malformed('a header is cut short');
          const length = new DataView(frame.buffer, frame.byteOffset).getUint32(KIND_BYTES);
          if (length > maxMessageBytes) {
            throw new FederatedError('message-too-large', `a message of ${length} bytes was announced`, {
              bytes: length,
              limit: maxMessageBytes,
            });
          }
          if (length > 0 && frame.length === KIND_BYTES + LENGTH_BYTES) throw malformed('a frame is empty');
          missing = length;
          return append(frame.slice(KIND_BYTES + LENGTH_BYTES));
        }
        case FRAME_KIND.continuation:
          if (missing === 0) throw malformed('a message goes on that has not started');
          if (frame.length === KIND_BYTES) throw malformed('a frame is empty');
          return append(frame.slice(KIND_BYTES));
        case FRAME_KIND.ping:
        case FRAME_KIND.pong:
        case FRAME_KIND.bye:
          if (frame.length !== KIND_BYTES) throw malformed('a control frame carries data');
          return { kind: controlName(frame[0]) };
        default:
          throw malformed('a frame of an unknown kind');
      }
    },
  };
}

function controlName(kind: 3 | 4 | 5): 'ping' | 'pong' | 'bye' {
  if (kind === FRAME_KIND.ping) return 'ping';
  return kind === FRAME_KIND.pong ? 'pong' : 'bye';
}

function malformed(message: string): FederatedError {
  return new FederatedError('message-malformed', message);
}
