import { asFederatedError, type ErrorCode } from '../../base/index.ts';
import type { Problem } from '../../parties/index.ts';

/** Failures of actions that a person started here, for those that the party does not report itself. */
export interface Attempts {
  readonly problems: readonly Problem[];
  /** Runs an action; what it throws becomes a problem, unless `reported` says it is shown already. */
  run(action: () => void | Promise<void>): void;
  dismiss(id: number): void;
}

/** @param reported whether a problem with this code stands in the party's own list. */
export function createAttempts(reported: (code: ErrorCode) => boolean): Attempts {
  let problems = $state.raw<readonly Problem[]>([]);
  let nextId = -1;
  const fail = (reason: unknown): void => {
    const { code, details } = asFederatedError(reason, 'invalid-state');
    if (code === 'cancelled' || reported(code)) return;
    // Negative, so that no id of the party is met.
    problems = [...problems, { id: nextId--, code, details }];
  };
  return {
    get problems() {
      return problems;
    },
    run(action) {
      problems = [];
      try {
        action()?.catch(fail);
      } catch (reason) {
        fail(reason);
      }
    },
    dismiss(id) {
      problems = problems.filter((problem) => problem.id !== id);
    },
  };
}
