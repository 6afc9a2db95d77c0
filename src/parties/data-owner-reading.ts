import { FederatedError, isFederatedError } from '../base/index.ts';
import type { DataFile } from './data-file.ts';
import { sameMarks } from './offer.ts';
import type { ProblemList } from './problems.ts';

interface ReadingDeps {
  readonly file: DataFile;
  readonly problems: ProblemList;
  /** The marks of missing values that the file is to be read with now. */
  readonly marks: () => readonly string[];
  readonly isTraining: () => boolean;
  /** A contribution is of the file that was shown, not of the one to come. */
  readonly takeBack: () => void;
  /** Fulfilled when what was begun of the session is done. */
  readonly settled: () => Promise<void>;
  /** Reading begins, with so many bytes ahead, or is over. */
  readonly onProgress: (bytes: number | null) => void;
}

/** Reads what a person drops, and again what is there where other cells are to count as missing. */
export interface Reading {
  /** Whether a file is being read. */
  readonly busy: boolean;
  /** Whether the file was read with the marks that are asked for. */
  readonly upToDate: boolean;
  /** The marks of missing values that the file is to be read with now. */
  marks(): readonly string[];
  read(name: string, blob: Blob, sample?: boolean): Promise<void>;
  /** Reads the file again if other marks are asked for than it was read with. */
  keepUp(): void;
}

export function createReading(deps: ReadingDeps): Reading {
  const { file, problems } = deps;
  /** Files that are being read. */
  let count = 0;
  /** The marks that the file could not be read with: there is no use in trying again. */
  let failed: { readonly blob: Blob; readonly marks: readonly string[] } | null = null;

  /** @returns whether it was done. */
  async function during(bytes: number, task: () => Promise<void>): Promise<boolean> {
    deps.onProgress(bytes);
    count += 1;
    try {
      await task();
      return true;
    } catch (error) {
      if (!isFederatedError(error, 'cancelled')) problems.add(error, 'csv-not-text');
      return false;
    } finally {
      count -= 1;
      if (count === 0) deps.onProgress(null);
    }
  }

  function settleProblems(): void {
    const codes = problems.all.map(({ code }) => code);
    problems.settle(...codes.filter((code) => /^(csv|data)-/.test(code)));
  }

  async function readAgain(blob: Blob): Promise<void> {
    const marks = deps.marks();
    try {
      await file.readAgain(marks);
      settleProblems();
    } catch (error) {
      if (!isFederatedError(error, 'cancelled')) failed = { blob, marks };
      throw error;
    }
  }

  function isUpToDate(): boolean {
    return file.stored === null || sameMarks(file.marks, deps.marks());
  }

  function keepUp(): void {
    const blob = file.stored?.blob;
    if (blob === undefined || count > 0 || deps.isTraining() || isUpToDate()) return;
    if (failed?.blob === blob && sameMarks(failed.marks, deps.marks())) return;
    // Other marks may have been asked for meanwhile. What failed is not tried again by itself.
    void during(blob.size, () => readAgain(blob)).then((done) => {
      if (done) keepUp();
    });
  }

  return {
    get busy() {
      return count > 0;
    },
    get upToDate() {
      return isUpToDate();
    },
    marks: deps.marks,
    keepUp,
    async read(name, blob, sample = false) {
      if (deps.isTraining()) {
        throw new FederatedError('invalid-state', 'a file cannot change while training');
      }
      deps.takeBack();
      await during(blob.size, async () => {
        const taken = await file.read({ name, blob, sample }, deps.marks(), async () => {
          await deps.settled();
          return !deps.isTraining();
        });
        if (taken) settleProblems();
      });
      keepUp();
    },
  };
}
