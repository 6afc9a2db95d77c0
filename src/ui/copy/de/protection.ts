import type { Copy } from '../shape.ts';
import { capital, counted, countWord, rounds as roundsOf } from './words.ts';

/** What the data owner's page says about who takes part, what has been disclosed, and what protects from whom. */

const all = (owners: number): string => (owners === 2 ? 'beide' : `alle ${countWord(owners)}`);

export const roster: Copy['roster'] = {
  title: 'Teilnehmercode',
  comparing: 'Teilnehmercode vergleichen',
  leadComparing:
    'Von diesem Training wurde noch nichts gesendet. Ihr Tab wartet, bis Sie diese Wörter mit den anderen Dateneignern verglichen haben.',
  leadAlone:
    'Von diesem Training wurde noch nichts gesendet. Ihr Tab wartet auf Sie, weil Sie zuerst sehen wollten, wer teilnimmt.',
  purpose:
    'Alle Dateneigner dieses Trainings sehen dieselben sechs Wörter. Lesen Sie sie einander vor: Weichen sie ab, oder nimmt jemand teil, den Sie nicht kennen, dann brechen Sie ab.',
  how: (owners) =>
    `${capital(countWord(owners))} Dateneigner nehmen teil, Sie eingeschlossen. Vergleichen Sie am Telefon oder persönlich, nicht über den Modelleigner: Er könnte die anderen erfunden haben.`,
  alone:
    'Sie sind der einzige Dateneigner dieses Trainings, es gibt also niemanden zum Vergleichen: Die Summen sind Ihre eigenen, und der Modelleigner erfährt sie.',
  same: 'Die anderen sehen dasselbe',
  differ: 'Sie weichen ab',
  goOnAlone: 'Allein fortfahren',
  confirmed: 'Verglichen: Die anderen sehen dasselbe',
  notCompared: 'Nicht verglichen',
};

export const disclosure: Copy['disclosure'] = {
  title: 'Was der Modelleigner inzwischen wissen kann',
  meter: 'Offenlegung',
  base: 'BASIS',
  round: (round) => `Runde ${round}`,
  valueText: (base, rounds, total) =>
    base
      ? `Die Summen jeder Spalte und ${rounds} von ${roundsOf(total)} bis zu den Produkten von je zwei Spalten`
      : 'Es wurden keine Summen gesendet',
  states: { known: 'Bekannt', possible: 'Möglich', ahead: 'Noch nicht' },
  marks: {
    base: {
      what: 'Summen jeder Spalte',
      when: () =>
        'sofort, mit der ersten Antwort (BASIS): Anzahlen, Summen, Quadratsummen, und wie jede Spalte mit der Zielspalte zusammenhängt',
    },
    determined: {
      what: 'Produkte von je zwei Spalten, für einen Modelleigner, der es darauf anlegt',
      when: (round) =>
        `etwa ab Runde ${round}, oder mit einer einzigen gezielt konstruierten Frage schon ab Runde 1`,
    },
    all: {
      what: 'Produkte von je zwei Spalten, durch gewöhnliches Training',
      when: (round) =>
        round === 0
          ? 'mit BASIS, weil es nur eine Spalte gibt'
          : `spätestens ab Runde ${round}, danach kommt nichts mehr hinzu`,
    },
  },
  now: {
    nothing: () =>
      'Es wurden keine Summen gesendet. Der Modelleigner kennt die Spalten, die Sie gezeigt haben.',
    base: (owners) =>
      `Die Summen jeder Spalte wurden gesendet${over(owners)}. Mit den Runden folgen die Produkte von je zwei Spalten.`,
    some: (owners, rounds, total) =>
      `Neben den Summen jeder Spalte ${rounds === 1 ? 'wurde' : 'wurden'} ${counted(rounds, 'Kombination', 'Kombinationen')} von den ${total} gesendet, die zusammen die Produkte von je zwei Spalten ergeben${over(owners)}. Das gilt für ehrliche Fragen. Eine gezielt konstruierte kann alle auf einmal verraten, und Ihr Tab kann die beiden nicht unterscheiden.`,
    determined: (owners) =>
      `Gehen Sie davon aus, dass die Summen der Produkte von je zwei Spalten bekannt sind${over(owners)}: Ein Modelleigner, der es darauf anlegt, braucht nicht mehr Runden, als schon beantwortet sind.`,
    all: (owners) =>
      `Die Summen jeder Spalte und der Produkte von je zwei Spalten sind bekannt${over(owners)}. Weitere Runden fügen dem nichts hinzu.`,
  },
  limits: (owners) => {
    if (owners <= 1) return 'Bei einem einzigen Dateneigner sind die Summen seine eigenen: diese sind Ihre.';
    if (owners === 2)
      return 'Ihre eigenen Summen allein stehen nicht auf dieser Skala. Der andere Dateneigner und der Modelleigner erfahren sie gemeinsam, und ebenso ein Modelleigner, der den anderen erfunden hat (dagegen hilft der Teilnehmercode).';
    return 'Ihre eigenen Summen allein stehen nicht auf dieser Skala, außer wenn jeder andere Dateneigner dem Modelleigner seine Geheimnisse mitteilt oder von ihm erfunden ist (dagegen hilft der Teilnehmercode).';
  },
  totals:
    'Keine Zeile wird gesendet, und doch sind Summen nicht nichts: Eine Kategorie mit nur einem Mitglied zeigt die Werte dieser Person, und wenige Zeilen lassen sich ausrechnen.',
};

function over(owners: number): string {
  return owners <= 1 ? '' : `, summiert über ${all(owners)} Dateneigner`;
}

export const protection: Copy['protection'] = {
  title: 'Mehr Schutz',
  summaryNone: 'vor Dateneignern, die der Modelleigner erfunden hat',
  summaryCompare: 'der Teilnehmercode wird zuerst verglichen',
  summarySecret: 'ein gemeinsames Geheimnis ist in Gebrauch',
  compareFirst: 'Teilnehmercode vergleichen, bevor etwas gesendet wird',
  compareFirstHint:
    'Schützt vor Dateneignern, die der Modelleigner erfunden hat: Ihr Tab zeigt sechs Wörter und wartet, bis Sie sie mit den anderen Dateneignern verglichen haben.',
  secret: 'Gemeinsames Geheimnis',
  secretHint:
    'Schützt vor demselben ohne Vergleichen: Ein erfundener Dateneigner kennt die Wörter nicht, und das Training beginnt nicht. Alle Dateneigner müssen dieselben Wörter verwenden. Geben Sie sie am Telefon oder persönlich weiter, nicht über den Modelleigner.',
  secretPlaceholder: 'Wörter von einem anderen Dateneigner',
  create: 'Gemeinsames Geheimnis erzeugen',
  use: 'Diese Wörter verwenden',
  copy: 'Gemeinsames Geheimnis kopieren',
  remove: 'Gemeinsames Geheimnis entfernen',
  inUse: 'In diesem Tab in Gebrauch. Alle anderen Dateneigner müssen diese Wörter auch eingeben.',
};

export const connection: Copy['connection'] = {
  summary: 'Diese Verbindung prüfen',
  words: 'Prüfwörter der Verbindung',
  withWhom: (who) => `: ${who}`,
  text: (other) =>
    `${other} sieht dieselben sechs Wörter, wenn niemand zwischen Ihren beiden Tabs steht. Vergleichen Sie sie am Telefon. Weichen sie ab, steht vielleicht jemand dazwischen: Brechen Sie ab, und erstellen Sie einen neuen Link über einen Kanal, dem Sie vertrauen.`,
  notRoster: 'Das ist nicht der Teilnehmercode, den Dateneigner miteinander vergleichen.',
  modelOwner: 'Der Modelleigner',
};

/** The model owner's panel for python-paillier's files. */
export const phe: Copy['phe'] = {
  title: 'Schlüssel anderswo verwenden',
  summary: 'Dateien von python-paillier',
  none: 'Es gibt noch keinen Schlüssel: Er wird erzeugt, wenn das Training beginnt. Vorher können Sie einen importieren.',
  has: (bits, imported) =>
    `Der Schlüssel dieser Sitzung hat ${bits} Bit${imported ? ' und wurde importiert' : ''}.`,
  downloadPublic: 'Öffentlichen Schlüssel herunterladen',
  downloadPrivate: 'Privaten Schlüssel herunterladen',
  privateWarning:
    'Wer den privaten Schlüssel hat, öffnet jede Summe dieser Sitzung, auch vergangene, wenn jemand sie aufbewahrt hat. Zurückholen lässt er sich nicht.',
  privateAsk: 'Wer ihn hat, öffnet jede Summe dieser Sitzung. Herunterladen?',
  privateConfirm: 'Trotzdem herunterladen',
  privateCancel: 'Hier behalten',
  importLabel: 'Datei mit privatem Schlüssel',
  importText: 'Privaten Schlüssel importieren',
  importHint:
    'Das nächste Training verwendet ihn. Wer diesen Schlüssel sonst noch hat, öffnet die Summen dieser Sitzung ebenfalls: Importieren Sie nur einen, den Sie allein haben.',
  numbers: 'Zahlen zum Verschlüsseln',
  numbersHint: 'Durch Leerzeichen oder Zeilenumbrüche getrennt, mit Dezimalkomma.',
  notANumber: (text) => `„${text}“ ist keine Zahl.`,
  noNumbers: 'Schreiben Sie mindestens eine Zahl.',
  encrypt: 'Verschlüsseln und herunterladen',
  decryptLabel: 'Datei mit verschlüsselten Zahlen',
  decryptText: 'Datei entschlüsseln',
  decryptHint:
    'Eine Zahl von python-paillier oder eine Liste davon, unter dem öffentlichen Schlüssel dieser Sitzung.',
  decrypted: 'Entschlüsselte Zahlen',
  copyDecrypted: 'Entschlüsselte Zahlen kopieren',
  more: (count) => `${counted(count, 'weitere Zahl', 'weitere Zahlen')}; „Kopieren“ nimmt alle.`,
  publicName: (title) => `oeffentlicher-schluessel-${title}.json`,
  privateName: (title) => `privater-schluessel-${title}.json`,
  encryptedName: (title) => `verschluesselte-zahlen-${title}.json`,
};
