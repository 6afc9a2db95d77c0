import type { Copy } from '../shape.ts';
import { formatSignificant } from '../../lib/format.ts';
import { promises } from './promises.ts';
import { capital, counted, countWord, listed, rounds as roundsOf, rows as rowsOf } from './words.ts';

/**
 * What the data owner's page says about its columns, its own limits, what each mode lets out, and predictions
 * for its own rows.
 */

const percent = (share: number): string => `${formatSignificant(Math.round(share * 1000) / 10)} %`;

/** One row of the table of columns, and what opens below it. */
export const ownColumns: Copy['ownColumns'] = {
  shownAs: 'Öffentlicher Wertebereich oder Kategorien',
  edit: 'Ändern',
  editLabel: (name) => `${name} ändern`,
  group: (name) => `Wie ${name} gezeigt und verwendet wird`,
  nearTitle: 'In Ihrer Datei',
  mean: 'Mittelwert',
  median: 'Median',
  distinct: 'Verschiedene Werte',
  valuesTitle: (name) => `Werte von ${name} in Ihrer Datei`,
  more: (count) => `und ${counted(count, 'weiterer', 'weitere')}`,
  line: {
    values: (count, shown, more) =>
      `${counted(count, 'Wert', 'Werte')}: ${shown.join(', ')}${more === 0 ? '' : ` und ${more} mehr`}`,
    steps: (count, shown, more) =>
      `${counted(count, 'Stufe', 'Stufen')}: ${shown.join(' < ')}${more === 0 ? '' : ` und ${more} mehr`}`,
    missing: {
      drop: 'Zeilen ohne Wert werden ausgelassen',
      indicator: 'Zeilen ohne Wert bleiben und werden markiert',
    },
    outside: {
      refuse: 'ein Wert außerhalb hält das Training an',
      clip: 'Werte außerhalb rücken auf das nächste Ende',
      drop: 'Zeilen mit einem Wert außerhalb werden ausgelassen',
    },
  },
  widened: (text) => `Zusammen mit den anderen: ${text}`,

  type: 'Typ',
  typeLabel: (name) => `Typ von ${name}`,
  typeNone: 'Text, bleibt hier',
  typeNoneHint: 'Freitext ist keine Kategorie. Wählen Sie einen Typ, wenn diese Werte doch Kategorien sind.',
  typeHints: {
    continuous: 'Eine Zahl auf einer Skala.',
    discrete: 'Eine Zahl in Schritten: Anzahlen, Jahre, Punkte.',
    ordinal: 'Kategorien mit einer Reihenfolge: Die erste zählt als 1, die nächste als 2, und so weiter.',
    nominal: 'Kategorien ohne Reihenfolge: Jede bekommt eine eigene Zahl.',
  },
  range: 'Öffentlicher Wertebereich',
  rangeHint: 'Weit genug für alle Ihre Werte. Runde Zahlen verraten weniger über sie.',

  order: 'Reihenfolge, Niedrigstes zuerst',
  orderHint: 'Auch die Pfeiltasten verschieben einen Wert, solange eine seiner Schaltflächen den Fokus hat.',
  up: (value) => `${value} nach oben`,
  down: (value) => `${value} nach unten`,
  moved: (value, place, of) => `${value} ist jetzt ${place} von ${of}`,

  categories: 'Öffentliche Kategorien',
  categoriesHint:
    'Der Modelleigner liest diese Wörter. Sie können welche hinzufügen, die in Ihrer Datei nicht vorkommen, damit die Liste nicht verrät, welche vorkommen.',
  categoriesDropHint: 'Zeilen mit einer Kategorie, die Sie von der Liste nehmen, werden ausgelassen.',
  reference: (value) =>
    `Die anderen werden mit ${value} verglichen, wenn der Modelleigner nichts anderes wählt.`,
  inFile: (count) => rowsOf(count),
  notInFile: 'nicht in Ihrer Datei',
  add: 'Kategorie hinzufügen',
  addLabel: (name) => `Neue Kategorie von ${name}`,
  addConfirm: 'Hinzufügen',
  remove: (value) => `${value} von der Liste nehmen`,
  exists: (value) => `${value} steht schon auf der Liste.`,

  missing: 'Fehlende Werte',
  missingLabel: (name) => `Fehlende Werte von ${name}`,
  missingOptions: { drop: 'Zeile auslassen', indicator: 'Zeile behalten und markieren' },
  missingHints: {
    drop: (rows) =>
      rows === 0
        ? 'In keiner Ihrer Zeilen fehlt der Wert.'
        : `Der Wert fehlt in ${rowsOf(rows)} Ihrer Datei.`,
    indicator: (rows) =>
      `Ein fester Wert steht an seiner Stelle, und eine eigene Spalte sagt, wo das so ist${rows === 0 ? '' : `: in ${rowsOf(rows)} Ihrer Datei`}.`,
  },
  outside: 'Werte außerhalb',
  outsideLabel: (name) => `Werte von ${name} außerhalb des Öffentlichen`,
  outsideOptions: {
    refuse: 'Anhalten und mir sagen',
    clip: 'Auf das nächste Ende rücken',
    drop: 'Zeile auslassen',
  },
  outsideHints: {
    refuse: 'Nichts wird gesendet, bevor Sie es angesehen haben.',
    clip: 'Nur Sie sehen, wie viele Werte verschoben wurden.',
    drop: 'Nur Sie sehen, wie viele Zeilen ausgelassen wurden; der Modelleigner erfährt die Zahl über alle Dateneigner.',
  },

  couldBe: (wanted) => `Der Modelleigner fragt nach ${wanted}.`,
  couldBeQuestion: (own) => `Ist Ihre Spalte ${own} dieselbe?`,
  couldBeGroup: (own, wanted) => `Ist ${own} die Spalte ${wanted}?`,
  yes: 'Ja',
  no: 'Nein',
  yesLabel: (own, wanted) => `Ja, ${own} ist ${wanted}`,
  noLabel: (own, wanted) => `Nein, ${own} ist nicht ${wanted}`,
  renamed: (wanted) => `gezeigt als ${wanted}`,
  unname: 'Eigenen Namen verwenden',
  unnameLabel: (own) => `Eigenen Namen verwenden: ${own}`,

  otherUnitTitle: (name) => `Hat ${name} dieselbe Einheit wie bei den anderen?`,
  otherUnit: (own, others) => `Ihre Werte liegen in ${own}; zusammen mit den anderen ist es ${others}.`,
  otherUnitUnknown: (own) => `Ihre Werte liegen in ${own}, weit entfernt von denen der anderen.`,
  otherUnitTodo:
    'Haben Sie eine andere Einheit, dann rechnen Sie die Spalte um und wählen die Datei erneut, oder Sie nehmen das Häkchen weg. Ist die Einheit dieselbe, lassen Sie alles, wie es ist.',

  rare: (value, rows, limit) => `${value} steht nur in ${rows}; Ihre Grenze ist ${limit}.`,
  rareMore: (count) => `Und ${counted(count, 'weitere Kategorie', 'weitere Kategorien')}.`,
};

/** What a data owner sets itself, and what its limits say. */
export const limits: Copy['limits'] = {
  title: 'Meine Grenzen',
  summary: (warn, refuse) => {
    if (warn + refuse === 0) return 'alle sind aus';
    if (warn === 4) return 'alle vier warnen';
    const some = (count: number, one: string, many: string): string =>
      count === 1 ? `eine ${one}` : `${countWord(count)} ${many}`;
    const parts = [
      ...(warn === 0 ? [] : [some(warn, 'warnt', 'warnen')]),
      ...(refuse === 0 ? [] : [some(refuse, 'lehnt ab', 'lehnen ab')]),
    ];
    return parts.join(', ');
  },
  lead: 'Dieser Tab misst Ihre Datei und jedes Training daran. „Warnen“ bittet Sie zu bestätigen, dass Sie das Risiko verstehen. „Ablehnen“ sperrt „Beitragen“ und beantwortet kein solches Training; der Modelleigner erfährt, welche Grenze es war, nicht Ihre Zahlen.',
  levels: { off: 'Aus', warn: 'Warnen', refuse: 'Ablehnen' },
  levelLabel: (guard) => `${guard}: was dieser Tab tut`,
  automatic: 'automatisch',
  guards: {
    leastRows: {
      name: 'Mindestzahl der Zeilen',
      hint: 'Summen über wenige Zeilen sagen viel über jede einzelne. Leer bedeutet: 30, oder zwei Zeilen je Spalte des Modells, wenn das mehr ist.',
    },
    leastMembers: {
      name: 'Mindestzahl der Zeilen je Kategorie',
      hint: 'Die Summen einer Kategorie mit einer Zeile sind die Werte dieser Zeile.',
    },
    columnShare: {
      name: 'Höchstzahl der Spalten je Zeile',
      hint: 'Spalten des Modells, jede Kategorie gezählt, geteilt durch Ihre Zeilen: 0,33 ist eine Spalte auf drei Zeilen. Bei mehr kommen die Summen den Zeilen selbst nahe.',
    },
    modes: { name: 'Verfahren', hint: 'Wie ein Training nach Ihren Summen fragen darf.' },
  },
  accepted: (mode) => `${mode} zulassen`,
  findings: {
    leastRows: (found, limit) =>
      `Die Datei hat ${found}; Ihre Grenze ist ${limit}. Summen über wenige Zeilen sagen viel über jede einzelne.`,
    leastMembers: (columns, found, limit) =>
      `Eine Kategorie${columns.length === 0 ? '' : ` von ${listed(columns)}`} steht in ${found}; Ihre Grenze ist ${limit}. Ihre Summen sagen viel über diese Zeilen.`,
    columnShare: (found, limit) =>
      `Das Modell hätte ${found} Spalten je Zeile; Ihre Grenze ist ${limit}. Bei so vielen kommen die Summen den Zeilen selbst nahe.`,
    modes: (mode) =>
      mode === null
        ? 'Der Modelleigner fragt mit einem Verfahren, das Sie nicht zulassen.'
        : `Der Modelleigner fragt mit dem Verfahren „${mode}“, das Sie nicht zulassen.`,
  },
  refusedTitle: (guard) => `Ihre Grenze „${guard}“ lehnt das ab`,
  refusedTodo:
    'Wählen Sie eine andere Datei, zeigen Sie weniger, oder ändern Sie die Grenze unter „Meine Grenzen“.',
  cannotAgree: (guard) =>
    `Ihre Grenze „${guard}“ lehnt es ab. Ändern Sie sie unter „Meine Grenzen“, um zuzustimmen, oder verlassen Sie die Sitzung.`,
  cannot: (guard) => `„Beitragen“ ist gesperrt: Ihre Grenze „${guard}“ lehnt es ab.`,
  warnTitle: 'Eine Ihrer Grenzen warnt',
};

function youAnd(here: number): string {
  if (here <= 1) return 'Sie allein';
  return here === 2 ? 'Sie und ein anderer' : `Sie und ${countWord(here - 1)} andere`;
}

/** What leaves, by mode. */
export const leaving: Copy['leaving'] = {
  modeTexts: {
    rounds:
      'Ihr Tab sendet die Summen jeder Spalte sofort und dann in jeder Runde eine Kombination der Summen von Produkten je zweier Spalten. Endet das Training früh, sind weniger verraten; läuft es bis zum Ende, alle.',
    'one-shot':
      'Ihr Tab sendet die Summen jeder Spalte und der Produkte von je zwei Spalten sofort und wird danach nichts mehr gefragt. Das verrät sofort, was Runden bis zu ihrem Ende verraten.',
  },
  alsoAgreed: {
    rounds: '„Beitragen“ stimmt auch „Runden“ zu, was bis zum Ende dasselbe verrät.',
    'one-shot': '„Beitragen“ stimmt auch „In einem Zug“ zu, was dasselbe sofort verrät.',
  },
  mode: 'Verfahren',
  validation: 'Validierung',
  folds: (folds) =>
    `${capital(countWord(folds))} Teile. Ihr Tab verteilt Ihre Zeilen zufällig auf ${countWord(folds)} Teile und sendet Summen von jedem: Summen über weniger Zeilen, die mehr über jede einzelne sagen.`,
  holdOut: (share) =>
    `Hält ${percent(share)} zurück. Ihr Tab verteilt Ihre Zeilen zufällig auf zwei Teile und sendet Summen von jedem: Summen über weniger Zeilen, die mehr über jede einzelne sagen.`,
  derived: 'Berechnete Spalten',
  derivedHint: 'Ihr Tab berechnet sie; Summen von ihnen gehen hinaus wie von den anderen.',
  missingMarks: 'Gilt als fehlend',
  emptyCell: 'die leere Zelle',
  totals: {
    rounds: ' Anzahlen, Summen und eine Kombination je Runde.',
    'one-shot': ' Anzahlen, Summen und Summen von Produkten je zweier Spalten, einmal.',
  },
  totalsOfParts: ' Sie gehen für jeden Teil Ihrer Zeilen hinaus, den die Validierung bildet.',
  totalsPromise: ` ${promises.sums}`,
  least: (here) => `Sie stimmen Summen über mindestens die zu, die da sind: ${youAnd(here)}.`,
  agrees: (rounds, oneShot, parts, here) => {
    const modes = [
      ...(rounds === null ? [] : [`höchstens ${rounds}`]),
      ...(oneShot ? ['alle Summen auf einmal'] : []),
    ].join(' oder ');
    return `Sie stimmen zu: ${modes}${parts === null ? '' : `, für ${parts}`}, von diesen Spalten und einigen Produkten, Quadraten und Logarithmen davon, summiert über mindestens die, die da sind: ${youAnd(here)}. Bis zum Beginn des Trainings können Sie zurückziehen.`;
  },
  parts: { folds: (folds) => `${countWord(folds)} Teile`, holdOut: 'zwei Teile Ihrer Zeilen' },
};

/** A contract beyond what was agreed to. */
export const beyond: Copy['beyond'] = {
  title: 'Der Modelleigner fragt nach mehr, als Sie zugestimmt haben',
  lead: 'Von diesem Training wurde nichts gesendet. Ihr Tab wartet, bis Sie zustimmen oder die Sitzung verlassen.',
  reasons: {
    roundLimit: (rounds) => ({
      asked: `Bis zu ${roundsOf(rounds)}.`,
      learns:
        'Jede Runde verrät eine weitere Kombination der Summen von Produkten je zweier Spalten, bis alle bekannt sind.',
    }),
    mode: {
      rounds: {
        asked: 'Die Summen in Runden.',
        learns:
          'Bis zum Ende verraten Runden die Summen der Produkte von je zwei Spalten; bis dahin beantwortet Ihr Tab eine Frage nach der anderen.',
      },
      'one-shot': {
        asked: 'Alle Summen auf einmal.',
        learns:
          'Die Summen der Produkte von je zwei Spalten sind mit der ersten Antwort bekannt; vorher kann das Training nicht enden.',
      },
    },
    folds: (folds) => ({
      asked: `Die Summen von ${countWord(folds)} Teilen Ihrer Zeilen, von Ihrem Tab zufällig gebildet.`,
      learns: 'Jede ist eine Summe über weniger Zeilen, die mehr über jede einzelne sagt.',
    }),
    holdOut: (share) => ({
      asked: `Die Summen von ${percent(share)} Ihrer Zeilen, von Ihrem Tab zufällig gewählt, und die der übrigen.`,
      learns: 'Jede ist eine Summe über weniger Zeilen, die mehr über jede einzelne sagt.',
    }),
    noValidation: {
      asked: 'Die Summen aller Ihrer Zeilen zusammen, nicht die von Teilen.',
      learns: 'Neben den Summen von Teilen, die vorher gesendet wurden, nichts Neues; ohne sie weniger.',
    },
    missingMarks: (marks) => ({
      asked:
        marks.length === 0
          ? 'Nur leere Zellen gelten als fehlend.'
          : `Diese Zellen gelten als fehlend: leere, ${listed(marks)}.`,
      learns:
        'Andere Zeilen werden ausgelassen, als Sie zugestimmt haben. Wer bestimmt, welche Zeilen zählen, kann Summen vergleichen, bis sich einzelne Zeilen zeigen.',
    }),
    derived: (names) => ({
      asked: `Summen von ${names.length === 1 ? 'einer berechneten Spalte, die Ihnen nicht genannt wurde' : `${countWord(names.length)} berechneten Spalten, die Ihnen nicht genannt wurden`}: ${listed(names)}.`,
      learns:
        'Jede verrät mehr über die Spalten, aus denen sie berechnet ist. Eine, die selten etwas anderes als null ist, kann einzelne Zeilen zeigen.',
    }),
    columns: (names, leavingOut) => ({
      asked: `Werte von ${listed(names)}, die fehlen oder außerhalb des Wertebereichs oder der Kategorien liegen, werden anders behandelt.${leavingOut.length === 0 ? '' : ` Werte, die Sie von ${listed(leavingOut)} zeigen, werden ausgelassen oder auf ein Ende gerückt.`}`,
      learns:
        'Andere Zeilen werden ausgelassen oder verändert, als Sie zugestimmt haben. Wer bestimmt, welche Zeilen zählen, kann Summen vergleichen, bis sich einzelne Zeilen zeigen.',
    }),
    fewerOwners: (owners) => ({
      asked: `${owners <= 1 ? 'Sie allein nehmen' : `${capital(countWord(owners))} Dateneigner nehmen`} teil: weniger, als Ihnen beim Beitragen genannt wurden.`,
      learns:
        owners <= 1
          ? 'Die Summen sind Ihre eigenen, und der Modelleigner erfährt sie.'
          : owners === 2
            ? 'Der Modelleigner und der andere Dateneigner erfahren Ihre Summen gemeinsam, und ebenso ein Modelleigner, der den anderen erfunden hat.'
            : 'Ihre Summen verbergen sich unter weniger anderen.',
    }),
    moreRows: (rows) => ({
      asked: `${rowsOf(rows)}, die vorher ausgelassen ${rows === 1 ? 'wurde, würde' : 'wurden, würden'} jetzt verwendet.`,
      learns: differenceOf(rows),
    }),
    fewerRows: (rows) => ({
      asked: `${rowsOf(rows)}, die vorher verwendet ${rows === 1 ? 'wurde, würde' : 'wurden, würden'} jetzt ausgelassen.`,
      learns: differenceOf(rows),
    }),
    otherRows: {
      asked:
        'Ebenso viele Zeilen wie vorher würden verwendet, aber andere, oder mit anderen Werten, die auf ein Ende gerückt sind.',
      learns:
        'Der Modelleigner könnte die beiden Summen voneinander abziehen und erfahren, wie sich diese Zeilen unterscheiden, bis hin zu einzelnen.',
    },
  },
  agree: 'Dem zustimmen',
  agreeHint: 'Mit der Zustimmung wird die Antwort sofort gesendet.',
};

function differenceOf(rows: number): string {
  return rows === 1
    ? 'Der Modelleigner könnte die beiden Summen voneinander abziehen und die Werte dieser Zeile erfahren.'
    : `Der Modelleigner könnte die beiden Summen voneinander abziehen und die Summen dieser ${rows} Zeilen erfahren.`;
}

/** Rows used and left out, for their owner. */
export const rowCounts: Copy['rowCounts'] = {
  title: 'Ihre Zeilen in diesem Training',
  onlyYou:
    'Nur Sie sehen das. Der Modelleigner erfährt, wie viele Zeilen über alle Dateneigner zusammen verwendet und ausgelassen wurden.',
  used: 'verwendete Zeilen',
  droppedMissing: 'ausgelassen: Wert fehlt',
  droppedOutside: 'ausgelassen: Wert außerhalb',
  column: 'Spalte',
  missing: 'Fehlend',
  outside: 'Außerhalb',
  clipped: 'Auf ein Ende gerückt',
  tableTitle: 'Fehlende und außerhalb liegende Werte nach Spalte',
  none: 'Kein Wert fehlte oder lag außerhalb.',
};

/** Texts that a training in one answer needs instead of those of rounds. */
export const oneShot: Copy['oneShot'] = {
  base: 'Training, alle Summen werden berechnet',
  sent: 'Alle Summen gesendet: wartet auf den Modelleigner',
  mark: {
    what: 'Summen jeder Spalte und der Produkte von je zwei Spalten',
    when: 'alle auf einmal, mit der einen Antwort Ihres Tabs; danach folgt keine Frage',
  },
  label: 'Die eine Antwort',
  now: (sent, owners) => {
    if (!sent)
      return 'Es wurden keine Summen gesendet. Der Modelleigner kennt die Spalten, die Sie gezeigt haben.';
    const over =
      owners <= 1
        ? ''
        : `, summiert über ${owners === 2 ? 'beide' : `alle ${countWord(owners)}`} Dateneigner`;
    return `Die Summen jeder Spalte und der Produkte von je zwei Spalten sind bekannt${over}. Für dieses Training wird Ihr Tab nichts mehr gefragt.`;
  },
  valueText: (sent) =>
    sent ? 'Die Summen jeder Spalte und der Produkte von je zwei Spalten' : 'Es wurden keine Summen gesendet',
  answered: 'gesendete Antworten',
  receiptLine: 'alle Summen',
};

/** Predictions for rows of one's own. */
export const scoring: Copy['scoring'] = {
  title: 'Vorhersagen für Ihre eigenen Zeilen',
  lead: (target) =>
    `Der Modelleigner lässt Sie ${target} für eigene Zeilen vorhersagen. Ihr Tab verschlüsselt sie mit einem eigenen Schlüssel; der Modelleigner rechnet mit dem, was er nicht lesen kann, und nur Ihr Tab kann die Antwort öffnen.`,
  sees: 'Der Modelleigner sieht',
  gets: 'Sie sehen',
  seeing: [
    ['Für wie viele Zeilen', ' Sie fragen, und wann.'],
    [
      'Nichts von ihren Werten',
      ' und nicht die Vorhersagen: Beide sind mit dem Schlüssel Ihres Tabs verschlüsselt.',
    ],
  ],
  getting: [
    ['Eine Vorhersage je Zeile,', ' in der kein Wert fehlt, in der Reihenfolge Ihrer Datei.'],
    ['Nichts vom Modell', ' außer dem, was Vorhersagen verraten; darum werden sie gezählt.'],
  ],
  left: (count) =>
    count === 0
      ? 'In dieser Sitzung ist keine Vorhersage mehr übrig.'
      : count === 1
        ? 'Eine Vorhersage ist übrig, für alle Dateneigner zusammen.'
        : `${counted(count, 'Vorhersage', 'Vorhersagen')} sind übrig, für alle Dateneigner zusammen.`,
  why: 'Aus einer Vorhersage mehr, als es Spalten hat, lässt sich ein Modell ausrechnen; deshalb legt der Modelleigner fest, wie viele er gibt.',
  needs: 'Spalten, die die Datei braucht',
  file: 'Zeilen zum Vorhersagen',
  choose: 'CSV-Datei wählen',
  another: 'Andere Datei wählen',
  chosen: (name) => `${name} liegt bereit. Nichts davon wurde gesendet.`,
  most: 'Höchstzahl der Zeilen',
  mostHint: 'Von den vollständigen Zeilen, von oben an. Jede verbraucht eine Vorhersage.',
  mostWrong: (left) =>
    left === 1
      ? 'Eine Vorhersage ist übrig: Schreiben Sie 1.'
      : `Schreiben Sie eine ganze Zahl von 1 bis ${left}.`,
  start: 'Vorhersagen holen',
  working: 'Sagt vorher',
  done: (scored, rows) =>
    scored === rows
      ? `${rowsOf(scored)} vorhergesagt.`
      : `${scored} von ${rowsOf(rows)} vorhergesagt. Den anderen fehlt ein Wert, sie haben eine Kategorie, die das Modell nicht kennt, oder sie liegen jenseits der Höchstzahl.`,
  download: 'Ihre Vorhersagen herunterladen',
  receiptLine: (question) => `Vorhersage ${String(question).padStart(2, ' ')}`,
  fileName: (name) => `vorhersagen-${name}.csv`,
};
