import type { Page } from '@playwright/test';
import { createReassembler } from '../../src/transport/framing.ts';

export type Side = 'dataOwner' | 'modelOwner';

/** What the attacker's tab can do, for one pair of victims after the other. */
export interface RelayPage {
  /**
   * Takes a data owner's offer and opens two connections instead of the one it asks for.
   *
   * @returns the answer for the data owner and an offer for the model owner, with the attacker's certificates.
   */
  introduce(connectionId: string, offer: string): Promise<{ answer: string; offer: string }>;
  /** Takes the model owner's answer. */
  complete(connectionId: string, answer: string): Promise<void>;
  candidate(connectionId: string, side: Side, candidate: RTCIceCandidateInit): Promise<void>;
  /** All messages that passed in one direction, put together from their frames as the transport does. */
  messagesFrom(side: Side): Promise<Uint8Array[]>;
}

interface SeenFrame {
  readonly connectionId: string;
  readonly from: Side;
  readonly bytes: number[];
}

/** What {@link relayInTab} leaves in the tab. */
type InTab = Omit<RelayPage, 'messagesFrom'> & { readonly frames: readonly SeenFrame[] };
type TabGlobal = typeof globalThis & { relay: InTab };

export async function createRelayPage(page: Page): Promise<RelayPage> {
  await page.evaluate(relayInTab);
  return {
    introduce: (...args) =>
      page.evaluate((given) => (globalThis as TabGlobal).relay.introduce(...given), args),
    complete: (...args) => page.evaluate((given) => (globalThis as TabGlobal).relay.complete(...given), args),
    candidate: (...args) =>
      page.evaluate((given) => (globalThis as TabGlobal).relay.candidate(...given), args),
    async messagesFrom(side) {
      const frames = await page.evaluate(() => (globalThis as TabGlobal).relay.frames);
      const reassemblers = new Map<string, ReturnType<typeof createReassembler>>();
      return frames.flatMap(({ connectionId, from, bytes }) => {
        if (from !== side) return [];
        const reassembler = reassemblers.get(connectionId) ?? createReassembler(2 ** 30);
        reassemblers.set(connectionId, reassembler);
        const received = reassembler.receive(Uint8Array.from(bytes));
        return received.kind === 'message' ? [received.message] : [];
      });
    },
  };
}

/** Runs in the attacker's tab: two real connections for each pair of victims, and everything handed on. */
function relayInTab(): void {
  interface Half {
    readonly connection: RTCPeerConnection;
    /** Once the other description is set, candidates are taken. */
    readonly described: Promise<void>;
    readonly describe: (description: RTCSessionDescriptionInit) => Promise<void>;
    readonly channel: Promise<RTCDataChannel>;
  }
  const pairs = new Map<string, Record<Side, Half>>();
  const frames: SeenFrame[] = [];

  function createHalf(channelOf: (connection: RTCPeerConnection) => Promise<RTCDataChannel>): Half {
    const connection = new RTCPeerConnection();
    let resolve: () => void = () => undefined;
    const described = new Promise<void>((done) => (resolve = done));
    return {
      connection,
      described,
      async describe(description) {
        await connection.setRemoteDescription(description);
        resolve();
      },
      channel: channelOf(connection),
    };
  }

  async function handOn(connectionId: string, from: Side, source: Half, target: Half): Promise<void> {
    const channel = await source.channel;
    channel.binaryType = 'arraybuffer';
    let last = target.channel.then(
      (out) =>
        new Promise<void>((done) => {
          if (out.readyState === 'open') done();
          else out.addEventListener('open', () => done());
        }),
    );
    channel.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
      frames.push({ connectionId, from, bytes: [...new Uint8Array(data)] });
      last = last.then(async () => {
        const out = await target.channel;
        if (out.readyState === 'open') out.send(data);
      });
    });
    channel.addEventListener('close', () => void last.then(() => target.connection.close()));
  }

  /** The own description with all candidates in it. */
  async function describeOneself(connection: RTCPeerConnection): Promise<string> {
    await connection.setLocalDescription();
    await new Promise<void>((done) => {
      const check = (): void => {
        if (connection.iceGatheringState === 'complete') done();
      };
      connection.addEventListener('icegatheringstatechange', check);
      check();
    });
    return connection.localDescription?.sdp ?? '';
  }

  const halfOf = (connectionId: string, side: Side): Half => {
    const half = pairs.get(connectionId)?.[side];
    if (half === undefined) throw new Error('nobody was introduced');
    return half;
  };

  const relay: InTab = {
    frames,
    async introduce(connectionId, offer) {
      const dataOwner = createHalf(
        (connection) =>
          new Promise((done) => connection.addEventListener('datachannel', ({ channel }) => done(channel))),
      );
      const modelOwner = createHalf((connection) =>
        Promise.resolve(connection.createDataChannel('data', { ordered: true })),
      );
      pairs.set(connectionId, { dataOwner, modelOwner });
      void handOn(connectionId, 'dataOwner', dataOwner, modelOwner);
      void handOn(connectionId, 'modelOwner', modelOwner, dataOwner);
      await dataOwner.describe({ type: 'offer', sdp: offer });
      return {
        answer: await describeOneself(dataOwner.connection),
        offer: await describeOneself(modelOwner.connection),
      };
    },
    complete: (connectionId, answer) =>
      halfOf(connectionId, 'modelOwner').describe({ type: 'answer', sdp: answer }),
    async candidate(connectionId, side, candidate) {
      const half = halfOf(connectionId, side);
      await half.described;
      // Victims may find each other, and give up, before their last candidates are through.
      if (half.connection.signalingState !== 'closed') await half.connection.addIceCandidate(candidate);
    },
  };
  Object.assign(globalThis, { relay });
}
