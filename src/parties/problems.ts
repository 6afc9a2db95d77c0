import { asFederatedError, type ErrorCode, type ErrorDetails } from '../base/index.ts';
import type { Problem } from './happenings.ts';

/** What went wrong and is not over. At most one problem per code: the newest. */
export interface ProblemList {
  readonly all: readonly Problem[];
  add(error: unknown, fallback: ErrorCode): void;
  addCode(code: ErrorCode, details?: ErrorDetails): void;
  dismiss(id: number): void;
  /** Takes off all problems with these codes: they are over. */
  settle(...codes: readonly ErrorCode[]): void;
}

export function createProblemList(onChange: () => void): ProblemList {
  let all: readonly Problem[] = [];
  let lastId = 0;

  const replace = (next: readonly Problem[]): void => {
    if (next.length === all.length && next.every((problem, i) => problem === all[i])) return;
    all = next;
    onChange();
  };

  const addCode = (code: ErrorCode, details: ErrorDetails = {}): void => {
    lastId += 1;
    replace([...all.filter((problem) => problem.code !== code), { id: lastId, code, details }]);
  };

  return {
    get all() {
      return all;
    },
    add(error, fallback) {
      const { code, details } = asFederatedError(error, fallback);
      addCode(code, details);
    },
    addCode,
    dismiss: (id) => replace(all.filter((problem) => problem.id !== id)),
    settle: (...codes) => replace(all.filter((problem) => !codes.includes(problem.code))),
  };
}
