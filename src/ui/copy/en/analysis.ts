import type { DerivedColumn, Mode, ModelKind, Validation } from '../../../contract/index.ts';
import type { ResultView, TestFileView } from '../../../parties/index.ts';
import { formatSignificant } from '../../lib/format.ts';
import { capital, counted, countWord, listed } from './words.ts';

/**
 * What the model owner's page says about models, columns and what is found out with them. The rules of en.ts
 * hold: no interpretation of figures, and no promise without its limit.
 */

type Training = ResultView['model']['training'];
type Warning = NonNullable<ResultView['fit']>['warnings'][number];
type Outcome = NonNullable<ResultView['validation']>;

const percent = (share: number): string => `${formatSignificant(share * 100, 3)} %`;

/** What the model owner asks of single columns, and of the mode. */
export const planned = {
  modeDifference: (rounds: number | null) =>
    `In rounds, the totals of each column come at once and those of products of every two columns bit by bit, all of them after ${rounds === null ? 'as many rounds as there are columns' : counted(rounds, 'round')} at the latest: stopping early discloses less. In one shot, every owner sends all of these totals at once and is asked nothing more.`,
  suggest: (terms: number | null) =>
    `With ${terms === null ? 'so many terms' : counted(terms, 'term')}, one-shot takes seconds where rounds take minutes, and in the end discloses the same.`,
  useOneShot: 'Use one-shot',
  terms: (count: number) => `${counted(count, 'term')} with the intercept`,
  settings: 'Settings',
  settingsOf: (name: string) => `Settings of ${name}`,
  conflict: 'owners disagree about its kind, so it cannot be chosen',
  reference: (name: string) => `Reference level of ${name}`,
  referenceHint: 'Every other category is compared with it.',
  missing: (name: string) => `Missing values in ${name}`,
  missingOptions: { drop: 'Leave the row out', indicator: 'Keep the row, mark it' },
  missingHints: {
    drop: () => 'A row without this value is not used at all.',
    indicator: (numeric: boolean) =>
      numeric
        ? 'The middle of the range stands in, and a term of its own says where that was so.'
        : 'No category stands in, and a term of its own says where that was so.',
  },
  outside: (name: string, numeric: boolean) =>
    numeric ? `Values outside the range of ${name}` : `Other categories in ${name}`,
  outsideOptions: { refuse: 'Refuse the file', clip: 'Take the nearest limit', drop: 'Leave the row out' },
  outsideHints: {
    refuse: (numeric: boolean) =>
      `Its owner is told which ${numeric ? 'value lies outside the public range' : 'category is not in the list'}, and nothing is sent.`,
    clip: () => 'A value beyond the public range counts as its end.',
    drop: (numeric: boolean) =>
      `A row ${numeric ? 'with a value outside the public range' : 'with another category'} is not used at all.`,
  },
  consent: 'Owners agreed to what they proposed. Where you change it, they are asked again.',
  notes: {
    reference: (level: string) => `reference ${level}`,
    indicator: 'missing kept, marked by a term',
    clip: 'outside taken as the limit',
    drop: 'rows outside left out',
  },
  penaltyNow: (kind: ModelKind, penalty: number, l1Share: number) =>
    `Penalty ${formatSignificant(penalty, 6)}${kind === 'elastic-net' ? `, L1 share ${formatSignificant(l1Share, 6)}` : ''}.`,
  positiveNow: (positive: string) =>
    positive === '' ? 'No class counts as yes so far.' : `“${positive}” counts as yes.`,
  change: { penalty: 'Change the penalty', 'positive-class': 'Change the class' },
  advancedSummary: (mode: Mode, optimiser: string, bits: number, rounds: number | null) =>
    [
      ...(mode === 'rounds' ? [optimiser.toLowerCase()] : []),
      `${bits}-bit key`,
      ...(mode === 'one-shot'
        ? []
        : [rounds === null ? 'rounds chosen by itself' : `at most ${counted(rounds, 'round')}`]),
    ].join(' · '),
  learnOneShot: (validation: Validation) =>
    `The model, and at once the totals over all owners together: of each column and of products of every two columns${validation.kind === 'none' ? '' : validation.kind === 'folds' ? `, for each of ${validation.folds} folds` : ', for the rows fitted and for those held out'}.`,
};

/** Train is disabled for these reasons, besides those of en.ts. */
export const trainBlocks = {
  'bad-penalty': 'Train is off: the penalty must be a number from 0 on.',
  'bad-l1-share': 'Train is off: the L1 share must lie between 0 and 1.',
  'target-not-numeric':
    'Train is off: the target is a category, and this model needs a number. Choose Logistic, or another target.',
  'target-not-classes':
    'Train is off: Logistic needs a target of classes, a category or two whole numbers next to each other. Choose another target or another model.',
  'bad-derived':
    'Train is off: a derived column is made of one that is not among the features, or of one that it cannot be made of. Take it away, or tick its columns again.',
  'validation-needs-one-shot':
    'Train is off: validation needs the totals of each part, and only one-shot brings them. Choose one-shot, or no validation.',
  'too-many-terms':
    'Train is off: more terms than one contract can hold. Choose fewer columns or categories.',
};

export const refit = {
  hint: 'Nobody will be asked: the totals that are here already suffice.',
  trained: 'Fitted again, nobody asked',
  oneShot: (time: string) => `One-shot, ${time}`,
  gathered: 'All totals arrived in one shot',
  gatheringHint: 'Every owner sends everything once.',
};

export const derived = {
  title: 'Derived columns',
  lead: 'None. The model adds up the columns as they are.',
  add: 'Add an interaction, a square or a logarithm',
  kind: 'What to add',
  kinds: { product: 'Interaction', square: 'Square', log: 'Logarithm' } satisfies Record<
    DerivedColumn['kind'],
    string
  >,
  first: 'Column',
  second: 'With column',
  submit: 'Add',
  incomplete: 'Choose the columns it is made of.',
  none: {
    product: 'No feature is chosen.',
    square: 'No chosen feature is a number.',
    log: 'A logarithm needs a column whose public range lies above 0.',
  },
  means: {
    product: (name: string) => `Adds ${name}: the effect of one may depend on the other.`,
    square: (name: string) => `Adds ${name}: the effect may bend.`,
    log: (name: string) => `Adds ${name}: a doubling counts the same wherever it starts.`,
  },
  double: (name: string) => `${name} is there already.`,
  added: (name: string) => `${name} was added.`,
  remove: (name: string) => `Remove ${name}`,
  impossible: 'its columns are not chosen',
};

export const validation = {
  title: 'Validation',
  label: 'Validation',
  kinds: { none: 'None', 'hold-out': 'Hold-out', folds: 'Folds' } satisfies Record<
    Validation['kind'],
    string
  >,
  summary: (chosen: Validation) =>
    chosen.kind === 'none'
      ? 'none'
      : chosen.kind === 'folds'
        ? counted(chosen.folds, 'fold')
        : `${percent(chosen.share)} of the rows held out`,
  hints: {
    none: 'All rows are fitted. Nothing says how the model does on rows it has not seen.',
    'hold-out': 'Part of the rows is kept out of the fit, and the model is measured on it.',
    folds: 'Each part is left out once and predicted from the others. Chooses a penalty, too.',
  },
  share: 'Held-out share',
  shareHint: 'Above 0, at most 0.9.',
  folds: 'Number of folds',
  foldsHint: 'A whole number from 2 to 20.',
  disclosure: (chosen: Validation) =>
    chosen.kind === 'folds'
      ? `Each owner’s tab deals its rows to ${countWord(chosen.folds)} folds at random, and you learn the totals of each fold over all owners: sums of fewer rows, which say more about each of them. Owners see this before they agree.`
      : 'Each owner’s tab draws the rows that are held out, and you learn the totals of both parts over all owners: sums of fewer rows, which say more about each of them. Owners see this before they agree.',
  needsOneShot: 'Only one-shot brings the totals of each part.',
};

export const missingMarks = {
  title: 'Missing values',
  summary: (marks: readonly string[]) =>
    marks.length === 0 ? 'only empty cells' : `empty cells and ${listed(marks)}`,
  label: 'Written as missing',
  placeholder: 'e.g. 999',
  add: 'Add this mark',
  remove: (mark: string) => `No longer read ${mark} as missing`,
  reset: 'Back to the usual ones',
  hint: 'An empty cell always counts as missing. A cell that reads exactly like one of these does, too, in every file. Owners who agreed to other marks are asked again.',
};

export const scores = {
  title: 'Predictions for data owners',
  summary: (count: number) => (count === 0 ? 'off' : `at most ${counted(count, 'row')}`),
  lead: 'Data owners can have rows of their own predicted: you do not see the rows, and they do not see the model. Works once a model is there.',
  count: 'Scores to give',
  countHint: 'For all data owners together. 0 is off.',
  reason: (terms: number | null, count: number) => {
    const away = terms === null ? 'one more than the model has terms' : counted(terms + 1, 'score');
    const crafted = 'A crafted question reads about as much from one answer as three honest ones do.';
    if (terms !== null && 3 * count > terms)
      return `${away} give the model away, and you allow ${formatSignificant(count, 7)}: a data owner could work it out. ${crafted}`;
    return `There is a limit because ${away} give the model away. ${crafted}`;
  },
  given: (given: number, left: number) =>
    `${counted(given, 'score')} given to data owners with this model, ${formatSignificant(left, 7)} left.`,
};

export const charts = {
  asTable: 'The figures as a table',
  path: {
    title: 'Coefficients by penalty',
    note: 'for columns of the same spread, log scale',
    axis: 'penalty, weaker to the right',
    chosen: (penalty: string) => `chosen ${penalty}`,
    label: (terms: number, left: number, penalty: string) =>
      `How ${counted(terms, 'coefficient')} grow as the penalty gets weaker; at the chosen penalty of ${penalty}, ${left} differ from zero`,
  },
  curve: {
    title: 'Test error by penalty',
    note: 'mean squared error on rows left out, log scale below',
    label: (lowest: string, marks: readonly string[]) =>
      `Test error by penalty, at the lowest ${lowest}; marked: ${marks.join(', ')}`,
  },
  roc: {
    title: 'ROC curve',
    note: 'for every threshold',
    falsePositive: 'false positive rate',
    truePositive: 'true positive rate',
    label: (auc: string) => `ROC curve; the area under it is ${auc}, where guessing has 0.5`,
    area: (auc: string) => `AUC ${auc}`,
  },
};

/** What stands around the coefficients. */
export const outcome = {
  formula: 'Formula',
  rows: 'Rows',
  rowsUsed: (used: string, dropped: string) => `${used} used, ${dropped} dropped`,
  reference: 'Reference levels',
  convergence: 'Convergence',
  converged: ({ mode, rounds, converged, stopped }: Training, again: boolean) =>
    [
      again
        ? 'Fitted again from totals that were here; nobody was asked.'
        : mode === 'one-shot'
          ? 'All totals came in one shot.'
          : `${counted(rounds, 'round')}.`,
      converged ? 'Converged.' : stopped ? 'Stopped by you before it converged.' : 'Not converged.',
    ].join(' '),
  contract: 'Contract',
  copyHash: 'Copy the hash of the contract',
  penalised: (zeros: number, of: number) =>
    zeros === 0
      ? 'Penalised coefficients have no standard errors.'
      : `${zeros} of ${counted(of, 'coefficient')} ${zeros === 1 ? 'is' : 'are'} exactly zero. Penalised coefficients have no standard errors.`,
  logistic: 'For prediction, not for odds ratios.',
  logisticTitle: 'For prediction, not for odds ratios',
  logisticText:
    'Least squares on the classes, turned into probabilities with the totals alone. Probabilities come out close to those of a logistic regression; coefficients need not, so do not read odds ratios from them.',
  droppedTitle: (count: number) =>
    count === 1
      ? 'One term was left out of the model'
      : `${capital(countWord(count))} terms were left out of the model`,
  dropped: (reason: 'constant' | 'collinear', others: readonly string[]) =>
    reason === 'constant'
      ? 'has the same value in every row.'
      : `follows from ${listed(others)}: rows cannot tell them apart.`,
  droppedText:
    'The predictions are the same without them. Take other columns if you need their coefficients.',
  lackTitle: 'Rows may be left out that this model could use',
  lackText:
    'The totals leave out rows with a missing value in any column that was asked for, also in columns that this model does not have. Train with its columns alone to use those rows; owners are asked again.',
  warning: (warning: Warning): { title: string; text: string } => {
    switch (warning.code) {
      case 'ill-conditioned':
        return {
          title: `About ${counted(Math.max(0, Math.floor(warning.digits)), 'digit')} of the estimates are certain`,
          text: 'Some columns nearly follow from others, so rounding shows in the later digits. Leave one of them out, or take ridge.',
        };
      case 'no-residual-degrees':
        return {
          title: 'No row is left to estimate errors from',
          text: 'There are as many terms as rows, or more. Take fewer columns for standard errors.',
        };
      case 'constant-target':
        return {
          title: 'The target has the same value in every row',
          text: 'There is nothing to explain: the model gives that value always.',
        };
      case 'perfect-separation':
        return {
          title: 'The columns tell the classes apart without error',
          text: 'Probabilities are cut off near 0 and 1: how sure the model may be cannot be told from these rows.',
        };
      case 'not-converged':
        return {
          title: 'The fit stopped before it was exact',
          text: `What is left is ${formatSignificant(warning.remaining, 2)} of the largest slope. A slightly larger penalty helps.`,
        };
    }
  },
};

export const diagnostics = {
  title: 'Diagnostics',
  summary: (largestVif: number | null, condition: number | undefined) =>
    [
      ...(condition === undefined ? [] : [`condition number ${formatSignificant(condition, 3)}`]),
      ...(largestVif === null ? [] : [`largest VIF ${formatSignificant(largestVif, 3)}`]),
    ].join(', '),
  degrees: 'Residual degrees of freedom',
  condition: 'Condition number',
  conditionText: (value: number) =>
    value > 1e6
      ? 'high: columns nearly follow from each other, and digits are lost'
      : 'of the Gram matrix of the mapped columns; digits are lost from about a million on',
  joint: 'F tests by column',
  jointText: 'All terms of one column together: does the model fit worse without the column?',
  column: 'Column',
  f: 'F statistic',
  df: 'Degrees of freedom',
  degreesOf: (numerator: string, denominator: string) => `${numerator} and ${denominator}`,
  terms: 'Terms on one scale',
  termsText: (linear: boolean) =>
    linear
      ? 'Standardised: the change of the target, in its standard deviations, for one standard deviation of the term. VIF: by how much its variance grows because other terms tell the same.'
      : 'Standardised: the change of the target for one standard deviation of the term. VIF: how much other terms tell the same.',
  standardised: 'Standardised',
  vif: 'VIF',
};

export const penaltyPath = {
  title: 'Penalty path',
  lead: 'How the coefficients would come out with other penalties, computed from the totals that are here. The standardised ones are drawn, since they share an axis.',
  penalty: 'Penalty',
  chosen: 'chosen',
  nonZero: 'Not zero',
  largest: (shown: number, of: number) => `The ${shown} terms of ${of} with the largest coefficients.`,
};

/** What validation found. */
export const checked = {
  title: 'On rows left out',
  lead: (outcome: Outcome) =>
    [
      outcome.kind === 'folds'
        ? `Each of ${countWord(outcome.folds.length)} folds was predicted by a model of the others${outcome.curve ? ', at the penalty of the lowest error' : ''}. The coefficients above are fitted to all rows.`
        : 'The coefficients above are fitted to the training rows only; the rest tells how they do on rows they have not seen.',
      outcome.of === 'target'
        ? ''
        : 'Totals cannot count classifications: the error is that of the score behind the probability, where the classes are 1 and −1.',
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
  testMse: 'Test MSE',
  scoreMse: 'Test MSE of the score',
  testRSquared: 'Test R²',
  standardError: 'std. error',
  fitted: 'rows fitted',
  heldOut: 'rows held out',
  folds: 'folds',
  fold: 'Fold',
  rows: 'Rows left out',
  byFold: 'Test error by fold',
  lowest: 'Lowest',
  oneError: 'Within one std. error',
  use: (name: string, penalty: string) => `Use ${penalty} (${name.toLowerCase()})`,
  useHint: 'Takes over the penalty for the next fit, which asks nobody.',
  planned: (penalty: string) => `${penalty} is the penalty of the plan.`,
};

export const description = {
  title: 'Descriptive statistics',
  summary: 'count, mean and standard deviation, over all owners',
  variable: 'Variable',
  count: 'Count',
  mean: 'Mean',
  sd: 'Std. deviation',
  correlations: 'Correlations',
  correlationsSummary: 'of every two variables',
  correlationsLater: 'not known',
  correlationsNone: 'They need the totals of products of every two columns: all rounds, or one shot.',
  constant: 'none',
  matrixHint: (first: string) =>
    `Column 1 is ${first}, and so on in the order of the rows. The stronger the colour, the further from zero.`,
  pairs: 'Strongest correlations',
  pairsHint: (shown: number, of: number) =>
    shown < of ? `The strongest ${shown} of ${of} pairs.` : 'The strongest first.',
  pair: 'Pair',
  correlation: 'Correlation',
};

export const evaluation = {
  title: 'On a file of your own',
  lead: (target: string) =>
    `A CSV with the columns of the model. It is read in this tab and sent nowhere. With ${target} in it, the predictions are compared with what was; without, they are there to download.`,
  input: 'Test file',
  choose: 'Choose a test file',
  another: 'Choose another test file',
  download: 'Download predictions',
  drop: 'Drop a test file or a contract',
  dropHint: 'It is read in this tab. Rows are sent nowhere.',
  fileName: (title: string) => `predictions-${title}.csv`,
  rows: (rows: number) => counted(rows, 'row'),
  notes: ({ skipped, outside }: TestFileView) => [
    ...(skipped.missing > 0
      ? [`${counted(skipped.missing, 'row')} without a prediction, since a value is missing.`]
      : []),
    ...(skipped.unknownCategory > 0
      ? [
          `${counted(skipped.unknownCategory, 'row')} without a prediction, since the model does not know a category.`,
        ]
      : []),
    ...(outside > 0
      ? [
          `${counted(outside, 'row')} with a value outside the range that the model was trained on; predicted all the same.`,
        ]
      : []),
  ],
  noTarget: (target: string) =>
    `${target} is not in it, so there is nothing to compare the predictions with.`,
  scores: 'Scores on the test file',
  score: 'Score',
  accuracy: 'Accuracy',
  logLoss: 'Log-loss',
  against: 'Predicted against actual',
  againstLabel: (points: number, rmse: string) =>
    `Predicted against actual values of ${counted(points, 'row')} around the diagonal; the typical distance is ${rmse}`,
  actual: (target: string) => `actual ${target}`,
  predicted: 'predicted',
  residuals: 'Residuals',
  residual: 'actual − predicted',
  residualsLabel: (points: number, mae: string) =>
    `Residuals of ${counted(points, 'row')} by predicted value around zero; on average ${mae} away from it`,
  sampled: (shown: number, of: number) =>
    `${formatSignificant(shown, 7)} of ${formatSignificant(of, 9)} rows, evenly spread`,
  confusion: 'Confusion matrix',
  confusionHint: 'At a probability of 0.5. Right ones in bold, from top left to bottom right.',
  actually: 'Actually',
  predictedAs: (name: string) => `Predicted ${name}`,
  not: (positive: string) => `not ${positive}`,
  yes: 'yes',
  aucMargin: (margin: string) => `So many rows that the AUC is known to ${margin} only.`,
  oneClass: 'The file has rows of one class only, so there is no ROC curve.',
};

export const savedModel = {
  title: 'Open a saved model',
  before: 'You have a model already?',
  open: 'Open a saved model',
  who: 'Saved model',
  lead: 'A model file from an earlier session predicts without one. It is read in this tab, and so is every file you test it with.',
  input: 'Model file',
  choose: 'Choose a model file',
  another: 'Open another model',
  drop: 'Drop the model file',
  dropEither: 'Drop a test file or another model',
  dropHint: 'It is read in this tab and sent nowhere.',
};

export const samples = {
  choose: 'Which sample?',
  names: { diabetes: 'Diabetes', penguins: 'Penguins' },
  /** Titles of the sessions: everybody in them reads them. */
  titles: {
    diabetes: 'Diabetes progression (sample)',
    penguins: 'Penguins of three islands (sample)',
  },
  hints: {
    diabetes: 'Numbers only, 442 people, three hospitals.',
    penguins: 'Categories and missing values, 344 penguins, three islands.',
  },
};
