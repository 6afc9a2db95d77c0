import {
  MAX_ROOM_MEMBERS,
  MAX_TIMELINE,
  type RefusalReason,
  type RoomParticipant,
  type RoomPhase,
  type RoomRole,
  type RoomSnapshot,
} from '../src/transport/index.ts';

export const MAX_ROOMS = 500;
/** A room outlives its last member by this, so that everybody may reload. */
export const ROOM_RETENTION_MS = 5 * 60_000;

/** Somebody in a room: what the server knows of one tab. */
interface Member {
  readonly id: string;
  readonly role: RoomRole;
  readonly number: number;
  readonly joinedAt: number;
  phase: RoomPhase;
  round: number;
  lastSeenAt: number;
  refused: number;
  present: boolean;
}

/** What one socket may do once it joined. Refusals are returned, not thrown: they are ordinary. */
export interface Seat {
  readonly room: string;
  readonly member: string;
  status(phase: RoomPhase, round: number): RefusalReason | undefined;
  pause(paused: boolean): RefusalReason | undefined;
  closeRoom(): RefusalReason | undefined;
  /** A message of this member came, of so many bytes. */
  count(bytes: number): void;
  refuse(): void;
  seen(): void;
  /** The socket is gone; `forGood` takes the member off the list. */
  leave(forGood: boolean): void;
}

export interface Rooms {
  join(room: string, role: RoomRole, member: string): Seat | RefusalReason;
  /** Undefined once the room is gone. */
  snapshot(room: string): RoomSnapshot | undefined;
  /** Forgets rooms that have been empty for long. */
  sweep(): void;
}

export interface RoomsDeps {
  readonly now: () => number;
  /** Called with the room whenever its snapshot changed. */
  readonly onChange: (room: string) => void;
  /** What the server counted that belongs to no room. */
  readonly elsewhere: () => { readonly refused: number; readonly payloadBytes: number };
}

interface Room {
  readonly members: Map<string, Member>;
  readonly arrivals: Record<RoomRole, number>;
  timeline: RoomSnapshot['timeline'];
  pauseRequested: boolean;
  closed: boolean;
  round: number;
  messages: number;
  bytes: number;
  longestBytes: number;
  refused: number;
  emptySince: number | undefined;
}

/** The rooms of a server: who is where, and what they told. Knows no socket. */
export function createRooms({ now, onChange, elsewhere }: RoomsDeps): Rooms {
  const rooms = new Map<string, Room>();

  function takeSeat(roomId: string, room: Room, memberId: string, member: Member): Seat {
    function changed(): void {
      member.lastSeenAt = now();
      onChange(roomId);
    }
    return {
      room: roomId,
      member: memberId,
      status(phase, round) {
        if (member.role === 'facilitator') return 'role';
        member.phase = phase;
        member.round = round;
        if (member.role === 'modelOwner') {
          room.round = round;
          if (room.timeline.at(-1)?.phase !== phase) {
            room.timeline = [...room.timeline, { phase, at: now() }].slice(-MAX_TIMELINE);
          }
        }
        changed();
        return undefined;
      },
      pause(paused) {
        if (member.role !== 'facilitator') return 'role';
        room.pauseRequested = paused;
        changed();
        return undefined;
      },
      closeRoom() {
        if (member.role !== 'facilitator') return 'role';
        room.closed = true;
        changed();
        return undefined;
      },
      count(bytes) {
        room.messages++;
        room.bytes += bytes;
        room.longestBytes = Math.max(room.longestBytes, bytes);
      },
      refuse() {
        member.refused++;
        room.refused++;
        changed();
      },
      seen() {
        changed();
      },
      leave(forGood) {
        member.present = false;
        if (forGood || member.role === 'facilitator') room.members.delete(memberId);
        if (![...room.members.values()].some(({ present }) => present)) room.emptySince = now();
        changed();
      },
    };
  }

  function open(roomId: string): Room | undefined {
    const known = rooms.get(roomId);
    if (known) return known;
    if (rooms.size >= MAX_ROOMS) return undefined;
    const room: Room = {
      members: new Map(),
      arrivals: { modelOwner: 0, dataOwner: 0, facilitator: 0 },
      timeline: [],
      pauseRequested: false,
      closed: false,
      round: 0,
      ...{ messages: 0, bytes: 0, longestBytes: 0, refused: 0 },
      emptySince: now(),
    };
    rooms.set(roomId, room);
    return room;
  }

  /** Makes room by forgetting who has been away longest. */
  function evictAbsent(room: Room): boolean {
    const absent = [...room.members].filter(([, { present }]) => !present);
    const oldest = absent.sort(([, a], [, b]) => a.lastSeenAt - b.lastSeenAt)[0];
    return oldest !== undefined && room.members.delete(oldest[0]);
  }

  return {
    join(roomId, role, memberId) {
      const room = open(roomId);
      if (!room) return 'server-full';
      if (room.closed) return 'closed';
      let member = room.members.get(memberId);
      if (member && member.role !== role) return 'role';
      if (!member) {
        if (room.members.size >= MAX_ROOM_MEMBERS && !evictAbsent(room)) return 'room-full';
        const number = ++room.arrivals[role];
        const at = now();
        member = {
          ...{ id: `${role}-${number}`, role, number, joinedAt: at, lastSeenAt: at },
          ...{ phase: 'connecting', round: 0, refused: 0, present: true },
        };
        room.members.set(memberId, member);
      }
      member.present = true;
      member.lastSeenAt = now();
      room.emptySince = undefined;
      onChange(roomId);
      return takeSeat(roomId, room, memberId, member);
    },
    snapshot(roomId) {
      const room = rooms.get(roomId);
      if (!room) return undefined;
      const { pauseRequested, closed, round, timeline, messages, bytes, longestBytes } = room;
      const others = elsewhere();
      const members = [...room.members.values()];
      return {
        type: 'room',
        participants: members.flatMap(({ role, ...rest }): RoomParticipant[] =>
          role === 'facilitator' ? [] : [{ ...rest, role }],
        ),
        facilitators: members.filter(({ role, present }) => role === 'facilitator' && present).length,
        ...{ pauseRequested, closed, round, timeline, messages, bytes, longestBytes },
        refused: room.refused + others.refused,
        payloadBytes: others.payloadBytes,
      };
    },
    sweep() {
      for (const [id, { emptySince }] of rooms) {
        if (emptySince !== undefined && now() - emptySince >= ROOM_RETENTION_MS) rooms.delete(id);
      }
    },
  };
}
