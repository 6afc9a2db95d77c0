import { capital, counted, countWord } from './words.ts';

/** What the data owner's page says about who takes part, what has been disclosed, and what protects from whom. */

const all = (owners: number): string => (owners === 2 ? 'both' : `all ${countWord(owners)}`);

export const roster = {
  title: 'Roster code',
  comparing: 'Compare the roster code',
  leadComparing:
    'Nothing of this training has been sent yet. Your tab waits until you have compared these words with the other data owners.',
  leadAlone:
    'Nothing of this training has been sent yet. Your tab waits for you, since you wanted to see who takes part first.',
  purpose:
    'Every data owner of this training sees the same six words. Read them to each other: if they differ, or somebody you do not know takes part, stop.',
  how: (owners: number) =>
    `${capital(countWord(owners))} data owners take part, you among them. Compare by phone or in person, not through the model owner: it could have invented the others.`,
  alone:
    'You are the only data owner of this training, so there is nobody to compare with: the sum is your totals, and the model owner learns them.',
  same: 'The others see the same',
  differ: 'They differ',
  goOnAlone: 'Go on alone',
  confirmed: 'Compared: the others see the same',
  notCompared: 'Not compared',
};

export const disclosure = {
  title: 'What the model owner can know by now',
  meter: 'Disclosure',
  base: 'BASE',
  round: (round: number) => `round ${round}`,
  valueText: (base: boolean, rounds: number, total: number) =>
    base
      ? `The totals of each column, and ${rounds} of ${counted(total, 'round')} towards the products of every two columns`
      : 'No total has been sent',
  states: { known: 'Known', possible: 'Possible', ahead: 'Not yet' },
  marks: {
    base: {
      what: 'Totals of each column',
      when: () =>
        'at once, with the first answer (BASE): counts, sums, squares, and how each column goes with the target',
    },
    determined: {
      what: 'Products of every two columns, to a determined model owner',
      when: (round: number) => `from about round ${round} on, or from round 1 on with one crafted question`,
    },
    all: {
      what: 'Products of every two columns, by ordinary training',
      when: (round: number) =>
        round === 0
          ? 'with BASE, since there is one column only'
          : `from round ${round} on at the latest, and no more after that`,
    },
  },
  now: {
    nothing: () => 'No total has been sent. The model owner knows the columns that you showed.',
    base: (owners: number) =>
      `The totals of each column have been sent${over(owners)}. As rounds go on, products of every two columns follow.`,
    some: (owners: number, rounds: number, total: number) =>
      `Besides the totals of each column, ${counted(rounds, 'combination')} of the ${total} that amount to the products of every two columns ${rounds === 1 ? 'has' : 'have'} been sent${over(owners)}. That counts honest questions. A crafted one can tell all of them at once, and your tab cannot tell the two apart.`,
    determined: (owners: number) =>
      `Take it that the totals of products of every two columns are known${over(owners)}: a determined model owner needs no more rounds than have been answered.`,
    all: (owners: number) =>
      `The totals of each column and of products of every two columns are known${over(owners)}. Further rounds add nothing to that.`,
  },
  limits: (owners: number): string => {
    if (owners <= 1) return 'With one data owner the sum is that owner’s: these totals are yours.';
    if (owners === 2)
      return 'Your own totals alone are not on this scale. The other owner and the model owner together learn them, and so does a model owner that invented the other one (the roster code is against that).';
    return 'Your own totals alone are not on this scale, unless every other owner shares secrets with the model owner or was invented by it (the roster code is against that).';
  },
  totals:
    'No row is sent, and yet totals are not nothing: a category with one member shows that person’s values, and few rows can be solved for.',
};

function over(owners: number): string {
  return owners <= 1 ? '' : `, summed over ${all(owners)} owners`;
}

export const protection = {
  title: 'More protection',
  summaryNone: 'from data owners that the model owner invented',
  summaryCompare: 'the roster code is compared first',
  summarySecret: 'a shared secret is in use',
  compareFirst: 'Compare the roster code before anything is sent',
  compareFirstHint:
    'Protects from data owners that the model owner invented: your tab shows six words and waits until you have compared them with the other owners.',
  secret: 'Shared secret',
  secretHint:
    'Protects from the same without comparing: an invented owner does not know the words, and training does not begin. Every data owner must use the same words. Pass them on by phone or in person, not through the model owner.',
  secretPlaceholder: 'Words from another data owner',
  create: 'Create a shared secret',
  use: 'Use these words',
  copy: 'Copy the shared secret',
  remove: 'Remove the shared secret',
  inUse: 'In use in this tab. Every other data owner must enter these words too.',
};

export const connection = {
  summary: 'Check this connection',
  words: 'Channel verifier',
  withWhom: (who: string) => `: ${who}`,
  text: (other: string) =>
    `${other} sees the same six words, if nobody stands between your two tabs. Compare them by phone. If they differ, somebody may stand between: stop, and make a new link over a channel that you trust.`,
  notRoster: 'This is not the roster code, which data owners compare with each other.',
  modelOwner: 'The model owner',
};

/** The model owner's panel for python-paillier's files. */
export const phe = {
  title: 'Use the key elsewhere',
  summary: 'files of python-paillier',
  none: 'No key is there yet: it is made when training starts. You can import one before that.',
  has: (bits: number, imported: boolean) =>
    `The key of this session has ${bits} bits${imported ? ' and was imported' : ''}.`,
  downloadPublic: 'Download public key',
  downloadPrivate: 'Download private key',
  privateWarning:
    'Whoever has the private key opens every sum of this session, past ones too where somebody kept them. Nothing can call it back.',
  privateAsk: 'Whoever has it opens every sum of this session. Download it?',
  privateConfirm: 'Download it all the same',
  privateCancel: 'Keep it here',
  importLabel: 'Private key file',
  importText: 'Import a private key',
  importHint:
    'The next training uses it. Whoever else has that key opens the sums of this session too: import only a key that is yours alone.',
  numbers: 'Numbers to encrypt',
  numbersHint: 'Separated by spaces or line breaks, with a decimal point.',
  notANumber: (text: string) => `“${text}” is not a number.`,
  noNumbers: 'Write at least one number.',
  encrypt: 'Encrypt and download',
  decryptLabel: 'Encrypted numbers file',
  decryptText: 'Decrypt a file',
  decryptHint: 'One number of python-paillier, or a list of them, under the public key of this session.',
  decrypted: 'Decrypted numbers',
  copyDecrypted: 'Copy the decrypted numbers',
  more: (count: number) => `${counted(count, 'number')} more; Copy takes all of them.`,
  publicName: (title: string) => `public-key-${title}.json`,
  privateName: (title: string) => `private-key-${title}.json`,
  encryptedName: (title: string) => `encrypted-numbers-${title}.json`,
};
