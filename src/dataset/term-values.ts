import { levelsOf, type Column, type Contract, type Design, type TermSource } from '../contract/index.ts';
import { MISSING_CATEGORY } from './categories.ts';

/** Turns the columns of one row into the terms of the design matrix, in the units of the data. */
export interface TermValues {
  /** Takes what was read of a feature: a number, a rank from 1, the index of a category. */
  set(feature: number, value: number): void;
  /** Lets the constant of the contract stand in for a missing value. */
  setMissing(feature: number): void;
  /** Computes all terms, the intercept first, into `terms`. */
  compute(terms: Float64Array): void;
}

const INTERCEPT = 0;
const VALUE = 1;
const LEVEL = 2;
const MISSING = 3;
const PRODUCT = 4;
const SQUARE = 5;
const LOG = 6;

/** The terms of a design, which is that of the contract. */
export function createTermValues(design: Design, contract: Contract): TermValues {
  const { features } = contract;
  const count = design.terms.length;
  const constants = Float64Array.from(features, constantOf);
  const numbers = new Float64Array(features.length);
  const missing = new Uint8Array(features.length);
  // What a term is computed by, and from which features or terms: looked up for every row.
  const kinds = new Uint8Array(count);
  const first = new Int32Array(count);
  const second = new Int32Array(count);
  for (const [term, { source }] of design.terms.entries()) {
    [kinds[term], first[term], second[term]] = compiled(source, features);
  }

  return {
    set(feature, value) {
      numbers[feature] = value;
      missing[feature] = 0;
    },
    setMissing(feature) {
      numbers[feature] = constants[feature] ?? 0;
      missing[feature] = 1;
    },
    compute(terms) {
      for (let term = 0; term < count; term++) {
        const a = first[term] ?? 0;
        const b = second[term] ?? 0;
        terms[term] = computed(kinds[term] ?? 0, a, b, terms, numbers, missing);
      }
    },
  };
}

/** The kind of a term, and the features or terms, or the feature and the index of the category, that make it. */
function compiled(source: TermSource, features: readonly Column[]): [kind: number, a: number, b: number] {
  switch (source.kind) {
    case 'intercept':
      return [INTERCEPT, 0, 0];
    case 'value':
    case 'rank':
      return [VALUE, source.feature, 0];
    case 'level': {
      const column = features[source.feature];
      const levels = column === undefined ? [] : levelsOf(column);
      return [LEVEL, source.feature, levels.indexOf(source.level)];
    }
    case 'missing':
      return [MISSING, source.feature, 0];
    case 'product':
      return [PRODUCT, ...source.of];
    case 'square':
      return [SQUARE, ...source.of, 0];
    case 'log':
      return [LOG, ...source.of, 0];
  }
}

function computed(
  kind: number,
  a: number,
  b: number,
  terms: Float64Array,
  numbers: Float64Array,
  missing: Uint8Array,
): number {
  switch (kind) {
    case VALUE:
      return numbers[a] ?? 0;
    case LEVEL:
      return numbers[a] === b ? 1 : 0;
    case MISSING:
      return missing[a] ?? 0;
    case PRODUCT:
      return (terms[a] ?? 0) * (terms[b] ?? 0);
    case SQUARE:
      return (terms[a] ?? 0) * (terms[a] ?? 0);
    case LOG:
      return Math.log(terms[a] ?? 0);
    default:
      return 1;
  }
}

/** What stands in for a missing value: nothing does where its row is dropped. */
function constantOf(column: Column): number {
  switch (column.type) {
    case 'ordinal':
      return 0;
    case 'nominal':
      return MISSING_CATEGORY;
    default: {
      const [low, high] = column.range;
      const { missing } = column;
      // Halved first, so that no sum overflows.
      const middle = low / 2 + high / 2;
      return missing.policy === 'indicator' ? (missing.constant ?? middle) : middle;
    }
  }
}
