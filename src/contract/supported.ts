import { FederatedError } from '../base/index.ts';
import type { Column, Contract, NumericColumn } from './contract.ts';

/** A contract of numeric columns: what this version computes totals for. */
export type SupportedContract = Omit<Contract, 'target' | 'features'> & {
  target: NumericColumn;
  features: NumericColumn[];
};

/**
 * Returns the contract if totals can be computed for it: numeric columns, rows with a missing value
 * dropped, nothing derived, no noise, no folds. Both sides ask before anything is sent.
 *
 * @throws FederatedError `contract-unsupported`, with the `feature` and, for a column, its `name`.
 */
export function supportedContract(contract: Contract): SupportedContract {
  if (contract.derived.length > 0) throw unsupported('derived columns');
  if (contract.dp !== null) throw unsupported('differential privacy');
  if (contract.validation.kind !== 'none') throw unsupported('validation');
  const target = numeric(contract.target);
  return { ...contract, target, features: contract.features.map(numeric) };
}

function numeric(column: Column): NumericColumn {
  const { name, type, missing } = column;
  if (type === 'nominal' || type === 'ordinal') throw unsupported(`a column of type ${type}`, name);
  if (missing.policy !== 'drop') throw unsupported('indicators of missing values', name);
  return column;
}

function unsupported(feature: string, name?: string): FederatedError {
  const details = { feature, ...(name === undefined ? {} : { name }) };
  return new FederatedError('contract-unsupported', `not supported yet: ${feature}`, details);
}
