import type { Column } from '../../contract/index.ts';
import type { Plan, PlannedColumn } from '../../parties/index.ts';
import { copy } from '../copy/copy.ts';

export type Missing = NonNullable<PlannedColumn['missing']>;
export type Outside = NonNullable<PlannedColumn['outside']>;

/** What a plan says about a column, where the owners' proposal stands for what it does not say. */
export function settingsOf(column: Column, choice: PlannedColumn | undefined) {
  return {
    reference: column.type === 'nominal' ? (choice?.reference ?? column.reference) : null,
    missing: choice?.missing ?? column.missing.policy,
    outside: choice?.outside ?? column.outside,
  };
}

/** The choices of a plan after a change to one column. What equals the proposal is not kept as a choice. */
export function changedChoices(
  choices: Plan['columnChoices'],
  column: Column,
  change: PlannedColumn,
): Plan['columnChoices'] {
  const wanted = { ...choices[column.name], ...change };
  const proposed = settingsOf(column, undefined);
  const kept: PlannedColumn = {
    ...(wanted.reference === undefined || wanted.reference === proposed.reference
      ? {}
      : { reference: wanted.reference }),
    ...(wanted.missing === undefined || wanted.missing === proposed.missing
      ? {}
      : { missing: wanted.missing }),
    ...(wanted.outside === undefined || wanted.outside === proposed.outside
      ? {}
      : { outside: wanted.outside }),
  };
  const others = Object.entries(choices).filter(([name]) => name !== column.name);
  return Object.fromEntries(Object.keys(kept).length === 0 ? others : [...others, [column.name, kept]]);
}

/** What is unusual about a column, in a few words: empty if nothing is. */
export function settingsNote(column: Column, choice: PlannedColumn | undefined): string {
  const { reference, missing, outside } = settingsOf(column, choice);
  const words = copy.planned;
  return [
    ...(reference === null ? [] : [words.notes.reference(reference)]),
    ...(missing === 'indicator' ? [words.notes.indicator] : []),
    ...(outside === 'refuse' ? [] : [words.notes[outside]]),
  ].join(', ');
}
