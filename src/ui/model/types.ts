import type { ResultView, TestFileView } from '../../parties/index.ts';

/** Names for what a result says, taken from the view that carries them. */
export type Model = ResultView['model'];
export type Term = Model['terms'][number];
export type Fit = NonNullable<ResultView['fit']>;
export type Evaluation = NonNullable<TestFileView['evaluation']>;
