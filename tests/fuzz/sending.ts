import { encodeMessage } from '../../src/protocol/codec.ts';
import type { DataOwnerMessage, Message, ModelOwnerMessage } from '../../src/protocol/messages.ts';
import { SID } from '../unit/protocol/bodies.ts';
import { isWellFormed, type Receiver } from './shape-rules.ts';

/** Bodies that were checked already, with their rounds: most are sent again and again. */
const checkedBodies = new WeakMap<object, Set<number>>();
const checkedReasons = new Set<string>();

/** Throws unless the other side has to accept what a machine sends. */
export function checkSending(receiver: Receiver, message: DataOwnerMessage | ModelOwnerMessage): void {
  const { type, body, round } = message;
  if (type === 'ABORT' || type === 'PAUSE') {
    const guard = 'guard' in body ? body.guard : '';
    const said = `${receiver} ${type} ${body.reason} ${guard} ${round}`;
    if (checkedReasons.has(said)) return;
    checkedReasons.add(said);
  }
  const rounds = checkedBodies.get(body) ?? new Set<number>();
  if (rounds.has(round)) return;
  checkedBodies.set(body, rounds.add(round));
  const from = receiver === 'data-owner' ? 0 : 1;
  const envelope = { v: 3, type, sid: SID, from, seq: 0, round, body } as Message;
  if (!isWellFormed(receiver, encodeMessage(envelope))) throw new Error(`sends a malformed ${type}`);
}
