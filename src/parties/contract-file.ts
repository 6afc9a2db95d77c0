import { FederatedError } from '../base/index.ts';
import {
  DEFAULT_MISSING_MARKS,
  readContractFile,
  supportedContract,
  termNames,
  type Contract,
} from '../contract/index.ts';
import type { ModelOwnerRecord } from './model-owner-records.ts';
import type { PlanChoices } from './plan.ts';

/** Largest contract file read. */
const MAX_CONTRACT_BYTES = 1024 * 1024;

/**
 * What a contract file changes about a session; none goes back to the columns of the data owners' files.
 *
 * @throws FederatedError `contract-invalid`, `contract-unsupported`.
 */
export async function withContractFile(
  file: File | null,
  choices: PlanChoices,
): Promise<Pick<ModelOwnerRecord, 'contractFile' | 'choices'>> {
  if (file === null) {
    const missingMarks = [...DEFAULT_MISSING_MARKS];
    return { contractFile: null, choices: { ...choices, missingMarks, derived: [] } };
  }
  if (file.size > MAX_CONTRACT_BYTES) throw new FederatedError('contract-invalid', 'contract: too large');
  const contract = supportedContract(readContractFile(await file.text()));
  return {
    contractFile: { name: file.name, contract },
    choices: { ...choices, ...choicesOf(contract) },
  };
}

/** What a contract says of a plan. */
function choicesOf(contract: Contract): Partial<PlanChoices> {
  const { title, target, model, mode, roundLimit, validation, missingMarks, derived } = contract;
  return {
    ...(title === undefined ? {} : { title }),
    target: target.name,
    unchecked: [],
    kind: model.kind,
    mode,
    // The limit that conjugate gradients need is no choice: it follows the terms.
    roundLimit: roundLimit === termNames(contract).length + 1 ? null : roundLimit,
    positive: model.positive ?? '',
    ...{ validation, missingMarks, derived },
    columnChoices: {},
  };
}
