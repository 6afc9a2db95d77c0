export {
  columnSchema,
  contractSchema,
  DEFAULT_MISSING_MARKS,
  DEFAULT_SCALES,
  isContract,
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
} from './contract.ts';
export { readContractFile } from './read-contract.ts';
export { supportedContract } from './supported.ts';
export type { SupportedContract } from './supported.ts';
export { unionOfColumns, widened } from './union.ts';
export type { Proposal, UnitedColumn } from './union.ts';
