import { concatBytes, FederatedError, type Bytes } from '../../base/index.ts';

/**
 * A sealed message on the pipe:
 *
 *   16  counter(8)  ciphertext || tag(16)
 *
 * AES-256-GCM with one key per direction. The counter, big-endian, starts at 0 and grows by one; the
 * nonce is 4 zero bytes and the counter; the 9 bytes in front are the associated data. The counter is
 * sent although both sides know it, so that a lost record can be told from a forged one.
 */
const RECORD_KIND = 16;
const HEADER_BYTES = 9;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The longest plaintext. The largest message of the protocol (one-shot totals) stays well under it. */
export const MAX_PLAINTEXT_BYTES = 40 * 2 ** 20;

/** Why a record was not accepted. */
type RecordFailure = 'malformed' | 'gap' | 'repeat' | 'forged';

/** Seals plaintexts; each call takes the next counter. */
export function createSealer(key: CryptoKey): (plaintext: Bytes) => Promise<Bytes> {
  let counter = 0n;
  return async (plaintext) => {
    const header = headerOf(counter);
    counter += 1n;
    const sealed = await crypto.subtle.encrypt(parametersOf(header), key, plaintext);
    return concatBytes(header, new Uint8Array(sealed));
  };
}

/**
 * Opens records, which must be handed in one by one in the order they came.
 *
 * The function throws FederatedError channel-broken with `details.reason`, or message-too-large; after
 * that the channel must be closed.
 */
export function createOpener(key: CryptoKey): (record: Bytes) => Promise<Bytes> {
  let expected = 0n;
  return async (record) => {
    if (record.length > HEADER_BYTES + MAX_PLAINTEXT_BYTES + TAG_BYTES) {
      throw new FederatedError('message-too-large', 'a record is too large');
    }
    if (record.length < HEADER_BYTES + TAG_BYTES || record[0] !== RECORD_KIND) throw broken('malformed');
    const counter = new DataView(record.buffer, record.byteOffset).getBigUint64(1);
    if (counter !== expected) throw broken(counter > expected ? 'gap' : 'repeat');
    expected += 1n;
    return open(key, record);
  };
}

async function open(key: CryptoKey, record: Bytes): Promise<Bytes> {
  const header = record.subarray(0, HEADER_BYTES);
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt(parametersOf(header), key, record.subarray(HEADER_BYTES)),
    );
  } catch {
    throw broken('forged');
  }
}

function headerOf(counter: bigint): Bytes {
  const header = new Uint8Array(HEADER_BYTES);
  header[0] = RECORD_KIND;
  new DataView(header.buffer).setBigUint64(1, counter);
  return header;
}

function parametersOf(header: Bytes): AesGcmParams {
  const iv = new Uint8Array(NONCE_BYTES);
  iv.set(header.subarray(1), NONCE_BYTES - (HEADER_BYTES - 1));
  return { name: 'AES-GCM', iv, additionalData: header, tagLength: 8 * TAG_BYTES };
}

function broken(reason: RecordFailure): FederatedError {
  return new FederatedError('channel-broken', `a record was not accepted: ${reason}`, { reason });
}
