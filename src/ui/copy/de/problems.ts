import type { ErrorCode, ErrorDetails } from '../../../base/index.ts';
import { formatAsWritten, formatBytes, formatSignificant, inWords } from '../../lib/format.ts';
import { factsOf, type Audience, type Facts, type ProblemText } from '../problem.ts';
import { limits } from './columns.ts';
import { capital, counted, rows as rowsOf } from './words.ts';

/**
 * An error code in German sentences: was geschehen ist, was sicher ist, was zu tun ist. The compiler checks
 * that no code is left out. Details are facts that a sentence may use; each must also read well without them.
 */

type Sentences = (facts: Facts, audience: Audience) => ProblemText;

const NOTHING_SENT = 'Es wurde nichts gesendet.';
const FILE_STAYS = 'Ihre Datei ist noch in diesem Tab, und die Sitzung besteht weiter.';
const CORRECT_FILE = 'Berichtigen Sie die Datei, und legen Sie sie erneut ab.';
const OWNER_DECIDES = 'Nichts. Der Modelleigner entscheidet, wie es weitergeht.';
const PLAN_STANDS = 'Die Spalten und Einstellungen von vorher gelten weiter.';
const TELL_OWNER = 'Sagen Sie es dem Modelleigner: Der Vertrag kommt aus dessen Tab.';
const SAME_VERSION = 'Prüfen Sie, ob alle dieselbe Version dieser Seite haben: Laden Sie alle Tabs neu.';

const keptBy: Record<Audience, string> = {
  modelOwner: 'Die Sitzung, ihre Links und die Dateien aller.',
  dataOwner: 'Ihre Datei bleibt in diesem Browser. Die Sitzung besteht weiter.',
  facilitator: 'Die verbundenen Tabs machen ohne diese Seite weiter.',
  nobody: 'Was dieser Browser vorher aufbewahrt hat, ist noch da.',
};

const newLink: Record<Audience, string> = {
  modelOwner: 'Öffnen Sie die Adresse dieses Tabs noch einmal, oder beginnen Sie eine neue Sitzung.',
  dataOwner: 'Bitten Sie den Modelleigner erneut um den Link, über einen Kanal, dem Sie vertrauen.',
  facilitator: 'Bitten Sie den Modelleigner erneut um den Link.',
  nobody: 'Bitten Sie die Person, von der der Link kam, ihn noch einmal vollständig zu senden.',
};

const freshRun: Record<Audience, string> = {
  modelOwner:
    'Laden Sie diese Seite neu, und trainieren Sie noch einmal. Geschieht es wieder, nehmen Sie einen anderen Browser oder ein anderes Gerät.',
  dataOwner:
    'Laden Sie diese Seite neu: Sie nimmt von selbst wieder teil. Geschieht es wieder, nehmen Sie einen anderen Browser oder ein anderes Gerät.',
  facilitator: 'Laden Sie diese Seite neu.',
  nobody: 'Laden Sie diese Seite neu.',
};

/** Reasons that a party gives for ending its part, as sentences. */
const reasonWords: Readonly<Record<string, string>> = {
  withdrawn: 'Der Beitrag wurde zurückgezogen.',
  left: 'Die Person hat die Sitzung verlassen.',
  'contract-refused': 'Der Vertrag passt nicht zu dem, was beigetragen wurde.',
  'data-refused': 'Die Datei passt nicht zum Vertrag.',
  'message-unexpected': 'Eine Nachricht kam im falschen Augenblick.',
  'roster-refused':
    'Ein Dateneigner hat die Bestätigung der Teilnehmer abgelehnt: Gemeinsame Geheimnisse weichen ab, Codes weichen ab, oder sie war gefälscht.',
  'roster-changed': 'Andere Dateneigner als beim Training zuvor hätten teilgenommen.',
  integrity: 'Ein Ergebnis hat seine Prüfung nicht bestanden.',
  cancelled: 'Es wurde abgebrochen.',
  failed: 'In jenem Tab ist etwas fehlgeschlagen.',
};

/** Why a data owner's tab does not answer a contract. */
const contractReasons: Readonly<Record<string, string>> = {
  'column-not-shown': 'Er fragt nach einer Spalte, die Sie nicht zeigen.',
  'type-differs':
    'Er nimmt eine Spalte für einen anderen Typ, als Sie sie zeigen: Zahlen für Kategorien oder beliebige Zahlen für eine von zwei Klassen.',
  'too-many':
    'Es kamen so viele Verträge ohne ein Training, dass Antworten darauf etwas über Ihre Zeilen sagen würden.',
  'categories-missing':
    'Er fragt nach weniger Kategorien einer Spalte, als Sie zeigen, und bliebe bei den anderen stehen.',
  invalid: 'Was aus den Spalten berechnet werden soll, lässt sich nicht berechnen.',
  'range-too-narrow':
    'Er fragt nach einem Wertebereich, der den von Ihnen gezeigten nicht umfasst: So blieben Zeilen außen vor, die der Modelleigner ausgesucht hat.',
  'range-too-wide':
    'Er fragt nach einem so weiten Wertebereich, dass schon die Rundung Ihre Zeilen sortieren würde.',
  'missing-marks':
    'Er nennt andere Schreibweisen fehlend als diese Seite: So blieben Zeilen außen vor, die der Modelleigner ausgesucht hat.',
  rows: 'Er rechnet mit weniger Zeilen, als Sie angegeben haben.',
  key: 'Der Schlüssel darin hat eine andere Länge, als er angibt.',
  bound: 'Seine Zahlen passen nicht in den Schlüssel.',
  'answered-before':
    'Dieselben Zeilen haben seit Ihrem Beitrag einer anderen Sitzung geantwortet, und die Summen der beiden lassen sich voneinander abziehen.',
};

/** Why the model owner's tab does not compute predictions for a data owner. */
const scoreReasons: Readonly<Record<string, string>> = {
  model: 'Das Modell ist inzwischen ein anderes, oder Vorhersagen wurden ausgeschaltet.',
  limit:
    'Es sind weniger Vorhersagen übrig, als Zeilen angefragt wurden. Sie werden für alle Dateneigner zusammen gezählt, weil sich aus genügend vielen ein Modell ausrechnen lässt.',
  shape: 'Die Zeilen haben nicht die Spalten, die das Modell braucht.',
  key: 'Der Schlüssel, den dieser Tab für seine Zeilen erzeugt hat, oder die Zeilen darunter haben eine Prüfung nicht bestanden.',
  failed: 'In jenem Tab ist etwas fehlgeschlagen.',
};

/** Settings that are not built yet, by the name that the program gives them. */
const settings: Readonly<Record<string, string>> = { 'differential privacy': 'Differential Privacy' };

/** What a data owner's own limit is called; null for one that is not known. */
function limitOf(facts: Facts): string | null {
  const guard = facts.text('guard') ?? '';
  return Object.entries(limits.guards).find(([name]) => name === guard)?.[1].name ?? null;
}

/** What a limit found, with its figures where they are known. */
function limitFinding(facts: Facts): string {
  const [found, value] = [facts.number('found'), facts.number('value')];
  if (facts.text('guard') === 'modes') return limits.findings.modes(null);
  if (found === null || value === null)
    return 'Das Training geht über das hinaus, was Sie eingestellt haben.';
  switch (facts.text('guard')) {
    case 'leastRows':
      return limits.findings.leastRows(rowsOf(found), rowsOf(value));
    case 'leastMembers':
      return limits.findings.leastMembers(facts.list('columns'), rowsOf(found), rowsOf(value));
    default:
      return limits.findings.columnShare(formatSignificant(found, 2), formatSignificant(value, 2));
  }
}

/** Why a data owner's tab does not take part under a roster. */
const rosterReasons: Readonly<Record<string, string>> = {
  shape: 'Die Liste der Teilnehmer, die über den Modelleigner kommt, hat eine falsche Form oder Anzahl.',
  'own-key': 'Die Liste der Teilnehmer, die über den Modelleigner kommt, enthält Sie nicht genau einmal.',
  ready:
    'Ein anderer Dateneigner hat nicht dieselbe Liste der Teilnehmer bestätigt: Die gemeinsamen Geheimnisse weichen ab, oder die Bestätigung war gefälscht.',
  commitment:
    'Der Anteil eines anderen Dateneigners am Teilnehmercode ist nicht der vorher zugesagte: Vielleicht hat jemand versucht, den Code zu lenken.',
  person:
    'Sie haben gesagt, dass die anderen Dateneigner einen anderen Teilnehmercode sehen; darum hat dieser Tab das Training verlassen.',
};

/** What is wrong with a file, or a number, in the format of python-paillier. */
const pheReasons: Readonly<Record<string, string>> = {
  size: 'Sie ist größer als jede solche Datei.',
  json: 'Sie ist kein JSON.',
  key: 'Der Schlüssel darin ist keiner, den diese Seite verwenden kann.',
  modulus: 'Die Primzahlen des privaten Schlüssels sind nicht die seines öffentlichen Schlüssels.',
  'not-prime': 'Eine Zahl des privaten Schlüssels, die eine Primzahl sein muss, ist keine.',
  overflow: 'Eine Summe ist dem Schlüssel entwachsen oder wurde mit einem anderen verschlüsselt.',
  'too-large': 'Eine Zahl ist größer, als der Schlüssel oder die Arithmetik eines Computers fassen kann.',
  'not-finite': 'Eine Zahl ist unendlich oder gar keine.',
};

function pheReason(facts: Facts): string {
  const reason = facts.text('reason');
  const index = facts.number('index');
  if (reason === 'fields')
    return `${quoted(facts.text('path'), 'Ein Feld')} fehlt oder ist etwas anderes, als es sein sollte.`;
  if (reason === 'ciphertext')
    return `${index === null ? 'Eine Zahl' : `Zahl ${index + 1}`} darin ist nicht mit diesem Schlüssel verschlüsselt.`;
  return pheReasons[reason ?? ''] ?? 'Sie hat nicht die Form, die python-paillier ihr gibt.';
}

/** What is wrong with the words of a shared secret. The words themselves are never repeated. */
function secretReason(facts: Facts): string {
  const position = facts.number('word');
  const found = facts.number('found');
  switch (facts.text('reason')) {
    case 'count':
      return found === null
        ? 'Wörter fehlen, oder es sind zu viele.'
        : `Wörter fehlen, oder es sind zu viele: Im Feld ${found === 1 ? 'steht 1 Wort' : `stehen ${found} Wörter`}.`;
    case 'unknown-word':
      return `${position === null ? 'Ein Wort' : `Wort ${position}`} ist keines, aus dem diese Seite Geheimnisse bildet.`;
    case 'check-word':
      return 'Die Wörter gehören nicht zusammen: Eines ist falsch, oder ihre Reihenfolge.';
    default:
      return 'Die Wörter sind kein gemeinsames Geheimnis, das diese Seite erzeugt hat.';
  }
}

/** „Dateneigner 2“, or `otherwise` where it is not known. */
function ownerAt(facts: Facts, otherwise: string): string {
  const invite = facts.number('invite');
  return invite === null ? otherwise : `Dateneigner ${invite}`;
}

/** Line and column of a cell, as far as they are known: „Zeile 118, Spalte 4 (bp)“. */
function place(facts: Facts): string {
  const line = facts.number('line');
  const position = facts.number('column');
  const name = columnName(facts);
  const parts = [
    line === null ? null : `Zeile ${line}`,
    position === null
      ? name === null
        ? null
        : `Spalte ${name}`
      : `Spalte ${position}${name === null ? '' : ` (${name})`}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'Eine Zelle' : parts.join(', ');
}

/** So many categories are named; more would hide the sentence. */
const MOST_NAMED = 8;

function columnName(facts: Facts): string | null {
  return facts.text('name');
}

function quoted(value: string | null, otherwise: string): string {
  return value === null ? otherwise : `„${value}“`;
}

function atLine(facts: Facts, otherwise = 'eine Zeile'): string {
  const line = facts.number('line');
  return line === null ? otherwise : `Zeile ${line}`;
}

const problems: Record<ErrorCode, Sentences> = {
  'invalid-argument': (_facts, audience) => ({
    title: 'Die Seite hat etwas Unmögliches verlangt',
    happened:
      'Ein Teil dieser Seite hat einen anderen mit einem Wert aufgerufen, den es nicht geben kann. Das ist ein Fehler im Programm.',
    kept: keptBy[audience],
    todo: freshRun[audience],
  }),
  'invalid-state': (_facts, audience) => ({
    title: 'Die Seite ist aus dem Tritt geraten',
    happened:
      'Etwas wurde in einem Augenblick verlangt, in dem es nicht geht. Das ist ein Fehler im Programm.',
    kept: keptBy[audience],
    todo: freshRun[audience],
  }),

  'csv-empty': () => ({
    title: 'Die Datei ist leer',
    happened: 'Es steht keine einzige Zeile darin.',
    kept: NOTHING_SENT,
    todo: 'Wählen Sie die Datei mit Ihrer Tabelle: eine erste Zeile mit Spaltennamen, danach eine Zeile je Datensatz.',
  }),
  'csv-no-rows': () => ({
    title: 'Die Datei hat Spaltennamen und keine Zeilen',
    happened: 'Die erste Zeile wird als Namen der Spalten gelesen, und danach kommt nichts.',
    kept: NOTHING_SENT,
    todo: 'Sind es in der ersten Zeile schon Daten, setzen Sie eine Zeile mit Namen darüber. Wählen Sie sonst die Datei mit den Zeilen.',
  }),
  'csv-header-empty-name': (facts) => ({
    title: `${facts.number('column') === null ? 'Eine Spalte' : `Spalte ${facts.number('column')}`} hat keinen Namen`,
    happened: 'Die erste Zeile muss jede Spalte benennen, und dieser Name ist leer.',
    kept: NOTHING_SENT,
    todo: 'Schreiben Sie einen Namen in die erste Zeile, oder entfernen Sie die Spalte, und legen Sie die Datei erneut ab.',
  }),
  'csv-header-duplicate': (facts) => ({
    title: `Zwei Spalten haben denselben Namen: ${quoted(columnName(facts), 'siehe erste Zeile')}`,
    happened: 'Spalten werden an ihren Namen unterschieden, darum darf jeder Name nur einmal vorkommen.',
    kept: NOTHING_SENT,
    todo: 'Benennen Sie eine der beiden in der ersten Zeile um, und legen Sie die Datei erneut ab.',
  }),
  'csv-ragged': (facts) => {
    const found = facts.number('found');
    const expected = facts.number('expected');
    return {
      title: `${capital(atLine(facts))} hat ${found === null ? 'eine andere Zahl von Zellen' : counted(found, 'Zelle', 'Zellen')}${expected === null ? '' : `, nicht ${expected}`}`,
      happened:
        'Jede Zeile muss so viele Zellen haben, wie die erste Zeile Namen hat. Meist liegt es an einem Trennzeichen in einer Zelle ohne Anführungszeichen.',
      kept: NOTHING_SENT,
      todo: 'Setzen Sie Zellen mit Trennzeichen in Anführungszeichen, oder vervollständigen Sie die Zeile, und legen Sie die Datei erneut ab.',
    };
  },
  'csv-unclosed-quote': (facts) => ({
    title: `Ein Anführungszeichen in ${atLine(facts, 'einer Zeile')} wird nie geschlossen`,
    happened: 'Alles danach würde als eine einzige Zelle zählen.',
    kept: NOTHING_SENT,
    todo: 'Schließen Sie das Anführungszeichen, oder schreiben Sie eines innerhalb einer Zelle doppelt, und legen Sie die Datei erneut ab.',
  }),
  'csv-not-text': () => ({
    title: 'Die Datei ist keine Tabelle in reinem Text',
    happened:
      'Sie enthält Bytes, die in keinem Text stehen: vielleicht eine Arbeitsmappe oder eine komprimierte Datei.',
    kept: NOTHING_SENT,
    todo: 'Speichern Sie die Tabelle in Ihrer Tabellenkalkulation als CSV, und legen Sie diese Datei ab.',
  }),
  'csv-encoding': (facts) => ({
    title: `Der Text der Datei ist nicht lesbar${facts.number('line') === null ? '' : ` ab ${atLine(facts)}`}`,
    happened: `Ihre Zeichenkodierung${facts.text('encoding') === null ? '' : `, ${quoted(facts.text('encoding'), '')},`} passt nicht zu den Bytes. Verstanden werden UTF-8 und UTF-16.`,
    kept: NOTHING_SENT,
    todo: 'Speichern Sie die Tabelle als CSV in UTF-8, und legen Sie diese Datei ab.',
  }),
  'csv-not-finite': (facts) => ({
    title: `${place(facts)} ist keine endliche Zahl`,
    happened: `In der Datei steht dort ${quoted(facts.text('value'), 'ein unendlicher Wert')}, und Summen damit wären ebenfalls unendlich.`,
    kept: NOTHING_SENT,
    todo: 'Berichtigen Sie die Zelle, oder lassen Sie sie leer, wenn der Wert fehlt, und legen Sie die Datei erneut ab.',
  }),
  'csv-not-numeric': (facts) => ({
    title: `${place(facts)} ist keine Zahl`,
    happened: `In der Datei steht dort ${quoted(facts.text('value'), 'Text')}, wo eine Zahl erwartet wurde.`,
    kept: NOTHING_SENT,
    todo: CORRECT_FILE,
  }),
  'csv-no-numeric-columns': () => ({
    title: 'Keine Spalte der Datei enthält Zahlen',
    happened: 'Eine Regression braucht Zahlen, und in jeder Spalte steht Text.',
    kept: NOTHING_SENT,
    todo: 'Prüfen Sie, ob das Dezimalzeichen ein Punkt ist und ob Einheiten in den Zellen stehen, und legen Sie die Datei erneut ab.',
  }),
  'csv-too-large': (facts) => {
    const limit = facts.number('maximumRows') ?? facts.number('recordLimitBytes');
    return facts.number('line') === null
      ? {
          title: 'Die Datei ist zu groß für einen Browser-Tab',
          happened: `Sie hat mehr ${limit === null ? 'Zeilen, als ein Tab durchgehen kann' : `als ${rowsOf(limit)}`}.`,
          kept: NOTHING_SENT,
          todo: 'Behalten Sie nur die Zeilen, die das Modell braucht, und legen Sie diese Datei ab.',
        }
      : {
          title: `${capital(atLine(facts))} ist zu lang für einen Datensatz`,
          happened: `Der Datensatz, der dort beginnt, hat mehr als ${limit === null ? 'ein Tab auf einmal lesen kann' : inWords(formatBytes(limit))}. Meist liegt es an einem Anführungszeichen, das nie geschlossen wird.`,
          kept: NOTHING_SENT,
          todo: 'Schließen Sie das Anführungszeichen, oder kürzen Sie die Zeile, und legen Sie die Datei erneut ab.',
        };
  },
  'csv-too-many-columns': (facts) => {
    const count = facts.number('found');
    const limit = facts.number('limit');
    return {
      title: 'Die Datei hat zu viele Spalten',
      happened: `${count === null ? 'Es sind mehr' : `Es sind ${count}, mehr`}, als ${limit === null ? 'verarbeitet werden können' : `die ${limit}, die verarbeitet werden können`}.`,
      kept: NOTHING_SENT,
      todo: 'Behalten Sie die Spalten, die das Modell braucht, und legen Sie diese Datei ab.',
    };
  },

  'contract-invalid': (facts, audience) => ({
    title: 'Der Vertrag ist nicht lesbar',
    happened: `${quoted(facts.text('path', 'field', 'reason'), 'Ein Feld')} fehlt oder hat einen unzulässigen Wert.`,
    kept: audience === 'modelOwner' ? PLAN_STANDS : FILE_STAYS,
    todo:
      audience === 'modelOwner'
        ? 'Berichtigen Sie die Vertragsdatei, und wählen Sie sie erneut.'
        : TELL_OWNER,
  }),
  'contract-unsupported': (facts, audience) => {
    const what = facts.text('what');
    return {
      title: 'Der Vertrag verlangt etwas, das erst eine spätere Version kann',
      happened: `${quoted(what === null ? null : (settings[what] ?? what), 'Eine seiner Einstellungen')} ist noch nicht gebaut.`,
      kept: audience === 'modelOwner' ? PLAN_STANDS : FILE_STAYS,
      todo:
        audience === 'modelOwner'
          ? 'Nehmen Sie diese Einstellung aus dem Vertrag, und wählen Sie ihn erneut. Differential Privacy ist noch nicht gebaut.'
          : TELL_OWNER,
    };
  },
  'contract-refused': (facts, audience) => ({
    title:
      audience === 'modelOwner'
        ? 'Der Tab eines Dateneigners hat den Vertrag abgelehnt'
        : 'Dieser Tab hat den Vertrag abgelehnt',
    happened: `${
      contractReasons[facts.text('reason') ?? ''] ??
      'Der Vertrag passt nicht zu dem, was beigetragen wurde: andere Spalten, Typen oder Wertebereiche.'
    } Es wurde nichts beantwortet.${columnName(facts) === null ? '' : ` Es geht um die Spalte ${quoted(columnName(facts), '')}.`}`,
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Sehen Sie sich die Spalten, ihre Typen und Wertebereiche an, und trainieren Sie noch einmal.'
        : 'Fragen Sie den Modelleigner, was sich geändert hat. Sie können zurückziehen und erneut beitragen.',
  }),
  'guard-refused': (facts, audience) => {
    const limit = limitOf(facts);
    return audience === 'dataOwner'
      ? {
          title: `Ihre Grenze${limit === null ? '' : ` ${quoted(limit, '')}`} hat das Training abgelehnt`,
          happened: `${limitFinding(facts)} Von diesem Training wurde nichts gesendet.`,
          kept: keptBy[audience],
          todo: 'Nichts, wenn die Grenze richtig ist. Ändern Sie sie sonst unter „Meine Grenzen“, und tragen Sie erneut bei.',
        }
      : {
          title: 'Die eigene Grenze eines Dateneigners hat das Training abgelehnt',
          happened: `${limit === null ? 'Eine Grenze, die er gesetzt hat,' : `Die Grenze ${quoted(limit, '')}`} steht dagegen. Ihre Zahlen bleiben bei diesem Dateneigner.`,
          kept: keptBy[audience],
          todo: 'Fragen Sie nach weniger Spalten oder mit einem anderen Verfahren, oder sprechen Sie mit diesem Dateneigner, und trainieren Sie noch einmal.',
        };
  },
  'data-column-missing': (facts, audience) => ({
    title: `Der Datei fehlt die Spalte ${quoted(columnName(facts) ?? (facts.list('names').join(', ') || null), 'dieses Namens')}`,
    happened:
      audience === 'dataOwner'
        ? 'Der Modelleigner fragt nach ihr, und von keiner Ihrer Spalten wurde gesagt, dass sie dieselbe ist.'
        : 'In der Datei eines Dateneigners fehlt eine Spalte, die der Vertrag nennt.',
    kept: NOTHING_SENT,
    todo:
      audience === 'dataOwner'
        ? 'Benennen Sie die Spalte in der ersten Zeile der Datei um, und legen Sie sie erneut ab, oder bitten Sie den Modelleigner, sie wegzulassen.'
        : 'Lassen Sie die Spalte weg, oder bitten Sie diesen Dateneigner um eine andere Datei.',
  }),
  'data-value-missing': (facts) => ({
    title: `${place(facts)} ist leer`,
    happened: 'Der Vertrag verlangt in jeder Zeile dieser Spalte einen Wert.',
    kept: NOTHING_SENT,
    todo: 'Tragen Sie den Wert ein, oder entfernen Sie die Zeile, und legen Sie die Datei erneut ab.',
  }),
  'data-not-numeric': (facts) => ({
    title: `${place(facts)} ist keine Zahl`,
    happened: `In der Datei steht dort ${quoted(facts.text('value'), 'Text')}. Dem Vertrag nach enthält diese Spalte Zahlen.`,
    kept: NOTHING_SENT,
    todo: CORRECT_FILE,
  }),
  'data-out-of-range': (facts) => {
    const low = facts.number('lo', 'low');
    const high = facts.number('hi', 'high');
    const known = low !== null && high !== null;
    const ends = known ? ` von ${formatAsWritten(low)} bis ${formatAsWritten(high)}` : '';
    const minimum = facts.number('minimum');
    const maximum = facts.number('maximum');
    return {
      title:
        facts.number('line') === null
          ? `Der Wertebereich ${columnName(facts) === null ? 'einer Spalte' : `von ${quoted(columnName(facts), '')}`} umfasst ihre Werte nicht`
          : `${place(facts)} liegt außerhalb des Wertebereichs`,
      happened:
        minimum === null || maximum === null
          ? `Ein Wert liegt außerhalb des ${known ? '' : 'öffentlichen '}Wertebereichs${ends}.`
          : `Die Werte reichen von ${formatAsWritten(minimum)} bis ${formatAsWritten(maximum)}; der ${known ? '' : 'öffentliche '}Wertebereich${ends} umfasst sie nicht.`,
      kept: NOTHING_SENT,
      todo: 'Weiten Sie den Wertebereich, oder berichtigen Sie den Wert, und legen Sie die Datei erneut ab.',
    };
  },
  'data-unknown-category': (facts) => {
    const similar = facts.text('similar');
    const categories = facts.list('categories');
    const known =
      similar === null && categories.length > 0 && categories.length <= MOST_NAMED
        ? ` Der Vertrag nennt ${categories.map((category) => `„${category}“`).join(', ')}.`
        : '';
    return {
      title: `${place(facts)} hat eine Kategorie, die der Vertrag nicht nennt`,
      happened: `In der Datei steht dort ${quoted(facts.text('value'), 'eine andere Kategorie')}${similar === null ? '' : `; der Vertrag hat „${similar}“, was sich nur in Großschreibung oder Leerzeichen unterscheidet`}.${known}`,
      kept: NOTHING_SENT,
      todo:
        similar === null
          ? 'Berichtigen Sie die Schreibweise, und legen Sie die Datei erneut ab, bitten Sie den Modelleigner, die Kategorie aufzunehmen, oder wählen Sie unter „Ändern“, dass solche Zeilen ausgelassen werden.'
          : `Schreiben Sie „${similar}“ in die Datei, und legen Sie sie erneut ab.`,
    };
  },
  'data-too-few-rows': (facts) => {
    const rows = facts.number('rows');
    const minimum = facts.number('minimumRows');
    return {
      title: 'Die Datei hat zu wenige Zeilen',
      happened: `${rows === null ? 'Ohne die Zeilen mit fehlenden Werten bleiben zu wenige' : rows === 1 ? 'Es bleibt 1 Zeile' : `Es bleiben ${rowsOf(rows)}`}${minimum === null ? '' : `, und der Vertrag verlangt ${minimum}`}. Summen über wenige Zeilen sagen viel über jede einzelne.`,
      kept: NOTHING_SENT,
      todo: 'Wählen Sie eine Datei mit mehr Zeilen.',
    };
  },
  'data-too-many-rows': (facts) => {
    const maximum = facts.number('maximumRows');
    return {
      title: 'Die Datei hat mehr Zeilen als angekündigt',
      happened: `Die Arithmetik ist für ${maximum === null ? 'weniger' : `höchstens ${rowsOf(maximum)}`} ausgelegt, mehr könnten überlaufen.`,
      kept: NOTHING_SENT,
      todo: 'Wählen Sie die Datei erneut, damit die richtige Höchstzahl angekündigt wird, und tragen Sie noch einmal bei.',
    };
  },

  'encoding-overflow': (_facts, audience) => ({
    title: 'Eine Zahl ist größer geworden, als der Schlüssel fassen kann',
    happened:
      'Eine Summe oder ein Gewicht ist größer als die vereinbarte Schranke, darum wurde nichts damit gerechnet.',
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Trainieren Sie noch einmal mit einem größeren Schlüssel, oder lassen Sie Spalten weg, die fast dasselbe sagen wie andere.'
        : OWNER_DECIDES,
  }),
  'encoding-bound-too-large': (facts, audience) => {
    const bytes = facts.number('bytes');
    const limitBytes = facts.number('limitBytes');
    const oneMessage = bytes !== null && limitBytes !== null;
    const todo = oneMessage
      ? 'Wählen Sie weniger Spalten oder Teile, oder das Verfahren „Runden“.'
      : 'Wählen Sie einen größeren Schlüssel oder weniger Runden, oder bitten Sie um engere Wertebereiche.';
    return {
      title: oneMessage
        ? 'Es sind zu viele Summen für eine Antwort'
        : 'Die Summen könnten dem Schlüssel entwachsen',
      happened: oneMessage
        ? `Alle Summen auf einmal bräuchten ${inWords(formatBytes(bytes))}, und eine Antwort fasst ${inWords(formatBytes(limitBytes))}.`
        : 'Wertebereiche, Zeilen und Runden zusammen brauchen mehr Stellen, als ein Schlüssel dieser Größe hat.',
      kept: keptBy[audience],
      todo: audience === 'modelOwner' ? todo : OWNER_DECIDES,
    };
  },

  'key-invalid': (_facts, audience) => ({
    title: 'Der Schlüssel des Modelleigners ist nicht in Ordnung',
    happened:
      'Er hat eine Prüfung nicht bestanden, die jeder ehrliche Schlüssel besteht. Es wurde nichts damit verschlüsselt.',
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Beginnen Sie eine neue Sitzung. Geschieht es wieder, nehmen Sie einen anderen Browser.'
        : 'Sagen Sie es dem Modelleigner, und tragen Sie nur zu einer neuen Sitzung bei.',
  }),
  'key-proof-invalid': (_facts, audience) => ({
    title: 'Für den Schlüssel des Modelleigners fehlt der Beweis, dass er in Ordnung ist',
    happened:
      'Der mitgelieferte Beweis hält nicht. Ein Schlüssel kann so gemacht sein, dass Antworten mehr verraten als ihre Summe, und für einen ehrlichen gibt es einen Beweis. Es wurde nichts damit verschlüsselt.',
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Beginnen Sie eine neue Sitzung mit einem Schlüssel, den diese Seite erzeugt. Geschieht es wieder, nehmen Sie einen anderen Browser.'
        : 'Sagen Sie es dem Modelleigner, und tragen Sie nur zu einer neuen Sitzung bei.',
  }),
  'phe-file-invalid': (facts) => ({
    title: ['not-finite', 'too-large', 'overflow'].includes(facts.text('reason') ?? '')
      ? 'Eine Zahl lässt sich nicht übernehmen'
      : 'Das ist keine Datei von python-paillier, die hier verwendbar ist',
    happened: pheReason(facts),
    kept: 'Der Schlüssel in Gebrauch und die Sitzung bestehen weiter.',
    todo: 'Wählen Sie eine Datei, wie sie der Befehl pheutil von python-paillier schreibt, mit dem Schlüssel dieser Sitzung, und versuchen Sie es noch einmal.',
  }),
  'ciphertext-invalid': (_facts, audience) => ({
    title: 'Eine Antwort ist kein gültiges Chiffrat',
    happened:
      'Sie hat die falsche Länge oder liegt außerhalb des zulässigen Bereichs, darum wurde sie verworfen.',
    kept: keptBy[audience],
    todo: freshRun[audience],
  }),
  'cross-check-failed': (_facts, audience) => ({
    title: 'Dieser Browser rechnet anders als die Referenz',
    happened:
      'Zu Beginn wird die Verschlüsselung mit einer unabhängigen Implementierung verglichen, und die beiden stimmen nicht überein. Es wurden keine Daten angefasst.',
    kept: keptBy[audience],
    todo: 'Nehmen Sie einen anderen Browser oder ein anderes Gerät, und melden Sie, welcher es war.',
  }),
  integrity: (_facts, audience) => ({
    title: 'Ein Ergebnis hat seine Prüfung nicht bestanden',
    happened: 'Zwei Wege zu derselben Zahl ergaben verschiedene Zahlen, darum wurde das Ergebnis verworfen.',
    kept: keptBy[audience],
    todo: freshRun[audience],
  }),

  'singular-design': (facts, audience) => ({
    title: 'Einige Spalten sagen dasselbe',
    happened: `${quoted(columnName(facts) ?? (facts.list('names', 'terms').join(', ') || null), 'Mindestens eine Spalte')} lässt sich genau aus den anderen berechnen oder hat überall denselben Wert. Ihr Koeffizient ist dann beliebig.`,
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Nehmen Sie diese Spalte aus den Merkmalen, und trainieren Sie noch einmal.'
        : OWNER_DECIDES,
  }),
  diverged: (_facts, audience) => ({
    title: 'Der Fehler wuchs, statt zu schrumpfen',
    happened: 'Jede Runde machte das Modell schlechter, darum wurde das Training beendet.',
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Nehmen Sie konjugierte Gradienten oder eine kleinere Lernrate, und trainieren Sie noch einmal.'
        : OWNER_DECIDES,
  }),

  'target-one-class': (facts, audience) => ({
    title: 'Alle Zeilen gehören zu einer Klasse',
    happened: `${facts.number('positives') === 0 ? 'Keine Zeile gehört zur positiven Klasse' : facts.number('positives') === null ? 'Jede Zeile gehört zur positiven Klasse, oder keine' : 'Jede Zeile gehört zur positiven Klasse'}, darum gibt es nichts zu unterscheiden.`,
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Wählen Sie eine andere Zielspalte oder eine andere positive Klasse, oder Zeilen beider Klassen, und trainieren Sie noch einmal.'
        : OWNER_DECIDES,
  }),
  'model-file-invalid': (facts) => ({
    title: 'Das ist kein lesbares Modell',
    happened: `${quoted(facts.text('path', 'reason'), 'Ein Feld')} fehlt oder hat einen unzulässigen Wert.`,
    kept: 'Das vorher geöffnete Modell, falls es eines gab, ist noch offen.',
    todo: 'Wählen Sie eine Modelldatei, wie „Modell herunterladen“ sie schreibt.',
  }),
  'scores-refused': (facts, audience) => ({
    title:
      audience === 'modelOwner'
        ? 'Vorhersagen wurden abgelehnt'
        : 'Der Tab des Modelleigners gibt keine Vorhersagen',
    happened: scoreReasons[facts.text('reason') ?? ''] ?? 'Die Zeilen wurden nicht angenommen.',
    kept: 'Ihre Zeilen blieben in diesem Tab: Hinaus gingen sie, wenn überhaupt, nur mit seinem eigenen Schlüssel verschlüsselt.',
    todo:
      facts.text('reason') === 'limit'
        ? 'Fragen Sie für weniger Zeilen, oder bitten Sie den Modelleigner um mehr Vorhersagen.'
        : 'Wählen Sie die Datei erneut, und versuchen Sie es noch einmal. Geschieht es wieder, sprechen Sie mit dem Modelleigner.',
  }),

  'link-malformed': (_facts, audience) => ({
    title: 'Der Link ist nicht vollständig',
    happened: 'Ein Teil davon fehlt oder ist verändert. Mailprogramme schneiden lange Links manchmal ab.',
    kept: keptBy[audience],
    todo: newLink[audience],
  }),
  'link-used': (_facts, audience) => ({
    title: 'Der Platz dieses Links ist vergeben',
    happened:
      'Ein anderer Browser hat den Link zuerst geöffnet, und ein Link gehört dem, der ihn zuerst öffnet.',
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Senden Sie dieser Person einen neuen Link, und fragen Sie, wer den alten geöffnet hat.'
        : 'Waren Sie es selbst, machen Sie in jenem Browser weiter. Wenn nicht, sagen Sie es dem Modelleigner, und bitten Sie um einen neuen Link.',
  }),
  'message-malformed': (_facts, audience) => ({
    title: 'Eine Nachricht war nicht zu verstehen',
    happened: 'Sie hat nicht die vereinbarte Form, darum wurde sie verworfen und die Verbindung geschlossen.',
    kept: keptBy[audience],
    todo: SAME_VERSION,
  }),
  'message-too-large': (_facts, audience) => ({
    title: 'Eine Nachricht war größer als erlaubt',
    happened: 'Sie wurde nicht gelesen, und die Verbindung wurde geschlossen.',
    kept: keptBy[audience],
    todo: SAME_VERSION,
  }),
  'message-unexpected': (_facts, audience) => ({
    title: 'Eine Nachricht kam im falschen Augenblick',
    happened:
      'Der andere Tab hat etwas gesagt, das nicht zum Vereinbarten passt, darum wurde nicht geantwortet.',
    kept: keptBy[audience],
    todo: 'Laden Sie beide Tabs neu. Sie nehmen von selbst wieder teil.',
  }),
  'roster-refused': (facts, audience) => {
    const reason = facts.text('reason') ?? '';
    return {
      title:
        audience !== 'dataOwner'
          ? 'Ein Dateneigner hat abgelehnt, wer teilnimmt'
          : reason === 'person'
            ? 'Sie haben das Training verlassen: Die Teilnehmercodes weichen ab'
            : 'Dieser Tab hat abgelehnt, wer teilnimmt',
      happened: rosterReasons[reason] ?? 'Die Bestätigung der Teilnehmer wurde abgelehnt.',
      kept:
        reason === 'person'
          ? 'Es wird nichts mehr gesendet, und der Beleg führt auf, was vorher gesendet wurde. Ihre Datei bleibt in diesem Browser.'
          : `Von diesem Training wurde nichts gesendet. ${keptBy[audience]}`,
      todo:
        audience !== 'dataOwner'
          ? 'Bitten Sie die Dateneigner, ihre gemeinsamen Geheimnisse und die Teilnehmer miteinander zu vergleichen. Trainieren Sie dann noch einmal.'
          : reason === 'ready'
            ? 'Vergleichen Sie das gemeinsame Geheimnis unter „Mehr Schutz“ am Telefon mit den anderen Dateneignern. Ist es überall dasselbe, hat vielleicht jemand Dateneigner erfunden: Machen Sie dann nicht weiter.'
            : 'Sprechen Sie selbst mit den anderen Dateneignern, nicht über den Modelleigner. Vielleicht hat jemand Dateneigner erfunden: Machen Sie nicht weiter, bevor Sie es wissen.',
    };
  },
  'roster-changed': (_facts, audience) => ({
    title: 'Andere Dateneigner als vorher würden teilnehmen',
    happened:
      'In dieser Sitzung wurden zusammen mit anderen Dateneignern schon Summen gesendet. Bei einer anderen Gruppe ließen sich die Summen der beiden voneinander abziehen, darum wurde an diese nichts gesendet.',
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Bitten Sie die Dateneigner des ersten Trainings zurückzukommen, oder beginnen Sie eine neue Sitzung.'
        : 'Bitten Sie den Modelleigner, wieder mit denselben Dateneignern zu trainieren, oder um den Link einer neuen Sitzung.',
  }),
  'request-changed': (_facts, audience) => ({
    title: 'Die Anfrage hat sich geändert: Lesen Sie sie noch einmal',
    happened:
      'Zwischen dem, was diese Seite zeigte, und Ihrem Klick hat der Modelleigner nach etwas anderem gefragt, oder es waren weniger Dateneigner da. Ihr Klick galt nicht als Zustimmung.',
    kept: keptBy[audience],
    todo: 'Lesen Sie, wonach jetzt gefragt wird. Wenn Sie zustimmen, drücken Sie den Knopf noch einmal.',
  }),
  'shared-secret-invalid': (facts) => ({
    title: 'Das gemeinsame Geheimnis ist nicht vollständig',
    happened: secretReason(facts),
    kept: 'Es wurde nichts gesendet, und das gemeinsame Geheimnis von vorher, falls es eines gab, ist noch in Gebrauch.',
    todo: 'Bitten Sie den Dateneigner, der es erzeugt hat, es noch einmal vorzulesen, und geben Sie alle Wörter der Reihe nach ein. Ein selbst erdachter Satz wird nicht angenommen: Er ließe sich erraten.',
  }),
  'channel-authentication': (facts, audience) => ({
    title:
      audience === 'modelOwner'
        ? `${ownerAt(facts, 'Ein Tab')} konnte nicht beweisen, wer er ist`
        : 'Der Tab des Modelleigners konnte nicht beweisen, wer er ist',
    happened:
      audience === 'modelOwner'
        ? 'Er hat das Geheimnis seines Links nicht, oder die Verbindung endet nicht bei dem Tab dieser Person. Vielleicht steht jemand zwischen Ihnen. Sie wurde geschlossen, bevor etwas gesendet wurde.'
        : 'Er hat das Geheimnis Ihres Links nicht, oder die Verbindung endet nicht bei jenem Tab. Vielleicht steht jemand zwischen Ihnen. Sie wurde geschlossen, bevor etwas gesendet wurde.',
    kept: keptBy[audience],
    todo:
      audience === 'modelOwner'
        ? 'Senden Sie dieser Person einen neuen Link, über einen Kanal, dem Sie vertrauen. Geschieht es wieder, nehmen Sie ein anderes Netz und einen anderen Treffpunkt.'
        : `${newLink[audience]} Geschieht es wieder, nehmen Sie ein anderes Netz und einen anderen Treffpunkt.`,
  }),
  'channel-broken': (_facts, audience) => ({
    title: 'Verbindung getrennt: Eine Nachricht wurde unterwegs verändert',
    happened:
      'Eine Nachricht kam mit gebrochenem Siegel an. Entweder beschädigt das Netz Daten, oder jemand zwischen Ihnen wollte sie verändern. Sie wurde ungelesen verworfen.',
    kept: keptBy[audience],
    todo: newLink[audience],
  }),
  'peer-gone': (facts, audience) => ({
    title: `${facts.text('who', 'owner', 'role') ?? (audience === 'dataOwner' ? 'Der Modelleigner' : 'Ein Dateneigner')} ist weg`,
    happened: 'Der Tab wurde geschlossen oder hat sein Netz verloren.',
    kept: keptBy[audience],
    todo: 'Bitten Sie darum, den Tab wieder zu öffnen. Er nimmt von selbst wieder teil.',
    calm: true,
  }),
  'no-ice-candidate': (_facts, audience) => ({
    title: 'Dieser Browser bietet keinen Netzweg an',
    happened:
      'Er hat keine Adresse genannt, unter der ein anderer Tab ihn erreichen könnte. Meist liegt es an einer strengen Datenschutzeinstellung oder an fehlendem Netz.',
    kept: keptBy[audience],
    todo: 'Erlauben Sie WebRTC in den Einstellungen des Browsers, oder schalten Sie Erweiterungen ab, die es blockieren, und laden Sie neu.',
  }),
  'no-network-path': (_facts, audience) => ({
    title: 'Die beiden Tabs erreichen einander nicht',
    happened:
      'Sie haben den Treffpunkt gefunden und keinen Weg zueinander. Meist liegt es an einer Firewall.',
    kept: keptBy[audience],
    todo: 'Bringen Sie beide Geräte in ein Netz, oder bitten Sie den Vermittler, ein Relais einzurichten.',
  }),
  'ice-servers-invalid': () => ({
    title: 'Die Liste der Verbindungsserver ist nicht lesbar',
    happened:
      'Die Datei ice-servers.json neben dieser Seite fehlt oder enthält etwas anderes als STUN- und TURN-Server.',
    kept: 'Es wurde nichts geöffnet, und was dieser Browser vorher aufbewahrt hat, ist noch da.',
    todo: 'Bitten Sie, wer diese Seite ausliefert, die Datei zu berichtigen. Eine leere Liste, [], genügt.',
  }),
  'signaling-unreachable': (facts, audience) => ({
    title: 'Der Treffpunkt antwortet nicht',
    happened: `Keine Antwort${facts.text('address', 'url', 'host') === null ? '' : ` von ${facts.text('address', 'url', 'host')}`}. Verbundene Tabs machen ohne ihn weiter; neue können nicht dazukommen.`,
    kept: keptBy[audience],
    todo: 'Prüfen Sie, ob npm start dort noch läuft. Diese Seite versucht es von selbst wieder.',
  }),
  'signaling-refused': (_facts, audience) => ({
    title: 'Der Treffpunkt hat diesen Tab abgewiesen',
    happened: 'Der Raum ist geschlossen oder voll, oder den Platz dieses Tabs hat ein anderer.',
    kept: keptBy[audience],
    todo: 'Schließen Sie andere Tabs mit demselben Link, und laden Sie neu.',
  }),
  'model-owner-absent': (_facts, audience) => ({
    title: 'Der Modelleigner ist nicht da',
    happened: 'Der Tab des Modelleigners ist geschlossen oder noch nicht erreicht.',
    kept: keptBy[audience],
    todo: 'Lassen Sie diesen Tab offen: Er verbindet sich von selbst, wenn der Modelleigner wieder da ist.',
    calm: true,
  }),

  'session-aborted': (facts, audience) => {
    const reason = facts.text('reason') ?? '';
    return {
      title: 'Der Modelleigner hat das Training beendet',
      happened: `${reasonWords[reason] ?? 'Es wurde kein Grund genannt.'} Was vorher beantwortet wurde, lässt sich nicht zurücknehmen.`,
      kept: keptBy[audience],
      todo:
        reason === 'roster-refused'
          ? 'Sprechen Sie mit den anderen Dateneignern, bevor Sie wieder teilnehmen: Vergleichen Sie das gemeinsame Geheimnis, und wer teilnimmt.'
          : 'Nichts. Lassen Sie diesen Tab offen, wenn das Training wieder beginnen soll.',
      calm: true,
    };
  },
  'owner-left': (facts, audience) => ({
    title: `${ownerAt(facts, 'Ein Dateneigner')} nimmt nicht mehr teil`,
    happened:
      limitOf(facts) === null
        ? (reasonWords[facts.text('reason') ?? ''] ?? 'Der Tab hat seinen Teil am Training beendet.')
        : `Eine Grenze, die diese Person gesetzt hat, lehnt das Training ab: ${quoted(limitOf(facts), '')}. Ihre Zahlen bleiben bei dieser Person.`,
    kept: keptBy[audience],
    todo:
      limitOf(facts) === null
        ? 'Fragen Sie diese Person, was geschehen ist. Sie kann erneut beitragen, und Sie können erneut trainieren.'
        : 'Fragen Sie nach weniger Spalten oder mit einem anderen Verfahren, oder sprechen Sie mit dieser Person. Sie kann erneut beitragen, und Sie können erneut trainieren.',
  }),
  'session-unknown': (_facts, audience) => ({
    title: 'Dieser Browser kennt die Sitzung nicht',
    happened: 'Die Adresse stimmt, aber was dazugehört, liegt in einem anderen Browser oder wurde entfernt.',
    kept: keptBy[audience],
    todo: 'Öffnen Sie sie in dem Browser, in dem sie begann, oder öffnen Sie noch einmal den ganzen Link.',
  }),
  'already-open': () => ({
    title: 'Diese Seite ist in einem anderen Tab offen',
    happened: 'Eine Person antwortet aus einem Tab: Zwei kämen einander in die Quere.',
    kept: 'Der andere Tab macht weiter.',
    todo: 'Gehen Sie zu dem anderen Tab, oder schließen Sie ihn und laden diesen neu.',
    calm: true,
  }),

  'insecure-context': (_facts, audience) => ({
    title: 'Diese Adresse ist für Verschlüsselung nicht sicher genug',
    happened: 'Browser bieten ihre Kryptografie nur unter https-Adressen und unter localhost an.',
    kept: keptBy[audience],
    todo: 'Öffnen Sie die Seite unter https://, oder unter localhost auf dem Rechner, der sie ausliefert.',
  }),
  'page-not-loaded': (_facts, audience) => ({
    title: 'Ein Teil dieser Seite ist nicht angekommen',
    happened:
      'Die Verbindung brach ab, oder der Server hat eine neuere Version der Seite, seit dieser Tab geöffnet wurde.',
    kept: keptBy[audience],
    todo: 'Laden Sie diese Seite neu, sobald Sie online sind. Geschieht es wieder, fragen Sie, wer den Server betreibt.',
  }),
  'storage-failed': (_facts, audience) => ({
    title: 'Dieser Browser kann nichts aufbewahren',
    happened: 'Sein Speicher ist voll, abgeschaltet oder in einem privaten Fenster gesperrt.',
    kept:
      audience === 'dataOwner'
        ? 'Aus diesem Tab geht nichts hinaus, was nicht aufbewahrt werden konnte: Eine Antwort wartet, bis Platz ist.'
        : 'Was in diesem Tab offen ist, läuft weiter. Beim Neuladen ginge es verloren.',
    todo:
      audience === 'dataOwner'
        ? 'Schaffen Sie Platz: Dieser Tab versucht es von selbst wieder. Wird keine Datei gezeigt, wählen Sie sie erneut. Bitten Sie in einem privaten Fenster um einen neuen Link, und öffnen Sie ihn in einem gewöhnlichen.'
        : 'Schaffen Sie Platz, oder verlassen Sie das private Fenster, und laden Sie neu.',
  }),
  'worker-failed': (_facts, audience) => ({
    title: 'Der rechnende Teil dieser Seite ist stehen geblieben',
    happened: 'Der Browser hat ihn beendet, vielleicht aus Mangel an Speicher.',
    kept: keptBy[audience],
    todo: 'Schließen Sie andere Tabs, und laden Sie diese Seite neu.',
  }),
  cancelled: (_facts, audience) => ({
    title: 'Abgebrochen',
    happened: 'Es wurde beendet, bevor es fertig war.',
    kept: keptBy[audience],
    todo: 'Beginnen Sie es erneut, wann Sie möchten.',
    calm: true,
  }),
  timeout: (_facts, audience) => ({
    title: 'Es hat zu lange gedauert',
    happened:
      'Eine Antwort kam nicht rechtzeitig: ein langsames Netz, oder ein Tab, den der Browser schlafen gelegt hat.',
    kept: keptBy[audience],
    todo: 'Holen Sie den anderen Tab nach vorn, oder laden Sie ihn neu. Er nimmt von selbst wieder teil.',
  }),
};

/** The sentences for a failure, as this person needs them. */
export function problemText(code: ErrorCode, details: ErrorDetails, audience: Audience): ProblemText {
  return problems[code](factsOf(details), audience);
}
