export {
  columnSchema,
  contractSchema,
  DEFAULT_MISSING_MARKS,
  DEFAULT_SCALES,
  isContract,
  levelsOf,
  MAX_CATEGORIES,
  MAX_COLUMNS,
  MAX_NAME_LENGTH,
  MAX_ROUNDS,
  MAX_ROWS,
} from './contract.ts';
export type {
  Column,
  ColumnType,
  Contract,
  DerivedColumn,
  Mode,
  ModelKind,
  NumericColumn,
  Scales,
  Validation,
} from './contract.ts';
export {
  classesOf,
  derivedName,
  designOf,
  dimensionOf,
  INTERCEPT,
  termCountOf,
  termNames,
} from './design.ts';
export type { Design, Term, TermSource } from './design.ts';
export { readContractFile } from './read-contract.ts';
export { supportedContract } from './supported.ts';
export { unionOfColumns, widened, withReference } from './union.ts';
export type { Proposal, UnitedColumn } from './union.ts';
