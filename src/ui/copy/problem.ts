import type { ErrorDetails } from '../../base/index.ts';

/** What the sentences about a failure have in common in every language. */

export type Audience = 'modelOwner' | 'dataOwner' | 'facilitator' | 'nobody';

export interface ProblemText {
  readonly title: string;
  readonly happened: string;
  readonly kept: string;
  readonly todo: string;
  /** A pause is not a failure, and does not look like one. */
  readonly calm?: true;
}

/** Typed access to details that may or may not be there. */
export interface Facts {
  text(...keys: string[]): string | null;
  number(...keys: string[]): number | null;
  list(...keys: string[]): readonly string[];
}

export function factsOf(details: ErrorDetails): Facts {
  return {
    text: (...keys) => keys.map((key) => details[key]).find((value) => typeof value === 'string') ?? null,
    number: (...keys) => keys.map((key) => details[key]).find((value) => typeof value === 'number') ?? null,
    list: (...keys) => {
      const value = keys.map((key) => details[key]).find((one) => typeof one === 'object');
      return value ?? [];
    },
  };
}

/** A line of the file around the failure. */
export interface ContextLine {
  readonly line: number;
  readonly text: string;
  readonly failed: boolean;
}

/** The lines of the file around the failure, where the details carry them (`context`, from `contextLine`). */
export function contextLines(details: ErrorDetails): readonly ContextLine[] {
  const facts = factsOf(details);
  const failedLine = facts.number('line');
  const lines = facts.list('context');
  if (failedLine === null || lines.length === 0) return [];
  // Without a first line the failed one is taken as the middle.
  const first = facts.number('contextLine') ?? Math.max(1, failedLine - Math.floor(lines.length / 2));
  return lines.map((text, index) => ({ line: first + index, text, failed: first + index === failedLine }));
}
