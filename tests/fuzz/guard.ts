import { equalBytes, isFederatedError, type Bytes } from '../../src/base/index.ts';
import { decodeToDataOwner, decodeToModelOwner, encodeMessage } from '../../src/protocol/codec.ts';
import type { ToDataOwner, ToModelOwner } from '../../src/protocol/messages.ts';
import { isWellFormed, type Receiver } from './shape-rules.ts';

// Refusals are exceptions: their stacks would take more time than everything else.
Error.stackTraceLimit = 3;

/** Longer than one message may take. */
const HANG_MS = 1000;

export interface ByReceiver {
  readonly 'data-owner': ToDataOwner;
  readonly 'model-owner': ToModelOwner;
}

/** How far a message came. */
export type Stage =
  | 'unknown type'
  | 'too large'
  | 'not CBOR'
  | 'too many items'
  | 'unexpected shape'
  | 'type and envelope differ'
  | 'not canonical'
  | 'accepted';

/** Stages behind the outer decoder: CBOR that was read, and then held against the shape. */
export const PAST_DECODER: readonly Stage[] = [
  'unexpected shape',
  'type and envelope differ',
  'not canonical',
  'accepted',
];

interface Verdict<R extends Receiver> {
  readonly stage: Stage;
  readonly message: ByReceiver[R] | null;
}

const DECODE: { [R in Receiver]: (bytes: Bytes) => ByReceiver[R] } = {
  'data-owner': decodeToDataOwner,
  'model-owner': decodeToModelOwner,
};

/**
 * Puts bytes through the guards of the shipped code and holds the verdict against the second implementation.
 *
 * @throws Error for a crash, a wrong verdict, or another spelling of the same message.
 */
export function passGuards<R extends Receiver>(receiver: R, bytes: Bytes): Verdict<R> {
  const verdict = decodeOrRefuse(receiver, bytes);
  const accepted = verdict.message !== null;
  if (accepted !== isWellFormed(receiver, bytes)) {
    throw new Error(accepted ? 'accepted, and malformed' : `refused as ${verdict.stage}, and well-formed`);
  }
  if (verdict.message !== null && !equalBytes(encodeMessage(verdict.message), bytes)) {
    throw new Error('accepted in a second spelling');
  }
  return verdict;
}

function decodeOrRefuse<R extends Receiver>(receiver: R, bytes: Bytes): Verdict<R> {
  try {
    return { stage: 'accepted', message: DECODE[receiver](bytes) };
  } catch (error) {
    if (isFederatedError(error, 'message-too-large')) return { stage: 'too large', message: null };
    if (!isFederatedError(error, 'message-malformed')) throw error;
    return { stage: error.details['reason'] as Stage, message: null };
  }
}

/** Runs `work`, and again if it took too long: other programs on the machine may have been the reason. */
export function withoutHang<T>(work: () => T): T {
  for (let attempt = 1; ; attempt++) {
    const start = performance.now();
    const result = work();
    const ms = performance.now() - start;
    if (ms < HANG_MS) return result;
    if (attempt === 3) throw new Error(`took ${Math.round(ms)} ms`);
  }
}

/** Runs `work` on the message numbered `index`; what goes wrong says how to have it again. */
export function reporting<T>(index: number, bytes: Uint8Array, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw failure(index, bytes, cause);
  }
}

export function failure(index: number, bytes: Uint8Array, cause: unknown): Error {
  const hex = Buffer.from(bytes.subarray(0, 4096)).toString('hex');
  const said = cause instanceof Error ? cause.message : String(cause);
  return new Error(`message ${index} (${bytes.length} bytes): ${said}\n${hex}`, { cause });
}

export function counter<K extends string>(): {
  add(key: K, by?: number): void;
  of(...keys: readonly K[]): number;
} {
  const counts = new Map<K, number>();
  return {
    add: (key, by = 1) => void counts.set(key, (counts.get(key) ?? 0) + by),
    of: (...keys) => keys.reduce((sum, key) => sum + (counts.get(key) ?? 0), 0),
  };
}
