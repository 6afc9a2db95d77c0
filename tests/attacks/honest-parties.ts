import { asFederatedError, type Bytes } from '../../src/base/index.ts';
import { bigintEngine } from '../../src/bignum/index.ts';
import { createAnswering, isWork } from '../../src/parties/answering.ts';
import {
  canonicalHash,
  createKeyPair,
  decodeToDataOwner,
  encodeMessage,
  initialDataOwnerState,
  PROTOCOL_VERSION,
  stepDataOwner,
  type DataOwnerEffect,
  type DataOwnerEvent,
  type Message,
  type OfferBody,
  type Outgoing,
  type ToDataOwner,
  type ToModelOwner,
} from '../../src/protocol/index.ts';
import { createDataOwnerWork } from '../../src/workers/data-owner-work.ts';
import { createModelOwnerWork } from '../../src/workers/model-owner-work.ts';

/**
 * The parties that an attacker meets: the product's state machine, messages, masks and arithmetic, in
 * whichever build this module was loaded. Everything else, and every message, is in the attacker's hands.
 */

export interface HonestOwner {
  /** What it sent, in order. */
  readonly sent: readonly Outgoing<ToModelOwner>[];
  /** What its person is told that it refused: codes and reasons. */
  readonly refusals: readonly string[];
  /** The roster code that it shows. */
  readonly rosterCode: string | null;
  /** Takes a message, and does all that follows from it. */
  receive(message: Outgoing<ToDataOwner>): Promise<void>;
  /** Its person has compared the roster code with the others'. */
  compare(same: boolean): Promise<void>;
}

export interface HonestOwnerParts {
  readonly sid: Bytes;
  readonly file: Blob;
  /** What its person agreed to. */
  readonly offer: OfferBody;
  /** How many owners its person was told of. Default: itself alone. */
  readonly ownersTold?: number;
  /** Whether its person wants to compare the roster code before anything leaves. */
  readonly compareFirst?: boolean;
  /** As short as those of unit tests. */
  readonly allowSmallKeys?: boolean;
}

/** How the files of these tests are written. */
const FORM = { rows: 4, decimalComma: false, columnNames: {} } as const;

/** Nothing is made ahead: what is measured and collected is what a message leads to. */
const never = () => () => undefined;

/** A data owner whose person has just pressed Contribute. */
export async function createHonestOwner(parts: HonestOwnerParts): Promise<HonestOwner> {
  const { sid, file, offer, ownersTold = 1, compareFirst = false, allowSmallKeys = true } = parts;
  const work = createDataOwnerWork({ engine: bigintEngine, allowSmallKeys, idle: never });
  const answering = createAnswering({
    sid,
    maskKey: await createKeyPair(),
    work: () => work,
    file: () => ({ blob: file, form: FORM }),
    dealSeed: new Uint8Array(32),
    onChecked: () => undefined,
    declaredRows: () => offer.maximumRows,
    sharedSecret: () => null,
    compareFirst: () => compareFirst,
    progress: () => () => undefined,
  });
  let state = initialDataOwnerState;
  let received = 0;
  const sent: Outgoing<ToModelOwner>[] = [];
  const refusals: string[] = [];

  async function take(event: DataOwnerEvent): Promise<void> {
    const before = state;
    const step = stepDataOwner(state, event);
    state = step.state;
    if (state.name === 'aborted' && before.name !== 'aborted' && state.reason === 'message-unexpected') {
      refusals.push(state.reason);
    }
    for (const effect of step.effects) await carryOut(effect);
  }

  async function carryOut(effect: DataOwnerEffect): Promise<void> {
    if (isWork(effect)) return take(await answering.run(effect).catch(failed));
    if (effect.type === 'send') sent.push(effect.message);
    if (effect.type === 'refused') refusals.push(`contract-refused ${effect.problem.kind}`);
    if (effect.type === 'roster-refused') refusals.push(`roster ${effect.reason}`);
    if (state.name === 'asking-consent') refusals.push(`asked ${state.why.map(({ kind }) => kind).join()}`);
  }

  function failed(cause: unknown): DataOwnerEvent {
    refusals.push(codeOf(cause));
    return { type: 'work-failed', reason: 'failed' };
  }

  await take({ type: 'contribute', offer, ownersTold });
  return {
    sent,
    refusals,
    get rosterCode() {
      return 'code' in state ? state.code : null;
    },
    async receive(outgoing) {
      const envelope = { v: PROTOCOL_VERSION, sid, from: 0, seq: received++, ...outgoing };
      const message = decodeToDataOwner(encodeMessage(envelope as Message));
      const hashed = message.type === 'CONTRACT' || message.type === 'ROSTER';
      await take({ type: 'message', message, ...(hashed && { hash: await canonicalHash(message.body) }) });
    },
    compare: (same) => take({ type: 'roster-compared', same }),
  };
}

/** The arithmetic of a model owner that is the one to be cheated. */
export function createHonestModelOwner(): ReturnType<typeof createModelOwnerWork> {
  return createModelOwnerWork({ engine: bigintEngine, allowSmallKeys: true, idle: never });
}

/** Code and reason of a failure of these parties, as a person is told: an unforeseen one is the worker's. */
export function codeOf(error: unknown): string {
  const { code, details } = asFederatedError(error, 'worker-failed');
  const { reason } = details;
  return typeof reason === 'string' ? `${code} ${reason}` : code;
}
