import * as v from 'valibot';

/**
 * What PeerJS clients say to introduce themselves to each other, and nothing else: only these shapes
 * are relayed. A message that is none of them would be payload.
 */

/** Longer session descriptions than this come from no data-channel-only connection. */
const MAX_SDP_LENGTH = 16 * 1024;

export const peerId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{8,64}$/));
const connectionId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_]{1,40}$/));
const shortText = v.pipe(v.string(), v.maxLength(256), v.regex(/^[\x20-\x7e]*$/));

/** Lines of the form `x=...` (RFC 8866, section 5), the first of them v=0. */
const sdpText = v.pipe(
  v.string(),
  v.maxLength(MAX_SDP_LENGTH),
  v.regex(/^v=0\r\n(?:[a-z]=[\x20-\x7e]*\r\n)*$/),
);

const description = (type: 'offer' | 'answer') => v.strictObject({ type: v.literal(type), sdp: sdpText });

const candidate = v.strictObject({
  candidate: v.pipe(v.string(), v.maxLength(1024), v.regex(/^(?:candidate:[\x20-\x7e]*)?$/)),
  sdpMid: v.optional(v.nullable(shortText)),
  sdpMLineIndex: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(16)))),
  usernameFragment: v.optional(v.nullable(shortText)),
});

const data = { type: v.literal('data'), connectionId };

const clientMessage = v.variant('type', [
  v.strictObject({
    type: v.literal('OFFER'),
    dst: peerId,
    payload: v.strictObject({
      ...data,
      sdp: description('offer'),
      label: v.literal('data'),
      reliable: v.literal(true),
      serialization: v.literal('raw'),
    }),
  }),
  v.strictObject({
    type: v.literal('ANSWER'),
    dst: peerId,
    payload: v.strictObject({ ...data, sdp: description('answer') }),
  }),
  v.strictObject({
    type: v.literal('CANDIDATE'),
    dst: peerId,
    payload: v.strictObject({ ...data, candidate }),
  }),
  v.strictObject({ type: v.literal('EXPIRE'), dst: peerId }),
  v.strictObject({ type: v.literal('LEAVE'), dst: v.optional(peerId) }),
  v.strictObject({ type: v.literal('HEARTBEAT') }),
]);

const notice = v.variant('type', [
  v.strictObject({ type: v.literal('OPEN') }),
  v.strictObject({ type: v.literal('ID-TAKEN'), payload: v.strictObject({ msg: shortText }) }),
  v.strictObject({ type: v.literal('ERROR'), payload: v.strictObject({ msg: shortText }) }),
]);

/** Whether a client may say this. */
export function isSetUpMessage(value: unknown): boolean {
  return v.is(clientMessage, value);
}

/** Whether the server says this of its own: about the place of a client, not from another one. */
export function isNotice(value: unknown): value is v.InferOutput<typeof notice> {
  return v.is(notice, value);
}

/** The type of a client's set-up message that is handed on with the sender's id; undefined if it is none. */
export function relayedType(value: unknown): v.InferOutput<typeof clientMessage>['type'] | undefined {
  if (typeof value !== 'object' || value === null || !('src' in value)) return undefined;
  const { src, ...message } = value;
  return v.is(peerId, src) && v.is(clientMessage, message) ? message.type : undefined;
}
