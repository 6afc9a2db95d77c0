import { createNotifier, FederatedError } from '../base/index.ts';
import { readModelFile, type ModelFile } from '../learning/index.ts';
import type { ModelUseWork, PredictedFile, WorkThread } from '../workers/index.ts';
import type { ModelReader, ModelUse, ModelUseView, TestFileView } from './model-use-view.ts';
import { createProblemList } from './problems.ts';
import type { Progress } from './happenings.ts';

/** Largest model file read. */
const MAX_MODEL_BYTES = 16 * 1024 * 1024;

interface ModelUseDeps {
  readonly createWorker: () => WorkThread<ModelUseWork>;
}

/** What a model is used for; the model comes from outside. */
export interface OpenModelUse extends ModelUse {
  /** Takes a model into use: what was predicted with another is gone. */
  setModel(model: ModelFile | null): void;
}

export function createModelUse({ createWorker }: ModelUseDeps): OpenModelUse {
  const notifier = createNotifier();
  const problems = createProblemList(refresh);
  let thread: WorkThread<ModelUseWork> | null = null;
  let model: ModelFile | null = null;
  let progress: Progress | null = null;
  let test: { readonly view: TestFileView; readonly csv: Blob } | null = null;
  /** Counts files and models: only the last is shown. */
  let turn = 0;
  let view: ModelUseView = viewOf();

  function viewOf(): ModelUseView {
    return { model, problems: problems.all, progress, test: test?.view ?? null };
  }

  function refresh(): void {
    view = viewOf();
    notifier.notify();
  }

  /** A file that is being read is let go of with its thread. */
  function abandon(): void {
    turn += 1;
    if (progress !== null) {
      thread?.terminate();
      thread = null;
    }
    progress = null;
  }

  return {
    get view() {
      return view;
    },
    subscribe: notifier.subscribe,
    dismiss: problems.dismiss,

    setModel(next) {
      if (next === model) return;
      abandon();
      model = next;
      test = null;
      refresh();
    },

    async useTestFile(file) {
      if (model === null) return;
      abandon();
      const current = turn;
      progress = { task: 'reading-file', done: 0, total: file.size };
      refresh();
      thread ??= createWorker();
      try {
        const found = await thread.work.predictFile(file, model, (done, total) => {
          if (current !== turn) return;
          progress = { task: 'reading-file', done, total };
          refresh();
        });
        if (current !== turn) return;
        test = { view: testFileView(file.name, found), csv: found.csv };
        problems.settle(...problems.all.map(({ code }) => code));
      } catch (error) {
        if (current === turn) problems.add(error, 'csv-not-text');
      } finally {
        if (current === turn) {
          progress = null;
          refresh();
        }
      }
    },

    cancel() {
      abandon();
      refresh();
    },

    predictionsCsv() {
      if (test === null) return Promise.reject(new FederatedError('invalid-state', 'no predictions yet'));
      return Promise.resolve(test.csv);
    },

    close() {
      abandon();
      thread?.terminate();
      thread = null;
    },
  };
}

/** A saved model without a session. */
export function createModelReader(deps: ModelUseDeps): ModelReader {
  const use = createModelUse(deps);
  return {
    get view() {
      return use.view;
    },
    subscribe: use.subscribe,
    dismiss: use.dismiss,
    cancel: use.cancel,
    useTestFile: use.useTestFile,
    predictionsCsv: use.predictionsCsv,
    close: use.close,
    async open(file) {
      if (file.size > MAX_MODEL_BYTES) {
        const details = { path: '', expected: `at most ${MAX_MODEL_BYTES} bytes` };
        throw new FederatedError('model-file-invalid', 'model file: too large', details);
      }
      use.setModel(readModelFile(await file.text()));
    },
  };
}

function testFileView(name: string, { summary, evaluation }: PredictedFile): TestFileView {
  const { rows, problems, extrapolated } = summary;
  return {
    name,
    rows,
    skipped: {
      missing: problems.missing + problems.undefined,
      unknownCategory: problems['unknown-category'],
    },
    outside: extrapolated,
    evaluation,
  };
}
