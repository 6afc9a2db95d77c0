import { describe, expect, test } from 'vitest';
import { equalBytes, type Bytes, type ErrorCode } from '../../src/base/index.ts';
import { createMessageLink } from '../../src/parties/message-link.ts';
import { decodeToDataOwner, decodeToModelOwner, encodeMessage } from '../../src/protocol/codec.ts';
import type { Message } from '../../src/protocol/messages.ts';
import { SID } from '../unit/protocol/bodies.ts';
import { SELF, sessionTo } from './corpus.ts';
import { createMutator } from './generator.ts';
import { reporting } from './guard.ts';
import { createRandom, SEED } from './seed.ts';
import { isWellFormed, type Receiver } from './shape-rules.ts';

const MESSAGES = 10_000;

/** One end of a link, and what came of what it was handed. */
function createEnd(receiver: Receiver) {
  let deliver: (bytes: Bytes) => void = () => undefined;
  const seen = { messages: 0, ends: [] as ErrorCode[], closed: 0 };
  createMessageLink<Message, Message>({
    channel: {
      send: () => Promise.resolve(),
      onMessage: (listener) => {
        deliver = listener;
      },
      onClose: () => undefined,
      close: () => {
        seen.closed += 1;
      },
    },
    sid: SID,
    self: receiver === 'data-owner' ? SELF : 0,
    other: receiver === 'data-owner' ? 0 : SELF,
    decode: receiver === 'data-owner' ? decodeToDataOwner : decodeToModelOwner,
    onMessage: () => {
      seen.messages += 1;
    },
    onClose: (code) => {
      seen.ends.push(code);
    },
  });
  return { seen, deliver: (bytes: Bytes) => deliver(bytes) };
}

describe.each<Receiver>(['data-owner', 'model-owner'])(`a link of the %s, FUZZ_SEED=${SEED}`, (receiver) => {
  const from = receiver === 'data-owner' ? 0 : SELF;
  const honest = encodeMessage({ v: 3, type: 'RESUME', sid: SID, from, seq: 0, round: 0, body: {} });
  const decode = receiver === 'data-owner' ? decodeToDataOwner : decodeToModelOwner;

  test('hands on what is in its place, and ends at anything else', () => {
    const mutate = createMutator(
      createRandom(`link ${receiver}`),
      [sessionTo(receiver)],
      sessionTo(receiver),
    );
    let handedOn = 0;
    for (let index = 0; index < MESSAGES; index++) {
      const bytes = mutate();
      reporting(index, bytes, () => {
        const end = createEnd(receiver);
        end.deliver(honest);
        end.deliver(bytes);
        const envelope = isWellFormed(receiver, bytes) ? decode(bytes) : null;
        const inPlace =
          envelope !== null && equalBytes(envelope.sid, SID) && envelope.from === from && envelope.seq === 1;
        if (inPlace) handedOn += 1;
        const { messages, ends, closed } = end.seen;
        if (inPlace !== (messages === 2) || inPlace !== (ends.length === 0) || inPlace !== (closed === 0)) {
          throw new Error(`handed on ${messages}, ended ${ends.length} times, closed ${closed} times`);
        }
        if (!ends.every((code) => ['message-malformed', 'message-too-large'].includes(code))) {
          throw new Error(`ended with ${ends.join()}`);
        }
        // Nothing comes after an end.
        if (!inPlace)
          end.deliver(encodeMessage({ v: 3, type: 'RESUME', sid: SID, from, seq: 1, round: 0, body: {} }));
        if (end.seen.messages !== messages || end.seen.ends.length !== ends.length)
          throw new Error('goes on');
      });
    }
    expect(handedOn).toBeGreaterThan(MESSAGES / 20);
    expect(handedOn).toBeLessThan(MESSAGES / 2);
  });
});
