import { bitLength, bytesToBigint, isFederatedError, type ErrorDetails } from '../base/index.ts';
import type { Column, Contract } from '../contract/index.ts';
import { fittingBound } from './answer-sizes.ts';
import { consentDifferences, lacksOwnValues, narrowed, type ConsentDifference } from './consent.ts';
import { KEY_PROOF_ROOTS, type ContractBody, type OfferBody } from './messages.ts';

/** Why a data owner refuses a contract, whatever its person says. */
export interface ContractRefusal {
  readonly kind:
    /** The design matrix cannot be made: `details` of 'contract-invalid'. */
    | 'invalid'
    | 'column-not-shown'
    | 'type-differs'
    | 'range-too-narrow'
    | 'range-too-wide'
    | 'categories-missing'
    | 'rows'
    | 'key'
    | 'bound'
    /** One contract too many since a person last agreed to something. */
    | 'too-many';
  readonly details: ErrorDetails;
}

/** Why a data owner does not accept a contract by itself. */
export type ContractProblem =
  /** A person can agree to it. */
  { readonly kind: 'beyond-consent'; readonly differences: readonly ConsentDifference[] } | ContractRefusal;

/**
 * How many times as wide as the range that an owner shows one may be that it is asked for. A mapped value is
 * a float64: over a range 2^59 times as wide all values of an owner round to two, and the model owner, who
 * chooses where, reads the rows on one side. Here 32 bits of its own range are left to every owner.
 */
const MOST_WIDENING = 2 ** 20;

/** Holds a contract against what its data owner offered; null if it stays within that. */
export function contractProblem(body: ContractBody, offer: OfferBody): ContractProblem | null {
  const { contract } = body;
  const refusal = columnRefusal(contract, offer) ?? bodyRefusal(body, offer) ?? boundRefusal(body);
  if (refusal !== null) return refusal;
  const differences = consentDifferences(contract, offer);
  return differences.length === 0 ? null : { kind: 'beyond-consent', differences };
}

function columnRefusal(contract: Contract, offer: OfferBody): ContractRefusal | null {
  for (const asked of [contract.target, ...contract.features]) {
    const { name } = asked;
    const own = offer.columns.find((offered) => offered.name === name);
    if (own === undefined) return { kind: 'column-not-shown', details: { name } };
    if (!sameKind(asked, own) || (asked === contract.target && !sameClasses(contract, own))) {
      return { kind: 'type-differs', details: { name, type: asked.type } };
    }
    // Where values outside are clipped or dropped, it is a question for the owner, which rows that picks.
    if (asked.outside === 'refuse' && lacksOwnValues(asked, own)) {
      return { kind: 'range' in asked ? 'range-too-narrow' : 'categories-missing', details: { name } };
    }
    if (width(asked) > MOST_WIDENING * width(narrowed(own, asked))) {
      return { kind: 'range-too-wide', details: { name } };
    }
  }
  return null;
}

function bodyRefusal(body: ContractBody, offer: OfferBody): ContractRefusal | null {
  if (body.maximumRows < offer.maximumRows) {
    return { kind: 'rows', details: { maximumRows: body.maximumRows, declared: offer.maximumRows } };
  }
  const keyFits = 8 * body.n.length === body.keyBits && bitLength(bytesToBigint(body.n)) === body.keyBits;
  if (!keyFits || body.keyProof.length !== KEY_PROOF_ROOTS * body.n.length) {
    return { kind: 'key', details: { keyBits: body.keyBits } };
  }
  return null;
}

function boundRefusal({ contract, maximumRows, keyBits, slotBits }: ContractBody): ContractRefusal | null {
  try {
    const expected = fittingBound(contract, maximumRows, keyBits).slotBits;
    return expected === slotBits ? null : { kind: 'bound', details: { slotBits, expected } };
  } catch (error) {
    if (isFederatedError(error, 'encoding-bound-too-large')) return { kind: 'bound', details: error.details };
    if (isFederatedError(error, 'contract-invalid')) return { kind: 'invalid', details: error.details };
    throw error;
  }
}

/** Whole numbers are numbers; between numbers, orders and categories there is no agreement. */
function sameKind(asked: Column, own: Column): boolean {
  return asked.type === own.type || ('range' in asked && 'range' in own);
}

/**
 * Whether an owner's numbers are those that a logistic contract takes for two classes. Of others those that are no whole
 * numbers, or neither class, would be dropped or refused: the model owner would pick rows by their values.
 */
function sameClasses({ model, target }: Contract, own: Column): boolean {
  if (model.kind !== 'logistic' || !('range' in target)) return true;
  const [low, high] = target.range;
  return own.type === 'discrete' && own.range[0] === low && own.range[1] === high;
}

function width(column: Column): number {
  return 'range' in column ? column.range[1] - column.range[0] : 0;
}
