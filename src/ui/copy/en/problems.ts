import type { ErrorCode, ErrorDetails } from '../../../base/index.ts';
import { formatAsWritten, formatBytes, formatSignificant, inWords } from '../../lib/format.ts';
import { factsOf, type Audience, type Facts, type ProblemText } from '../problem.ts';
import { limits } from './columns.ts';
import { capital, counted } from './words.ts';

/**
 * The one place where an error code becomes sentences: what happened, what was not lost, what to do.
 * The compiler checks that no code is left out. Details are facts that a sentence may use; each
 * sentence must also read well without them.
 */

type Sentences = (facts: Facts, audience: Audience) => ProblemText;

const NOTHING_SENT = 'Nothing was sent.';
const FILE_STAYS = 'Your file is still in this tab, and the session stands.';
const CORRECT_FILE = 'Correct the file and drop it again.';

const keptBy: Record<Audience, string> = {
  modelOwner: 'The session, its links and everybody’s files.',
  dataOwner: 'Your file is kept in this browser. The session stands.',
  facilitator: 'The tabs that are connected go on without this page.',
  nobody: 'What this browser kept before is still there.',
};

const newLink: Record<Audience, string> = {
  modelOwner: 'Open the address of this tab again, or start a new session.',
  dataOwner: 'Ask the model owner for the link again, over a channel you trust.',
  facilitator: 'Ask the model owner for the link again.',
  nobody: 'Ask the person who sent the link to send it again, whole.',
};

const freshRun: Record<Audience, string> = {
  modelOwner: 'Reload this page and train again. If it happens again, use another browser or device.',
  dataOwner: 'Reload this page: it rejoins by itself. If it happens again, use another browser or device.',
  facilitator: 'Reload this page.',
  nobody: 'Reload this page.',
};

/** Reasons that a party gives for ending its part, as sentences. */
const reasonWords: Readonly<Record<string, string>> = {
  withdrawn: 'The contribution was withdrawn.',
  left: 'The person left the session.',
  'contract-refused': 'The contract does not fit what was contributed.',
  'data-refused': 'The file does not fit the contract.',
  'message-unexpected': 'A message came at the wrong moment.',
  'roster-refused':
    'A data owner refused the confirmation of who takes part: shared secrets that differ, codes that differ, or a forgery.',
  'roster-changed': 'Other data owners would have taken part than in the training before.',
  integrity: 'A result failed its check.',
  cancelled: 'It was cancelled.',
  failed: 'Something in that tab failed.',
};

/** Why a data owner's tab does not answer a contract. */
const contractReasons: Readonly<Record<string, string>> = {
  'column-not-shown': 'It asks for a column that you do not show.',
  'type-differs':
    'It takes a column for another type than you show it as: numbers for categories, or any number for one of two classes.',
  'too-many':
    'So many contracts came without a training that answering them would say something about your rows.',
  'categories-missing':
    'It asks for fewer categories of a column than you show, and would stop at the others.',
  invalid: 'What it asks to be computed from the columns cannot be.',
  'range-too-narrow':
    'It asks for a range that does not hold the one you show: that would leave out rows that the model owner chose.',
  'range-too-wide': 'It asks for a range so wide that rounding alone would sort your rows.',
  'missing-marks':
    'It calls other marks missing than this page does: that would leave out rows that the model owner chose.',
  rows: 'It counts on fewer rows than you declared.',
  key: 'The key in it has another length than it says.',
  bound: 'Its numbers do not fit the key.',
  'answered-before':
    'The same rows have answered another session since you contributed, and the totals of the two can be subtracted.',
};

/** Why the model owner's tab does not compute predictions for a data owner. */
const scoreReasons: Readonly<Record<string, string>> = {
  model: 'The model is another one by now, or predictions were switched off.',
  limit:
    'Fewer predictions are left than rows were asked for. They are counted for all data owners together, since a model can be worked out from enough of them.',
  shape: 'The rows do not have the columns that the model takes.',
  key: 'The key that this tab made for its rows, or the rows under it, failed a check.',
  failed: 'Something in that tab failed.',
};

/** What a data owner's own limit is called; null for one that is not known. */
function limitOf(facts: Facts): string | null {
  const guard = facts.text('guard') ?? '';
  return Object.entries(limits.guards).find(([name]) => name === guard)?.[1].name ?? null;
}

/** What a limit found, with its figures where they are known. */
function limitFinding(facts: Facts): string {
  const [found, value] = [facts.number('found'), facts.number('value')];
  const rows = (count: number): string => counted(count, 'row');
  if (facts.text('guard') === 'modes') return limits.findings.modes(null);
  if (found === null || value === null) return 'The training goes beyond what you set.';
  switch (facts.text('guard')) {
    case 'leastRows':
      return limits.findings.leastRows(rows(found), rows(value));
    case 'leastMembers':
      return limits.findings.leastMembers(facts.list('columns'), rows(found), rows(value));
    default:
      return limits.findings.columnShare(formatSignificant(found, 2), formatSignificant(value, 2));
  }
}

/** Why a data owner's tab does not take part under a roster. */
const rosterReasons: Readonly<Record<string, string>> = {
  shape: 'The list of who takes part, which comes by way of the model owner, has a wrong form or number.',
  'own-key':
    'The list of who takes part, which comes by way of the model owner, does not have you in it once.',
  ready:
    'Another data owner has not confirmed the same list of who takes part: the shared secrets differ, or the confirmation was forged.',
  commitment:
    'Another data owner’s part of the roster code is not the one that was promised before: somebody may have tried to steer the code.',
  person: 'You said that the other data owners see another roster code, so this tab left the training.',
};

/** What is wrong with a file, or a number, in the format of python-paillier. */
const pheReasons: Readonly<Record<string, string>> = {
  size: 'It is larger than any such file.',
  json: 'It is not JSON.',
  key: 'The key in it is not one that this page can use.',
  modulus: 'The primes of the private key are not those of its public key.',
  'not-prime': 'A number of the private key that must be prime is not.',
  overflow: 'A sum has outgrown the key, or was encrypted under another one.',
  'too-large': 'A number is larger than the key, or a computer’s arithmetic, can hold.',
  'not-finite': 'A number is infinite, or none.',
};

function pheReason(facts: Facts): string {
  const reason = facts.text('reason');
  const index = facts.number('index');
  if (reason === 'fields')
    return `${quoted(facts.text('path'), 'A field')} is missing or is something else than it should be.`;
  if (reason === 'ciphertext')
    return `${index === null ? 'A number' : `Number ${index + 1}`} in it is not encrypted under this key.`;
  return pheReasons[reason ?? ''] ?? 'It does not have the form that python-paillier gives it.';
}

/** What is wrong with the words of a shared secret. The words themselves are never repeated. */
function secretReason(facts: Facts): string {
  const position = facts.number('word');
  const found = facts.number('found');
  switch (facts.text('reason')) {
    case 'count':
      return found === null
        ? 'Words are missing, or there are too many.'
        : `Words are missing, or there are too many: the box holds ${counted(found, 'word')}.`;
    case 'unknown-word':
      return `${position === null ? 'A word' : `Word ${position}`} is not one that this page makes secrets of.`;
    case 'check-word':
      return 'The words do not belong together: one is wrong, or their order is.';
    default:
      return 'The words are not a shared secret that this page made.';
  }
}

/** "Data owner 2", or `otherwise` where it is not known. */
function ownerAt(facts: Facts, otherwise: string): string {
  const invite = facts.number('invite');
  return invite === null ? otherwise : `Data owner ${invite}`;
}

/** Line and column of a cell, as far as they are known: "Line 118, column 4 (bp)". */
function place(facts: Facts): string {
  const line = facts.number('line');
  const position = facts.number('column');
  const name = columnName(facts);
  const parts = [
    line === null ? null : `line ${line}`,
    position === null
      ? name === null
        ? null
        : `column ${name}`
      : `column ${position}${name === null ? '' : ` (${name})`}`,
  ].filter((part) => part !== null);
  const text = parts.length === 0 ? 'a cell' : parts.join(', ');
  return capital(text);
}

/** So many categories are named; more would hide the sentence. */
const MOST_NAMED = 8;

function columnName(facts: Facts): string | null {
  return facts.text('name');
}

function quoted(value: string | null, otherwise: string): string {
  return value === null ? otherwise : `“${value}”`;
}

function atLine(facts: Facts, otherwise = 'a line'): string {
  const line = facts.number('line');
  return line === null ? otherwise : `line ${line}`;
}

const problems: Record<ErrorCode, Sentences> = {
  'invalid-argument': (_facts, audience) => ({
    title: 'The page asked for something impossible',
    happened:
      'A part of this page called another with a value that cannot be. This is a mistake in the program.',
    kept: keptBy[audience],
    todo: freshRun[audience],
  }),
  'invalid-state': (_facts, audience) => ({
    title: 'The page lost its place',
    happened: 'Something was asked for at a moment when it cannot be done. This is a mistake in the program.',
    kept: keptBy[audience],
    todo: freshRun[audience],
  }),

  'csv-empty': () => ({
    title: 'The file is empty',
    happened: 'There is not one line in it.',
    kept: NOTHING_SENT,
    todo: 'Choose the file with your table: a first line of column names, then one row a line.',
  }),
  'csv-no-rows': () => ({
    title: 'The file has column names and no rows',
    happened: 'The first line is read as the names of the columns, and nothing comes after it.',
    kept: NOTHING_SENT,
    todo: 'If the first line is data, put a line of names above it. Otherwise choose the file with the rows.',
  }),
  'csv-header-empty-name': (facts) => ({
    title: `${capital(`column ${facts.number('column') ?? ''}`.trim())} has no name`,
    happened: 'The first line must name every column, and this name is empty.',
    kept: NOTHING_SENT,
    todo: 'Write a name into the first line, or remove the column, and drop the file again.',
  }),
  'csv-header-duplicate': (facts) => ({
    title: `Two columns have the same name: ${quoted(columnName(facts), 'see the first line')}`,
    happened: 'Columns are told apart by their names, so every name may stand only once.',
    kept: NOTHING_SENT,
    todo: 'Rename one of the two in the first line and drop the file again.',
  }),
  'csv-ragged': (facts) => {
    const found = facts.number('found');
    const expected = facts.number('expected');
    return {
      title: `${capital(atLine(facts))} has ${found === null ? 'another number of cells' : counted(found, 'cell')}${expected === null ? '' : `, not ${expected}`}`,
      happened:
        'Every line must have as many cells as the first line has names. A separator inside an unquoted cell is the usual reason.',
      kept: NOTHING_SENT,
      todo: 'Put quotes around cells that hold a separator, or complete the line, and drop the file again.',
    };
  },
  'csv-unclosed-quote': (facts) => ({
    title: `A quote is opened in ${atLine(facts)} and never closed`,
    happened: 'Everything after it would count as one cell.',
    kept: NOTHING_SENT,
    todo: 'Close the quote, or write a quote inside a cell twice, and drop the file again.',
  }),
  'csv-not-text': () => ({
    title: 'The file is not a table in plain text',
    happened: 'It holds bytes that no text has: a spreadsheet or a compressed file perhaps.',
    kept: NOTHING_SENT,
    todo: 'Save the table as CSV in your spreadsheet program, then drop that file.',
  }),
  'csv-encoding': (facts) => ({
    title: `The text of the file cannot be read${facts.number('line') === null ? '' : ` from ${atLine(facts)} on`}`,
    happened: `Its characters are ${quoted(facts.text('encoding'), 'in an encoding')} that does not fit the bytes. UTF-8 and UTF-16 are understood.`,
    kept: NOTHING_SENT,
    todo: 'Save the table as CSV in UTF-8, then drop that file.',
  }),
  'csv-not-finite': (facts) => ({
    title: `${place(facts)} is not a finite number`,
    happened: `The file has ${quoted(facts.text('value'), 'an infinite value')} there, and totals with it would be infinite too.`,
    kept: NOTHING_SENT,
    todo: 'Correct the cell, or leave it empty if the value is missing, and drop the file again.',
  }),
  'csv-not-numeric': (facts) => ({
    title: `${place(facts)} is not a number`,
    happened: `The file has ${quoted(facts.text('value'), 'text')} there, where a number was expected.`,
    kept: NOTHING_SENT,
    todo: CORRECT_FILE,
  }),
  'csv-no-numeric-columns': () => ({
    title: 'No column of the file holds numbers',
    happened: 'A regression needs numbers, and every column has text in it.',
    kept: NOTHING_SENT,
    todo: 'See whether the decimal sign is a point and whether units stand in the cells, then drop the file again.',
  }),
  'csv-too-large': (facts) => {
    const limit = facts.number('maximumRows') ?? facts.number('recordLimitBytes');
    return facts.number('line') === null
      ? {
          title: 'The file is too large for a browser tab',
          happened: `It has more ${limit === null ? 'rows than a tab can go through' : `than ${counted(limit, 'row')}`}.`,
          kept: NOTHING_SENT,
          todo: 'Keep only the rows that the model needs, and drop that file.',
        }
      : {
          title: `${capital(atLine(facts))} is too long for one row`,
          happened: `The row that begins there has more than ${limit === null ? 'a tab can read at once' : inWords(formatBytes(limit))}. A quote that is never closed is the usual reason.`,
          kept: NOTHING_SENT,
          todo: 'Close the quote, or shorten the row, and drop the file again.',
        };
  },
  'csv-too-many-columns': (facts) => {
    const count = facts.number('found');
    const limit = facts.number('limit');
    return {
      title: 'The file has too many columns',
      happened: `${count === null ? 'It has more' : `It has ${count}, more`} than ${limit === null ? 'can be handled' : `the ${limit} that can be handled`}.`,
      kept: NOTHING_SENT,
      todo: 'Keep the columns that the model needs and drop that file.',
    };
  },

  'contract-invalid': (facts, audience) => ({
    title: 'The contract cannot be read',
    happened: `${quoted(facts.text('path', 'field', 'reason'), 'A field')} is missing or has a value that is not allowed.`,
    kept: audience === 'modelOwner' ? 'The columns and choices from before stand.' : FILE_STAYS,
    todo:
      audience === 'modelOwner'
        ? 'Correct the contract file and choose it again.'
        : 'Tell the model owner: the contract comes from that tab.',
  }),
  'contract-unsupported': (facts, audience) => ({
    title: 'The contract asks for something that comes in a later version',
    happened: `${quoted(facts.text('what'), 'One of its settings')} is not built yet.`,
    kept: audience === 'modelOwner' ? 'The columns and choices from before stand.' : FILE_STAYS,
    todo:
      audience === 'modelOwner'
        ? 'Take that setting out of the contract and choose it again. Differential privacy is not built yet.'
        : 'Tell the model owner: the contract comes from that tab.',
  }),
  'contract-refused': (facts, audience) => ({
    title:
      audience === 'modelOwner' ? 'A data owner’s tab refused the contract' : 'This tab refused the contract',
    happened: `${
      contractReasons[facts.text('reason') ?? ''] ??
      'The contract does not fit what was contributed: other columns, types or ranges.'
    } Nothing was answered.${columnName(facts) === null ? '' : ` It is about the column ${quoted(columnName(facts), '')}.`}`,
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Look at the columns, their types and ranges, and train again.'
        : 'Ask the model owner what has changed. You can withdraw and contribute again.',
  }),
  'guard-refused': (facts, audience) => {
    const limit = quoted(limitOf(facts), 'that it set');
    return audience === 'dataOwner'
      ? {
          title: `Your limit ${quoted(limitOf(facts), 'on this')} refused the training`,
          happened: `${limitFinding(facts)} Nothing of this training was sent.`,
          kept: keptBy[audience],
          todo: 'Nothing, if the limit is right. Otherwise change it under My limits and contribute again.',
        }
      : {
          title: 'A data owner’s own limit refused the training',
          happened: `The limit ${limit} stands against it. Its figures stay with that data owner.`,
          kept: keptBy[audience],
          todo: 'Ask for fewer columns or another mode, or speak with that data owner, and train again.',
        };
  },
  'data-column-missing': (facts, audience) => ({
    title: `The file has no column ${quoted(columnName(facts) ?? (facts.list('names').join(', ') || null), 'of that name')}`,
    happened:
      audience === 'dataOwner'
        ? 'The model owner asks for it, and no column of yours was said to be the same.'
        : 'A data owner’s file lacks a column that the contract names.',
    kept: NOTHING_SENT,
    todo:
      audience === 'dataOwner'
        ? 'Rename the column in the first line of the file and drop it again, or ask the model owner to leave it out.'
        : 'Leave the column out, or ask that data owner for another file.',
  }),
  'data-value-missing': (facts) => ({
    title: `${place(facts)} is empty`,
    happened: 'The contract wants a value in every row of this column.',
    kept: NOTHING_SENT,
    todo: 'Fill in the value or remove the row, and drop the file again.',
  }),
  'data-not-numeric': (facts) => ({
    title: `${place(facts)} is not a number`,
    happened: `The file has ${quoted(facts.text('value'), 'text')} there. The contract says that this column holds numbers.`,
    kept: NOTHING_SENT,
    todo: CORRECT_FILE,
  }),
  'data-out-of-range': (facts) => {
    const low = facts.number('lo', 'low');
    const high = facts.number('hi', 'high');
    const range =
      low === null || high === null
        ? 'its public range'
        : `the range from ${formatAsWritten(low)} to ${formatAsWritten(high)}`;
    const minimum = facts.number('minimum');
    const maximum = facts.number('maximum');
    return {
      title:
        facts.number('line') === null
          ? `The range of ${quoted(columnName(facts), 'a column')} does not hold its values`
          : `${place(facts)} lies outside its range`,
      happened:
        minimum === null || maximum === null
          ? `A value lies outside ${range}.`
          : `The values run from ${formatAsWritten(minimum)} to ${formatAsWritten(maximum)}; ${range} does not hold them.`,
      kept: NOTHING_SENT,
      todo: 'Widen the range, or correct the value and drop the file again.',
    };
  },
  'data-unknown-category': (facts) => {
    const similar = facts.text('similar');
    const categories = facts.list('categories');
    const known =
      similar === null && categories.length > 0 && categories.length <= MOST_NAMED
        ? ` The contract names ${categories.map((category) => `“${category}”`).join(', ')}.`
        : '';
    return {
      title: `${place(facts)} has a category that the contract does not name`,
      happened: `The file has ${quoted(facts.text('value'), 'another category')} there${similar === null ? '' : `; the contract has “${similar}”, which differs in capitals or spaces only`}.${known}`,
      kept: NOTHING_SENT,
      todo:
        similar === null
          ? 'Correct the spelling and drop the file again, ask the model owner to add the category, or choose under Edit that such rows are left out.'
          : `Write “${similar}” in the file and drop it again.`,
    };
  },
  'data-too-few-rows': (facts) => {
    const rows = facts.number('rows');
    const minimum = facts.number('minimumRows');
    return {
      title: 'The file has too few rows',
      happened: `${rows === null ? 'After rows with missing values are left out, too few' : counted(rows, 'row')} remain${minimum === null ? '' : `, and the contract wants ${minimum}`}. Totals over few rows say much about each of them.`,
      kept: NOTHING_SENT,
      todo: 'Choose a file with more rows.',
    };
  },
  'data-too-many-rows': (facts) => {
    const maximum = facts.number('maximumRows');
    return {
      title: 'The file has more rows than were announced',
      happened: `The arithmetic is laid out for ${maximum === null ? 'fewer' : `at most ${counted(maximum, 'row')}`}, and more could overflow.`,
      kept: NOTHING_SENT,
      todo: 'Choose the file again, so that the right maximum is announced, and contribute once more.',
    };
  },

  'encoding-overflow': (_facts, audience) => ({
    title: 'A number grew beyond what the key can carry',
    happened:
      'A total or a weight is larger than the bound that was agreed, so nothing was computed with it.',
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Train again with a larger key, or leave out columns that are almost the same as others.'
        : 'Nothing. The model owner decides how to go on.',
  }),
  'encoding-bound-too-large': (facts, audience) => {
    const bytes = facts.number('bytes');
    const limitBytes = facts.number('limitBytes');
    const oneMessage = bytes !== null && limitBytes !== null;
    const todo = oneMessage
      ? 'Choose fewer columns or folds, or the mode rounds.'
      : 'Choose a larger key, fewer rounds, or ask for narrower ranges.';
    return {
      title: oneMessage ? 'The totals are too many for one answer' : 'The totals could outgrow the key',
      happened: oneMessage
        ? `All totals at once would take ${inWords(formatBytes(bytes))}, and an answer holds ${inWords(formatBytes(limitBytes))}.`
        : 'Ranges, rows and rounds together need more digits than a key of this size has.',
      kept: keptBy[audience],
      todo: audience === 'modelOwner' ? todo : 'Nothing. The model owner decides how to go on.',
    };
  },

  'key-invalid': (_facts, audience) => ({
    title: 'The model owner’s key is not sound',
    happened: 'It failed a check that every honest key passes. Nothing was encrypted with it.',
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Start a new session. If it happens again, use another browser.'
        : 'Tell the model owner, and contribute only to a new session.',
  }),
  'key-proof-invalid': (_facts, audience) => ({
    title: 'The model owner’s key is not proved sound',
    happened:
      'The proof that comes with it does not hold. A key can be made so that answers tell more than their sum, and an honest one can be proved. Nothing was encrypted with it.',
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Start a new session, with a key that this page makes. If it happens again, use another browser.'
        : 'Tell the model owner, and contribute only to a new session.',
  }),
  'phe-file-invalid': (facts) => ({
    title: ['not-finite', 'too-large', 'overflow'].includes(facts.text('reason') ?? '')
      ? 'A number cannot be taken over'
      : 'This is not a file of python-paillier that can be used here',
    happened: pheReason(facts),
    kept: 'The key in use and the session stand.',
    todo: 'Choose a file as python-paillier’s command pheutil writes it, made with the key of this session, and try again.',
  }),
  'ciphertext-invalid': (_facts, audience) => ({
    title: 'An answer is not a valid ciphertext',
    happened: 'It has the wrong length or lies outside the allowed range, so it was thrown away.',
    kept: keptBy[audience],
    todo: freshRun[audience],
  }),
  'cross-check-failed': (_facts, audience) => ({
    title: 'This browser computes differently from the reference',
    happened:
      'At the start, encryption is compared with an independent implementation, and the two disagree. No data was touched.',
    kept: keptBy[audience],
    todo: 'Use another browser or device, and report which one this was.',
  }),
  integrity: (_facts, audience) => ({
    title: 'A result failed its check',
    happened: 'Two ways to the same number gave different numbers, so the result was thrown away.',
    kept: keptBy[audience],
    todo: freshRun[audience],
  }),

  'singular-design': (facts, audience) => ({
    title: 'Some columns say the same',
    happened: `${quoted(columnName(facts) ?? (facts.list('names', 'terms').join(', ') || null), 'At least one column')} can be computed exactly from the others, or has the same value everywhere. Its coefficient is then arbitrary.`,
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Take that column out of the features and train again.'
        : 'Nothing. The model owner decides how to go on.',
  }),
  diverged: (_facts, audience) => ({
    title: 'The error grew instead of shrinking',
    happened: 'Each round made the model worse, so training was ended.',
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Take conjugate gradients, or a smaller learning rate, and train again.'
        : 'Nothing. The model owner decides how to go on.',
  }),

  'target-one-class': (facts, audience) => ({
    title: 'All rows are of one class',
    happened: `${facts.number('positives') === 0 ? 'No row is of the positive class' : facts.number('positives') === null ? 'Every row is, or none is, of the positive class' : 'Every row is of the positive class'}, so there is nothing to tell apart.`,
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Choose another target or another positive class, or rows of both classes, and train again.'
        : 'Nothing. The model owner decides how to go on.',
  }),
  'model-file-invalid': (facts) => ({
    title: 'This is not a model that can be read',
    happened: `${quoted(facts.text('path', 'reason'), 'A field')} is missing or has a value that is not allowed.`,
    kept: 'The model that was open before, if there was one, is still open.',
    todo: 'Choose a model file as Download model writes it.',
  }),
  'scores-refused': (facts, audience) => ({
    title:
      audience === 'modelOwner' ? 'Predictions were refused' : 'The model owner’s tab gives no predictions',
    happened: scoreReasons[facts.text('reason') ?? ''] ?? 'The rows were not taken.',
    kept: 'Your rows stayed in this tab: they left only encrypted under its own key, if at all.',
    todo:
      facts.text('reason') === 'limit'
        ? 'Ask for fewer rows, or ask the model owner for more predictions.'
        : 'Choose the file again and try once more. If it happens again, speak with the model owner.',
  }),

  'link-malformed': (_facts, audience) => ({
    title: 'The link is not complete',
    happened: 'A part of it is missing or changed. Mail programs sometimes cut long links.',
    kept: keptBy[audience],
    todo: newLink[audience],
  }),
  'link-used': (_facts, audience) => ({
    title: 'The place of this link is taken',
    happened: 'Another browser opened the link first, and a link belongs to the first that opens it.',
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Send that person a new link, and ask who opened the old one.'
        : 'If it was you, go on in that browser. If not, tell the model owner and ask for a new link.',
  }),
  'message-malformed': (_facts, audience) => ({
    title: 'A message could not be understood',
    happened: 'It does not have the agreed form, so it was thrown away and the connection was closed.',
    kept: keptBy[audience],
    todo: 'See whether everybody has the same version of this page: reload all tabs.',
  }),
  'message-too-large': (_facts, audience) => ({
    title: 'A message was larger than allowed',
    happened: 'It was not read, and the connection was closed.',
    kept: keptBy[audience],
    todo: 'See whether everybody has the same version of this page: reload all tabs.',
  }),
  'message-unexpected': (_facts, audience) => ({
    title: 'A message came at the wrong moment',
    happened: 'The other tab said something that does not fit what was agreed, so it was not answered.',
    kept: keptBy[audience],
    todo: 'Reload both tabs. They rejoin by themselves.',
  }),
  'roster-refused': (facts, audience) => {
    const reason = facts.text('reason') ?? '';
    return {
      title:
        audience !== 'dataOwner'
          ? 'A data owner refused who takes part'
          : reason === 'person'
            ? 'You left: the roster codes differ'
            : 'This tab refused who takes part',
      happened: rosterReasons[reason] ?? 'The confirmation of who takes part was refused.',
      kept:
        reason === 'person'
          ? 'Nothing more is sent, and the receipt lists what was sent before. Your file is kept in this browser.'
          : `Nothing of this training was sent. ${keptBy[audience]}`,
      todo:
        audience !== 'dataOwner'
          ? 'Ask the data owners to compare their shared secrets, and who takes part, with each other. Then train again.'
          : reason === 'ready'
            ? 'Compare the shared secret under More protection with the other data owners, by phone. If it is the same everywhere, somebody may have invented data owners: do not go on.'
            : 'Speak with the other data owners yourself, not through the model owner. Somebody may have invented data owners: do not go on before you know.',
    };
  },
  'roster-changed': (_facts, audience) => ({
    title: 'Other data owners than before would take part',
    happened:
      'Totals were sent in this session together with other data owners. With another group, the totals of the two could be subtracted, so nothing was sent to this one.',
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Ask the data owners of the first training to come back, or start a new session.'
        : 'Ask the model owner to train with the same data owners again, or for a link of a new session.',
  }),
  'request-changed': (_facts, audience) => ({
    title: 'What is asked has changed: read it again',
    happened:
      'Between what this page showed and your click, the model owner asked for something else, or fewer data owners were here. Your click agreed to nothing.',
    kept: keptBy[audience],
    todo: 'Read what is asked now. If you agree to it, press the button once more.',
  }),
  'shared-secret-invalid': (facts) => ({
    title: 'The shared secret is not complete',
    happened: secretReason(facts),
    kept: 'Nothing was sent, and the shared secret from before, if there was one, is still in use.',
    todo: 'Ask the data owner who made it to read it out again, and enter all words in order. A phrase of your own is not taken: it could be guessed.',
  }),
  'channel-authentication': (facts, audience) => ({
    title:
      audience === 'modelOwner'
        ? `${ownerAt(facts, 'A tab')} could not prove who it is`
        : 'The model owner’s tab could not prove who it is',
    happened:
      audience === 'modelOwner'
        ? 'It does not hold the secret of its link, or the connection does not end at that person’s tab. Somebody may stand between you. It was closed before anything was sent.'
        : 'It does not hold the secret of your link, or the connection does not end at that tab. Somebody may stand between you. It was closed before anything was sent.',
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Send that person a new link, over a channel you trust. If it happens again, use another network and another meeting point.'
        : `${newLink[audience]} If it happens again, use another network and another meeting point.`,
  }),
  'channel-broken': (_facts, audience) => ({
    title: 'Connection cut: a message was altered on the way',
    happened:
      'A message arrived with a broken seal. Either the network damages data, or somebody between you tried to change it. It was thrown away unread.',
    kept: keptBy[audience],
    todo: newLink[audience],
  }),
  'peer-gone': (facts, audience) => ({
    title: `${facts.text('who', 'owner', 'role') ?? (audience === 'dataOwner' ? 'The model owner' : 'A data owner')} is away`,
    happened: 'The tab was closed or lost its network.',
    kept: keptBy[audience],
    todo: 'Ask for the tab to be opened again. It rejoins by itself.',
    calm: true,
  }),
  'no-ice-candidate': (_facts, audience) => ({
    title: 'This browser offers no network path',
    happened:
      'It named no address at which another tab could reach it. A strict privacy setting or a missing network is the usual reason.',
    kept: keptBy[audience],
    todo: 'Allow WebRTC in the browser’s settings, or switch off extensions that block it, and reload.',
  }),
  'no-network-path': (_facts, audience) => ({
    title: 'The two tabs cannot reach each other',
    happened: 'They found the meeting point and no way between them. A firewall is the usual reason.',
    kept: keptBy[audience],
    todo: 'Put both devices on one network, or ask the facilitator to configure a relay.',
  }),
  'ice-servers-invalid': () => ({
    title: 'The list of connection servers cannot be read',
    happened:
      'The file ice-servers.json beside this page is missing or holds something else than STUN and TURN servers.',
    kept: 'Nothing was opened, and what this browser kept before is still there.',
    todo: 'Ask whoever serves this page to correct the file. An empty list, [], is fine.',
  }),
  'signaling-unreachable': (facts, audience) => ({
    title: 'The meeting point does not answer',
    happened: `No reply${facts.text('address', 'url', 'host') === null ? '' : ` from ${facts.text('address', 'url', 'host')}`}. Tabs that are connected go on without it; new ones cannot join.`,
    kept: keptBy[audience],
    todo: 'See whether npm start is still running there. This page tries again by itself.',
  }),
  'signaling-refused': (_facts, audience) => ({
    title: 'The meeting point refused this tab',
    happened: 'The room is closed or full, or this tab’s place in it is taken by another.',
    kept: keptBy[audience],
    todo: 'Close other tabs with the same link, then reload.',
  }),
  'model-owner-absent': (_facts, audience) => ({
    title: 'The model owner is not here',
    happened: 'The tab of the model owner is closed, or not reached yet.',
    kept: keptBy[audience],
    todo: 'Leave this tab open: it connects by itself when the model owner is back.',
    calm: true,
  }),

  'session-aborted': (facts, audience) => {
    const reason = facts.text('reason') ?? '';
    return {
      title: 'The model owner ended the training',
      happened: `${reasonWords[reason] ?? 'No reason was given.'} What was answered before cannot be taken back.`,
      kept: keptBy[audience],
      todo:
        reason === 'roster-refused'
          ? 'Speak with the other data owners before you take part again: compare the shared secret, and who takes part.'
          : 'Nothing. Leave this tab open if training is to start again.',
      calm: true,
    };
  },
  'owner-left': (facts, audience) => ({
    title: `${ownerAt(facts, 'A data owner')} no longer takes part`,
    happened:
      limitOf(facts) === null
        ? (reasonWords[facts.text('reason') ?? ''] ?? 'The tab ended its part in the training.')
        : `A limit that this person set refuses the training: ${quoted(limitOf(facts), '')}. Its figures stay with that person.`,
    kept: keptBy[audience],
    todo:
      limitOf(facts) === null
        ? 'Ask that person what happened. They can contribute again, and you can train again.'
        : 'Ask for fewer columns or another mode, or speak with that person. They can contribute again, and you can train again.',
  }),
  'session-unknown': (_facts, audience) => ({
    title: 'This browser does not know the session',
    happened: 'The address is right, but what belongs to it was kept in another browser or has been removed.',
    kept: keptBy[audience],
    todo: 'Open it in the browser where it began, or open the whole link again.',
  }),
  'already-open': () => ({
    title: 'This page is open in another tab',
    happened: 'One person answers from one tab: two would get in each other’s way.',
    kept: 'The other tab goes on.',
    todo: 'Go to the other tab, or close it and reload this one.',
    calm: true,
  }),

  'insecure-context': (_facts, audience) => ({
    title: 'This address is not secure enough for encryption',
    happened: 'Browsers offer their cryptography on https addresses and on localhost only.',
    kept: keptBy[audience],
    todo: 'Open the page at https://, or at localhost on the machine that serves it.',
  }),
  'page-not-loaded': (_facts, audience) => ({
    title: 'A part of this page did not arrive',
    happened:
      'The connection broke off, or the server has a newer version of the page since this tab was opened.',
    kept: keptBy[audience],
    todo: 'Reload this page once you are online. If it happens again, ask whoever runs the server.',
  }),
  'storage-failed': (_facts, audience) => ({
    title: 'This browser cannot keep anything',
    happened: 'Its storage is full, switched off, or blocked in a private window.',
    kept:
      audience === 'dataOwner'
        ? 'Nothing leaves this tab that could not be kept: an answer waits until there is room.'
        : 'What is open in this tab goes on. A reload would lose it.',
    todo:
      audience === 'dataOwner'
        ? 'Free some space: this tab tries again by itself. If no file is shown, choose it again. In a private window, ask for a new link and open it in an ordinary one.'
        : 'Free some space or leave the private window, then reload.',
  }),
  'worker-failed': (_facts, audience) => ({
    title: 'The computing part of this page stopped',
    happened: 'The browser ended it, for want of memory perhaps.',
    kept: keptBy[audience],
    todo: 'Close other tabs and reload this page.',
  }),
  cancelled: (_facts, audience) => ({
    title: 'Cancelled',
    happened: 'It was ended before it was done.',
    kept: keptBy[audience],
    todo: 'Start it again when you like.',
    calm: true,
  }),
  timeout: (_facts, audience) => ({
    title: 'It took too long',
    happened: 'An answer did not come in time: a slow network, or a tab that the browser has put to sleep.',
    kept: keptBy[audience],
    todo: 'Bring the other tab to the front, or reload it. It rejoins by itself.',
  }),
};

/** The sentences for a failure, as this person needs them. */
export function problemText(code: ErrorCode, details: ErrorDetails, audience: Audience): ProblemText {
  return problems[code](factsOf(details), audience);
}
