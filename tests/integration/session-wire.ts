import { toHex, type Bytes } from '../../src/base/index.ts';
import { decodeToDataOwner, decodeToModelOwner, type Message } from '../../src/protocol/index.ts';
import type { MemoryMessage } from '../../src/transport/index.ts';

/** A message between tabs, as both ends of its sealed channel read it. */
export interface WireMessage {
  /** Network ids. */
  readonly from: string;
  readonly to: string;
  readonly message: Message;
}

/** Everything that leaves a tab, opened. */
export interface Wire {
  /** All messages so far, whether they arrived or not; handshakes are none. */
  readonly messages: readonly WireMessage[];
  /** For the hub: lets everything through. */
  readonly intercept: (message: MemoryMessage) => Bytes;
  /** Calls `listener` as each message leaves. */
  onMessage(listener: (message: WireMessage) => void): void;
}

/** The authentication tag, the last 16 bytes of a record: no two records have the same. */
const tagOf = (record: Uint8Array): string => toHex(record.slice(-16));

/** What this process has sealed with AES-GCM, to know it again where it is sent. */
const plaintexts = new Map<string, Bytes>();
const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
crypto.subtle.encrypt = async (algorithm, key, data) => {
  const sealed = await encrypt(algorithm, key, data);
  plaintexts.set(tagOf(new Uint8Array(sealed)), data as Bytes);
  return sealed;
};

export function tapWire(): Wire {
  const messages: WireMessage[] = [];
  const listeners: ((message: WireMessage) => void)[] = [];
  return {
    messages,
    intercept({ from, to, bytes }) {
      const plaintext = plaintexts.get(tagOf(bytes));
      if (plaintext !== undefined) {
        const seen = { from, to, message: decoded(plaintext) };
        messages.push(seen);
        for (const listener of listeners) listener(seen);
      }
      return bytes;
    },
    onMessage: (listener) => void listeners.push(listener),
  };
}

function decoded(plaintext: Bytes): Message {
  try {
    return decodeToDataOwner(plaintext);
  } catch {
    return decodeToModelOwner(plaintext);
  }
}
