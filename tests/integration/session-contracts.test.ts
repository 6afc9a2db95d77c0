import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  DEFAULT_MISSING_MARKS,
  unionOfColumns,
  type Column,
  type Contract,
} from '../../src/contract/index.ts';
import { computeTotals, DEFAULT_GUARDS, type OwnerTotals } from '../../src/dataset/index.ts';
import { oneShotFromIntegers } from '../../src/encoding/index.ts';
import type { DataOwnerParty, DataOwnerView } from '../../src/parties/index.ts';
import { baseOf } from '../../src/workers/base-of-totals.ts';
import { contractOf } from '../unit/contract/support.ts';
import { createScriptedModelOwner, type ScriptedModelOwner } from './scripted-model-owner.ts';
import { problemsOf, until, vectorFile } from './session-kit.ts';
import { table } from './session-tables.ts';

let modelOwner: ScriptedModelOwner;
afterEach(() => modelOwner.close());

const MARKS = [...DEFAULT_MISSING_MARKS];
const ISLANDS = ['penguins-torgersen.csv', 'penguins-biscoe.csv', 'penguins-dream.csv'];
const FEATURES = ['bill_length_mm', 'flipper_length_mm', 'species', 'sex'];

async function contribute(party: DataOwnerParty): Promise<DataOwnerView> {
  await until(party, ({ canContribute }) => canContribute);
  await party.contribute(party.view.consentKey);
  return until(party, ({ contributed }) => contributed);
}

async function joinWith(file: File, prepare: (party: DataOwnerParty) => void = () => undefined) {
  const party = await modelOwner.join();
  await party.useFile(file);
  await until(party, ({ request }) => request !== null);
  prepare(party);
  await contribute(party);
  return party;
}

/** The columns that all owners offer, as one. */
function shared(): readonly Column[] {
  const proposals = Object.entries(modelOwner.state.owners).flatMap(([owner, { offer }]) =>
    offer === null ? [] : [{ owner: Number(owner), columns: offer.columns }],
  );
  return unionOfColumns(proposals).map(({ column }) => column);
}

/** A contract for columns that are shown. */
function asking(target: string, features: readonly string[], change: Partial<Contract> = {}): Contract {
  const find = (name: string): Column => {
    const found = shared().find((column) => column.name === name);
    if (found === undefined) throw new Error(`nobody shows ${name}`);
    return found;
  };
  const contract = contractOf({ target: find(target), features: features.map(find), missingMarks: MARKS });
  return { ...contract, ...change };
}

const allOffered = (count: number) =>
  Object.values(modelOwner.state.owners).filter(({ offer }) => offer !== null).length === count;

async function offered(count: number): Promise<void> {
  while (!allOffered(count)) await new Promise((wake) => setTimeout(wake, 10));
}

/** The same sums without any encryption. */
async function plainSums(files: readonly File[], contract: Contract): Promise<bigint[]> {
  const totals = await Promise.all(files.map((file) => computeTotals(file, contract)));
  return added(totals.map((each) => baseOf(contract, each)));
}

function added(each: readonly (readonly bigint[])[]): bigint[] {
  return (each[0] ?? []).map((_, i) => each.reduce((sum, values) => sum + (values[i] ?? 0n), 0n));
}

/** G w - b of all rows. */
function plainGradient(totals: readonly OwnerTotals[], weights: readonly bigint[]): bigint[] {
  const d = weights.length;
  return added(
    totals.map(({ gram, xty }) =>
      weights.map((_, i) =>
        weights.reduce((sum, weight, j) => sum + (gram[i * d + j] ?? 0n) * weight, -(xty[i] ?? 0n)),
      ),
    ),
  );
}

async function penguins(): Promise<File[]> {
  return Promise.all(ISLANDS.map(vectorFile));
}

async function threeIslands(): Promise<DataOwnerParty[]> {
  const parties: DataOwnerParty[] = [];
  for (const file of await penguins()) parties.push(await joinWith(file));
  await offered(3);
  return parties;
}

describe('one shot', () => {
  test('from three islands comes to the plain totals of all penguins', async () => {
    modelOwner = await createScriptedModelOwner({ mode: 'one-shot', missingMarks: MARKS });
    const parties = await threeIslands();
    const contract = asking('body_mass_g', FEATURES, { mode: 'one-shot' });
    const sums = await modelOwner.base(contract);
    expect(sums).toEqual(await plainSums(await penguins(), contract));
    expect(sums.slice(0, 2)).toEqual([333n, 11n]);

    modelOwner.finish();
    const counts = [];
    for (const party of parties) {
      const { training, file } = await until(party, ({ phase }) => phase === 'finished');
      expect(training).toMatchObject({
        ...{ owners: 3, roundLimit: 0, roundsToTotals: 0, roundsAnswered: 0 },
        disclosure: { base: true, rounds: 0, roundsToTotals: 0 },
        receipt: [{ what: 'base', round: 0 }],
      });
      counts.push(file?.rowCounts?.droppedForMissing);
    }
    expect(counts).toEqual([5, 5, 1]);
  });

  test('of folds is dealt once in a session: the same parts again, which add up to the whole', async () => {
    const validation = { kind: 'folds', folds: 4 } as const;
    modelOwner = await createScriptedModelOwner({ mode: 'one-shot', missingMarks: MARKS, validation });
    await joinWith(await vectorFile('penguins-biscoe.csv'));
    await joinWith(await vectorFile('penguins-dream.csv'));
    await offered(2);
    const features = ['bill_length_mm', 'flipper_length_mm'];
    const contract = asking('body_mass_g', features, { mode: 'one-shot', validation });
    const sums = await modelOwner.base(contract);
    const parts = oneShotFromIntegers(sums, 3, 4, contract.scales.gramBits);
    const files = (await penguins()).slice(1);
    const undealt = { ...contract, validation: { kind: 'none' as const } };
    const whole = await Promise.all(files.map((file) => computeTotals(file, undealt)));
    const gram = added(whole.map((each) => [...each.gram]));
    // Of two owners, each part was rounded for itself.
    added(parts.map((part) => part.gram.flat())).forEach((entry, i) => {
      const off = entry - (gram[i] ?? 0n);
      expect(off >= -8n && off <= 8n).toBe(true);
    });
    const rows = (each: readonly { readonly rows: number }[]) =>
      each.reduce((all, part) => all + part.rows, 0);
    expect(rows(parts)).toBe(rows(whole));
    modelOwner.finish();
    expect(await modelOwner.base(contract)).toEqual(sums);
  });
});

test('rounds over categories: the gradient of all rows, at any weights', async () => {
  modelOwner = await createScriptedModelOwner({ missingMarks: MARKS });
  const parties = await threeIslands();
  const contract = asking('body_mass_g', FEATURES);
  expect(await modelOwner.base(contract)).toEqual(await plainSums(await penguins(), contract));
  const weights = [1n << 38n, -(1n << 39n), 12345n, -1n, 0n, 1n << 40n];
  const totals = await Promise.all((await penguins()).map((file) => computeTotals(file, contract)));
  expect(await modelOwner.gradient(weights)).toEqual(plainGradient(totals, weights));
  modelOwner.finish();
  for (const party of parties) {
    const { training } = await until(party, ({ phase }) => phase === 'finished');
    expect(training?.receipt.map(({ what }) => what)).toEqual(['base', 'round']);
  }
});

describe('what a file is offered under', () => {
  test('marks that the model owner asks for are read with before anything is offered', async () => {
    modelOwner = await createScriptedModelOwner({ missingMarks: MARKS });
    const party = await modelOwner.join();
    const rows = Array.from({ length: 40 }, (_, i) => `${i % 10},${i % 7},${i}`);
    await party.useFile(new File([`a,b,y\n${rows.join('\n')}\n`], 'rows.csv'));
    const missing = (view: DataOwnerView) => view.file?.profile.missingCells;
    await until(party, (view) => view.canContribute && missing(view) === 0);
    modelOwner.ask({ missingMarks: ['9'] });
    await until(party, (view) => view.canContribute && missing(view) === 4 + 1);
    await contribute(party);
    await offered(1);
    expect(modelOwner.state.owners[1]?.offer).toMatchObject({ missingMarks: ['9'] });
    // What was contributed stands as it was read.
    modelOwner.ask({ missingMarks: ['8', '9'] });
    const contract = asking('y', ['a', 'b'], { missingMarks: ['9'] });
    expect((await modelOwner.base(contract)).slice(0, 2)).toEqual([36n, 4n]);
    expect(missing(party.view)).toBe(5);
  });

  test('a column of another spelling answers under the name that is asked for', async () => {
    modelOwner = await createScriptedModelOwner({ missingMarks: MARKS, asked: ['Y', 'a', 'b'] });
    const file = table(1);
    const party = await joinWith(file, (own) => {
      expect(own.view.file?.offered[2]?.couldBe).toBe('Y');
      own.setShownAs('y', 'Y');
    });
    await offered(1);
    const sums = await modelOwner.base(asking('Y', ['a', 'b']));
    const plain = asking('Y', ['a', 'b']);
    const named = { ...plain, target: { ...plain.target, name: 'y' } };
    expect(sums).toEqual(await plainSums([file], named));
    expect(party.view.file?.rowCounts?.columns.map(({ name }) => name)).toEqual(['a', 'b', 'Y']);
  });
});

/** Two tables whose owners have contributed. */
async function twoTables(): Promise<[DataOwnerParty, DataOwnerParty]> {
  modelOwner = await createScriptedModelOwner({ missingMarks: MARKS });
  const parties: [DataOwnerParty, DataOwnerParty] = [await joinWith(table(1)), await joinWith(table(2))];
  await offered(2);
  return parties;
}

async function reasons(party: DataOwnerParty) {
  const { beyondLimits, canContribute, contributed } = await until(
    party,
    (view) => view.beyondLimits !== null,
  );
  expect([canContribute, contributed]).toEqual([true, false]);
  return beyondLimits?.reasons;
}

describe('a click agrees to what was read', () => {
  /** One table, read and not contributed. */
  async function reading(): Promise<DataOwnerParty> {
    modelOwner = await createScriptedModelOwner({ missingMarks: MARKS });
    const party = await modelOwner.join();
    await party.useFile(table(1));
    await until(party, ({ canContribute }) => canContribute);
    return party;
  }
  const parts = { kind: 'hold-out', share: 0.01 } as const;

  test('not to a request that comes while the click is under way, nor to one just before it', async () => {
    const party = await reading();
    const read = party.view.consentKey;
    const click = party.contribute(read);
    modelOwner.ask({ validation: parts });
    await until(party, ({ request }) => request?.validation.kind === 'hold-out');
    await click;
    const said = modelOwner.received.filter(({ type }) => type === 'COLUMNS');
    for (const { body } of said) expect(body).toMatchObject({ validation: { kind: 'none' } });
    // Whether the click came first or the request did.
    party.withdraw();
    await until(party, ({ canContribute, contributed }) => canContribute && !contributed);
    await vi.waitFor(() => expect(modelOwner.received.at(-1)?.type).not.toBe('COLUMNS'));
    const before = modelOwner.received.length;
    await party.contribute(read);
    expect(problemsOf(party)).toEqual([['request-changed', undefined]]);
    expect(party.view.contributed).toBe(false);
    await party.contribute(party.view.consentKey);
    await until(party, ({ contributed }) => contributed);
    expect(problemsOf(party)).toEqual([]);
    await vi.waitFor(() =>
      expect(modelOwner.received.slice(before)).toMatchObject([
        { type: 'COLUMNS', body: { validation: parts } },
      ]),
    );
  });

  test('not to a contract that took the place of the one that was asked about', async () => {
    const party = await reading();
    await contribute(party);
    await offered(1);
    const mild = asking('y', ['a', 'b'], { mode: 'one-shot', validation: { kind: 'folds', folds: 2 } });
    await modelOwner.propose(mild);
    const { consentKey } = await until(party, ({ beyondLimits }) => beyondLimits !== null);
    modelOwner.dropRun();
    await modelOwner.propose({ ...mild, validation: parts });
    await until(party, ({ beyondLimits }) => beyondLimits?.validation.kind === 'hold-out');
    await party.contribute(consentKey);
    expect(problemsOf(party)).toEqual([['request-changed', undefined]]);
    expect(party.view.beyondLimits).not.toBeNull();
    expect(modelOwner.received.map(({ type }) => type)).not.toContain('ACCEPT');
  });
});

describe('what goes beyond a consent', () => {
  test('other marks and policies: each person is asked, and one more Contribute is enough', async () => {
    const parties = await twoTables();
    const plain = asking('y', ['a', 'b'], { missingMarks: ['NA'] });
    const [a, b] = plain.features;
    if (a === undefined || b === undefined) throw new Error('no features');
    const contract = { ...plain, features: [a, { ...b, missing: { policy: 'indicator' as const } }] };
    await modelOwner.propose(contract);
    for (const party of parties) {
      expect(await reasons(party)).toEqual([
        { kind: 'missing-marks' },
        { kind: 'columns', names: ['b'], leavingOut: [] },
      ]);
      expect(party.view.beyondLimits?.missingMarks).toEqual(['NA']);
    }
    expect(modelOwner.received.map(({ type }) => type)).not.toContain('ACCEPT');
    for (const party of parties) await party.contribute(party.view.consentKey);
    expect(await modelOwner.sums()).toEqual(await plainSums([table(1), table(2)], contract));
    modelOwner.finish();
    // Agreed once, it is agreed for the session.
    for (const party of parties) {
      const { file } = await until(party, ({ phase }) => phase === 'finished');
      expect(file?.offered[1]?.column).toMatchObject({ missing: { policy: 'indicator' } });
    }
    expect(await modelOwner.base(contract)).toHaveLength(3 * 4 + 1);
  });

  test('one Contribute is enough, whoever has not opened an invite', async () => {
    modelOwner = await createScriptedModelOwner({ missingMarks: MARKS, owners: 9 });
    const party = await joinWith(table(1));
    await offered(1);
    expect(party.view.request).toMatchObject({ owners: 9, present: 1 });
    expect((await modelOwner.base(asking('y', ['a', 'b'])))[0]).toBe(40n);
  });

  test('fewer owners than were there: whoever knew of them is asked', async () => {
    modelOwner = await createScriptedModelOwner({ missingMarks: MARKS });
    const away = await modelOwner.join();
    await until(away, ({ request }) => request !== null);
    const party = await modelOwner.join();
    await until(party, ({ request }) => request?.present === 2);
    await party.useFile(table(1));
    await contribute(party);
    await offered(1);
    await modelOwner.propose(asking('y', ['a', 'b']));
    expect(await reasons(party)).toEqual([{ kind: 'fewer-owners' }]);
    expect(party.view.beyondLimits).toMatchObject({ owners: 1 });
    await party.contribute(party.view.consentKey);
    expect((await modelOwner.sums())[0]).toBe(40n);
  });

  test('a contract of fewer columns that uses other rows than the first: its owner is asked', async () => {
    modelOwner = await createScriptedModelOwner({ missingMarks: MARKS });
    const rows = Array.from(
      { length: 40 },
      (_, i) => `${i % 5},${i % 8 === 0 ? 'NA' : i % 7},${(3 * i) % 11}`,
    );
    const party = await joinWith(new File([`a,b,y\n${rows.join('\n')}\n`], 'gaps.csv'));
    await offered(1);
    expect((await modelOwner.base(asking('y', ['a', 'b']))).slice(0, 2)).toEqual([35n, 5n]);
    modelOwner.finish();
    await until(party, ({ phase }) => phase === 'finished');
    // The same rows again are no question.
    expect((await modelOwner.base(asking('y', ['b'])))[0]).toBe(35n);
    modelOwner.finish();
    await until(party, ({ phase }) => phase === 'finished');

    await modelOwner.propose(asking('y', ['a']));
    expect(await reasons(party)).toEqual([{ kind: 'rows-differ', before: 35, now: 40 }]);
    await party.contribute(party.view.consentKey);
    expect((await modelOwner.sums())[0]).toBe(40n);
  });
});

describe('limits that an owner sets', () => {
  test('that warn are to be understood, those that refuse cannot be', async () => {
    modelOwner = await createScriptedModelOwner({ missingMarks: MARKS });
    const party = await modelOwner.join();
    await party.useFile(table(1));
    await until(party, ({ canContribute }) => canContribute);
    party.setGuards({ ...DEFAULT_GUARDS, leastRows: { level: 'warn', value: 41 } });
    expect(party.view).toMatchObject({ canContribute: false, file: { risks: ['few-rows'] } });
    party.setRiskUnderstood(true);
    expect(party.view.canContribute).toBe(true);
    party.setGuards({ ...DEFAULT_GUARDS, leastRows: { level: 'refuse', value: 41 } });
    expect(party.view).toMatchObject({ canContribute: false, file: { findings: [{ guard: 'leastRows' }] } });
    await party.contribute(party.view.consentKey);
    expect(party.view.contributed).toBe(false);
  });

  test('refuse a contract by name, on the rows that it leaves', async () => {
    modelOwner = await createScriptedModelOwner({ missingMarks: MARKS });
    const rows = Array.from(
      { length: 40 },
      (_, i) => `${i % 5},${i % 8 === 0 ? 'NA' : i % 7},${(3 * i) % 11}`,
    );
    const party = await joinWith(new File([`a,b,y\n${rows.join('\n')}\n`], 'gaps.csv'), (own) =>
      own.setGuards({ ...DEFAULT_GUARDS, leastRows: { level: 'refuse', value: 36 } }),
    );
    await offered(1);
    await modelOwner.propose(asking('y', ['a', 'b']));
    const { problems } = await until(party, ({ phase }) => phase === 'failed');
    expect(problems).toMatchObject([
      { code: 'guard-refused', details: { guard: 'leastRows', value: 36, found: 35 } },
    ]);
    const told = [{ owner: 1, reason: 'contract-refused', guard: 'leastRows' }];
    await vi.waitFor(() => expect(modelOwner.cancelled).toMatchObject(told));
    expect(JSON.parse(party.receipt())).toMatchObject({
      answers: [],
      refusals: [{ code: 'guard-refused', reason: 'leastRows' }],
    });
    // Without the column that has the gaps, the same limit holds.
    await contribute(party);
    await offered(1);
    expect((await modelOwner.base(asking('y', ['a'])))[0]).toBe(40n);
  });

  test('refuse a mode without a question to their owner', async () => {
    modelOwner = await createScriptedModelOwner({ missingMarks: MARKS });
    const party = await joinWith(table(1), (own) =>
      own.setGuards({ ...DEFAULT_GUARDS, modes: { level: 'refuse', accepted: ['rounds'] } }),
    );
    await offered(1);
    expect(modelOwner.state.owners[1]?.offer?.modes).toEqual(['rounds']);
    await modelOwner.propose(asking('y', ['a', 'b'], { mode: 'one-shot' }));
    await until(party, ({ phase }) => phase === 'failed');
    expect(problemsOf(party)).toEqual([['guard-refused', 'modes']]);
    const refused = { type: 'ABORT', body: { reason: 'contract-refused', guard: 'modes' } };
    await vi.waitFor(() => expect(modelOwner.received.at(-1)).toMatchObject(refused));
    modelOwner.ask({ mode: 'one-shot' });
    await until(party, ({ request }) => request?.mode === 'one-shot');
    expect(party.view).toMatchObject({ canContribute: false, file: { findings: [{ guard: 'modes' }] } });
  });
});

test('scores of own rows are those of the model, and stand in the receipt', async () => {
  modelOwner = await createScriptedModelOwner({ missingMarks: MARKS });
  const files = await penguins();
  const [torgersen, biscoe] = files;
  if (torgersen === undefined || biscoe === undefined) throw new Error('no file');
  const party = await joinWith(torgersen);
  await joinWith(biscoe);
  await offered(2);
  const contract = asking('body_mass_g', ['flipper_length_mm', 'sex']);
  await modelOwner.base(contract);
  modelOwner.finish();
  await until(party, ({ phase, scoring }) => phase === 'finished' && scoring === null);

  const terms = [
    { term: '(intercept)', estimate: -5000.5 },
    { term: 'flipper_length_mm', estimate: 46.75 },
    { term: 'sex=male', estimate: 347.25 },
  ];
  modelOwner.giveScores({ contract, terms }, 8);
  const offer = await until(party, ({ scoring }) => scoring !== null);
  expect(offer.scoring).toEqual({
    ...{ left: 8, columns: ['flipper_length_mm', 'sex'], target: 'body_mass_g', kind: 'linear' },
    ...{ rows: null, state: 'ready', progress: null, scores: null },
  });
  await party.scoreFile(torgersen, 5);
  const { scoring } = await until(party, (view) => view.scoring?.state === 'scored');
  expect(scoring).toMatchObject({ left: 3, rows: 52 });
  // Of the first five of Torgersen one has a gap, and is asked about all the same.
  const rows: [number, boolean][] = [
    [181, true],
    [186, false],
    [195, false],
    [193, false],
  ];
  expect(scoring?.scores).toHaveLength(4);
  for (const [i, [flipper, male]] of rows.entries()) {
    const score = -5000.5 + 46.75 * flipper + (male ? 347.25 : 0);
    expect(Math.abs((scoring?.scores?.[i] ?? NaN) - score)).toBeLessThan(1e-9 * Math.abs(score));
  }
  const [header, first] = (await (await party.scoredCsv()).text()).split('\n');
  expect(header).toContain('species,island');
  expect(first).toContain('Adelie,Torgersen,39.1,18.7,181,3750,male,2007');
  expect(party.view.training?.receipt.map(({ what, round }) => [what, round])).toEqual([
    ['base', 0],
    ['scores', 1],
  ]);
  expect(JSON.parse(party.receipt())).toMatchObject({ scoreQuestions: 1, rowsSent: 0 });

  // As many as are left, and no more.
  await party.scoreFile(torgersen, 100);
  await until(party, (view) => view.scoring?.state === 'scored' && view.scoring.left === 0);
  expect(party.view.scoring?.scores).toHaveLength(3);
  await expect(party.scoreFile(torgersen, 1)).rejects.toMatchObject({
    code: 'scores-refused',
    details: { reason: 'limit' },
  });
});
