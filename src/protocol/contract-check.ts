import { bitLength, bytesToBigint, isFederatedError, type ErrorDetails } from '../base/index.ts';
import { DEFAULT_MISSING_MARKS, type Column, type Contract } from '../contract/index.ts';
import { checkFitsKey, encodingBound, type EncodingBound } from '../encoding/index.ts';
import { KEY_PROOF_ROOTS, type ContractBody, type OfferBody } from './messages.ts';

/** Why a data owner does not accept a contract by itself. */
export interface ContractProblem {
  /** 'beyond-consent' can be agreed to by a person; anything else is refused. */
  readonly kind:
    | 'beyond-consent'
    | 'column-not-shown'
    | 'range-too-narrow'
    | 'range-too-wide'
    | 'missing-marks'
    | 'rows'
    | 'key'
    | 'bound';
  readonly details: ErrorDetails;
}

/**
 * How many times as wide as the range that an owner shows one may be that it is asked for. A mapped value is
 * a float64: over a range 2^59 times as wide all values of an owner round to two, and the model owner, who
 * chooses where, reads the rows on one side. Here 32 bits of its own range are left to every owner.
 */
const MOST_WIDENING = 2 ** 20;

/** Columns of the design matrix of a contract of numeric columns, intercept included: d. */
export function dimensionOf(contract: Contract): number {
  return contract.features.length + 1;
}

/**
 * Rounds after which the answers amount to the pooled totals: BASE tells the first row of the Gram matrix
 * and the gradient at zero, every independent answer one product more.
 */
export function roundsToTotals(contract: Contract): number {
  return Math.max(1, dimensionOf(contract) - 1);
}

/** The bound of PROTOCOL, section 3: both sides compute it from the same contract. */
export function boundOf(contract: Contract, maximumRows: number): EncodingBound {
  const { gramBits, weightBits, weightBound } = contract.scales;
  return encodingBound({ dimension: dimensionOf(contract), maximumRows, gramBits, weightBits, weightBound });
}

/** Holds a contract against what its data owner offered; null if it stays within that. */
export function contractProblem(body: ContractBody, offer: OfferBody): ContractProblem | null {
  const { contract } = body;
  for (const column of [contract.target, ...contract.features]) {
    const own = offer.columns.find((offered) => offered.name === column.name);
    if (own === undefined) return { kind: 'column-not-shown', details: { name: column.name } };
    if (!covers(column, own)) return { kind: 'range-too-narrow', details: { name: column.name } };
    if (width(column) > MOST_WIDENING * width(own)) {
      return { kind: 'range-too-wide', details: { name: column.name } };
    }
  }
  // A number that counts as missing drops the rows that have it: a run with and one without tell them apart.
  if (!contract.missingMarks.every((mark) => DEFAULT_MISSING_MARKS.includes(mark))) {
    return { kind: 'missing-marks', details: {} };
  }
  if (body.maximumRows < offer.maximumRows) {
    return { kind: 'rows', details: { maximumRows: body.maximumRows, declared: offer.maximumRows } };
  }
  if (8 * body.n.length !== body.keyBits || bitLength(bytesToBigint(body.n)) !== body.keyBits) {
    return { kind: 'key', details: { keyBits: body.keyBits } };
  }
  if (body.keyProof.length !== KEY_PROOF_ROOTS * body.n.length) {
    return { kind: 'key', details: { keyBits: body.keyBits } };
  }
  const misfit = boundProblem(body);
  if (misfit !== null) return misfit;
  if (contract.roundLimit > offer.roundLimit || !offer.modes.includes(contract.mode)) {
    return { kind: 'beyond-consent', details: { roundLimit: contract.roundLimit, mode: contract.mode } };
  }
  return null;
}

function boundProblem({ contract, maximumRows, keyBits, slotBits }: ContractBody): ContractProblem | null {
  try {
    const bound = checkFitsKey(boundOf(contract, maximumRows), keyBits);
    return bound.slotBits === slotBits
      ? null
      : { kind: 'bound', details: { slotBits, expected: bound.slotBits } };
  } catch (error) {
    if (isFederatedError(error, 'encoding-bound-too-large')) return { kind: 'bound', details: error.details };
    throw error;
  }
}

/**
 * Whether every value that `own` allows is one that `asked` allows. That holds where values outside are
 * clipped or dropped, too: who may choose which rows are, picks single ones out of the sum.
 */
function covers(asked: Column, own: Column): boolean {
  if (!('range' in asked) || !('range' in own)) return asked.type === own.type;
  return asked.range[0] <= own.range[0] && own.range[1] <= asked.range[1];
}

function width(column: Column): number {
  return 'range' in column ? column.range[1] - column.range[0] : 0;
}
