import { describe, expect, test } from 'vitest';
import { isClientMessage, isServerMessage } from '../../../src/transport/coordination-messages.ts';

const ROOM = 'AAAAAAAAAAAAAAAAAAAAAA';
const MEMBER = 'abcdefghijklmnopqrst_w';
const join = { type: 'join', room: ROOM, role: 'dataOwner', member: MEMBER };
const status = { type: 'status', phase: 'ready', round: 3 };
const participant = {
  ...{ id: 'dataOwner-1', role: 'dataOwner', number: 1, phase: 'ready', round: 0 },
  ...{ joinedAt: 1, lastSeenAt: 2, refused: 0, present: true },
};
const room = {
  ...{ type: 'room', participants: [participant], facilitators: 1, pauseRequested: false, closed: false },
  ...{ round: 0, timeline: [{ phase: 'waiting', at: 1 }] },
  ...{ messages: 1, bytes: 100, longestBytes: 100, refused: 0, payloadBytes: 0 },
};

describe('isClientMessage', () => {
  test.each([
    join,
    { ...join, role: 'facilitator' },
    status,
    { type: 'leave' },
    { type: 'close' },
    { type: 'pause', paused: true },
  ])('takes %j', (message) => expect(isClientMessage(message)).toBe(true));

  test.each([
    null,
    'join',
    [],
    {},
    { type: 'payload' },
    { ...join, extra: 1 },
    { ...join, role: 'owner' },
    { ...join, room: ROOM.slice(1) },
    { ...join, room: `${ROOM}A` },
    // 128 bits leave two bits in the last symbol: B is not canonical.
    { ...join, room: ROOM.slice(1) + 'B' },
    { ...join, member: MEMBER.replace('_', '+') },
    { ...join, member: undefined },
    { ...status, phase: 'idle' },
    { ...status, round: -1 },
    { ...status, round: 1.5 },
    { ...status, round: '3' },
    { ...status, loss: 0.1 },
    { type: 'leave', reason: 'text' },
    { type: 'pause' },
    { type: 'pause', paused: 1 },
    { type: 'close', room: ROOM },
  ])('refuses %j', (message) => expect(isClientMessage(message)).toBe(false));
});

describe('isServerMessage', () => {
  test.each([room, { ...room, participants: [] }, { type: 'refused', reason: 'closed' }])(
    'takes %j',
    (message) => expect(isServerMessage(message)).toBe(true),
  );

  test.each([
    { ...room, extra: 1 },
    { ...room, participants: [{ ...participant, member: MEMBER }] },
    { ...room, participants: [{ ...participant, role: 'facilitator' }] },
    { ...room, participants: Array.from({ length: 65 }, () => participant) },
    { ...room, timeline: [{ phase: 'waiting' }] },
    { ...room, bytes: -1 },
    { ...room, payloadBytes: undefined },
    { type: 'refused', reason: 'because' },
    join,
  ])('refuses %j', (message) => expect(isServerMessage(message)).toBe(false));
});
