import {
  charts,
  checked,
  derived,
  description,
  diagnostics,
  evaluation,
  missingMarks,
  outcome,
  penaltyPath,
  planned,
  refit,
  samples,
  savedModel,
  scores,
  trainBlocks,
  validation,
} from './analysis.ts';
import { beyond, leaving, limits, oneShot, ownColumns, rowCounts, scoring } from './columns.ts';
import { problemText } from './problems.ts';
import { promises } from './promises.ts';
import { connection, disclosure, phe, protection, roster } from './protection.ts';
import { capital, counted, countWord, listed } from './words.ts';

/**
 * Everything the page says, in English. Rules: say what happened in the words
 * of the person's work; promise exactly what the protocol promises, and say the limit in the same
 * breath; figures with units; buttons are verbs; no exclamation marks.
 */

const owners = (count: number): string => `${countWord(count)} data ${count === 1 ? 'owner' : 'owners'}`;

const phases = {
  connecting: 'Connecting',
  waiting: 'Waiting',
  ready: 'Ready',
  training: 'Training',
  paused: 'Paused',
  finished: 'Finished',
  failed: 'Failed',
};

export const en = {
  product: 'Federated Trainer',
  figures: { locale: 'en-US', dates: 'en-GB', to: 'to', byte: 'byte', bytes: 'bytes' },
  amounts: {
    rows: (count: number) => counted(count, 'row'),
    rounds: (count: number) => counted(count, 'round'),
  },

  bar: {
    home: 'Federated Trainer, start page',
    theme: 'Switch between light and dark',
  },
  language: {
    label: 'Language',
    failed: 'The texts of that language did not arrive. Try again once you are online.',
  },

  roles: { modelOwner: 'Model owner', dataOwner: 'Data owner', facilitator: 'Facilitator' },
  dataOwner: (index: number) => `Data owner ${index}`,
  engines: { Automatic: 'Automatic', FMA: 'FMA', SIMD: 'SIMD', BigInt: 'BigInt' },

  status: { label: 'Session status', phases },

  types: { continuous: 'Continuous', discrete: 'Discrete', ordinal: 'Ordinal', nominal: 'Nominal' },
  untitled: 'Untitled session',

  rounds: {
    label: 'Rounds',
    text: (done: number, total: number) => `${done} of ${counted(total, 'round')}`,
  },

  progress: {
    'reading-file': 'Reading the file',
    'generating-key': 'Generating the key',
    'checking-key': 'Checking the key',
    'proving-key': 'Proving the key',
    totals: 'Adding up the columns',
    encrypting: 'Encrypting the totals',
    round: 'Answering the round',
    label: 'Progress',
  },

  copyLink: {
    copy: 'Copy',
    copied: 'Copied',
    failed: 'No access',
    failedHint: 'The browser does not allow copying. Select the text and copy it by hand.',
  },

  problem: {
    kept: 'Not lost',
    todo: 'What to do',
    dismiss: 'Dismiss',
    goHome: 'Go to the start page',
    reload: 'Reload the page',
    pageTitle: 'This page cannot open',
    text: problemText,
  },

  start: {
    title: 'Train one model on data that stays apart',
    lead: 'Several people hold rows they must not hand over. Each browser tab turns its own rows into totals, encrypts them and sends only those. One person adds them up under encryption, and gets the regression that fits everybody’s rows.',
    start: 'Start a session',
    sample: 'Try it with sample data',
    noSession: 'No session is open in this tab.',
    sampleReady: 'The sample session is ready. Open one tab for each part.',
    preparing: 'Preparing the sample session',
    sampleTitle: (title: string) => `${title}: open one tab for each part`,
    sampleLead:
      'Each button opens a new tab. In a data owner’s tab, pick the sample file that lies ready and press Contribute; then choose the target in the model owner’s tab and press Train.',
    sampleOpened: 'opened',
    diagramTitle: 'Who sees what',
    diagram:
      'Three data owners keep their rows in their own browser tabs. Encrypted totals flow over locked lines to the model owner, who gets one model. The facilitator introduces the tabs and sees no payload.',
    diagramWords: {
      owners: ['Hospital A', 'Hospital B', 'Hospital C'],
      rows: (count: number) => `${count} rows`,
      rowsUnseen: (count: number) => `${count} rows, none seen`,
      totals: 'encrypted totals',
      score: 'R² 0.518',
      model: 'one model, 10 columns',
      introduces: 'introduces the tabs',
      reads: 'reads no message',
    },
    columns: {
      dataOwner: {
        name: 'Data owners',
        facts: [
          ['Keep', 'every row, in the tab it was dropped into'],
          [
            'Learn',
            'what is asked, by how many owners, in how many rounds, and the columns that others show',
          ],
          ['Never learn', 'the model, or anything else derived from another owner’s data'],
        ],
      },
      facilitator: {
        name: 'Facilitator',
        facts: [
          ['Runs', 'the meeting point that introduces the tabs'],
          ['Learns', 'who is in the room, in which phase, and when'],
          ['Never learns', 'data, totals, the model, or what any message says'],
        ],
      },
      modelOwner: {
        name: 'Model owner',
        facts: [
          ['Asks', 'one question, and holds the only key'],
          [
            'Learns',
            'the model, and totals over all owners: of each column at once, as rounds go on of every two columns',
          ],
          ['Is not sent', 'a row, encrypted or not'],
        ],
      },
    } as const,
    limitsTitle: 'What is not promised.',
    limits: [promises.notOnlyTheModel, promises.sums, promises.few, promises.served].join(' '),
  },

  steps: {
    label: 'Steps',
    invite: 'Invite',
    columns: 'Columns and model',
    train: 'Train',
    result: 'Result',
    contributed: (count: number, of: number) => `${count} of ${of} contributed`,
    needsFile: 'Needs a first file',
    chosen: (features: number, model: string) => `${counted(features, 'feature')}, ${model.toLowerCase()}`,
    pickTarget: 'Choose a target',
    notYet: 'Not yet',
    readyToTrain: 'Ready',
    round: (round: number, of: number) => `Round ${round} of ${of}`,
    baseTotals: 'Gathering totals',
    trained: (rounds: number, time: string) => `${counted(rounds, 'round')}, ${time}`,
    stopped: (rounds: number) => `Stopped after ${counted(rounds, 'round')}`,
    modelReady: 'Model ready',
  },

  modelOwner: {
    heading: 'Model owner’s page',
    status: {
      connecting: 'Connecting to the meeting point',
      waitingFile: 'Waiting for the first file',
      waitingOwners: 'Waiting for everybody to contribute',
      waitingFrozen: 'Waiting for the owners of the first training',
      waitingChoice: 'Choose a target and features',
      ready: 'Ready to train',
      base: 'Training, gathering the totals',
      training: (round: number, of: number) => `Training, round ${round} of ${of}`,
      stopping: 'Stopping after this round',
      paused: (who: string) => (who === '' ? 'Paused' : `Paused: waiting for ${who}`),
      finished: 'Finished: the model is ready',
      failed: 'Training ended with a failure',
    },
    dropContract: 'Drop the contract file',
    dropContractHint: 'It is read in this tab. Data owners see it before they choose a file.',
  },

  invite: {
    title: 'Invite the data owners',
    lead: 'Send each person their own link. Whoever opens it first takes the place, so send it over a channel that only they read.',
    sessionTitle: 'Session title',
    sessionTitleHint: 'Every data owner reads it before choosing a file.',
    sessionTitlePlaceholder: 'What the model is about',
    links: 'Role links',
    add: 'Add a data owner',
    removeLabel: (who: string) => `Remove ${who}`,
    rename: (who: string) => `Rename ${who}`,
    nameLabel: (who: string) => `Name of ${who}`,
    save: 'Save',
    nameHint: 'Only you see it.',
    copyLabel: (who: string) => `Copy the link of ${who}`,
    qr: 'QR',
    qrLabel: (who: string) => `QR code of the link of ${who}`,
    qrTitle: (who: string) => `Let ${who} scan this`,
    qrHint:
      'It opens the same link. Show it only to the person it is for: whoever opens it first takes the place.',
    states: {
      unopened: 'Not opened',
      connected: 'Here',
      contributed: 'Contributed',
      asking: 'Deciding',
      working: 'Working',
      answered: 'Answered',
      away: 'Away',
      finished: 'Finished',
    },
    here: 'Here',
    waiting: 'Not opened',
    facilitatorHint: 'Sees who is here. Optional.',
    linkNote: {
      title: 'What a link carries',
      text: 'The secret sits after the # sign. A browser never sends that part to a server, so the facilitator cannot read it. Keep the address of this tab to yourself: it opens the model.',
    },
    ownersNote: {
      title: 'What your key can open',
      text: promises.sumsForModelOwner,
    },
    frozenTitle: 'Who takes part in this session is settled',
    frozen: (names: readonly string[]) =>
      `Every further training is with ${listed(names)}. With other owners, the totals of the two groups could be subtracted, so whoever comes later can only take part in a new session.`,
    newSession: 'Start a new session',
    rowsNote: {
      title: 'Rows per owner',
      text: 'This page says that a file is ready, never how many rows it has. It shows sums over all owners only.',
    },
  },

  models: {
    linear: {
      name: 'Linear',
      hint: 'No penalty to choose. Exact least squares.',
      text: 'For a number. Each column gets one figure: how much the target changes when that column goes up by one.',
    },
    ridge: {
      name: 'Ridge',
      hint: 'Validation can choose its penalty.',
      text: 'Linear, with all figures pulled a little towards zero. Steadier when columns move together.',
    },
    lasso: {
      name: 'Lasso',
      hint: 'Validation can choose its penalty.',
      text: 'Linear, with the least useful columns set to exactly zero. For a short list of columns.',
    },
    'elastic-net': {
      name: 'Elastic net',
      hint: 'Validation can choose its penalty.',
      text: 'Between ridge and lasso. For many columns that come in related groups.',
    },
    logistic: {
      name: 'Logistic',
      hint: 'For prediction, not for odds ratios.',
      text: 'For yes or no. Gives a probability. Approximate, and labelled so in the result.',
    },
  },
  modes: { rounds: 'Rounds', 'one-shot': 'One-shot' },
  optimisers: { 'conjugate-gradients': 'Conjugate gradients', 'gradient-descent': 'Gradient descent' },

  columns: {
    title: 'Columns and model',
    leadEmpty:
      'The columns come from the first file that a data owner contributes. You can bring a contract file instead.',
    lead: (from: number) =>
      `${capital(owners(from))} proposed these columns. You see names, types and public ranges, nothing else.`,
    leadContract: (file: string) =>
      `The columns stand in ${file}. Data owners see it before they choose a file.`,
    target: 'Target',
    targetHint: 'The column to be explained.',
    targetEmpty: 'No column is there yet.',
    model: 'Model',
    compare: 'Compare the five models',
    features: 'Features',
    chosen: (count: number, of: number) => `${count} of ${of} chosen`,
    featuresEmpty: 'No column is there yet: they appear when a data owner contributes.',
    use: 'Use',
    column: 'Column',
    meaning: 'Meaning',
    type: 'Type',
    range: 'Public range',
    missingFrom: (who: string) => `not in the file of ${who}`,
    categories: (names: readonly string[]) => names.join(', '),
    contract: 'Contract file',
    contractHint:
      'A JSON file that names target, features, types and ranges. Not needed: the columns come from the data owners’ files.',
    contractUse: 'Choose a contract file',
    contractDrop: 'Back to the owners’ columns',
    contractName: (file: string) => `In use: ${file}`,
    advanced: 'Advanced settings',
    mode: 'Mode',
    keySize: 'Key size',
    keySizeHint: 'Bits. 2048 is faster, 4096 lasts longer.',
    optimiser: 'Optimiser',
    optimiserHint: 'Conjugate gradients end after as many rounds as there are terms.',
    penalty: 'Penalty',
    penaltyHint: 'How strongly coefficients are pulled towards zero.',
    l1Share: 'L1 share',
    l1ShareHint: '0 is ridge, 1 is lasso.',
    learningRate: 'Learning rate',
    learningRateHint: 'Step of gradient descent.',
    roundLimit: 'Round limit',
    roundLimitHint: 'Empty: chosen by the optimiser.',
    roundLimitAuto: 'automatic',
    engine: 'Arithmetic engine',
    engineHint: 'Automatic takes the fastest that this browser has.',
    positive: 'Positive class',
    positiveHint: 'The class that counts as yes, for logistic.',
    learnNote: {
      title: 'What you will learn',
      text: (rounds: number | null) =>
        `The model, and totals over all owners together: of each column at once, of products of every two columns ${rounds === null ? 'as rounds go on' : rounds === 0 ? 'with them' : `after ${counted(rounds, 'round')} at the latest`}.`,
    },
    keyNote: {
      title: 'It fits the key',
      slot: 'Slot',
      bits: (bits: number) => `${bits} bits`,
      holds: 'Key holds',
      slots: (count: number) => counted(count, 'slot'),
      answer: 'Per answer',
      ciphertexts: (count: number) => counted(count, 'ciphertext'),
      rounds: 'Rounds',
      atMost: (count: number) => `at most ${count}`,
    },
    privacyNote: {
      title: 'Exact totals',
      text: 'No noise is added. A combination of values that is rare over all owners can show in the totals.',
    },
  },

  train: {
    title: 'Train',
    titleRunning: 'Training',
    lead: 'The data owners’ tabs answer by themselves. Nobody has to press anything until the model is there.',
    train: 'Train',
    again: 'Training again takes the place of this model.',
    stop: 'Stop',
    stopping: 'Stopping',
    blocks: {
      connecting: 'Train is off: still connecting to the meeting point.',
      'no-owner': 'Train is off: no data owner has contributed yet.',
      'owner-not-contributed': 'Train is off: a data owner is here and has not contributed yet.',
      'no-target': 'Train is off: choose a target first.',
      'no-features': 'Train is off: choose at least one feature.',
      'column-missing': 'Train is off: a chosen column is missing from somebody’s file.',
      'bound-too-large':
        'Train is off: the totals could outgrow the key. Take narrower ranges, fewer rounds or a larger key.',
      'bad-round-limit': 'Train is off: the round limit must be a whole number from 1 on.',
      'bad-learning-rate': 'Train is off: the learning rate must be a number above 0.',
      ...trainBlocks,
      'roster-frozen':
        'Train is off: a data owner who took part before is missing. Owners whose totals were summed together must train together again, or the totals of the two groups could be subtracted. Ask that person to come back, or start a new session.',
      training: 'Training is running.',
    },
    runs: (count: number) => `Runs with ${owners(count)}.`,
    base: 'Gathering the totals',
    baseHint: 'Counts and sums come first, then the rounds.',
    roundOf: (round: number, of: number) => `Round ${round} of ${of}`,
    answered: (rounds: number, owners: number) =>
      `${rounds} answered by ${owners === 1 ? 'the data owner' : `all ${countWord(owners)} owners`}`,
    left: (time: string) => `about ${time} left`,
    done: (rounds: number, of: number) => `${rounds} of ${counted(of, 'round')} run`,
    paused: (who: string) => `Paused: ${who} is away`,
    pausedText: 'A tab closed or lost its network. Training waits for it.',
    pausedKept: (rounds: number) =>
      rounds === 0
        ? 'Everybody’s files. The tab rejoins by itself when it is opened again.'
        : `Rounds 1 to ${rounds}, and everybody’s files. The tab rejoins by itself when it is opened again.`,
    pausedTodo: 'Ask for the tab to be opened again. Or stop, and keep the model so far.',
    pausedCopy: (who: string) => `Copy the link of ${who}`,
    mse: 'Mean squared error',
    byRound: 'by round, log scale',
    improvement: 'Improvement over the round before',
    log: 'log scale',
    mseLabel: (first: string, last: string, rounds: number) =>
      rounds === 1
        ? `Mean squared error by round, log scale: ${first} in round 1`
        : `Mean squared error by round, log scale: from ${first} in round 1 to ${last} in round ${rounds}`,
    improvementLabel: 'Improvement over the round before, log scale',
    worse: 'A hollow mark is a round that made it worse.',
    owners: 'Data owners',
    workingOn: (round: number) => (round === 0 ? 'Working on the totals' : `Working on round ${round}`),
    answeredRound: (round: number) => (round === 0 ? 'Answered the totals' : `Answered round ${round}`),
    perRound: (time: string) => `${time} a round`,
    cost: 'What each round cost',
    costRound: 'Round',
    costMse: 'MSE',
    costBetter: 'Better by',
    costOwner: (name: string) => name,
    costTime: 'Time',
    costTraffic: 'Traffic',
    showAll: (count: number) => `Show all ${count} rounds`,
    knowNote: {
      title: 'What you know by now',
      text: (base: boolean, rounds: number, total: number) =>
        !base
          ? 'No totals yet: they come with the first answers.'
          : rounds >= total
            ? 'The totals of each column and of products of every two columns, over all owners. Further rounds add nothing to that.'
            : `The totals of each column, over all owners, and ${rounds} of the ${counted(total, 'round')} after which those of products of every two columns follow.`,
    },
    stopNote: {
      title: 'If you stop',
      text: (round: number, mse: string) =>
        round === 0
          ? 'No round is complete yet: only the averages would be left of the model. Owners keep their files.'
          : `The model of the last full round is kept: round ${round}, MSE ${mse}. Owners keep their files.`,
    },
    keyNote: { title: 'What your key opens', text: promises.sumsForModelOwner },
  },

  result: {
    title: 'Result',
    none: 'The model will stand here: coefficients in the units of the data, metrics, and a file to keep.',
    heading: (model: string, target: string) => `${model} model of ${target}`,
    lead: (rows: string, owners: number) =>
      `Fitted to ${rows} rows of ${countWord(owners)} data ${owners === 1 ? 'owner' : 'owners'}.`,
    explains: (percent: string, target: string) => `It explains ${percent} of the variation in ${target}.`,
    clear: (clear: number, of: number) =>
      of === 1
        ? `The interval of its one term ${clear === 1 ? 'stays clear of zero' : 'includes zero'}.`
        : `${capital(countWord(clear))} of ${countWord(of)} intervals ${clear === 1 ? 'stays' : 'stay'} clear of zero.`,
    stopped: 'Training was stopped before its end, so standard errors are not available.',
    noInference: 'Standard errors need as many rounds as there are terms, so they are not available.',
    download: 'Download model',
    figures: {
      rSquared: 'R²',
      rows: 'rows',
      residual: 'residual std. error',
      time: 'click to model',
      traffic: 'traffic in all',
    },
    coefficients: 'Coefficients',
    coefficientsHint: '95 % intervals; a filled dot stays clear of zero',
    term: 'Term',
    estimate: 'Estimate',
    stdError: 'Std. error',
    t: 't',
    p: 'p',
    interval: '95 % interval',
    plot: 'Effect across the public range',
    plotHint: (target: string) =>
      `The dots show how far ${target} moves, in its own units, when a column goes from the lowest to the highest value of its public range. Raw coefficients do not share an axis.`,
    metrics: 'Metrics',
    metric: 'Metric',
    /** Names that others rely on; what follows ^ is set as a superscript. */
    metricNames: {
      rows: 'Rows',
      rowsDropped: 'Rows dropped',
      rSquared: 'R^2',
      adjRSquared: 'Adjusted R^2',
      mse: 'MSE',
      residualStdError: 'Residual std. error',
      f: 'F',
      fPValue: 'F p-value',
      aic: 'AIC',
      bic: 'BIC',
      rounds: 'Rounds',
      seconds: 'Seconds',
      bytes: 'Bytes',
    },
    value: 'Value',
    learnt: {
      title: 'What you learnt',
      text: `This model, the totals of each column, and as far as the rounds went those of products of every two columns. No row was sent. ${promises.sumsForModelOwner}`,
    },
    fileName: (title: string) => `model-${title}.json`,
  },

  ask: {
    title: 'You are asked to help fit one model',
    titleConnecting: 'Connecting to the session',
    leadBefore: 'The session ',
    leadAfter: (model: string) =>
      ` wants ${/^[aeiou]/i.test(model) ? 'an' : 'a'} ${model.toLowerCase()} regression on columns that you and others hold. Read what it takes, then choose a file. Nothing is sent until you press Contribute.`,
    leadUnknown:
      'The model owner’s tab has not answered yet. You can choose a file meanwhile: nothing is sent until you press Contribute.',
    session: 'Session',
    columnsAsked: 'Columns asked for',
    columnsOpen: 'those that the owners show; the model owner picks from them',
    rounds: 'Rounds',
    roundsUpTo: (rounds: number) => `at most ${rounds}`,
    owners: 'Data owners',
    ownersHere: (here: number) => `${here} here so far`,
    ownersInvited: (invited: number) => `${invited} invited.`,
    privacy: 'Differential privacy',
    privacyOff: 'off, it comes in a later version',
  },

  boundary: {
    title: 'What crosses the edge of this tab',
    stays: 'Never leaves',
    leaves: 'Leaves, when you contribute',
    staying: [
      ['Rows.', ' Not one, not encrypted either.'],
      ['The file,', ' its name, or where it lay.'],
      ['Your lowest and highest values,', ' your distributions, and what else only you see here.'],
    ] as const,
    columns: [
      'Column names, types, public ranges and categories,',
      ' which you can edit first, and a row maximum that is rounded up.',
    ] as const,
    totals: 'Encrypted totals:',
    presence: ['That you are here,', ' in which phase, and when. The facilitator sees this.'] as const,
  },

  fewOwners: {
    titleOne: 'You are the only data owner here so far',
    titleTwo: 'Only two data owners are here so far',
    textOne:
      'The sum over one owner is that owner’s totals: the model owner would learn yours. From three owners on, it learns sums over all of them only, unless every other owner shares secrets with it or was invented by it (the roster code is against that).',
    textTwo:
      'The model owner learns sums over both. Together with the other owner it can work out your totals, and alone if it invented the other one (the roster code is against that).',
    hint: 'You can choose a file now and contribute when more have joined.',
  },

  file: {
    region: 'Your file',
    drop: 'Drop your CSV here',
    dropAnywhere: 'Drop it anywhere',
    dropAnywhereHint: 'It is read in this tab. Nothing is sent.',
    dropHint: 'It is read in this tab and kept in this browser, so that a reload loses nothing.',
    input: 'CSV file',
    choose: 'Choose a CSV file',
    another: 'Choose another',
    paste: 'Paste a table',
    pasteRead: 'Read this table',
    pasted: 'pasted table',
    samplesHint: 'This is a sample session. Take the file that lies ready for you:',
    sample: (name: string) => `Use ${name}`,
    forget: 'Forget this file',
    forgetLater: 'Forgetting is possible when training is over.',
    readyTitle: 'Your file is ready',
    contributedTitle: 'Contributed',
    lead: (name: string) =>
      `${name} was read in this tab and has not been sent. Check what the model owner will see, then contribute.`,
    leadContributed: (name: string) =>
      `The model owner sees the columns on the right of the dashed line. ${name} stays here. Training starts when the model owner presses Train; keep this tab open.`,
    rows: 'rows',
    columns: 'columns',
    missing: 'missing values',
    readIn: 'read in',
    narrowKey: 'Above each dashed line: only you see this. Below it: what the model owner will see.',
    onlyYou: 'Only you see this',
    modelOwnerSees: 'The model owner will see this',
    column: 'Column',
    distribution: 'Distribution',
    observed: 'Lowest to highest',
    missingHead: 'Missing',
    missingWord: 'missing',
    show: 'Show',
    showLabel: (name: string) => `Show ${name} to the model owner`,
    type: 'Type',
    lowestLabel: (name: string) => `Public lowest value of ${name}`,
    highestLabel: (name: string) => `Public highest value of ${name}`,
    rangeNotNumber: 'Write two numbers.',
    rangeOrder: 'The lowest must be below the highest.',
    rangeTooNarrow: (low: string, high: string) =>
      `Your values run from ${low} to ${high}; the range must hold them.`,
    text: 'Text',
    staysHere: 'stays here: free text is no category',
    values: (count: number) => counted(count, 'value'),
    lackingTitle: (count: number) =>
      count === 1
        ? 'Others show a column that your file lacks'
        : `Others show ${countWord(count)} columns that your file lacks`,
    lacking: (names: readonly string[]) =>
      `${names.join(', ')}. The model owner cannot choose ${names.length === 1 ? 'it' : 'them'} while you take part.`,
    rounded: 'Public ranges are rounded outwards',
    roundedText:
      ' so that they do not give away your lowest and highest value. Widen them if a round number still says too much.',
    maximum: (rows: string) => `Told as the most rows this file may have: ${rows}.`,
    contribute: 'Contribute',
    withdraw: 'Withdraw',
    contributed: 'You can withdraw until training starts.',
    cannotYet: 'Contribute is off until the model owner’s tab is reached.',
    cannotNone: 'Contribute is off until at least one column is shown.',
    cannotRisk: 'Contribute is off until you have ticked the box above.',
    risk: 'I understand the risk',
    riskTitle: 'Read this before you contribute',
    risks: {
      'few-rows': 'The file has few rows. Totals over few rows say much about each of them.',
      'rare-category': 'A category stands in few rows. Its totals say much about those rows.',
      'many-columns':
        'The file has many columns for its rows. With so many, the totals come close to the rows themselves.',
      'answered-before':
        'These rows answered another session before. The totals of the two groups can be subtracted, and what is left says more about fewer people.',
      'file-changed':
        'In this session you answered with other rows. The difference of the two totals can be told: it is about the rows in which the two files differ.',
    },
    answeredBefore: 'Sessions that these rows answered before',
    answeredSession: (title: string, owners: number, date: string) =>
      `${title}: ${counted(owners, 'data owner')}, ${date}`,
    answeredUnknown: 'a session whose record can no longer be read',
    details: 'What is asked, and what leaves this tab',
    tab: 'This tab',
    engine: 'Arithmetic engine',
    engineHint: 'Automatic takes the fastest that this browser has. The answers are the same.',
    engineInUse: (engine: string) => `In use: ${engine}.`,
  },

  answering: {
    connecting: 'Connecting to the session',
    waiting: 'Choose a file',
    checking: 'Check your file, then contribute',
    ready: 'Contributed. Waiting for training to start',
    base: 'Training, gathering the totals',
    training: (round: number, of: number) => `Training, round ${round} of ${of}`,
    paused: 'Paused: waiting for the others',
    finished: 'Training is over',
    failed: 'Training ended with a failure',
    leadTraining:
      'Your tab answers by itself. Keep it open; if it closes, the session waits for you and your file is still here.',
    leadPaused:
      'Somebody’s tab is away. Training goes on by itself when it is back; your file is still here.',
    leadFinished:
      'Keep the receipt if you want a record. Your contribution stands for another training of the same columns until you forget the file or close this tab.',
    leadFailed: 'Your file is still here. The receipt lists what was sent before.',
    answered: 'rounds answered',
    of: (total: number) => `of ${total}`,
    sent: 'sent, encrypted',
    received: 'received',
    last: 'last answer took',
    owners: 'data owners',
    file: (name: string) => `${name} is kept in this browser.`,
    fileForgotten: 'No file is kept in this browser.',
    leave: 'Leave the session',
    leaveAsk: 'Leave and stop answering?',
    leaveConfirm: 'Leave now',
    leaveCancel: 'Stay',
  },

  planned,
  derived,
  validation,
  missingMarks,
  scores,
  refit,
  charts,
  outcome,
  diagnostics,
  penaltyPath,
  checked,
  description,
  evaluation,
  savedModel,
  samples,

  ownColumns,
  limits,
  leaving,
  beyond,
  rowCounts,
  oneShot,
  scoring,

  roster,
  disclosure,
  protection,
  connection,
  phe,

  receipt: {
    title: 'Receipt',
    soFar: 'so far',
    complete: 'complete',
    session: 'Session',
    contract: 'Contract',
    key: 'Key',
    keyBits: (bits: number, proofChecked: boolean) => `${bits} bits${proofChecked ? ', proof checked' : ''}`,
    roster: 'Roster code',
    rosterState: { compared: 'compared', notCompared: 'not compared' },
    lines: 'Answers sent',
    base: 'base',
    round: (round: number) => `round ${String(round).padStart(2, ' ')}`,
    bytes: (bytes: string) => `${bytes} B`,
    earlier: (count: number) => `${counted(count, 'line')} before these`,
    rowsSent: 'Rows sent',
    bytesSent: 'Encrypted bytes sent',
    budget: 'Privacy budget spent',
    budgetNone: 'not used',
    download: 'Download receipt',
    fileName: (title: string) => `receipt-${title}.json`,
  },

  facilitator: {
    room: 'Room',
    pageTitle: (room: string) => `Room ${room}`,
    pause: 'Pause',
    resume: 'Go on',
    close: 'Close the session',
    closeAsk: 'Take the room off the server?',
    closeConfirm: 'Close it',
    closeCancel: 'Keep it',
    status: (phase: string, round: number, here: number) => {
      const head = round > 0 && phase === phases.training ? `Training, round ${round}.` : `${phase}.`;
      if (here === 0) return `${head} Nobody is here yet.`;
      return here === 1
        ? `${head} One tab is here.`
        : `${head} ${capital(countWord(here))} tabs are here and talk to each other directly.`;
    },
    payload: 'Payload bytes seen',
    sides: 'What the meeting point sees',
    see: 'What you see',
    cannot: 'What you cannot see',
    seeing: ['Roles present, phase, round number', 'Network addresses, times and message sizes'] as const,
    messages: (count: number) => (count === 1 ? ' coordination message, ' : ' coordination messages, '),
    longest: (bytes: string) => `, the longest ${bytes}`,
    notSeeing: [
      'Data, totals, weights, the model',
      'The contract: which columns, which question',
      'What any message between tabs says',
    ] as const,
    phase: 'Phase',
    toCome: 'to come',
    soFar: (time: string) => `${time} so far`,
    participants: 'Participants',
    nobody: 'Nobody has come yet. Tabs appear here as their links are opened.',
    role: 'Role',
    state: 'State',
    round: 'Round',
    joined: 'Joined',
    lastSeen: 'Last seen',
    refused: 'Refused',
    now: 'now',
    ago: (time: string) => `${time} ago`,
    gone: 'Gone',
    refusedFoot: (count: number) =>
      count === 1
        ? 'One message had a shape or a size that is not allowed. It was not read further and nothing was passed on.'
        : `${count} messages had a shape or a size that is not allowed. They were not read further and nothing was passed on.`,
    closed: 'The session is closed. This page no longer receives anything.',
    advisory:
      'Pausing asks the tabs to hold. They decide: the meeting point cannot change what they compute.',
    pauseHint: 'Asked everybody to hold.',
  },
};
