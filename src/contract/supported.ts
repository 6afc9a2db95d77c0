import { FederatedError } from '../base/index.ts';
import type { Contract } from './contract.ts';
import { designOf } from './design.ts';

/**
 * Returns the contract if totals can be computed for it: its design matrix is sound, and no noise is asked for. Both
 * sides ask before anything is sent.
 *
 * @throws FederatedError `contract-unsupported`, with the `feature`; `contract-invalid` (see {@link designOf}).
 */
export function supportedContract(contract: Contract): Contract {
  if (contract.dp !== null) {
    const feature = 'differential privacy';
    throw new FederatedError('contract-unsupported', `not supported yet: ${feature}`, { feature });
  }
  designOf(contract);
  return contract;
}
