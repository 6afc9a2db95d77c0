import type { Observable } from '../base/index.ts';
import type { EvaluationSummary, ModelFile } from '../learning/index.ts';
import type { Problem, Progress } from './happenings.ts';

/** What a model says about a file of one's own: nothing of it leaves the tab. */
export interface ModelUseView {
  readonly model: ModelFile | null;
  readonly problems: readonly Problem[];
  readonly progress: Progress | null;
  readonly test: TestFileView | null;
}

/** A file that was predicted. */
export interface TestFileView {
  readonly name: string;
  readonly rows: number;
  /** Rows without a prediction: a value is missing, or a category is unknown. */
  readonly skipped: { readonly missing: number; readonly unknownCategory: number };
  /** Rows with a value outside the range that the model was trained on. */
  readonly outside: number;
  /** Null for a file without the target. */
  readonly evaluation: EvaluationSummary | null;
}

/** Evaluates and predicts with one model, in a worker. */
export interface ModelUse extends Observable {
  readonly view: ModelUseView;
  dismiss(problemId: number): void;
  /** Gives up the file that is being read. */
  cancel(): void;
  /** Predicts a CSV file, and evaluates the predictions if the target is in it. */
  useTestFile(file: File): Promise<void>;
  /** The rows of the file with a column of predictions, as CSV; cells that a spreadsheet would run are defused. */
  predictionsCsv(): Promise<Blob>;
  close(): void;
}

/** A saved model without a session. */
export interface ModelReader extends ModelUse {
  /** @throws FederatedError 'model-file-invalid'. */
  open(file: File): Promise<void>;
}
