import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, isFederatedError, type Bytes } from '../../../src/base/index.ts';
import {
  createReassembler,
  FRAME_KIND,
  MAX_FRAME_BYTES,
  splitIntoFrames,
} from '../../../src/transport/framing.ts';

const LIMIT = 1024 * 1024;
const message = fc.uint8Array({ maxLength: 3000 }).map((bytes) => Uint8Array.from(bytes));

function start(length: number, ...piece: number[]): Bytes {
  const header = new Uint8Array(5);
  header[0] = FRAME_KIND.start;
  new DataView(header.buffer).setUint32(1, length);
  return concatBytes(header, Uint8Array.from(piece));
}

function codeOf(frames: readonly Bytes[], limit = LIMIT): string {
  const reassembler = createReassembler(limit);
  try {
    for (const frame of frames) reassembler.receive(frame);
  } catch (error) {
    if (isFederatedError(error)) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('splitIntoFrames and createReassembler', () => {
  test('messages come out as they went in, at any frame size, one after the other', () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 5 }),
        fc.integer({ min: 6, max: 700 }),
        (messages, frameBytes) => {
          const reassembler = createReassembler(LIMIT);
          const received: Bytes[] = [];
          for (const each of messages) {
            for (const frame of splitIntoFrames(each, frameBytes)) {
              expect(frame.length).toBeLessThanOrEqual(frameBytes);
              const result = reassembler.receive(frame);
              if (result.kind === 'message') received.push(result.message);
            }
          }
          expect(received).toEqual(messages);
        },
      ),
    );
  });

  test('pieces may be of any length, and control frames may stand between them', () => {
    const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { minLength: 1, maxLength: 20 });
    const controls = fc.array(fc.constantFrom(FRAME_KIND.ping, FRAME_KIND.pong), { maxLength: 2 });
    fc.assert(
      fc.property(pieces, controls, (parts, kinds) => {
        const whole = concatBytes(...parts);
        const reassembler = createReassembler(LIMIT);
        let received: Bytes | undefined;
        for (const [i, part] of parts.entries()) {
          for (const kind of kinds) reassembler.receive(Uint8Array.of(kind));
          const frame =
            i === 0
              ? start(whole.length, ...part)
              : concatBytes(Uint8Array.of(FRAME_KIND.continuation), part);
          const result = reassembler.receive(frame);
          expect(result.kind).toBe(i === parts.length - 1 ? 'message' : 'partial');
          if (result.kind === 'message') received = result.message;
        }
        expect(received).toEqual(whole);
      }),
    );
  });

  test('a message of exactly one frame is one frame, and one byte more makes two', () => {
    expect([...splitIntoFrames(new Uint8Array(MAX_FRAME_BYTES - 5))].length).toBe(1);
    expect([...splitIntoFrames(new Uint8Array(MAX_FRAME_BYTES - 4))].map((frame) => frame.length)).toEqual([
      MAX_FRAME_BYTES,
      2,
    ]);
  });

  test('arbitrary bytes are accepted or refused by code, never by another exception', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (frames) => {
        const codes = ['accepted', 'message-malformed', 'message-too-large'];
        expect(codes).toContain(codeOf(frames.map((frame) => Uint8Array.from(frame))));
      }),
    );
  });

  test.each<[string, string, Bytes[]]>([
    ['a longer message announced than the limit', 'message-too-large', [start(LIMIT + 1, 1)]],
    ['an empty frame', 'message-malformed', [new Uint8Array(0)]],
    ['an unknown kind', 'message-malformed', [Uint8Array.of(6)]],
    ['a header cut short', 'message-malformed', [Uint8Array.of(FRAME_KIND.start, 0, 0, 0)]],
    ['a start without a piece', 'message-malformed', [start(4)]],
    ['a continuation of nothing', 'message-malformed', [Uint8Array.of(FRAME_KIND.continuation, 1)]],
    ['an empty continuation', 'message-malformed', [start(4, 1), Uint8Array.of(FRAME_KIND.continuation)]],
    ['a start inside a message', 'message-malformed', [start(4, 1), start(4, 1)]],
    ['more bytes than announced, at once', 'message-malformed', [start(1, 1, 2)]],
    ['more bytes than announced, later', 'message-malformed', [start(2, 1), Uint8Array.of(2, 1, 2)]],
    ['a control frame with data', 'message-malformed', [Uint8Array.of(FRAME_KIND.ping, 0)]],
    [
      'a frame above 64 KiB',
      'message-malformed',
      [concatBytes(start(LIMIT), new Uint8Array(MAX_FRAME_BYTES))],
    ],
    ['a message of exactly the limit', 'accepted', [start(LIMIT, 1)]],
    ['an empty message', 'accepted', [start(0)]],
  ])('%s: %s', (_, code, frames) => {
    expect(codeOf(frames)).toBe(code);
  });
});
