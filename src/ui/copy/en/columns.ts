import { promises } from './promises.ts';
import { capital, counted, countWord, listed } from './words.ts';

/**
 * What the data owner's page says about its columns, its own limits, what each mode lets out, and predictions
 * for its own rows.
 */

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** One row of the table of columns, and what opens below it. */
export const ownColumns = {
  shownAs: 'Public range or categories',
  edit: 'Edit',
  editLabel: (name: string) => `Edit ${name}`,
  group: (name: string) => `How ${name} is shown and used`,
  nearTitle: 'In your file',
  mean: 'Mean',
  median: 'Median',
  distinct: 'Different values',
  valuesTitle: (name: string) => `Values of ${name} in your file`,
  more: (count: number) => `and ${counted(count, 'other')}`,
  /** The line of a folded row. */
  line: {
    values: (count: number, shown: readonly string[], more: number) =>
      `${counted(count, 'value')}: ${shown.join(', ')}${more === 0 ? '' : ` and ${more} more`}`,
    steps: (count: number, shown: readonly string[], more: number) =>
      `${counted(count, 'step')}: ${shown.join(' < ')}${more === 0 ? '' : ` and ${more} more`}`,
    missing: {
      drop: 'rows without it are left out',
      indicator: 'rows without it are kept and marked',
    },
    outside: {
      refuse: 'a value outside stops the training',
      clip: 'values outside are moved to the nearest end',
      drop: 'rows with a value outside are left out',
    },
  },
  widened: (text: string) => `Together with the others: ${text}`,

  type: 'Type',
  typeLabel: (name: string) => `Type of ${name}`,
  typeNone: 'Text, stays here',
  typeNoneHint: 'Free text is no category. Choose a type if these values are categories after all.',
  typeHints: {
    continuous: 'A number on a scale.',
    discrete: 'A number in steps: counts, years, points.',
    ordinal: 'Categories in an order: the first counts as 1, the next as 2, and so on.',
    nominal: 'Categories without an order: each gets a figure of its own.',
  },
  range: 'Public range',
  rangeHint: 'Wide enough for all your values. Round numbers say less about them.',

  order: 'Order, lowest first',
  orderHint: 'The arrow keys move a value too, while one of its buttons has the focus.',
  up: (value: string) => `Move ${value} up`,
  down: (value: string) => `Move ${value} down`,
  moved: (value: string, place: number, of: number) => `${value} is now ${place} of ${of}`,

  categories: 'Public categories',
  categoriesHint:
    'The model owner reads these words. You can add some that your file does not have, so that they do not tell which it has.',
  categoriesDropHint: 'Rows with a category that you take off the list are left out.',
  reference: (value: string) =>
    `The others are compared with ${value}, unless the model owner chooses another.`,
  inFile: (count: number) => counted(count, 'row'),
  notInFile: 'not in your file',
  add: 'Add a category',
  addLabel: (name: string) => `New category of ${name}`,
  addConfirm: 'Add',
  remove: (value: string) => `Take ${value} off the list`,
  exists: (value: string) => `${value} is on the list already.`,

  missing: 'Missing values',
  missingLabel: (name: string) => `Missing values of ${name}`,
  missingOptions: { drop: 'Leave the row out', indicator: 'Keep the row and mark it' },
  missingHints: {
    drop: (rows: number) =>
      rows === 0
        ? 'None of your rows lacks it.'
        : `${counted(rows, 'row')} of your file ${rows === 1 ? 'lacks' : 'lack'} it.`,
    indicator: (rows: number) =>
      `A constant stands in, and a column of its own says where it does${rows === 0 ? '' : `: in ${counted(rows, 'row')} of your file`}.`,
  },
  outside: 'Values outside',
  outsideLabel: (name: string) => `Values outside what is public of ${name}`,
  outsideOptions: {
    refuse: 'Stop and tell me',
    clip: 'Move it to the nearest end',
    drop: 'Leave the row out',
  },
  outsideHints: {
    refuse: 'Nothing is sent before you have looked at it.',
    clip: 'Only you see how many values were moved.',
    drop: 'Only you see how many rows were left out; the model owner learns the number over all owners.',
  },

  couldBe: (wanted: string) => `The model owner asks for ${wanted}.`,
  couldBeQuestion: (own: string) => `Is your column ${own} the same?`,
  couldBeGroup: (own: string, wanted: string) => `Is ${own} the column ${wanted}?`,
  yes: 'Yes',
  no: 'No',
  yesLabel: (own: string, wanted: string) => `Yes, ${own} is ${wanted}`,
  noLabel: (own: string, wanted: string) => `No, ${own} is not ${wanted}`,
  renamed: (wanted: string) => `shown as ${wanted}`,
  unname: 'Use its own name',
  unnameLabel: (own: string) => `Use the own name of ${own}`,

  otherUnitTitle: (name: string) => `Is ${name} in the same unit as the others’?`,
  otherUnit: (own: string, others: string) =>
    `Your values lie in ${own}; together with the others it is ${others}.`,
  otherUnitUnknown: (own: string) => `Your values lie in ${own}, far from those of the others.`,
  otherUnitTodo:
    'If yours is another unit, convert the column and choose the file again, or take its tick away. If the unit is the same, leave it as it is.',

  rare: (value: string, rows: string, limit: number) =>
    `${value} stands in ${rows} only; your limit is ${limit}.`,
  rareMore: (count: number) => `And ${counted(count, 'other category', 'other categories')}.`,
};

/** What a data owner sets itself, and what its limits say. */
export const limits = {
  title: 'My limits',
  summary: (warn: number, refuse: number) => {
    if (warn + refuse === 0) return 'all are off';
    if (warn === 4) return 'all four warn';
    const parts = [
      ...(warn === 0 ? [] : [`${countWord(warn)} ${warn === 1 ? 'warns' : 'warn'}`]),
      ...(refuse === 0 ? [] : [`${countWord(refuse)} ${refuse === 1 ? 'refuses' : 'refuse'}`]),
    ];
    return parts.join(', ');
  },
  lead: 'This tab holds your file, and every training, against them. Warn asks you to tick that you understand the risk. Refuse keeps Contribute off and answers no such training; the model owner is told which limit it was, not your figures.',
  levels: { off: 'Off', warn: 'Warn', refuse: 'Refuse' },
  levelLabel: (guard: string) => `${guard}: what this tab does`,
  automatic: 'automatic',
  guards: {
    leastRows: {
      name: 'Fewest rows',
      hint: 'Totals over few rows say much about each of them. Left empty: 30, or two rows for each column of the model if that is more.',
    },
    leastMembers: {
      name: 'Fewest rows of a category',
      hint: 'The totals of a category with one row are that row’s values.',
    },
    columnShare: {
      name: 'Most columns for each row',
      hint: 'Columns of the model, each category counted, divided by your rows: 0.33 is one column to three rows. With more, the totals come close to the rows themselves.',
    },
    modes: { name: 'Modes', hint: 'How a training may ask for your totals.' },
  },
  accepted: (mode: string) => `Accept ${mode}`,
  findings: {
    leastRows: (found: string, limit: string) =>
      `The file has ${found}; your limit is ${limit}. Totals over few rows say much about each of them.`,
    leastMembers: (columns: readonly string[], found: string, limit: string) =>
      `${columns.length === 0 ? 'A category' : `A category of ${listed(columns)}`} stands in ${found}; your limit is ${limit}. Its totals say much about those rows.`,
    columnShare: (found: string, limit: string) =>
      `The model would have ${found} columns for each row; your limit is ${limit}. With so many, the totals come close to the rows themselves.`,
    modes: (mode: string | null) =>
      mode === null
        ? 'The model owner asks in a mode that you do not accept.'
        : `The model owner asks in the mode ${mode.toLowerCase()}, which you do not accept.`,
  },
  refusedTitle: (guard: string) => `Your limit “${guard}” refuses this`,
  refusedTodo: 'Choose another file or show less, or change the limit under My limits.',
  cannotAgree: (guard: string) =>
    `Your limit “${guard}” refuses it. Change it under My limits to agree, or leave.`,
  cannot: (guard: string) => `Contribute is off: your limit “${guard}” refuses it.`,
  warnTitle: 'One of your limits warns',
};

function youAnd(here: number): string {
  if (here <= 1) return 'you alone';
  return here === 2 ? 'you and one other' : `you and ${countWord(here - 1)} others`;
}

/** What leaves, by mode. */
export const leaving = {
  modeTexts: {
    rounds:
      'Your tab sends the totals of each column at once, and then one combination a round of the totals of products of every two columns. If training ends early, fewer have been told; run to the end, all.',
    'one-shot':
      'Your tab sends the totals of each column and of products of every two columns at once, and is asked nothing after that. It tells at once what rounds tell by their end.',
  },
  /** Agreed to beside the mode that is asked for. */
  alsoAgreed: {
    rounds: 'Contribute agrees to Rounds as well, which tells the same by its end.',
    'one-shot': 'Contribute agrees to One-shot as well, which tells the same at once.',
  },
  mode: 'Mode',
  validation: 'Validation',
  folds: (folds: number) =>
    `${capital(countWord(folds))} folds. Your tab deals your rows into ${countWord(folds)} parts at random and sends totals of each: sums over fewer rows, which say more about every one.`,
  holdOut: (share: number) =>
    `Holds out ${percent(share)}. Your tab deals your rows into two parts at random and sends totals of each: sums over fewer rows, which say more about every one.`,
  derived: 'Computed columns',
  derivedHint: 'Your tab computes them; totals leave of them as of the others.',
  missingMarks: 'Counts as missing',
  emptyCell: 'the empty cell',
  /** Beside the lock, where it is listed what crosses the edge. */
  totals: {
    rounds: ' counts, sums and one combination a round.',
    'one-shot': ' counts, sums, and sums of products of every two columns, once.',
  },
  totalsOfParts: ' They leave for each part of your rows that validation deals.',
  totalsPromise: ` ${promises.sums}`,
  /** Owners that are here are what counts: invites that nobody has opened hide nobody. */
  least: (here: number) => `You agree to sums over at least those who are here: ${youAnd(here)}.`,
  agrees: (rounds: string | null, oneShot: boolean, parts: string | null, here: number) => {
    const modes = [
      ...(rounds === null ? [] : [`at most ${rounds}`]),
      ...(oneShot ? ['all totals at once'] : []),
    ].join(', or ');
    return `Agrees to ${modes}${parts === null ? '' : `, for ${parts}`}, of these columns and a few products, squares and logarithms of them, summed over at least those who are here: ${youAnd(here)}. You can withdraw until training starts.`;
  },
  parts: { folds: (folds: number) => `${countWord(folds)} folds`, holdOut: 'two parts of your rows' },
};

/** A contract beyond what was agreed to. */
export const beyond = {
  title: 'The model owner asks for more than you agreed to',
  lead: 'Nothing of this training has been sent. Your tab waits until you agree or leave.',
  reasons: {
    roundLimit: (rounds: number) => ({
      asked: `Up to ${counted(rounds, 'round')}.`,
      learns:
        'Each round tells one more combination of the totals of products of every two columns, until all are known.',
    }),
    mode: {
      rounds: {
        asked: 'The totals in rounds.',
        learns:
          'Run to the end, rounds tell the totals of products of every two columns; your tab answers one question after the other until then.',
      },
      'one-shot': {
        asked: 'All totals at once.',
        learns:
          'The totals of products of every two columns are known with the first answer; training cannot end before that.',
      },
    },
    folds: (folds: number) => ({
      asked: `The totals of ${countWord(folds)} parts of your rows, dealt at random by your tab.`,
      learns: 'Each is a sum over fewer rows, which says more about every one of them.',
    }),
    holdOut: (share: number) => ({
      asked: `The totals of ${percent(share)} of your rows, dealt at random by your tab, and of the rest.`,
      learns: 'Each is a sum over fewer rows, which says more about every one of them.',
    }),
    noValidation: {
      asked: 'The totals of all your rows together, not of parts of them.',
      learns: 'Beside totals of parts that were sent before, nothing new; without them, less.',
    },
    missingMarks: (marks: readonly string[]) => ({
      asked:
        marks.length === 0
          ? 'Only empty cells count as missing.'
          : `These cells count as missing: empty ones, ${listed(marks)}.`,
      learns:
        'Other rows are left out than you agreed to. Whoever decides which rows count can compare totals until single rows show.',
    }),
    derived: (names: readonly string[]) => ({
      asked: `Totals of ${counted(names.length, 'computed column')} that you were not told of: ${listed(names)}.`,
      learns:
        'Each tells more about the columns it is computed from. One that is rarely other than zero can show single rows.',
    }),
    columns: (names: readonly string[], leavingOut: readonly string[]) => ({
      asked: `Values of ${listed(names)} that are missing, or outside the range or categories, are treated in another way.${leavingOut.length === 0 ? '' : ` Values that you show of ${listed(leavingOut)} are left out, or moved to an end.`}`,
      learns:
        'Other rows are left out or changed than you agreed to. Whoever decides which rows count can compare totals until single rows show.',
    }),
    fewerOwners: (owners: number) => ({
      asked: `${owners <= 1 ? 'You alone' : `${capital(countWord(owners))} data owners`} take part: fewer than you were told when you contributed.`,
      learns:
        owners <= 1
          ? 'The sum is your totals, and the model owner learns them.'
          : owners === 2
            ? 'The model owner and the other data owner together learn your totals, and so does a model owner that invented the other one.'
            : 'Your totals are hidden among fewer others.',
    }),
    moreRows: (rows: number) => ({
      asked: `${counted(rows, 'row')} that ${rows === 1 ? 'was' : 'were'} left out before would be used now.`,
      learns: differenceOf(rows),
    }),
    fewerRows: (rows: number) => ({
      asked: `${counted(rows, 'row')} that ${rows === 1 ? 'was' : 'were'} used before would be left out now.`,
      learns: differenceOf(rows),
    }),
    otherRows: {
      asked: 'As many rows as before would be used, but other ones, or with other values moved to an end.',
      learns:
        'The model owner could subtract the two totals and learn how those rows differ, down to single ones.',
    },
  },
  agree: 'Agree to this',
  agreeHint: 'Agreeing sends the answer at once.',
};

function differenceOf(rows: number): string {
  return rows === 1
    ? 'The model owner could subtract the two totals and learn the values of this row.'
    : `The model owner could subtract the two totals and learn the totals of these ${rows} rows.`;
}

/** Rows used and left out, for their owner. */
export const rowCounts = {
  title: 'Your rows in this training',
  onlyYou:
    'Only you see this. The model owner learns how many rows were used and left out over all owners together.',
  used: 'rows used',
  droppedMissing: 'left out for a missing value',
  droppedOutside: 'left out for a value outside',
  column: 'Column',
  missing: 'Missing',
  outside: 'Outside',
  clipped: 'Moved to an end',
  tableTitle: 'Values that were missing or outside, by column',
  none: 'No value was missing or outside.',
};

/** Texts that a training in one answer needs instead of those of rounds. */
export const oneShot = {
  base: 'Training, computing all totals',
  sent: 'All totals sent: waiting for the model owner',
  mark: {
    what: 'Totals of each column, and of products of every two columns',
    when: 'all at once, with the one answer of your tab; no question follows',
  },
  label: 'The one answer',
  now: (sent: boolean, owners: number) => {
    if (!sent) return 'No total has been sent. The model owner knows the columns that you showed.';
    const over =
      owners <= 1 ? '' : `, summed over ${owners === 2 ? 'both' : `all ${countWord(owners)}`} owners`;
    return `The totals of each column and of products of every two columns are known${over}. Your tab is asked nothing more for this training.`;
  },
  valueText: (sent: boolean) =>
    sent ? 'The totals of each column and of products of every two columns' : 'No total has been sent',
  answered: 'answers sent',
  receiptLine: 'all totals',
};

/** Predictions for rows of one's own. */
export const scoring = {
  title: 'Predictions for your own rows',
  lead: (target: string) =>
    `The model owner lets you have ${target} predicted for rows of yours. Your tab encrypts them under a key of its own; the model owner computes on what it cannot read, and only your tab can open the answer.`,
  sees: 'The model owner sees',
  gets: 'You see',
  seeing: [
    ['How many rows', ' you ask for, and when.'],
    ['Nothing of their values,', ' and not the predictions: both are under your tab’s key.'],
  ] as const,
  getting: [
    ['One prediction for each row', ' in which no value is missing, in the order of your file.'],
    ['Nothing of the model', ' but what predictions give away, which is why they are counted.'],
  ] as const,
  left: (count: number) =>
    count === 0
      ? 'No prediction is left for this session.'
      : `${counted(count, 'prediction')} ${count === 1 ? 'is' : 'are'} left, for all data owners together.`,
  why: 'A model can be worked out from one prediction more than it has columns, so the model owner sets how many it gives.',
  needs: 'Columns that the file needs',
  file: 'Rows to predict',
  choose: 'Choose a CSV file',
  another: 'Choose another file',
  chosen: (name: string) => `${name} is ready. Nothing of it has been sent.`,
  most: 'Most rows',
  mostHint: 'Of the rows that are complete, from the top. Each uses up one prediction.',
  mostWrong: (left: number) =>
    left === 1 ? 'One prediction is left: write 1.' : `Write a whole number from 1 to ${left}.`,
  start: 'Get predictions',
  working: 'Predicting',
  done: (scored: number, rows: number) =>
    scored === rows
      ? `${counted(scored, 'row')} predicted.`
      : `${scored} of ${counted(rows, 'row')} predicted. The others lack a value, have a category that the model does not know, or are beyond the most rows.`,
  download: 'Download your predictions',
  /** Questions for predictions are counted as rounds are. */
  receiptLine: (question: number) => `scores ${String(question).padStart(2, ' ')}`,
  fileName: (name: string) => `predictions-${name}.csv`,
};
