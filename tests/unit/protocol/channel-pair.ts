import { cryptoRandom, FederatedError, type Bytes, type ErrorCode } from '../../../src/base/index.ts';
import { acceptChannel, type AcceptChannelOptions } from '../../../src/protocol/channel/accept-channel.ts';
import { createKeyPair, modelOwnerKeyHash, rawPublicKey } from '../../../src/protocol/channel/keys.ts';
import { openChannel, type OpenChannelOptions } from '../../../src/protocol/channel/open-channel.ts';
import type { Pipe } from '../../../src/protocol/channel/pipe.ts';
import type { SealedChannel } from '../../../src/protocol/channel/sealed-channel.ts';
import { createInvite, type DataOwnerLink } from '../../../src/protocol/links.ts';

/** What arrives instead of the message number `index` (from 0) of one direction. */
export type Tamper = (message: Bytes, index: number) => Bytes[];

export interface PipePair {
  readonly dataOwner: Pipe;
  readonly modelOwner: Pipe;
  /** Everything that was sent, before tampering. */
  readonly sentByDataOwner: Bytes[];
  readonly sentByModelOwner: Bytes[];
  /** Hands raw bytes to the data owner, as somebody between could. */
  injectToDataOwner(message: Bytes): void;
  injectToModelOwner(message: Bytes): void;
}

interface End {
  readonly pipe: Pipe;
  receive(message: Bytes): void;
  finish(reason: ErrorCode): void;
}

export function createPipePair(tampers: { toModelOwner?: Tamper; toDataOwner?: Tamper } = {}): PipePair {
  const untouched: Tamper = (message) => [message];
  const sentByDataOwner: Bytes[] = [];
  const sentByModelOwner: Bytes[] = [];
  const dataOwner: End = createEnd(sentByDataOwner, tampers.toModelOwner ?? untouched, () => modelOwner);
  const modelOwner: End = createEnd(sentByModelOwner, tampers.toDataOwner ?? untouched, () => dataOwner);
  return {
    dataOwner: dataOwner.pipe,
    modelOwner: modelOwner.pipe,
    sentByDataOwner,
    sentByModelOwner,
    injectToDataOwner: (message) => dataOwner.receive(message),
    injectToModelOwner: (message) => modelOwner.receive(message),
  };
}

function createEnd(sent: Bytes[], tamper: Tamper, other: () => End): End {
  let open = true;
  let kept: Bytes[] = [];
  let listener: ((message: Bytes) => void) | null = null;
  const closeListeners: ((reason: ErrorCode) => void)[] = [];
  return {
    receive(message) {
      if (!open) return;
      if (listener) listener(message);
      else kept.push(message);
    },
    finish(reason) {
      if (!open) return;
      open = false;
      for (const closeListener of closeListeners) closeListener(reason);
    },
    pipe: {
      send(message) {
        if (!open) return Promise.reject(new FederatedError('peer-gone', 'closed'));
        const index = sent.push(message.slice()) - 1;
        for (const arriving of tamper(message.slice(), index))
          queueMicrotask(() => other().receive(arriving));
        return Promise.resolve();
      },
      onMessage(newListener) {
        listener = newListener;
        for (const message of kept) newListener(message);
        kept = [];
      },
      onClose(closeListener) {
        closeListeners.push(closeListener);
      },
      close() {
        if (!open) return;
        open = false;
        queueMicrotask(() => other().finish('peer-gone'));
      },
    },
  };
}

const FINGERPRINT_D = Array.from({ length: 32 }, () => 'D0').join(':');
const FINGERPRINT_M = Array.from({ length: 32 }, () => 'A1').join(':');

/** One session with one invite (index 3), and the two ways into a channel of it. */
export interface Session {
  readonly link: DataOwnerLink;
  readonly dataOwnerKey: CryptoKeyPair;
  readonly modelOwnerKey: CryptoKeyPair;
  /** Raw S_D the invite is bound to. */
  boundKey: Bytes | null;
  /** How often the model owner bound the invite. */
  bindings: number;
  open(pipe: Pipe, changes?: Partial<OpenChannelOptions>): Promise<SealedChannel>;
  accept(pipe: Pipe, changes?: Partial<AcceptChannelOptions>): Promise<SealedChannel>;
}

export async function createSession(): Promise<Session> {
  const dataOwnerKey = await createKeyPair();
  const modelOwnerKey = await createKeyPair();
  const { index, psk } = createInvite(3);
  const hash = await modelOwnerKeyHash(await rawPublicKey(modelOwnerKey));
  const link: DataOwnerLink = { sid: cryptoRandom(16), invite: index, psk, modelOwnerKeyHash: hash };
  const session: Session = {
    link,
    dataOwnerKey,
    modelOwnerKey,
    boundKey: null,
    bindings: 0,
    open: (pipe, changes = {}) =>
      openChannel({
        pipe,
        link,
        staticKey: dataOwnerKey,
        fingerprints: { local: FINGERPRINT_D, remote: FINGERPRINT_M },
        signal: new AbortController().signal,
        ...changes,
      }),
    accept: (pipe, changes = {}) =>
      acceptChannel({
        pipe,
        sid: link.sid,
        staticKey: modelOwnerKey,
        fingerprints: { local: FINGERPRINT_M, remote: FINGERPRINT_D },
        signal: new AbortController().signal,
        invite: (i) => (i === index ? { psk, boundKey: session.boundKey } : null),
        bind: (_, rawStaticKey) => {
          session.boundKey = rawStaticKey;
          session.bindings += 1;
          return Promise.resolve();
        },
        ...changes,
      }),
  };
  return session;
}

/** Both sides of a handshake, settled. */
export interface Outcome {
  readonly dataOwner: PromiseSettledResult<SealedChannel>;
  readonly modelOwner: PromiseSettledResult<SealedChannel>;
}

export async function shakeHands(
  session: Session,
  pair: PipePair,
  changes: { open?: Partial<OpenChannelOptions>; accept?: Partial<AcceptChannelOptions> } = {},
): Promise<Outcome> {
  const [dataOwner, modelOwner] = await Promise.allSettled([
    session.open(pair.dataOwner, changes.open),
    session.accept(pair.modelOwner, changes.accept),
  ]);
  return { dataOwner, modelOwner };
}

/** Both ends of a new channel. */
export async function connect(
  session: Session,
  pair: PipePair,
): Promise<{ dataOwner: SealedChannel; modelOwner: SealedChannel }> {
  const outcome = await shakeHands(session, pair);
  if (outcome.dataOwner.status === 'rejected') throw outcome.dataOwner.reason;
  if (outcome.modelOwner.status === 'rejected') throw outcome.modelOwner.reason;
  return { dataOwner: outcome.dataOwner.value, modelOwner: outcome.modelOwner.value };
}

/** Code and reason of a refused handshake; 'open' if it was not refused. */
export function refusalOf(result: PromiseSettledResult<SealedChannel>): string {
  if (result.status === 'fulfilled') return 'open';
  if (!(result.reason instanceof FederatedError)) return String(result.reason);
  const { reason } = result.reason.details;
  return typeof reason === 'string' ? `${result.reason.code} ${reason}` : result.reason.code;
}

/** Waits for the end of a channel; "code reason". */
export function endOf(channel: SealedChannel): Promise<string> {
  return new Promise((resolve) => {
    channel.onClose((code, { reason }) => resolve(typeof reason === 'string' ? `${code} ${reason}` : code));
  });
}

/** Waits for the next `count` messages. */
export function receive(channel: SealedChannel, count: number): Promise<Bytes[]> {
  return new Promise((resolve) => {
    const messages: Bytes[] = [];
    channel.onMessage((message) => {
      messages.push(message);
      if (messages.length === count) resolve(messages);
    });
  });
}
