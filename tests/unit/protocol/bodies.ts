import { cryptoRandom, type Bytes } from '../../../src/base/index.ts';
import type { Contract } from '../../../src/contract/index.ts';
import { boundOf } from '../../../src/protocol/contract-check.ts';
import type { ContractBody, Message, OfferBody, RequestBody } from '../../../src/protocol/messages.ts';
import { contractOf, numeric } from '../contract/support.ts';

/** As small as a key may be on the wire: nothing is encrypted here. */
export const KEY_BITS = 128;

export function filled(length: number, byte: number): Bytes {
  return new Uint8Array(length).fill(byte);
}

export const SID = filled(16, 7);

/** Columns y, a and b, as the contract of {@link contractBody} asks for them. */
export function offerBody(change: Partial<OfferBody> = {}): OfferBody {
  return {
    columns: [numeric('y'), numeric('a'), numeric('b', [10, 20], 'discrete')],
    maximumRows: 50,
    roundLimit: 10,
    modes: ['rounds'],
    ...change,
  };
}

export function contractBody(
  change: Partial<ContractBody> = {},
  contractChange: Partial<Contract> = {},
): ContractBody {
  const contract = contractOf(contractChange);
  const maximumRows = change.maximumRows ?? 100;
  return {
    contract,
    run: 1,
    owners: 2,
    maximumRows,
    keyBits: KEY_BITS,
    n: filled(KEY_BITS / 8, 0xff),
    slotBits: boundOf(contract, maximumRows).slotBits,
    ...change,
  };
}

export function requestBody(change: Partial<RequestBody> = {}): RequestBody {
  return {
    title: 'A study',
    owners: 2,
    kind: 'linear',
    mode: 'rounds',
    roundLimit: null,
    asked: ['y', 'a'],
    shared: [numeric('y'), numeric('a')],
    sample: null,
    ...change,
  };
}

/** One message of each type, the ones in both directions once as the model owner sends them. */
export function messagesToDataOwner(): Message[] {
  const contractHash = cryptoRandom(32);
  const ciphertexts = cryptoRandom(96);
  const envelope = { v: 1, sid: SID, from: 0, seq: 5, round: 3 } as const;
  return [
    { ...envelope, type: 'REQUEST', body: requestBody() },
    { ...envelope, type: 'CONTRACT', body: contractBody() },
    { ...envelope, type: 'ROSTER', body: { contractHash } },
    { ...envelope, type: 'WEIGHTS', body: { ciphertexts } },
    { ...envelope, type: 'PAUSE', body: { reason: 'away' } },
    { ...envelope, type: 'RESUME', body: {} },
    { ...envelope, type: 'FINISH', body: { stopped: true } },
    { ...envelope, type: 'ABORT', body: { reason: 'integrity' } },
  ];
}

export function messagesToModelOwner(): Message[] {
  const contractHash = cryptoRandom(32);
  const ciphertexts = cryptoRandom(96);
  const envelope = { v: 1, sid: SID, from: 2, seq: 5, round: 3 } as const;
  return [
    { ...envelope, type: 'COLUMNS', body: offerBody() },
    { ...envelope, type: 'WITHDRAW', body: {} },
    { ...envelope, type: 'ACCEPT', body: { contractHash } },
    { ...envelope, type: 'BASE', body: { ciphertexts } },
    { ...envelope, type: 'GRADIENT', body: { ciphertexts } },
    { ...envelope, type: 'PAUSE', body: { reason: 'consent' } },
    { ...envelope, type: 'RESUME', body: {} },
    { ...envelope, type: 'ABORT', body: { reason: 'left' } },
  ];
}
