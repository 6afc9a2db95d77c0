import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src/base/index.ts';
import { copy, language, switchLanguage, useLanguage, copyChanges } from '../../../src/ui/copy/copy.ts';
import { de } from '../../../src/ui/copy/de/de.ts';
import { en } from '../../../src/ui/copy/en/en.ts';
import { chooseLanguage } from '../../../src/ui/copy/languages.ts';
import type { Audience } from '../../../src/ui/copy/problem.ts';
import {
  formatDate,
  formatFixed,
  formatInterval,
  formatP,
  formatPlain,
  formatScientific,
  parseNumber,
} from '../../../src/ui/lib/format.ts';
import { parseNumberList } from '../../../src/ui/lib/number-list.ts';

type Say = (...facts: readonly unknown[]) => unknown;

/** Facts that texts are made of. The last ones are the shapes that some texts take. */
const FACTS: readonly (readonly unknown[])[] = [
  [4711, 4712, 4713],
  [0, 0, 0],
  [1, 1, 1],
  [2, 3, 4],
  [3, 1, 9],
  ['FACT1', 'FACT2', 'FACT3'],
  ['FACT1', 7, 2],
  [3, 'FACT1', 'FACT2'],
  ['FACT1', 'FACT2', 6],
  [['FACT1', 'FACT2'], 'FACT3', 'FACT4'],
  [['FACT1'], 'FACT3', 'FACT4'],
  [5, ['FACT1', 'FACT2'], 3],
  ['FACT1', ['FACT2', 'FACT3']],
  [['FACT1', 'FACT2'], ['FACT2']],
  ['constant', []],
  ['collinear', ['FACT1', 'FACT2']],
  [true, 5, 9],
  [false, 5, 9],
  [null, 5, 9],
  [null, true, null],
  ['FACT1', true, 'FACT2'],
  ['FACT1', false, null],
  ['FACT1', false],
  ['ridge', 0.25, 0.5],
  ['elastic-net', 0.25, 0.5],
  ['rounds', 'FACT1', 2048, 12],
  ['one-shot', 'FACT1', 2048, null],
  [{ kind: 'none' }],
  [{ kind: 'folds', folds: 5 }],
  [{ kind: 'hold-out', share: 0.25 }],
  [{ kind: 'folds', of: 'target', folds: [1, 2, 3], curve: null }],
  [{ kind: 'hold-out', of: 'score' }],
  [{ skipped: { missing: 3, unknownCategory: 1 }, outside: 2 }],
  [{ mode: 'rounds', rounds: 9, converged: true, stopped: false }, false],
  [{ mode: 'one-shot', rounds: 0, converged: false, stopped: true }, false],
  [{ mode: 'rounds', rounds: 9, converged: false, stopped: false }, true],
  [{ code: 'ill-conditioned', digits: 3.4 }],
  [{ code: 'ill-conditioned', digits: 1 }],
  [{ code: 'no-residual-degrees' }],
  [{ code: 'constant-target' }],
  [{ code: 'perfect-separation' }],
  [{ code: 'not-converged', remaining: 0.0012 }],
  ['Training', 3, 2],
];

/** Words among the facts: what a text repeats of them is not its own. */
const FACT_WORDS = /FACT\d|\b(ridge|elastic-net|rounds|one-shot|folds|hold-out|target|score)\b/g;
/** What a text says of facts that are not for it. */
const MISFIT = /undefined|null|NaN|\[object/;

/** A text, or what a function says about some facts, with the path of its key. */
interface Sentence {
  readonly path: string;
  readonly english: string;
  readonly german: string;
}

function ownCall(say: Say, facts: readonly unknown[]): unknown {
  try {
    return say(...facts);
  } catch {
    // These facts are not for this text.
    return undefined;
  }
}

/** Every sentence of both languages, side by side; problems are told apart by their codes instead. */
function sentences(english: unknown, german: unknown, path = ''): Sentence[] {
  if (path === 'problem.text') return [];
  if (typeof english === 'string' && typeof german === 'string')
    return MISFIT.test(english) ? [] : [{ path, english, german }];
  if (typeof english === 'function' && typeof german === 'function') {
    return FACTS.filter((facts) => facts.length >= (english as Say).length).flatMap((facts, index) => {
      const [one, other] = [ownCall(english as Say, facts), ownCall(german as Say, facts)];
      return one === undefined ? [] : sentences(one, other, `${path}(${index})`);
    });
  }
  if (typeof english !== 'object' || english === null) {
    expect(german, path).toEqual(english);
    return [];
  }
  const [one, other] = [english, german] as [Record<string, unknown>, Record<string, unknown>];
  expect(Object.keys(other), path).toEqual(Object.keys(one));
  return Object.keys(one).flatMap((key) =>
    sentences(one[key], other[key], path === '' ? key : `${path}.${key}`),
  );
}

/** What is the same in both languages: names, signs, and words that German shares. */
const SHARED = new RegExp(
  [
    String.raw`^product|^figures\.|^engines\.(FMA|SIMD|BigInt)|^types\.(ordinal|nominal)|^invite\.qr$`,
    String.raw`^status\.phases\.training|^models\.(linear|ridge|lasso)\.name|^train\.(titleRunning|costMse)`,
    String.raw`^train\.costOwner|^result\.(t|p|term|figures\.rSquared)$`,
    String.raw`^result\.metricNames\.(rSquared|mse|f|aic|bic)|^file\.text$|^columns\.categories`,
    String.raw`^ownColumns\.median|^charts\.roc\.area|^diagnostics\.vif|^description\.variable`,
    String.raw`^evaluation\.logLoss|^samples\.names\.diabetes|^receipt\.bytes|^facilitator\.phase$`,
    String.raw`^connection\.withWhom|^ownColumns\.line`,
  ].join('|'),
);

/** Words that English sentences have and German ones do not. */
const ENGLISH =
  /\b(the|and|of|with|your|you|this|that|are|were|owners?|rounds?|rows?|columns?|files?|which|nothing|cannot|only)\b/i;

let all: readonly Sentence[] = [];
beforeAll(async () => {
  await useLanguage('de');
  all = sentences(en, de);
});
afterAll(() => useLanguage('en'));

const source = readFileSync(new URL('../../../src/base/errors.ts', import.meta.url), 'utf8');
const codes = [...source.matchAll(/^ {2}\| '([a-z-]+)'/gm)].map((match) => match[1] as ErrorCode);
const audiences: readonly Audience[] = ['modelOwner', 'dataOwner', 'facilitator', 'nobody'];

describe('German', () => {
  it('has every text that English has, and every function is heard', () => {
    expect(all.length).toBeGreaterThan(1000);
    const heard = new Set(all.map(({ path }) => path.replace(/\(\d+\).*/, '')));
    const functions: string[] = [];
    const collect = (value: unknown, path: string): void => {
      if (typeof value === 'function') functions.push(path);
      else if (typeof value === 'object' && value !== null)
        for (const [key, inner] of Object.entries(value))
          collect(inner, path === '' ? key : `${path}.${key}`);
    };
    collect(en, '');
    expect(functions.filter((path) => path !== 'problem.text' && !heard.has(path))).toEqual([]);
  });

  it('says nothing in the words of English, but for names and shared words', () => {
    const same = all.filter(
      ({ path, english, german }) => /\p{L}/u.test(english) && english === german && !SHARED.test(path),
    );
    expect(same.map(({ path, german }) => `${path}: ${german}`)).toEqual([]);
  });

  it('has no English words in it', () => {
    const left = all.filter(({ german }) => ENGLISH.test(german.replaceAll(FACT_WORDS, '')));
    expect(left.map(({ path, german }) => `${path}: ${german}`)).toEqual([]);
  });

  it('keeps every fact that English tells', () => {
    const lost = all.filter(({ path, english, german }) => {
      if (SHARED.test(path)) return false;
      const facts = english.match(/FACT\d|471\d/g) ?? [];
      return facts.some((fact) => !german.replaceAll('.', '').includes(fact));
    });
    expect(lost.map(({ path, german }) => `${path}: ${german}`)).toEqual([]);
  });

  it('is set as German is: „quoted“, no double spaces, nothing left open', () => {
    const odd = all.filter(
      ({ english, german }) =>
        /undefined|NaN|\[object|["”!]/.test(german) ||
        (german.includes('  ') && !english.includes('  ')) ||
        (german.match(/„/g) ?? []).length !== (german.match(/“/g) ?? []).length,
    );
    expect(odd.map(({ path, german }) => `${path}: ${german}`)).toEqual([]);
  });

  it.each(codes)('%s: was geschehen ist, was sicher ist, was zu tun ist', (code) => {
    for (const audience of audiences) {
      const text = de.problem.text(code, {}, audience);
      for (const sentence of [text.happened, text.kept, text.todo])
        expect(sentence).toMatch(/^[A-ZÄÖÜ„].*[.]$/s);
      expect(text.title).toMatch(/^[A-ZÄÖÜ„]/);
      const whole = [text.title, text.happened, text.kept, text.todo].join(' ');
      expect(whole).not.toMatch(/undefined|\bnull\b(?! [A-Z])|NaN|!| {2}|["”]/);
      expect(whole).not.toMatch(ENGLISH);
      const english = en.problem.text(code, {}, audience);
      expect(text.calm).toBe(english.calm);
      for (const part of ['title', 'happened', 'kept', 'todo'] as const)
        expect(text[part]).not.toBe(english[part]);
    }
  });

  it('names line, column and cell, and the reasons that English names', () => {
    const cell = { line: 118, column: 4, name: 'bp', value: '87.o' };
    const { title, happened } = de.problem.text('csv-not-numeric', cell, 'dataOwner');
    expect(title).toBe('Zeile 118, Spalte 4 (bp) ist keine Zahl');
    expect(happened).toContain('„87.o“');
    const plain = de.problem.text('roster-refused', {}, 'dataOwner').happened;
    for (const reason of ['shape', 'own-key', 'ready', 'commitment', 'person'])
      expect(de.problem.text('roster-refused', { reason }, 'dataOwner').happened).not.toBe(plain);
    const size = de.problem.text('encoding-bound-too-large', { bytes: 3e7, limitBytes: 1e7 }, 'modelOwner');
    expect(size.happened).toContain('30,0 MB');
  });

  it.each([
    [de.amounts.rows(1), '1 Zeile'],
    [de.amounts.rows(0), '0 Zeilen'],
    [de.amounts.rows(2), '2 Zeilen'],
    [de.amounts.rounds(1), '1 Runde'],
    [de.train.runs(1), 'Läuft mit einem Dateneigner.'],
    [de.train.runs(3), 'Läuft mit drei Dateneignern.'],
    [de.columns.lead(1).split('.')[0], 'Ein Dateneigner hat diese Spalten vorgeschlagen'],
    [de.columns.lead(2).split('.')[0], 'Zwei Dateneigner haben diese Spalten vorgeschlagen'],
    [de.result.lead('89', 1), 'Angepasst an 89 Zeilen von einem Dateneigner.'],
    [de.result.clear(0, 10), 'Alle zehn Intervalle schließen die Null ein.'],
    [de.result.clear(1, 10), 'Eines von zehn Intervallen schließt die Null nicht ein.'],
    [de.result.clear(6, 10), 'Sechs von zehn Intervallen schließen die Null nicht ein.'],
    [de.limits.summary(2, 1), 'zwei warnen, eine lehnt ab'],
    [de.scoring.left(1), 'Eine Vorhersage ist übrig, für alle Dateneigner zusammen.'],
    [
      de.facilitator.status('Training', 3, 2),
      'Training, Runde 3. Zwei Tabs sind da und sprechen direkt miteinander.',
    ],
  ])('counts with the right ending: %s', (said, expected) => {
    expect(said).toBe(expected);
  });

  it('makes the same promises with the same limits', () => {
    expect(de.disclosure.now.some(3, 3, 10)).toMatch(/konstruierte .* alle auf einmal/s);
    expect(de.disclosure.limits(1)).toContain('Ihre');
    expect(de.disclosure.limits(2)).toContain('gemeinsam');
    expect(de.disclosure.limits(3)).toContain('außer wenn jeder andere Dateneigner');
    for (const text of [de.fewOwners.textOne, de.fewOwners.textTwo, de.disclosure.limits(3), de.start.limits])
      expect(text).toContain('dagegen hilft der Teilnehmercode');
  });
});

describe('the language', () => {
  it.each([
    ['de', ['en-US'], 'de'],
    ['en', ['de-DE'], 'en'],
    [null, ['de-AT', 'en'], 'de'],
    [null, ['DE'], 'de'],
    [null, ['fr-FR', 'de-CH', 'en'], 'de'],
    [null, ['fr-FR', 'en-GB', 'de'], 'en'],
    [null, ['fr-FR'], 'en'],
    [null, [], 'en'],
    ['fr', ['de'], 'de'],
    ['constructor', [], 'en'],
  ] as const)('chosen %s, preferred %j: %s', (chosen, preferred, expected) => {
    expect(chooseLanguage(chosen, preferred)).toBe(expected);
  });

  it('changes texts and figures together, and tells who listens', async () => {
    let told = 0;
    const stop = copyChanges.subscribe(() => (told += 1));
    await useLanguage('de');
    expect([language, copy.train.train, formatFixed(1234.5, 1)]).toEqual(['de', 'Trainieren', '1.234,5']);
    expect(formatDate(new Date(2026, 4, 3).getTime())).toBe('3. Mai 2026');
    expect([formatP(0.0001), formatScientific(3.83e-62), formatInterval(-0.5, 1)]).toEqual([
      '< 0,001',
      '3,8 × 10⁻⁶²',
      '−0,50 bis 1,00',
    ]);
    expect([parseNumber('1.250,5'), parseNumber('0.5'), parseNumber('1.250')]).toEqual([1250.5, 0.5, null]);
    expect(parseNumber(formatPlain(-1234.25))).toBe(-1234.25);
    expect(parseNumberList('1,5 2; −3')).toEqual({ numbers: [1.5, 2, -3] });
    await switchLanguage('en');
    expect([language, copy.train.train, formatFixed(1234.5, 1)]).toEqual(['en', 'Train', '1,234.5']);
    expect(told).toBe(2);
    stop();
  });

  it('is the one that was asked for last, however the texts arrive', async () => {
    await Promise.all([useLanguage('en'), useLanguage('de'), useLanguage('en'), useLanguage('de')]);
    expect([language, copy.train.train]).toEqual(['de', 'Trainieren']);
  });
});
