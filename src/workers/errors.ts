import { transferHandlers, type TransferHandler } from 'comlink';
import { FederatedError, type ErrorCode, type ErrorDetails } from '../base/index.ts';

/** What comlink hands to its `throw` handler. */
interface Thrown {
  readonly value: unknown;
}

/** An error as it crosses between threads: comlink's own handler drops code, details and class. */
type SerializedError =
  | {
      readonly kind: 'federated';
      readonly code: ErrorCode;
      readonly message: string;
      readonly details: ErrorDetails;
    }
  | { readonly kind: 'other'; readonly name: string; readonly message: string };

/** Replaces comlink's `throw` handler by one that keeps code and class. Called once in every thread. */
export function keepErrorCodes(): void {
  const original = transferHandlers.get('throw') as TransferHandler<Thrown, unknown> | undefined;
  if (original === undefined) throw new FederatedError('worker-failed', 'comlink: no throw handler');
  transferHandlers.set('throw', {
    canHandle: (value): value is Thrown => original.canHandle(value),
    serialize: ({ value }: Thrown) => [serializeError(value), []],
    deserialize: (serialized: SerializedError): never => {
      throw deserializeError(serialized);
    },
  } satisfies TransferHandler<Thrown, SerializedError>);
}

export function serializeError(value: unknown): SerializedError {
  if (value instanceof FederatedError) {
    const { code, message, details } = value;
    return { kind: 'federated', code, message, details };
  }
  if (value instanceof Error) return { kind: 'other', name: value.name, message: value.message };
  return { kind: 'other', name: 'Error', message: String(value) };
}

export function deserializeError(serialized: SerializedError): Error {
  if (serialized.kind === 'federated') {
    return new FederatedError(serialized.code, serialized.message, serialized.details);
  }
  // What is no FederatedError is a defect of the program: the worker as such failed.
  return new FederatedError('worker-failed', `${serialized.name}: ${serialized.message}`);
}
