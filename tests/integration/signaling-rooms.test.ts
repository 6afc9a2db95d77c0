import { describe, expect, test } from 'vitest';
import { createRooms, MAX_ROOMS, ROOM_RETENTION_MS, type Seat } from '../../signaling/rooms.ts';
import { MAX_ROOM_MEMBERS, MAX_TIMELINE } from '../../src/transport/index.ts';

function setUp() {
  let time = 1_000;
  const changes: string[] = [];
  const rooms = createRooms({
    now: () => time,
    onChange: (room) => changes.push(room),
    elsewhere: () => ({ refused: 2, payloadBytes: 0 }),
  });
  function seat(
    room: string,
    member: string,
    role: 'modelOwner' | 'dataOwner' | 'facilitator' = 'dataOwner',
  ): Seat {
    const joined = rooms.join(room, role, member);
    if (typeof joined === 'string') throw new Error(joined);
    return joined;
  }
  return { rooms, changes, seat, pass: (ms: number) => (time += ms) };
}

describe('createRooms', () => {
  test('a room vanishes some minutes after its last member, not before', () => {
    const { rooms, seat, pass } = setUp();
    const first = seat('room', 'a');
    const second = seat('room', 'b');
    first.leave(false);
    pass(2 * ROOM_RETENTION_MS);
    rooms.sweep();
    expect(rooms.snapshot('room')?.participants.map(({ present }) => present)).toEqual([false, true]);
    second.leave(false);
    pass(ROOM_RETENTION_MS - 1);
    rooms.sweep();
    expect(rooms.snapshot('room')).toBeDefined();
    pass(1);
    rooms.sweep();
    expect(rooms.snapshot('room')).toBeUndefined();
  });

  test('a full room refuses, unless somebody is away: who is longest is forgotten', () => {
    const { rooms, seat, pass } = setUp();
    const seats = Array.from({ length: MAX_ROOM_MEMBERS }, (_, i) => seat('room', `m${i}`));
    expect(rooms.join('room', 'dataOwner', 'late')).toBe('room-full');
    pass(1);
    seats[5]?.leave(false);
    pass(1);
    seats[3]?.leave(false);
    seat('room', 'late');
    const numbers = rooms.snapshot('room')?.participants.map(({ number }) => number);
    expect(numbers).toHaveLength(MAX_ROOM_MEMBERS);
    expect(numbers).not.toContain(6);
    expect(numbers).toContain(4);
  });

  test('a full server refuses new rooms and keeps serving old ones', () => {
    const { rooms, seat } = setUp();
    for (let i = 0; i < MAX_ROOMS; i++) seat(`room${i}`, 'a');
    expect(rooms.join('another', 'dataOwner', 'a')).toBe('server-full');
    expect(rooms.join('room7', 'dataOwner', 'b')).toMatchObject({ room: 'room7' });
  });

  test('the timeline follows the model owner, a repeated phase once, and does not grow for ever', () => {
    const { rooms, seat, pass } = setUp();
    const modelOwner = seat('room', 'm', 'modelOwner');
    seat('room', 'd').status('finished', 9);
    for (const phase of ['ready', 'ready', 'training'] as const) {
      pass(10);
      modelOwner.status(phase, 1);
    }
    expect(rooms.snapshot('room')).toMatchObject({
      round: 1,
      timeline: [
        { phase: 'ready', at: 1_010 },
        { phase: 'training', at: 1_030 },
      ],
    });
    for (let i = 0; i < MAX_TIMELINE; i++) modelOwner.status(i % 2 === 0 ? 'paused' : 'training', i);
    expect(rooms.snapshot('room')?.timeline).toHaveLength(MAX_TIMELINE);
  });

  test('counters of the room add up with what the server refused elsewhere', () => {
    const { rooms, seat } = setUp();
    const one = seat('room', 'a');
    one.count(100);
    one.count(40);
    one.refuse();
    expect(rooms.snapshot('room')).toMatchObject({ messages: 2, bytes: 140, longestBytes: 100, refused: 3 });
  });
});
