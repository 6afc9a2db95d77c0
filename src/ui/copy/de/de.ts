import type { Copy } from '../shape.ts';
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
import { capital, counted, countWord, listed, ofOwners, owners, rounds, rows } from './words.ts';

/**
 * Everything the page says, in German. The rules of en.ts hold. People are addressed with „Sie“; words of the
 * field as German textbooks have them; what stands on a button is set in „quotation marks“ where a sentence
 * names it. Who takes part is called Modelleigner, Dateneigner and Vermittler throughout.
 */

const phases = {
  connecting: 'Verbindet',
  waiting: 'Wartet',
  ready: 'Bereit',
  training: 'Training',
  paused: 'Angehalten',
  finished: 'Fertig',
  failed: 'Fehlgeschlagen',
};

export const de: Copy = {
  product: 'Federated Trainer',
  figures: { locale: 'de-DE', dates: 'de-DE', to: 'bis', byte: 'Byte', bytes: 'Byte' },
  amounts: { rows, rounds },

  bar: {
    home: 'Federated Trainer, Startseite',
    theme: 'Zwischen Hell und Dunkel wechseln',
  },
  language: {
    label: 'Sprache',
    failed:
      'Die Texte dieser Sprache sind nicht angekommen. Versuchen Sie es erneut, sobald Sie online sind.',
  },

  roles: { modelOwner: 'Modelleigner', dataOwner: 'Dateneigner', facilitator: 'Vermittler' },
  dataOwner: (index) => `Dateneigner ${index}`,
  engines: { Automatic: 'Automatisch', FMA: 'FMA', SIMD: 'SIMD', BigInt: 'BigInt' },

  status: { label: 'Stand der Sitzung', phases },

  types: { continuous: 'Stetig', discrete: 'Diskret', ordinal: 'Ordinal', nominal: 'Nominal' },
  untitled: 'Sitzung ohne Titel',

  rounds: {
    label: 'Runden',
    text: (done, total) => `${done} von ${rounds(total)}`,
  },

  progress: {
    'reading-file': 'Liest die Datei',
    'generating-key': 'Erzeugt den Schlüssel',
    'checking-key': 'Prüft den Schlüssel',
    'proving-key': 'Beweist den Schlüssel',
    totals: 'Summiert die Spalten',
    encrypting: 'Verschlüsselt die Summen',
    round: 'Beantwortet die Runde',
    label: 'Fortschritt',
  },

  copyLink: {
    copy: 'Kopieren',
    copied: 'Kopiert',
    failed: 'Kein Zugriff',
    failedHint:
      'Der Browser erlaubt das Kopieren nicht. Markieren Sie den Text, und kopieren Sie ihn von Hand.',
  },

  problem: {
    kept: 'Nicht verloren',
    todo: 'Was zu tun ist',
    dismiss: 'Schließen',
    goHome: 'Zur Startseite',
    reload: 'Seite neu laden',
    pageTitle: 'Diese Seite lässt sich nicht öffnen',
    text: problemText,
  },

  start: {
    title: 'Ein Modell trainieren, und die Daten bleiben getrennt',
    lead: 'Mehrere Personen haben Zeilen, die sie nicht aus der Hand geben dürfen. Jeder Browser-Tab bildet aus seinen Zeilen Summen, verschlüsselt sie und sendet nur diese. Eine Person addiert sie verschlüsselt und erhält die Regression, die zu den Zeilen aller passt.',
    start: 'Sitzung beginnen',
    sample: 'Mit Beispieldaten ausprobieren',
    noSession: 'In diesem Tab ist keine Sitzung offen.',
    sampleReady: 'Die Beispielsitzung ist bereit. Öffnen Sie für jede Rolle einen Tab.',
    preparing: 'Bereitet die Beispielsitzung vor',
    sampleTitle: (title) => `${title}: für jede Rolle einen Tab öffnen`,
    sampleLead:
      'Jede Schaltfläche öffnet einen neuen Tab. Nehmen Sie im Tab eines Dateneigners die bereitliegende Beispieldatei, und drücken Sie „Beitragen“; wählen Sie dann im Tab des Modelleigners die Zielspalte, und drücken Sie „Trainieren“.',
    sampleOpened: 'geöffnet',
    diagramTitle: 'Wer was sieht',
    diagram:
      'Drei Dateneigner behalten ihre Zeilen in ihren eigenen Browser-Tabs. Verschlüsselte Summen fließen über gesicherte Leitungen zum Modelleigner, der ein Modell erhält. Der Vermittler macht die Tabs miteinander bekannt und sieht keine Nutzdaten.',
    diagramWords: {
      owners: ['Klinik A', 'Klinik B', 'Klinik C'],
      rows: (count) => `${count} Zeilen`,
      rowsUnseen: (count) => `${count} Zeilen, ungesehen`,
      totals: 'verschlüsselte Summen',
      score: 'R² 0,518',
      model: 'ein Modell, 10 Spalten',
      introduces: 'verbindet die Tabs',
      reads: 'liest keine Nachricht',
    },
    columns: {
      dataOwner: {
        name: 'Dateneigner',
        facts: [
          ['Behalten', 'jede Zeile, in dem Tab, in dem sie abgelegt wurde'],
          [
            'Erfahren',
            'was gefragt wird, von wie vielen Dateneignern, in wie vielen Runden, und die Spalten, die andere zeigen',
          ],
          [
            'Erfahren nie',
            'das Modell oder irgendetwas anderes, das aus den Daten eines anderen Dateneigners stammt',
          ],
        ],
      },
      facilitator: {
        name: 'Vermittler',
        facts: [
          ['Betreibt', 'den Treffpunkt, der die Tabs miteinander bekannt macht'],
          ['Erfährt', 'wer im Raum ist, in welcher Phase, und wann'],
          ['Erfährt nie', 'Daten, Summen, das Modell oder was irgendeine Nachricht sagt'],
        ],
      },
      modelOwner: {
        name: 'Modelleigner',
        facts: [
          ['Stellt', 'eine Frage und hat den einzigen Schlüssel'],
          [
            'Erfährt',
            'das Modell und Summen über alle Dateneigner: sofort von jeder Spalte, mit den Runden von je zwei Spalten',
          ],
          ['Bekommt nicht', 'eine Zeile, verschlüsselt oder nicht'],
        ],
      },
    },
    limitsTitle: 'Was nicht versprochen wird.',
    limits: [promises.notOnlyTheModel, promises.sums, promises.few, promises.served].join(' '),
  },

  steps: {
    label: 'Schritte',
    invite: 'Einladen',
    columns: 'Spalten und Modell',
    train: 'Trainieren',
    result: 'Ergebnis',
    contributed: (count, of) => `${count} von ${of} beigetragen`,
    needsFile: 'Braucht eine erste Datei',
    chosen: (features, model) => `${counted(features, 'Merkmal', 'Merkmale')}, ${model}`,
    pickTarget: 'Zielspalte wählen',
    notYet: 'Noch nicht',
    readyToTrain: 'Bereit',
    round: (round, of) => `Runde ${round} von ${of}`,
    baseTotals: 'Sammelt Summen',
    trained: (count, time) => `${rounds(count)}, ${time}`,
    stopped: (count) => `Nach ${rounds(count)} angehalten`,
    modelReady: 'Modell fertig',
  },

  modelOwner: {
    heading: 'Seite des Modelleigners',
    status: {
      connecting: 'Verbindet mit dem Treffpunkt',
      waitingFile: 'Wartet auf die erste Datei',
      waitingOwners: 'Wartet, bis alle beigetragen haben',
      waitingFrozen: 'Wartet auf die Dateneigner des ersten Trainings',
      waitingChoice: 'Zielspalte und Merkmale wählen',
      ready: 'Bereit zum Trainieren',
      base: 'Training, sammelt die Summen',
      training: (round, of) => `Training, Runde ${round} von ${of}`,
      stopping: 'Hält nach dieser Runde an',
      paused: (who) => (who === '' ? 'Angehalten' : `Angehalten: wartet auf ${who}`),
      finished: 'Fertig: Das Modell ist da',
      failed: 'Das Training ist fehlgeschlagen',
    },
    dropContract: 'Vertragsdatei ablegen',
    dropContractHint: 'Sie wird in diesem Tab gelesen. Dateneigner sehen sie, bevor sie eine Datei wählen.',
  },

  invite: {
    title: 'Dateneigner einladen',
    lead: 'Senden Sie jeder Person ihren eigenen Link. Wer ihn zuerst öffnet, hat den Platz; senden Sie ihn also über einen Kanal, den nur sie liest.',
    sessionTitle: 'Titel der Sitzung',
    sessionTitleHint: 'Alle Dateneigner lesen ihn, bevor sie eine Datei wählen.',
    sessionTitlePlaceholder: 'Worum es in dem Modell geht',
    links: 'Links der Rollen',
    add: 'Dateneigner hinzufügen',
    removeLabel: (who) => `${who} entfernen`,
    rename: (who) => `${who} umbenennen`,
    nameLabel: (who) => `Name von ${who}`,
    save: 'Speichern',
    nameHint: 'Nur Sie sehen ihn.',
    copyLabel: (who) => `Link von ${who} kopieren`,
    qr: 'QR',
    qrLabel: (who) => `QR-Code des Links von ${who}`,
    qrTitle: (who) => `Lassen Sie ${who} das scannen`,
    qrHint:
      'Es öffnet denselben Link. Zeigen Sie ihn nur der Person, für die er ist: Wer ihn zuerst öffnet, hat den Platz.',
    states: {
      unopened: 'Nicht geöffnet',
      connected: 'Da',
      contributed: 'Beigetragen',
      asking: 'Entscheidet',
      working: 'Rechnet',
      answered: 'Geantwortet',
      away: 'Weg',
      finished: 'Fertig',
    },
    here: 'Da',
    waiting: 'Nicht geöffnet',
    facilitatorHint: 'Sieht, wer da ist. Nicht nötig.',
    linkNote: {
      title: 'Was ein Link enthält',
      text: 'Das Geheimnis steht hinter dem Zeichen #. Diesen Teil sendet ein Browser nie an einen Server, darum kann der Vermittler ihn nicht lesen. Behalten Sie die Adresse dieses Tabs für sich: Sie öffnet das Modell.',
    },
    ownersNote: {
      title: 'Was Ihr Schlüssel öffnen kann',
      text: promises.sumsForModelOwner,
    },
    frozenTitle: 'Wer an dieser Sitzung teilnimmt, steht fest',
    frozen: (names) =>
      `An jedem weiteren Training ${names.length === 1 ? 'nimmt' : 'nehmen'} ${listed(names)} teil. Bei anderen Dateneignern ließen sich die Summen der beiden Gruppen voneinander abziehen; wer später kommt, kann nur an einer neuen Sitzung teilnehmen.`,
    newSession: 'Neue Sitzung beginnen',
    rowsNote: {
      title: 'Zeilen je Dateneigner',
      text: 'Diese Seite sagt, dass eine Datei bereit ist, nie, wie viele Zeilen sie hat. Sie zeigt nur Summen über alle Dateneigner.',
    },
  },

  models: {
    linear: {
      name: 'Linear',
      hint: 'Keine Regularisierung zu wählen. Exakte kleinste Quadrate.',
      text: 'Für eine Zahl. Jede Spalte bekommt einen Wert: wie viel sich die Zielspalte ändert, wenn diese Spalte um eins steigt.',
    },
    ridge: {
      name: 'Ridge',
      hint: 'Validierung kann die Regularisierung wählen.',
      text: 'Linear, mit allen Werten etwas zur Null hin gezogen. Ruhiger, wenn Spalten sich gemeinsam bewegen.',
    },
    lasso: {
      name: 'Lasso',
      hint: 'Validierung kann die Regularisierung wählen.',
      text: 'Linear, mit den am wenigsten nützlichen Spalten genau auf null. Für eine kurze Liste von Spalten.',
    },
    'elastic-net': {
      name: 'Elastic Net',
      hint: 'Validierung kann die Regularisierung wählen.',
      text: 'Zwischen Ridge und Lasso. Für viele Spalten, die in verwandten Gruppen kommen.',
    },
    logistic: {
      name: 'Logistisch',
      hint: 'Für Vorhersagen, nicht für Odds-Ratios.',
      text: 'Für Ja oder Nein. Gibt eine Wahrscheinlichkeit. Eine Näherung, und im Ergebnis so gekennzeichnet.',
    },
  },
  modes: { rounds: 'Runden', 'one-shot': 'In einem Zug' },
  optimisers: { 'conjugate-gradients': 'Konjugierte Gradienten', 'gradient-descent': 'Gradientenabstieg' },

  columns: {
    title: 'Spalten und Modell',
    leadEmpty:
      'Die Spalten kommen aus der ersten Datei, die ein Dateneigner beiträgt. Stattdessen können Sie eine Vertragsdatei mitbringen.',
    lead: (from) =>
      `${capital(owners(from))} ${from === 1 ? 'hat' : 'haben'} diese Spalten vorgeschlagen. Sie sehen Namen, Typen und öffentliche Wertebereiche, sonst nichts.`,
    leadContract: (file) =>
      `Die Spalten stehen in ${file}. Dateneigner sehen sie, bevor sie eine Datei wählen.`,
    target: 'Zielspalte',
    targetHint: 'Die Spalte, die erklärt werden soll.',
    targetEmpty: 'Noch ist keine Spalte da.',
    model: 'Modell',
    compare: 'Die fünf Modelle vergleichen',
    features: 'Merkmale',
    chosen: (count, of) => `${count} von ${of} gewählt`,
    featuresEmpty: 'Noch ist keine Spalte da: Sie erscheinen, wenn ein Dateneigner beiträgt.',
    use: 'Nutzen',
    column: 'Spalte',
    meaning: 'Bedeutung',
    type: 'Typ',
    range: 'Öffentlicher Wertebereich',
    missingFrom: (who) => `nicht in der Datei von ${who}`,
    categories: (names) => names.join(', '),
    contract: 'Vertragsdatei',
    contractHint:
      'Eine JSON-Datei, die Zielspalte, Merkmale, Typen und Wertebereiche nennt. Nicht nötig: Die Spalten kommen aus den Dateien der Dateneigner.',
    contractUse: 'Vertragsdatei wählen',
    contractDrop: 'Zurück zu den Spalten der Dateneigner',
    contractName: (file) => `In Gebrauch: ${file}`,
    advanced: 'Erweiterte Einstellungen',
    mode: 'Verfahren',
    keySize: 'Schlüssellänge',
    keySizeHint: 'In Bit. 2048 ist schneller, 4096 hält länger.',
    optimiser: 'Optimierer',
    optimiserHint: 'Konjugierte Gradienten enden nach so vielen Runden, wie es Terme gibt.',
    penalty: 'Regularisierung',
    penaltyHint: 'Wie stark Koeffizienten zur Null hin gezogen werden.',
    l1Share: 'L1-Anteil',
    l1ShareHint: '0 ist Ridge, 1 ist Lasso.',
    learningRate: 'Lernrate',
    learningRateHint: 'Schrittweite des Gradientenabstiegs.',
    roundLimit: 'Höchstzahl der Runden',
    roundLimitHint: 'Leer: vom Optimierer gewählt.',
    roundLimitAuto: 'automatisch',
    engine: 'Rechenwerk',
    engineHint: '„Automatisch“ nimmt das schnellste, das dieser Browser hat.',
    positive: 'Positive Klasse',
    positiveHint: 'Die Klasse, die als Ja zählt, für „Logistisch“.',
    learnNote: {
      title: 'Was Sie erfahren werden',
      text: (count) =>
        `Das Modell und Summen über alle Dateneigner zusammen: von jeder Spalte sofort, von Produkten je zweier Spalten ${count === null ? 'mit den Runden' : count === 0 ? 'zugleich' : `nach spätestens ${rounds(count)}`}.`,
    },
    keyNote: {
      title: 'Es passt in den Schlüssel',
      slot: 'Feld',
      bits: (bits) => `${bits} Bit`,
      holds: 'Schlüssel fasst',
      slots: (count) => counted(count, 'Feld', 'Felder'),
      answer: 'Je Antwort',
      ciphertexts: (count) => counted(count, 'Chiffrat', 'Chiffrate'),
      rounds: 'Runden',
      atMost: (count) => `höchstens ${count}`,
    },
    privacyNote: {
      title: 'Genaue Summen',
      text: 'Es wird kein Rauschen hinzugefügt. Eine Kombination von Werten, die über alle Dateneigner selten ist, kann sich in den Summen zeigen.',
    },
  },

  train: {
    title: 'Trainieren',
    titleRunning: 'Training',
    lead: 'Die Tabs der Dateneigner antworten von selbst. Niemand muss etwas drücken, bis das Modell da ist.',
    train: 'Trainieren',
    again: 'Ein neues Training ersetzt dieses Modell.',
    stop: 'Anhalten',
    stopping: 'Hält an',
    blocks: {
      connecting: '„Trainieren“ ist gesperrt: Die Verbindung zum Treffpunkt steht noch nicht.',
      'no-owner': '„Trainieren“ ist gesperrt: Noch hat kein Dateneigner beigetragen.',
      'owner-not-contributed':
        '„Trainieren“ ist gesperrt: Ein Dateneigner ist da und hat noch nicht beigetragen.',
      'no-target': '„Trainieren“ ist gesperrt: Wählen Sie zuerst eine Zielspalte.',
      'no-features': '„Trainieren“ ist gesperrt: Wählen Sie mindestens ein Merkmal.',
      'column-missing': '„Trainieren“ ist gesperrt: In einer der Dateien fehlt eine gewählte Spalte.',
      'bound-too-large':
        '„Trainieren“ ist gesperrt: Die Summen könnten dem Schlüssel entwachsen. Nehmen Sie engere Wertebereiche, weniger Runden oder einen größeren Schlüssel.',
      'bad-round-limit':
        '„Trainieren“ ist gesperrt: Die Höchstzahl der Runden muss eine ganze Zahl ab 1 sein.',
      'bad-learning-rate': '„Trainieren“ ist gesperrt: Die Lernrate muss eine Zahl über 0 sein.',
      ...trainBlocks,
      'roster-frozen':
        '„Trainieren“ ist gesperrt: Ein Dateneigner, der vorher teilnahm, fehlt. Dateneigner, deren Summen zusammengezählt wurden, müssen wieder zusammen trainieren, sonst ließen sich die Summen der beiden Gruppen voneinander abziehen. Bitten Sie diese Person zurückzukommen, oder beginnen Sie eine neue Sitzung.',
      training: 'Das Training läuft.',
    },
    runs: (count) => `Läuft mit ${ofOwners(count)}.`,
    base: 'Sammelt die Summen',
    baseHint: 'Anzahlen und Summen kommen zuerst, dann die Runden.',
    roundOf: (round, of) => `Runde ${round} von ${of}`,
    answered: (count, owners) =>
      `${count} beantwortet ${owners === 1 ? 'vom Dateneigner' : `von allen ${countWord(owners)} Dateneignern`}`,
    left: (time) => `noch etwa ${time}`,
    done: (count, of) => `${count} von ${rounds(of)} gelaufen`,
    paused: (who) => `Angehalten: ${who} ist weg`,
    pausedText: 'Ein Tab wurde geschlossen oder hat sein Netz verloren. Das Training wartet auf ihn.',
    pausedKept: (count) =>
      count === 0
        ? 'Die Dateien aller. Der Tab nimmt von selbst wieder teil, wenn er erneut geöffnet wird.'
        : `${count === 1 ? 'Runde 1' : `Die Runden 1 bis ${count}`} und die Dateien aller. Der Tab nimmt von selbst wieder teil, wenn er erneut geöffnet wird.`,
    pausedTodo:
      'Bitten Sie darum, den Tab wieder zu öffnen. Oder halten Sie an, und behalten Sie das bisherige Modell.',
    pausedCopy: (who) => `Link von ${who} kopieren`,
    mse: 'Mittlerer quadratischer Fehler',
    byRound: 'nach Runde, logarithmische Skala',
    improvement: 'Verbesserung gegenüber der Runde davor',
    log: 'logarithmische Skala',
    mseLabel: (first, last, count) =>
      count === 1
        ? `Mittlerer quadratischer Fehler nach Runde, logarithmische Skala: ${first} in Runde 1`
        : `Mittlerer quadratischer Fehler nach Runde, logarithmische Skala: von ${first} in Runde 1 bis ${last} in Runde ${count}`,
    improvementLabel: 'Verbesserung gegenüber der Runde davor, logarithmische Skala',
    worse: 'Ein hohles Zeichen ist eine Runde, die es schlechter gemacht hat.',
    owners: 'Dateneigner',
    workingOn: (round) => (round === 0 ? 'Rechnet an den Summen' : `Rechnet an Runde ${round}`),
    answeredRound: (round) => (round === 0 ? 'Hat die Summen beantwortet' : `Hat Runde ${round} beantwortet`),
    perRound: (time) => `${time} je Runde`,
    cost: 'Was jede Runde gekostet hat',
    costRound: 'Runde',
    costMse: 'MSE',
    costBetter: 'Besser um',
    costOwner: (name) => name,
    costTime: 'Zeit',
    costTraffic: 'Datenmenge',
    showAll: (count) => `Alle ${count} Runden zeigen`,
    knowNote: {
      title: 'Was Sie inzwischen wissen',
      text: (base, count, total) =>
        !base
          ? 'Noch keine Summen: Sie kommen mit den ersten Antworten.'
          : count >= total
            ? 'Die Summen jeder Spalte und der Produkte von je zwei Spalten, über alle Dateneigner. Weitere Runden fügen dem nichts hinzu.'
            : `Die Summen jeder Spalte, über alle Dateneigner, und ${count} von ${rounds(total)}, nach denen die der Produkte von je zwei Spalten folgen.`,
    },
    stopNote: {
      title: 'Wenn Sie anhalten',
      text: (round, mse) =>
        round === 0
          ? 'Noch ist keine Runde vollständig: Vom Modell blieben nur die Mittelwerte. Die Dateneigner behalten ihre Dateien.'
          : `Das Modell der letzten vollen Runde bleibt: Runde ${round}, MSE ${mse}. Die Dateneigner behalten ihre Dateien.`,
    },
    keyNote: { title: 'Was Ihr Schlüssel öffnet', text: promises.sumsForModelOwner },
  },

  result: {
    title: 'Ergebnis',
    none: 'Hier wird das Modell stehen: Koeffizienten in den Einheiten der Daten, Kennzahlen und eine Datei zum Aufbewahren.',
    heading: (model, target) => `Modell für ${target}: ${model}`,
    lead: (rows, owners) => `Angepasst an ${rows} Zeilen von ${ofOwners(owners)}.`,
    explains: (percent, target) => `Es erklärt ${percent} der Streuung von ${target}.`,
    clear: (clear, of) =>
      of === 1
        ? `Das Intervall seines einzigen Terms ${clear === 1 ? 'schließt die Null nicht ein' : 'schließt die Null ein'}.`
        : clear === 0
          ? `Alle ${countWord(of)} Intervalle schließen die Null ein.`
          : `${clear === 1 ? 'Eines' : capital(countWord(clear))} von ${countWord(of)} Intervallen ${clear === 1 ? 'schließt' : 'schließen'} die Null nicht ein.`,
    stopped: 'Das Training wurde vor seinem Ende angehalten, darum gibt es keine Standardfehler.',
    noInference: 'Standardfehler brauchen so viele Runden, wie es Terme gibt, darum gibt es keine.',
    download: 'Modell herunterladen',
    figures: {
      rSquared: 'R²',
      rows: 'Zeilen',
      residual: 'Residual-Standardfehler',
      time: 'vom Klick bis zum Modell',
      traffic: 'Datenmenge insgesamt',
    },
    coefficients: 'Koeffizienten',
    coefficientsHint: '95-%-Konfidenzintervalle; ein gefüllter Punkt schließt die Null nicht ein',
    term: 'Term',
    estimate: 'Schätzwert',
    stdError: 'Standardfehler',
    t: 't',
    p: 'p',
    interval: '95-%-Konfidenzintervall',
    plot: 'Wirkung über den öffentlichen Wertebereich',
    plotHint: (target) =>
      `Die Punkte zeigen, wie weit sich ${target} in eigenen Einheiten bewegt, wenn eine Spalte vom niedrigsten zum höchsten Wert ihres öffentlichen Wertebereichs geht. Rohe Koeffizienten teilen keine Achse.`,
    metrics: 'Kennzahlen',
    metric: 'Kennzahl',
    metricNames: {
      rows: 'Zeilen',
      rowsDropped: 'Ausgelassene Zeilen',
      rSquared: 'R^2',
      adjRSquared: 'Korrigiertes R^2',
      mse: 'MSE',
      residualStdError: 'Residual-Standardfehler',
      f: 'F',
      fPValue: 'p-Wert zu F',
      aic: 'AIC',
      bic: 'BIC',
      rounds: 'Runden',
      seconds: 'Sekunden',
      bytes: 'Byte',
    },
    value: 'Wert',
    learnt: {
      title: 'Was Sie erfahren haben',
      text: `Dieses Modell, die Summen jeder Spalte und, so weit die Runden gingen, die der Produkte von je zwei Spalten. Keine Zeile wurde gesendet. ${promises.sumsForModelOwner}`,
    },
    fileName: (title) => `modell-${title}.json`,
  },

  ask: {
    title: 'Sie werden gebeten, bei einem Modell zu helfen',
    titleConnecting: 'Verbindet mit der Sitzung',
    leadBefore: 'Die Sitzung ',
    leadAfter: (model) =>
      ` will eine Regression (Modell: ${model}) auf Spalten, die Sie und andere haben. Lesen Sie, was dazu nötig ist, und wählen Sie dann eine Datei. Nichts wird gesendet, bevor Sie „Beitragen“ drücken.`,
    leadUnknown:
      'Der Tab des Modelleigners hat noch nicht geantwortet. Sie können inzwischen eine Datei wählen: Nichts wird gesendet, bevor Sie „Beitragen“ drücken.',
    session: 'Sitzung',
    columnsAsked: 'Gefragte Spalten',
    columnsOpen: 'die, die die Dateneigner zeigen; der Modelleigner wählt daraus',
    rounds: 'Runden',
    roundsUpTo: (count) => `höchstens ${count}`,
    owners: 'Dateneigner',
    ownersHere: (here) => `bisher ${here} da`,
    ownersInvited: (invited) => `${invited} eingeladen.`,
    privacy: 'Differential Privacy',
    privacyOff: 'aus, kommt in einer späteren Version',
  },

  boundary: {
    title: 'Was die Grenze dieses Tabs überschreitet',
    stays: 'Geht nie hinaus',
    leaves: 'Geht hinaus, wenn Sie beitragen',
    staying: [
      ['Zeilen.', ' Keine einzige, auch nicht verschlüsselt.'],
      ['Die Datei,', ' ihr Name, oder wo sie lag.'],
      ['Ihre niedrigsten und höchsten Werte,', ' Ihre Verteilungen, und was sonst nur Sie hier sehen.'],
    ],
    columns: [
      'Namen, Typen, öffentliche Wertebereiche und Kategorien der Spalten,',
      ' die Sie vorher bearbeiten können, und eine aufgerundete Höchstzahl der Zeilen.',
    ],
    totals: 'Verschlüsselte Summen:',
    presence: ['Dass Sie da sind,', ' in welcher Phase, und wann. Das sieht der Vermittler.'],
  },

  fewOwners: {
    titleOne: 'Bisher sind Sie der einzige Dateneigner, der da ist',
    titleTwo: 'Bisher sind nur zwei Dateneigner da',
    textOne:
      'Die Summen über einen Dateneigner sind dessen eigene: Der Modelleigner erführe Ihre. Ab drei Dateneignern erfährt er nur Summen über alle, außer wenn jeder andere Dateneigner ihm seine Geheimnisse mitteilt oder von ihm erfunden ist (dagegen hilft der Teilnehmercode).',
    textTwo:
      'Der Modelleigner erfährt Summen über beide. Zusammen mit dem anderen Dateneigner kann er Ihre Summen ausrechnen, und allein, wenn er den anderen erfunden hat (dagegen hilft der Teilnehmercode).',
    hint: 'Sie können jetzt eine Datei wählen und beitragen, wenn mehr dazugekommen sind.',
  },

  file: {
    region: 'Ihre Datei',
    drop: 'Legen Sie Ihre CSV-Datei hier ab',
    dropAnywhere: 'Irgendwo ablegen',
    dropAnywhereHint: 'Sie wird in diesem Tab gelesen. Nichts wird gesendet.',
    dropHint:
      'Sie wird in diesem Tab gelesen und in diesem Browser aufbewahrt, damit beim Neuladen nichts verloren geht.',
    input: 'CSV-Datei',
    choose: 'CSV-Datei wählen',
    another: 'Andere wählen',
    paste: 'Tabelle einfügen',
    pasteRead: 'Diese Tabelle lesen',
    pasted: 'eingefügte Tabelle',
    samplesHint: 'Das ist eine Beispielsitzung. Nehmen Sie die Datei, die für Sie bereitliegt:',
    sample: (name) => `${name} nehmen`,
    forget: 'Diese Datei vergessen',
    forgetLater: 'Vergessen geht, wenn das Training vorbei ist.',
    readyTitle: 'Ihre Datei ist bereit',
    contributedTitle: 'Beigetragen',
    lead: (name) =>
      `${name} wurde in diesem Tab gelesen und nicht gesendet. Prüfen Sie, was der Modelleigner sehen wird, und tragen Sie dann bei.`,
    leadContributed: (name) =>
      `Der Modelleigner sieht die Spalten rechts von der gestrichelten Linie. ${name} bleibt hier. Das Training beginnt, wenn der Modelleigner „Trainieren“ drückt; lassen Sie diesen Tab offen.`,
    rows: 'Zeilen',
    columns: 'Spalten',
    missing: 'fehlende Werte',
    readIn: 'gelesen in',
    narrowKey:
      'Über jeder gestrichelten Linie: Nur Sie sehen das. Darunter: was der Modelleigner sehen wird.',
    onlyYou: 'Nur Sie sehen das',
    modelOwnerSees: 'Das wird der Modelleigner sehen',
    column: 'Spalte',
    distribution: 'Verteilung',
    observed: 'Niedrigster bis höchster',
    missingHead: 'Fehlend',
    missingWord: 'fehlend',
    show: 'Zeigen',
    showLabel: (name) => `${name} dem Modelleigner zeigen`,
    type: 'Typ',
    lowestLabel: (name) => `Öffentlicher niedrigster Wert von ${name}`,
    highestLabel: (name) => `Öffentlicher höchster Wert von ${name}`,
    rangeNotNumber: 'Schreiben Sie zwei Zahlen, mit Dezimalkomma und ohne Tausenderpunkte.',
    rangeOrder: 'Der niedrigste muss unter dem höchsten liegen.',
    rangeTooNarrow: (low, high) =>
      `Ihre Werte reichen von ${low} bis ${high}; der Wertebereich muss sie umfassen.`,
    text: 'Text',
    staysHere: 'bleibt hier: Freitext ist keine Kategorie',
    values: (count) => counted(count, 'Wert', 'Werte'),
    lackingTitle: (count) =>
      count === 1
        ? 'Andere zeigen eine Spalte, die Ihrer Datei fehlt'
        : `Andere zeigen ${countWord(count)} Spalten, die Ihrer Datei fehlen`,
    lacking: (names) =>
      `${names.join(', ')}. Der Modelleigner kann sie nicht wählen, solange Sie teilnehmen.`,
    rounded: 'Öffentliche Wertebereiche sind nach außen gerundet,',
    roundedText:
      ' damit sie Ihren niedrigsten und höchsten Wert nicht verraten. Weiten Sie sie, wenn eine runde Zahl noch zu viel sagt.',
    maximum: (rows) => `Als Höchstzahl der Zeilen dieser Datei wird genannt: ${rows}.`,
    contribute: 'Beitragen',
    withdraw: 'Zurückziehen',
    contributed: 'Bis zum Beginn des Trainings können Sie zurückziehen.',
    cannotYet: '„Beitragen“ ist gesperrt, bis der Tab des Modelleigners erreicht ist.',
    cannotNone: '„Beitragen“ ist gesperrt, bis mindestens eine Spalte gezeigt wird.',
    cannotRisk: '„Beitragen“ ist gesperrt, bis Sie das Kästchen oben angekreuzt haben.',
    risk: 'Ich verstehe das Risiko',
    riskTitle: 'Lesen Sie das, bevor Sie beitragen',
    risks: {
      'few-rows': 'Die Datei hat wenige Zeilen. Summen über wenige Zeilen sagen viel über jede einzelne.',
      'rare-category': 'Eine Kategorie steht in wenigen Zeilen. Ihre Summen sagen viel über diese Zeilen.',
      'many-columns':
        'Die Datei hat viele Spalten für ihre Zeilen. Bei so vielen kommen die Summen den Zeilen selbst nahe.',
      'answered-before':
        'Diese Zeilen haben schon einer anderen Sitzung geantwortet. Die Summen der beiden Gruppen lassen sich voneinander abziehen, und was übrig bleibt, sagt mehr über weniger Personen.',
      'file-changed':
        'In dieser Sitzung haben Sie mit anderen Zeilen geantwortet. Der Unterschied der beiden Summen lässt sich ablesen: Er betrifft die Zeilen, in denen sich die beiden Dateien unterscheiden.',
    },
    answeredBefore: 'Sitzungen, denen diese Zeilen schon geantwortet haben',
    answeredSession: (title, owners, date) => `${title}: ${owners} Dateneigner, ${date}`,
    answeredUnknown: 'eine Sitzung, deren Eintrag nicht mehr lesbar ist',
    details: 'Was gefragt wird, und was diesen Tab verlässt',
    tab: 'Dieser Tab',
    engine: 'Rechenwerk',
    engineHint: '„Automatisch“ nimmt das schnellste, das dieser Browser hat. Die Antworten sind dieselben.',
    engineInUse: (engine) => `In Gebrauch: ${engine}.`,
  },

  answering: {
    connecting: 'Verbindet mit der Sitzung',
    waiting: 'Datei wählen',
    checking: 'Datei prüfen, dann beitragen',
    ready: 'Beigetragen. Wartet auf den Beginn des Trainings',
    base: 'Training, sammelt die Summen',
    training: (round, of) => `Training, Runde ${round} von ${of}`,
    paused: 'Angehalten: wartet auf die anderen',
    finished: 'Das Training ist vorbei',
    failed: 'Das Training ist fehlgeschlagen',
    leadTraining:
      'Ihr Tab antwortet von selbst. Lassen Sie ihn offen; wird er geschlossen, wartet die Sitzung auf Sie, und Ihre Datei ist noch hier.',
    leadPaused:
      'Der Tab eines anderen ist weg. Das Training geht von selbst weiter, wenn er wieder da ist; Ihre Datei ist noch hier.',
    leadFinished:
      'Behalten Sie den Beleg, wenn Sie einen Nachweis möchten. Ihr Beitrag gilt für ein weiteres Training derselben Spalten, bis Sie die Datei vergessen oder diesen Tab schließen.',
    leadFailed: 'Ihre Datei ist noch hier. Der Beleg führt auf, was vorher gesendet wurde.',
    answered: 'beantwortete Runden',
    of: (total) => `von ${total}`,
    sent: 'gesendet, verschlüsselt',
    received: 'empfangen',
    last: 'letzte Antwort',
    owners: 'Dateneigner',
    file: (name) => `${name} wird in diesem Browser aufbewahrt.`,
    fileForgotten: 'In diesem Browser wird keine Datei aufbewahrt.',
    leave: 'Sitzung verlassen',
    leaveAsk: 'Verlassen und nicht mehr antworten?',
    leaveConfirm: 'Jetzt verlassen',
    leaveCancel: 'Bleiben',
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
    title: 'Beleg',
    soFar: 'bisher',
    complete: 'vollständig',
    session: 'Sitzung',
    contract: 'Vertrag',
    key: 'Schlüssel',
    keyBits: (bits, proofChecked) => `${bits} Bit${proofChecked ? ', Beweis geprüft' : ''}`,
    roster: 'Teilnehmercode',
    rosterState: { compared: 'verglichen', notCompared: 'nicht verglichen' },
    lines: 'Gesendete Antworten',
    base: 'Basis',
    round: (round) => `Runde ${String(round).padStart(2, ' ')}`,
    bytes: (bytes) => `${bytes} B`,
    earlier: (count) => `${counted(count, 'Eintrag', 'Einträge')} vor diesen`,
    rowsSent: 'Gesendete Zeilen',
    bytesSent: 'Verschlüsselte Byte',
    budget: 'Privatsphäre-Budget',
    budgetNone: 'nicht genutzt',
    download: 'Beleg herunterladen',
    fileName: (title) => `beleg-${title}.json`,
  },

  facilitator: {
    room: 'Raum',
    pageTitle: (room) => `Raum ${room}`,
    pause: 'Anhalten',
    resume: 'Weiter',
    close: 'Sitzung schließen',
    closeAsk: 'Den Raum vom Server nehmen?',
    closeConfirm: 'Schließen',
    closeCancel: 'Behalten',
    status: (phase, round, here) => {
      const head = round > 0 && phase === phases.training ? `Training, Runde ${round}.` : `${phase}.`;
      if (here === 0) return `${head} Noch ist niemand da.`;
      return here === 1
        ? `${head} Ein Tab ist da.`
        : `${head} ${capital(countWord(here))} Tabs sind da und sprechen direkt miteinander.`;
    },
    payload: 'Gesehene Byte Nutzdaten',
    sides: 'Was der Treffpunkt sieht',
    see: 'Was Sie sehen',
    cannot: 'Was Sie nicht sehen können',
    seeing: ['Anwesende Rollen, Phase, Nummer der Runde', 'Netzadressen, Zeiten und Größen der Nachrichten'],
    messages: (count) => (count === 1 ? ' Nachricht zur Abstimmung, ' : ' Nachrichten zur Abstimmung, '),
    longest: (bytes) => `, die längste ${bytes}`,
    notSeeing: [
      'Daten, Summen, Gewichte, das Modell',
      'Den Vertrag: welche Spalten, welche Frage',
      'Was irgendeine Nachricht zwischen Tabs sagt',
    ],
    phase: 'Phase',
    toCome: 'kommt noch',
    soFar: (time) => `bisher ${time}`,
    participants: 'Teilnehmer',
    nobody: 'Noch ist niemand gekommen. Tabs erscheinen hier, sobald ihre Links geöffnet werden.',
    role: 'Rolle',
    state: 'Stand',
    round: 'Runde',
    joined: 'Gekommen',
    lastSeen: 'Zuletzt gesehen',
    refused: 'Abgewiesen',
    now: 'jetzt',
    ago: (time) => `vor ${time}`,
    gone: 'Gegangen',
    refusedFoot: (count) =>
      count === 1
        ? 'Eine Nachricht hatte eine unzulässige Form oder Größe. Sie wurde nicht weiter gelesen, und nichts wurde weitergegeben.'
        : `${count} Nachrichten hatten eine unzulässige Form oder Größe. Sie wurden nicht weiter gelesen, und nichts wurde weitergegeben.`,
    closed: 'Die Sitzung ist geschlossen. Diese Seite empfängt nichts mehr.',
    advisory:
      'Anhalten bittet die Tabs zu warten. Sie entscheiden: Der Treffpunkt kann nicht ändern, was sie berechnen.',
    pauseHint: 'Alle wurden gebeten zu warten.',
  },
};
