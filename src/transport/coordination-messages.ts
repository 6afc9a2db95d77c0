import * as v from 'valibot';

/**
 * What tabs and server say over the coordination socket, as JSON: all that the server learns of a
 * session. Both sides import this file; unknown shapes and extra fields are refused by both.
 */

/** The longest message a client may send, in bytes. */
export const MAX_COORDINATION_BYTES = 1024;
/** The most members a room holds, and so the most participants of a snapshot. */
export const MAX_ROOM_MEMBERS = 64;
/** The most phases of a timeline; older ones are dropped. */
export const MAX_TIMELINE = 100;
/** Close code of a socket whose member joined again from elsewhere: it must not fight for the place. */
export const CLOSE_REPLACED = 4001;

/** Base64url of 16 bytes: the last of 22 symbols carries two bits. */
const id128 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{21}[AQgw]$/));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const phase = v.picklist(['connecting', 'waiting', 'ready', 'training', 'paused', 'finished', 'failed']);
const participantRole = v.picklist(['modelOwner', 'dataOwner']);

// ---- client to server ----------------------------------------------------------------------------

const clientMessage = v.variant('type', [
  /** Once, first. `member` is a secret of the tab: whoever knows it takes the place over. */
  v.strictObject({
    type: v.literal('join'),
    room: id128,
    role: v.picklist(['modelOwner', 'dataOwner', 'facilitator']),
    member: id128,
  }),
  /** Model owner and data owners, on every change. */
  v.strictObject({ type: v.literal('status'), phase, round: count }),
  /** Anybody, before closing for good. */
  v.strictObject({ type: v.literal('leave') }),
  /** Facilitator: asks everybody to hold, or to go on. */
  v.strictObject({ type: v.literal('pause'), paused: v.boolean() }),
  /** Facilitator: takes the room off the server. */
  v.strictObject({ type: v.literal('close') }),
]);

// ---- server to client ----------------------------------------------------------------------------

const participant = v.strictObject({
  /** Stands for the member on the page; says nothing about its secret. */
  id: v.pipe(v.string(), v.maxLength(40)),
  role: participantRole,
  /** Number of arrival within the role. */
  number: count,
  phase,
  round: count,
  /** Unix time in milliseconds, by the server's clock, like every time here. */
  joinedAt: count,
  lastSeenAt: count,
  refused: count,
  present: v.boolean(),
});

const serverMessage = v.variant('type', [
  /** To everybody in the room, on every change, at most a few times a second. */
  v.strictObject({
    type: v.literal('room'),
    participants: v.pipe(v.array(participant), v.maxLength(MAX_ROOM_MEMBERS)),
    /** How many facilitators watch. */
    facilitators: count,
    pauseRequested: v.boolean(),
    /** The room is off the server: the socket closes after this message. */
    closed: v.boolean(),
    /** The model owner's round. */
    round: count,
    /** When the model owner entered each phase, oldest first. */
    timeline: v.pipe(v.array(v.strictObject({ phase, at: count })), v.maxLength(MAX_TIMELINE)),
    /** Coordination messages of this room: how many, their bytes, the longest in bytes. */
    messages: count,
    bytes: count,
    longestBytes: count,
    /** Messages refused in this room, and those that the server refused without knowing their room. */
    refused: count,
    /** Bytes that the server relayed and that were not connection set-up. */
    payloadBytes: count,
  }),
  /** To the sender of what was refused. Refused at `join`, the socket closes. */
  v.strictObject({
    type: v.literal('refused'),
    reason: v.picklist([
      'malformed',
      'not-joined',
      'joined-already',
      'role',
      'room-full',
      'server-full',
      'closed',
    ]),
  }),
]);

export type ClientMessage = v.InferOutput<typeof clientMessage>;
export type ServerMessage = v.InferOutput<typeof serverMessage>;
export type RoomSnapshot = Extract<ServerMessage, { type: 'room' }>;
export type RoomParticipant = v.InferOutput<typeof participant>;
export type RoomPhase = v.InferOutput<typeof phase>;
export type RoomRole = Extract<ClientMessage, { type: 'join' }>['role'];
export type RefusalReason = Extract<ServerMessage, { type: 'refused' }>['reason'];

export function isClientMessage(value: unknown): value is ClientMessage {
  return v.is(clientMessage, value);
}

export function isServerMessage(value: unknown): value is ServerMessage {
  return v.is(serverMessage, value);
}

/** JSON text as a value, undefined if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
