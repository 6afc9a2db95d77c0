import type { Copy } from '../shape.ts';
import { formatSignificant } from '../../lib/format.ts';
import { capital, counted, countWord, listed, rounds as roundsOf, rows as rowsOf } from './words.ts';

/**
 * What the model owner's page says about models, columns and what is found out with them. The rules of de.ts
 * hold: no interpretation of figures, and no promise without its limit.
 */

const percent = (share: number): string => `${formatSignificant(share * 100, 3)} %`;

/** What the model owner asks of single columns, and of the mode. */
export const planned: Copy['planned'] = {
  modeDifference: (rounds) =>
    `In Runden kommen die Summen jeder Spalte sofort und die der Produkte von je zwei Spalten nach und nach, alle nach spätestens ${rounds === null ? 'so vielen Runden, wie es Spalten gibt' : roundsOf(rounds)}: Wer früh anhält, erfährt weniger. In einem Zug sendet jeder Dateneigner alle diese Summen sofort und wird nichts mehr gefragt.`,
  suggest: (terms) =>
    `Mit ${terms === null ? 'so vielen Termen' : counted(terms, 'Term', 'Termen')} dauert es in einem Zug Sekunden, wo Runden Minuten brauchen, und am Ende ist dasselbe offengelegt.`,
  useOneShot: 'In einem Zug rechnen',
  terms: (count) => `${counted(count, 'Term', 'Terme')} mit dem Achsenabschnitt`,
  settings: 'Einstellungen',
  settingsOf: (name) => `Einstellungen von ${name}`,
  conflict: 'die Dateneigner sind sich über die Art uneins, darum ist die Spalte nicht wählbar',
  reference: (name) => `Referenzkategorie von ${name}`,
  referenceHint: 'Jede andere Kategorie wird mit ihr verglichen.',
  missing: (name) => `Fehlende Werte in ${name}`,
  missingOptions: { drop: 'Zeile auslassen', indicator: 'Zeile behalten, markieren' },
  missingHints: {
    drop: () => 'Eine Zeile ohne diesen Wert wird gar nicht verwendet.',
    indicator: (numeric) =>
      numeric
        ? 'Die Mitte des Wertebereichs steht an seiner Stelle, und ein eigener Term sagt, wo das so war.'
        : 'Keine Kategorie steht an seiner Stelle, und ein eigener Term sagt, wo das so war.',
  },
  outside: (name, numeric) =>
    numeric ? `Werte außerhalb des Wertebereichs von ${name}` : `Andere Kategorien in ${name}`,
  outsideOptions: { refuse: 'Datei ablehnen', clip: 'Nächste Grenze nehmen', drop: 'Zeile auslassen' },
  outsideHints: {
    refuse: (numeric) =>
      `Der Dateneigner erfährt, welche${numeric ? 'r Wert außerhalb des öffentlichen Wertebereichs liegt' : ' Kategorie nicht auf der Liste steht'}, und nichts wird gesendet.`,
    clip: () => 'Ein Wert jenseits des öffentlichen Wertebereichs zählt als dessen Ende.',
    drop: (numeric) =>
      `Eine Zeile mit ${numeric ? 'einem Wert außerhalb des öffentlichen Wertebereichs' : 'einer anderen Kategorie'} wird gar nicht verwendet.`,
  },
  consent:
    'Die Dateneigner haben dem zugestimmt, was sie vorgeschlagen haben. Wo Sie es ändern, werden sie erneut gefragt.',
  notes: {
    reference: (level) => `Referenz ${level}`,
    indicator: 'Fehlendes bleibt, durch einen Term markiert',
    clip: 'außerhalb zählt die Grenze',
    drop: 'Zeilen außerhalb ausgelassen',
  },
  penaltyNow: (kind, penalty, l1Share) =>
    `Regularisierung ${formatSignificant(penalty, 6)}${kind === 'elastic-net' ? `, L1-Anteil ${formatSignificant(l1Share, 6)}` : ''}.`,
  positiveNow: (positive) =>
    positive === '' ? 'Bisher zählt keine Klasse als Ja.' : `„${positive}“ zählt als Ja.`,
  change: { penalty: 'Regularisierung ändern', 'positive-class': 'Klasse ändern' },
  advancedSummary: (mode, optimiser, bits, rounds) =>
    [
      ...(mode === 'rounds' ? [optimiser] : []),
      `Schlüssel mit ${bits} Bit`,
      ...(mode === 'one-shot'
        ? []
        : [rounds === null ? 'Rundenzahl automatisch' : `höchstens ${roundsOf(rounds)}`]),
    ].join(' · '),
  learnOneShot: (validation) =>
    `Das Modell und auf einmal die Summen über alle Dateneigner zusammen: von jeder Spalte und von Produkten je zweier Spalten${validation.kind === 'none' ? '' : validation.kind === 'folds' ? `, für jeden der ${validation.folds} Teile` : ', für die angepassten Zeilen und für die zurückgehaltenen'}.`,
};

/** Train is disabled for these reasons, besides those of de.ts. */
export const trainBlocks = {
  'bad-penalty': '„Trainieren“ ist gesperrt: Die Regularisierung muss eine Zahl ab 0 sein.',
  'bad-l1-share': '„Trainieren“ ist gesperrt: Der L1-Anteil muss zwischen 0 und 1 liegen.',
  'target-not-numeric':
    '„Trainieren“ ist gesperrt: Die Zielspalte ist eine Kategorie, und dieses Modell braucht eine Zahl. Wählen Sie „Logistisch“ oder eine andere Zielspalte.',
  'target-not-classes':
    '„Trainieren“ ist gesperrt: „Logistisch“ braucht eine Zielspalte aus Klassen, also eine Kategorie oder zwei benachbarte ganze Zahlen. Wählen Sie eine andere Zielspalte oder ein anderes Modell.',
  'bad-derived':
    '„Trainieren“ ist gesperrt: Eine abgeleitete Spalte besteht aus einer, die nicht unter den Merkmalen ist oder aus der sie sich nicht bilden lässt. Nehmen Sie sie weg, oder wählen Sie ihre Spalten wieder aus.',
  'validation-needs-one-shot':
    '„Trainieren“ ist gesperrt: Die Validierung braucht die Summen jedes Teils, und die gibt es nur in einem Zug. Wählen Sie „In einem Zug“ oder keine Validierung.',
  'too-many-terms':
    '„Trainieren“ ist gesperrt: Es sind mehr Terme, als ein Vertrag fassen kann. Wählen Sie weniger Spalten oder Kategorien.',
};

export const refit: Copy['refit'] = {
  hint: 'Niemand wird gefragt: Die vorhandenen Summen genügen schon.',
  trained: 'Neu angepasst, ohne jemanden zu fragen',
  oneShot: (time) => `In einem Zug, ${time}`,
  gathered: 'Alle Summen kamen in einem Zug',
  gatheringHint: 'Jeder Dateneigner sendet alles einmal.',
};

export const derived: Copy['derived'] = {
  title: 'Abgeleitete Spalten',
  lead: 'Keine. Das Modell zählt die Spalten zusammen, wie sie sind.',
  add: 'Wechselwirkung, Quadrat oder Logarithmus hinzufügen',
  kind: 'Was hinzukommt',
  kinds: { product: 'Wechselwirkung', square: 'Quadrat', log: 'Logarithmus' },
  first: 'Spalte',
  second: 'Mit Spalte',
  submit: 'Hinzufügen',
  incomplete: 'Wählen Sie die Spalten, aus denen sie besteht.',
  none: {
    product: 'Kein Merkmal ist gewählt.',
    square: 'Kein gewähltes Merkmal ist eine Zahl.',
    log: 'Ein Logarithmus braucht eine Spalte, deren öffentlicher Wertebereich über 0 liegt.',
  },
  means: {
    product: (name) => `Fügt ${name} hinzu: Die Wirkung der einen darf von der anderen abhängen.`,
    square: (name) => `Fügt ${name} hinzu: Die Wirkung darf sich krümmen.`,
    log: (name) => `Fügt ${name} hinzu: Eine Verdopplung zählt gleich viel, wo immer sie beginnt.`,
  },
  double: (name) => `${name} gibt es schon.`,
  added: (name) => `${name} wurde hinzugefügt.`,
  remove: (name) => `${name} entfernen`,
  impossible: 'ihre Spalten sind nicht gewählt',
};

export const validation: Copy['validation'] = {
  title: 'Validierung',
  label: 'Validierung',
  kinds: { none: 'Keine', 'hold-out': 'Zurückgehaltene Zeilen', folds: 'Kreuzvalidierung' },
  summary: (chosen) =>
    chosen.kind === 'none'
      ? 'keine'
      : chosen.kind === 'folds'
        ? `Kreuzvalidierung mit ${counted(chosen.folds, 'Teil', 'Teilen')}`
        : `${percent(chosen.share)} der Zeilen zurückgehalten`,
  hints: {
    none: 'Alle Zeilen werden angepasst. Nichts sagt, wie gut das Modell bei Zeilen ist, die es nicht gesehen hat.',
    'hold-out': 'Ein Teil der Zeilen bleibt bei der Anpassung außen vor, und das Modell wird daran gemessen.',
    folds:
      'Jeder Teil bleibt einmal außen vor und wird aus den anderen vorhergesagt. Wählt auch eine Regularisierung.',
  },
  share: 'Zurückgehaltener Anteil',
  shareHint: 'Über 0, höchstens 0,9.',
  folds: 'Anzahl der Teile',
  foldsHint: 'Eine ganze Zahl von 2 bis 20.',
  disclosure: (chosen) =>
    chosen.kind === 'folds'
      ? `Der Tab jedes Dateneigners verteilt seine Zeilen zufällig auf ${countWord(chosen.folds)} Teile, und Sie erfahren die Summen jedes Teils über alle Dateneigner: Summen über weniger Zeilen, die mehr über jede einzelne sagen. Die Dateneigner sehen das, bevor sie zustimmen.`
      : 'Der Tab jedes Dateneigners lost aus, welche Zeilen zurückgehalten werden, und Sie erfahren die Summen beider Teile über alle Dateneigner: Summen über weniger Zeilen, die mehr über jede einzelne sagen. Die Dateneigner sehen das, bevor sie zustimmen.',
  needsOneShot: 'Die Summen jedes Teils gibt es nur in einem Zug.',
};

export const missingMarks: Copy['missingMarks'] = {
  title: 'Fehlende Werte',
  summary: (marks) => (marks.length === 0 ? 'nur leere Zellen' : `leere Zellen und ${listed(marks)}`),
  label: 'Schreibweise für fehlend',
  placeholder: 'z. B. 999',
  add: 'Schreibweise hinzufügen',
  remove: (mark) => `${mark} nicht mehr als fehlend lesen`,
  reset: 'Zurück zu den üblichen',
  hint: 'Eine leere Zelle gilt immer als fehlend. Eine Zelle, die genau so lautet wie eine von diesen, ebenfalls, in jeder Datei. Dateneigner, die anderen Schreibweisen zugestimmt haben, werden erneut gefragt.',
};

export const scores: Copy['scores'] = {
  title: 'Vorhersagen für Dateneigner',
  summary: (count) => (count === 0 ? 'aus' : `höchstens ${rowsOf(count)}`),
  lead: 'Dateneigner können eigene Zeilen vorhersagen lassen: Sie sehen die Zeilen nicht, und die Dateneigner sehen das Modell nicht. Geht, sobald ein Modell da ist.',
  count: 'Zahl der Vorhersagen',
  countHint: 'Für alle Dateneigner zusammen. 0 ist aus.',
  reason: (terms, count) => {
    const away =
      terms === null
        ? 'Eine Vorhersage mehr, als das Modell Terme hat,'
        : `${formatSignificant(terms + 1, 7)} Vorhersagen`;
    const verb = terms === null ? 'verrät' : 'verraten';
    const crafted = 'Eine gezielt konstruierte Frage liest aus einer Antwort etwa so viel wie drei ehrliche.';
    if (terms !== null && 3 * count > terms)
      return `${away} ${verb} das Modell, und Sie erlauben ${formatSignificant(count, 7)}: Ein Dateneigner könnte es ausrechnen. ${crafted}`;
    return `${away} ${verb} das Modell, darum gibt es eine Grenze. ${crafted}`;
  },
  given: (given, left) =>
    `${counted(given, 'Vorhersage', 'Vorhersagen')} mit diesem Modell an Dateneigner gegeben, ${formatSignificant(left, 7)} übrig.`,
};

export const charts: Copy['charts'] = {
  asTable: 'Die Zahlen als Tabelle',
  path: {
    title: 'Koeffizienten nach Regularisierung',
    note: 'für Spalten gleicher Streuung, logarithmische Skala',
    axis: 'Regularisierung, schwächer nach rechts',
    chosen: (penalty) => `gewählt ${penalty}`,
    label: (terms, left, penalty) =>
      `Wie ${counted(terms, 'Koeffizient wächst', 'Koeffizienten wachsen')}, während die Regularisierung schwächer wird; bei der gewählten von ${penalty} ${left === 1 ? 'ist einer' : `sind ${left}`} nicht null`,
  },
  curve: {
    title: 'Testfehler nach Regularisierung',
    note: 'mittlerer quadratischer Fehler bei ausgelassenen Zeilen, unten logarithmische Skala',
    label: (lowest, marks) =>
      `Testfehler nach Regularisierung, mindestens ${lowest}; markiert: ${marks.join(', ')}`,
  },
  roc: {
    title: 'ROC-Kurve',
    note: 'für jede Schwelle',
    falsePositive: 'Falsch-positiv-Rate',
    truePositive: 'Richtig-positiv-Rate',
    label: (auc) => `ROC-Kurve; die Fläche darunter ist ${auc}, Raten hätte 0,5`,
    area: (auc) => `AUC ${auc}`,
  },
};

/** What stands around the coefficients. */
export const outcome: Copy['outcome'] = {
  formula: 'Formel',
  rows: 'Zeilen',
  rowsUsed: (used, dropped) => `${used} verwendet, ${dropped} ausgelassen`,
  reference: 'Referenzkategorien',
  convergence: 'Konvergenz',
  converged: ({ mode, rounds, converged, stopped }, again) =>
    [
      again
        ? 'Aus vorhandenen Summen neu angepasst; niemand wurde gefragt.'
        : mode === 'one-shot'
          ? 'Alle Summen kamen in einem Zug.'
          : `${roundsOf(rounds)}.`,
      converged
        ? 'Konvergiert.'
        : stopped
          ? 'Von Ihnen angehalten, bevor es konvergiert war.'
          : 'Nicht konvergiert.',
    ].join(' '),
  contract: 'Vertrag',
  copyHash: 'Hash des Vertrags kopieren',
  penalised: (zeros, of) =>
    zeros === 0
      ? 'Regularisierte Koeffizienten haben keine Standardfehler.'
      : `${zeros} von ${counted(of, 'Koeffizient', 'Koeffizienten')} ${zeros === 1 ? 'ist' : 'sind'} genau null. Regularisierte Koeffizienten haben keine Standardfehler.`,
  logistic: 'Für Vorhersagen, nicht für Odds-Ratios.',
  logisticTitle: 'Für Vorhersagen, nicht für Odds-Ratios',
  logisticText:
    'Kleinste Quadrate auf den Klassen, allein aus den Summen in Wahrscheinlichkeiten umgerechnet. Die Wahrscheinlichkeiten liegen nahe an denen einer logistischen Regression; die Koeffizienten müssen es nicht, lesen Sie aus ihnen also keine Odds-Ratios ab.',
  droppedTitle: (count) =>
    count === 1
      ? 'Ein Term wurde aus dem Modell weggelassen'
      : `${capital(countWord(count))} Terme wurden aus dem Modell weggelassen`,
  dropped: (reason, others) =>
    reason === 'constant'
      ? 'hat in jeder Zeile denselben Wert.'
      : `folgt aus ${listed(others)}: Die Zeilen können sie nicht unterscheiden.`,
  droppedText:
    'Die Vorhersagen sind ohne sie dieselben. Nehmen Sie andere Spalten, wenn Sie ihre Koeffizienten brauchen.',
  lackTitle: 'Vielleicht bleiben Zeilen außen vor, die dieses Modell verwenden könnte',
  lackText:
    'Die Summen lassen Zeilen aus, in denen irgendeine der erfragten Spalten fehlt, auch Spalten, die dieses Modell nicht hat. Trainieren Sie mit seinen Spalten allein, um diese Zeilen zu verwenden; die Dateneigner werden erneut gefragt.',
  warning: (warning) => {
    switch (warning.code) {
      case 'ill-conditioned': {
        const digits = Math.max(0, Math.floor(warning.digits));
        return {
          title: `Etwa ${counted(digits, 'Stelle', 'Stellen')} der Schätzwerte ${digits === 1 ? 'ist' : 'sind'} sicher`,
          text: 'Einige Spalten folgen beinahe aus anderen, darum zeigt sich Rundung in den hinteren Stellen. Lassen Sie eine davon weg, oder nehmen Sie Ridge.',
        };
      }
      case 'no-residual-degrees':
        return {
          title: 'Keine Zeile ist übrig, um Fehler zu schätzen',
          text: 'Es gibt ebenso viele Terme wie Zeilen, oder mehr. Nehmen Sie für Standardfehler weniger Spalten.',
        };
      case 'constant-target':
        return {
          title: 'Die Zielspalte hat in jeder Zeile denselben Wert',
          text: 'Es gibt nichts zu erklären: Das Modell gibt immer diesen Wert.',
        };
      case 'perfect-separation':
        return {
          title: 'Die Spalten trennen die Klassen ohne Fehler',
          text: 'Die Wahrscheinlichkeiten sind nahe 0 und 1 abgeschnitten: Wie sicher das Modell sein darf, lässt sich aus diesen Zeilen nicht sagen.',
        };
      case 'not-converged':
        return {
          title: 'Die Anpassung hielt an, bevor sie genau war',
          text: `Übrig ist ${formatSignificant(warning.remaining, 2)} der größten Steigung. Eine etwas stärkere Regularisierung hilft.`,
        };
    }
  },
};

export const diagnostics: Copy['diagnostics'] = {
  title: 'Diagnostik',
  summary: (largestVif, condition) =>
    [
      ...(condition === undefined ? [] : [`Konditionszahl ${formatSignificant(condition, 3)}`]),
      ...(largestVif === null ? [] : [`größter VIF ${formatSignificant(largestVif, 3)}`]),
    ].join(', '),
  degrees: 'Residuale Freiheitsgrade',
  condition: 'Konditionszahl',
  conditionText: (value) =>
    value > 1e6
      ? 'hoch: Spalten folgen beinahe auseinander, und Stellen gehen verloren'
      : 'der Gram-Matrix der abgebildeten Spalten; etwa ab einer Million gehen Stellen verloren',
  joint: 'F-Tests nach Spalte',
  jointText: 'Alle Terme einer Spalte zusammen: Passt das Modell ohne die Spalte schlechter?',
  column: 'Spalte',
  f: 'F-Statistik',
  df: 'Freiheitsgrade',
  degreesOf: (numerator, denominator) => `${numerator} und ${denominator}`,
  terms: 'Terme auf einer Skala',
  termsText: (linear) =>
    linear
      ? 'Standardisiert: die Änderung der Zielspalte, in ihren Standardabweichungen, für eine Standardabweichung des Terms. VIF: um wie viel seine Varianz wächst, weil andere Terme dasselbe sagen.'
      : 'Standardisiert: die Änderung der Zielspalte für eine Standardabweichung des Terms. VIF: wie sehr andere Terme dasselbe sagen.',
  standardised: 'Standardisiert',
  vif: 'VIF',
};

export const penaltyPath: Copy['penaltyPath'] = {
  title: 'Regularisierungspfad',
  lead: 'Wie die Koeffizienten bei anderer Regularisierung ausfielen, berechnet aus den vorhandenen Summen. Gezeichnet sind die standardisierten, weil sie eine Achse teilen.',
  penalty: 'Regularisierung',
  chosen: 'gewählt',
  nonZero: 'Nicht null',
  largest: (shown, of) => `Die ${shown} von ${of} Termen mit den größten Koeffizienten.`,
};

/** What validation found. */
export const checked: Copy['checked'] = {
  title: 'Bei ausgelassenen Zeilen',
  lead: (outcome) =>
    [
      outcome.kind === 'folds'
        ? `Jeder von ${countWord(outcome.folds.length)} Teilen wurde von einem Modell der anderen vorhergesagt${outcome.curve ? ', bei der Regularisierung mit dem kleinsten Fehler' : ''}. Die Koeffizienten oben sind an alle Zeilen angepasst.`
        : 'Die Koeffizienten oben sind nur an die Trainingszeilen angepasst; die übrigen sagen, wie gut sie bei Zeilen sind, die sie nicht gesehen haben.',
      outcome.of === 'target'
        ? ''
        : 'Summen können keine Klassifikationen zählen: Der Fehler ist der des Werts hinter der Wahrscheinlichkeit, bei dem die Klassen 1 und −1 sind.',
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
  testMse: 'Test-MSE',
  scoreMse: 'Test-MSE des Werts',
  testRSquared: 'Test-R²',
  standardError: 'Standardfehler',
  fitted: 'angepasste Zeilen',
  heldOut: 'zurückgehaltene Zeilen',
  folds: 'Teile',
  fold: 'Teil',
  rows: 'Ausgelassene Zeilen',
  byFold: 'Testfehler nach Teil',
  lowest: 'Kleinster',
  oneError: 'Innerhalb eines Standardfehlers',
  use: (name, penalty) => `${penalty} verwenden (${name})`,
  useHint: 'Übernimmt die Regularisierung für die nächste Anpassung, die niemanden fragt.',
  planned: (penalty) => `${penalty} ist die geplante Regularisierung.`,
};

export const description: Copy['description'] = {
  title: 'Deskriptive Statistik',
  summary: 'Anzahl, Mittelwert und Standardabweichung, über alle Dateneigner',
  variable: 'Variable',
  count: 'Anzahl',
  mean: 'Mittelwert',
  sd: 'Standardabweichung',
  correlations: 'Korrelationen',
  correlationsSummary: 'von je zwei Variablen',
  correlationsLater: 'nicht bekannt',
  correlationsNone: 'Sie brauchen die Summen der Produkte von je zwei Spalten: alle Runden oder einen Zug.',
  constant: 'keine',
  matrixHint: (first) =>
    `Spalte 1 ist ${first}, und so weiter in der Reihenfolge der Zeilen. Je kräftiger die Farbe, desto weiter von null.`,
  pairs: 'Stärkste Korrelationen',
  pairsHint: (shown, of) =>
    shown < of ? `Die stärksten ${shown} von ${of} Paaren.` : 'Die stärkste zuerst.',
  pair: 'Paar',
  correlation: 'Korrelation',
};

export const evaluation: Copy['evaluation'] = {
  title: 'An einer eigenen Datei',
  lead: (target) =>
    `Eine CSV-Datei mit den Spalten des Modells. Sie wird in diesem Tab gelesen und nirgendwohin gesendet. Steht ${target} darin, werden die Vorhersagen mit dem verglichen, was war; sonst können Sie sie herunterladen.`,
  input: 'Testdatei',
  choose: 'Testdatei wählen',
  another: 'Andere Testdatei wählen',
  download: 'Vorhersagen herunterladen',
  drop: 'Testdatei oder Vertrag ablegen',
  dropHint: 'Sie wird in diesem Tab gelesen. Zeilen werden nirgendwohin gesendet.',
  fileName: (title) => `vorhersagen-${title}.csv`,
  rows: (rows) => rowsOf(rows),
  notes: ({ skipped, outside }) => [
    ...(skipped.missing > 0 ? [`${rowsOf(skipped.missing)} ohne Vorhersage, weil ein Wert fehlt.`] : []),
    ...(skipped.unknownCategory > 0
      ? [`${rowsOf(skipped.unknownCategory)} ohne Vorhersage, weil das Modell eine Kategorie nicht kennt.`]
      : []),
    ...(outside > 0
      ? [
          `${rowsOf(outside)} mit einem Wert außerhalb des Wertebereichs, auf dem das Modell trainiert wurde; trotzdem vorhergesagt.`,
        ]
      : []),
  ],
  noTarget: (target) =>
    `${target} steht nicht darin, es gibt also nichts, womit die Vorhersagen zu vergleichen wären.`,
  scores: 'Gütemaße an der Testdatei',
  score: 'Gütemaß',
  accuracy: 'Trefferquote',
  logLoss: 'Log-Loss',
  against: 'Vorhergesagt gegen tatsächlich',
  againstLabel: (points, rmse) =>
    `Vorhergesagte gegen tatsächliche Werte von ${rowsOf(points)} um die Diagonale; der typische Abstand ist ${rmse}`,
  actual: (target) => `${target}, tatsächlich`,
  predicted: 'vorhergesagt',
  residuals: 'Residuen',
  residual: 'tatsächlich − vorhergesagt',
  residualsLabel: (points, mae) =>
    `Residuen von ${rowsOf(points)} nach vorhergesagtem Wert um die Null; im Mittel ${mae} davon entfernt`,
  sampled: (shown, of) =>
    `${formatSignificant(shown, 7)} von ${formatSignificant(of, 9)} Zeilen, gleichmäßig verteilt`,
  confusion: 'Konfusionsmatrix',
  confusionHint:
    'Bei einer Wahrscheinlichkeit von 0,5. Richtige sind fett, von links oben nach rechts unten.',
  actually: 'Tatsächlich',
  predictedAs: (name) => `Vorhergesagt ${name}`,
  not: (positive) => `nicht ${positive}`,
  yes: 'ja',
  aucMargin: (margin) => `So viele Zeilen, dass die AUC nur auf ${margin} genau bekannt ist.`,
  oneClass: 'Die Datei hat nur Zeilen einer Klasse, darum gibt es keine ROC-Kurve.',
};

export const savedModel: Copy['savedModel'] = {
  title: 'Gespeichertes Modell öffnen',
  before: 'Sie haben schon ein Modell?',
  open: 'Gespeichertes Modell öffnen',
  who: 'Gespeichertes Modell',
  lead: 'Eine Modelldatei aus einer früheren Sitzung sagt ohne Sitzung vorher. Sie wird in diesem Tab gelesen, ebenso jede Datei, mit der Sie sie testen.',
  input: 'Modelldatei',
  choose: 'Modelldatei wählen',
  another: 'Anderes Modell öffnen',
  drop: 'Modelldatei ablegen',
  dropEither: 'Testdatei oder anderes Modell ablegen',
  dropHint: 'Sie wird in diesem Tab gelesen und nirgendwohin gesendet.',
};

export const samples: Copy['samples'] = {
  choose: 'Welches Beispiel?',
  names: { diabetes: 'Diabetes', penguins: 'Pinguine' },
  titles: {
    diabetes: 'Verlauf von Diabetes (Beispiel)',
    penguins: 'Pinguine dreier Inseln (Beispiel)',
  },
  hints: {
    diabetes: 'Nur Zahlen, 442 Personen, drei Krankenhäuser.',
    penguins: 'Kategorien und fehlende Werte, 344 Pinguine, drei Inseln.',
  },
};
