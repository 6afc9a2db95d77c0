import { FederatedError } from '../base/index.ts';
import { dimensionOf, type Contract } from '../contract/index.ts';
import {
  baseLength,
  checkFitsKey,
  ciphertextLength,
  createPacking,
  encodingBound,
  oneShotLength,
  partsOf,
  type EncodingBound,
} from '../encoding/index.ts';
import { SIZE_LIMITS } from './messages.ts';

/** Room for the envelope around ciphertexts. */
const ENVELOPE_BYTES = 1024;

/**
 * Rounds after which the answers amount to the pooled totals: BASE tells the first row of the Gram matrix
 * and the gradient at zero, every independent answer one product more. One shot is all of it at once: 0.
 */
export function roundsToTotals(contract: Contract): number {
  return contract.mode === 'one-shot' ? 0 : Math.max(1, dimensionOf(contract) - 1);
}

/** The most rounds that a contract has. */
export function roundLimitOf({ mode, roundLimit }: Contract): number {
  return mode === 'one-shot' ? 0 : roundLimit;
}

/** How many values BASE carries. */
export function baseLengthOf(contract: Contract): number {
  const dimension = dimensionOf(contract);
  if (contract.mode === 'rounds') return baseLength(dimension);
  return oneShotLength(dimension, partsOf(contract.validation));
}

/**
 * The bound of PROTOCOL, section 3: both sides compute it from the same contract.
 *
 * @throws FederatedError 'contract-invalid' for a contract that has no design matrix.
 */
export function boundOf(contract: Contract, maximumRows: number): EncodingBound {
  const { scales, mode } = contract;
  return encodingBound({ ...scales, mode, dimension: dimensionOf(contract), maximumRows });
}

/**
 * The bound of a contract whose values fit the key, and whose BASE fits a message. Both sides ask before anything is
 * encrypted.
 *
 * @throws FederatedError 'encoding-bound-too-large' with the figures: `slotBits`, `keyBits`, `availableBits`; or
 *   `bytes`, `limitBytes`. 'contract-invalid' for a contract that has no design matrix.
 */
export function fittingBound(contract: Contract, maximumRows: number, keyBits: number): EncodingBound {
  const bound = checkFitsKey(boundOf(contract, maximumRows), keyBits);
  const { slotBits } = bound;
  const ciphertexts = createPacking({ slotBits, keyBits }).ciphertextsFor(baseLengthOf(contract));
  const bytes = ciphertexts * ciphertextLength(keyBits) + ENVELOPE_BYTES;
  const limitBytes = SIZE_LIMITS.BASE;
  if (bytes <= limitBytes) return bound;
  const message = `BASE needs ${bytes} bytes; a message holds ${limitBytes}`;
  throw new FederatedError('encoding-bound-too-large', message, { bytes, limitBytes });
}
