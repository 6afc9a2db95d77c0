import { toHex, type Bytes } from '../base/index.ts';
import type { DataOwnerState, RequestBody } from '../protocol/index.ts';
import type { ReceiptLine } from './views.ts';

interface ReceiptParts {
  readonly invite: number;
  readonly state: DataOwnerState;
  readonly request: RequestBody | null;
  readonly receipt: readonly ReceiptLine[];
  readonly bytesSent: number;
  readonly contractHash: Bytes | null;
}

/** What a data owner keeps of a session: what was asked, which answers left, and when. No data. */
export function receiptDocument(parts: ReceiptParts): string {
  const { invite, state, request, receipt, bytesSent, contractHash } = parts;
  const document = {
    format: 'federated-trainer/receipt',
    version: 1,
    session: request?.title ?? '',
    dataOwner: invite,
    state: state.name,
    ...(contractHash === null ? {} : { contractHash: toHex(contractHash) }),
    ...('contract' in state ? { contract: state.contract.contract, keyBits: state.contract.keyBits } : {}),
    rowsSent: 0,
    bytesSent,
    answers: receipt.map(({ what, round, at, bytes }) => ({
      what,
      round,
      at: new Date(at).toISOString(),
      bytes,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
