import { describe, expect, test, vi } from 'vitest';
import { DEFAULT_MISSING_MARKS } from '../../../src/contract/index.ts';
import { DEFAULT_GUARDS, readProfile, type FileProfile } from '../../../src/dataset/index.ts';
import { createDataFile } from '../../../src/parties/data-file.ts';
import { createLedger } from '../../../src/parties/ledger.ts';
import type { FileContext, StoredFile } from '../../../src/parties/offer.ts';
import { createMemoryStorage, type Box } from '../../../src/storage/index.ts';
import type { DataOwnerWork } from '../../../src/workers/index.ts';
import { csv } from '../dataset/support.ts';

const rows = (slope: number) => Array.from({ length: 40 }, (_, i) => `${i},${slope * i}`).join('\n');
const blob = csv(`a,b\n${rows(1)}\n`);
const other = csv(`a,b\n${rows(2)}\n`);
const source = { name: 'f.csv', blob, sample: false };
const MARKS = DEFAULT_MISSING_MARKS;
const CONTEXT: FileContext = {
  ...{ request: null, standing: null, contract: null, rowCounts: null },
  guards: DEFAULT_GUARDS,
};
const yes = () => Promise.resolve(true);
const answer = { title: 'Study', rosterCode: 'one two', owners: 3, columns: ['a'], rounds: 1, at: 5 };

async function setUp({ storage = createMemoryStorage(), box: alter = (box: Box<StoredFile>) => box } = {}) {
  const box = alter(storage.box<StoredFile>('file'));
  const calls = { onReplaced: vi.fn(), onChoice: vi.fn(), onTrouble: vi.fn(), onProgress: vi.fn() };
  const read = vi.fn((file: Blob, missingMarks: readonly string[]): Promise<FileProfile> =>
    readProfile(file, { missingMarks }),
  );
  const work = { readProfile: read } as unknown as DataOwnerWork;
  const ledger = createLedger(storage, 'here');
  const open = () => createDataFile({ id: 'tab', box, ledger, work: () => work, ...calls });
  return { storage, box, ledger, read, open, file: await open(), ...calls };
}

/** Notes that the rows of a file answered in a session. */
async function answered(storage: ReturnType<typeof createMemoryStorage>, session: string, data: Blob) {
  await createLedger(storage, session).note((await readProfile(data)).rowsHash, answer);
}

describe('reading', () => {
  test('takes the file once it is read and stored', async () => {
    const { file, box, onReplaced } = await setUp();
    expect([file.stored, file.profile, file.view(CONTEXT, null)]).toEqual([null, null, null]);
    expect(await file.read(source, MARKS, yes)).toBe(true);
    expect(onReplaced).toHaveBeenCalledTimes(1);
    expect(file.stored).toMatchObject({ name: 'f.csv', choices: {}, understood: [], sample: false });
    expect(file.view(CONTEXT, null)).toMatchObject({ name: 'f.csv', risks: [], answeredBefore: [] });
    expect(await (await box.load('tab'))?.blob.text()).toBe(await blob.text());
  });

  test('a file that cannot be read leaves the one before', async () => {
    const { file, box } = await setUp();
    await file.read(source, MARKS, yes);
    const broken = file.read({ name: 'x.csv', blob: csv('a,b\n1\n'), sample: false }, MARKS, yes);
    await expect(broken).rejects.toMatchObject({ code: 'csv-ragged' });
    expect(file.stored?.name).toBe('f.csv');
    expect((await box.load('tab'))?.name).toBe('f.csv');
  });

  test('of two files that are read at once, the later one is taken', async () => {
    const { file, box, read } = await setUp();
    let release: (profile: FileProfile) => void = () => undefined;
    read.mockReturnValueOnce(new Promise((resolve) => (release = resolve)));
    const slow = file.read(source, MARKS, yes);
    expect(await file.read({ name: 'late.csv', blob: other, sample: false }, MARKS, yes)).toBe(true);
    release(await readProfile(blob));
    expect(await slow).toBe(false);
    expect(file.stored?.name).toBe('late.csv');
    expect((await box.load('tab'))?.name).toBe('late.csv');
    // And an error of the one that nobody waits for is nobody's.
    read.mockReturnValueOnce(new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 5)));
    const failing = file.read(source, MARKS, yes);
    file.abandon();
    expect(await failing).toBe(false);
  });

  test('where it is no longer allowed, it is not taken', async () => {
    const { file, box, onReplaced } = await setUp();
    expect(await file.read(source, MARKS, () => Promise.resolve(false))).toBe(false);
    expect(await box.load('tab')).toBeUndefined();
    // It may stop being allowed while the file is stored.
    const allowed = vi.fn().mockResolvedValueOnce(true).mockResolvedValue(false);
    expect(await file.read(source, MARKS, allowed)).toBe(false);
    expect([file.stored, onReplaced.mock.calls.length]).toEqual([null, 0]);
  });

  test('what counts from then on is the copy in this browser', async () => {
    const { file } = await setUp({
      box: (box) => ({
        ...box,
        load: async (id) => {
          const kept = await box.load(id);
          return kept && { ...kept, blob: other };
        },
      }),
    });
    await file.read(source, MARKS, yes);
    expect(await file.stored?.blob.text()).toBe(await other.text());
  });
});

describe('restoring', () => {
  test('a stored file is there again, with what was chosen of it', async () => {
    const { file, open } = await setUp();
    await file.read(source, MARKS, yes);
    file.choose('a', { shown: false });
    file.choose('a', { range: [-5, 50] });
    file.setUnderstood(['few-rows']);
    const again = await open();
    expect([again.stored?.name, again.profile]).toEqual(['f.csv', null]);
    await again.restore(MARKS);
    expect(again.stored).toMatchObject({
      choices: { a: { shown: false, range: [-5, 50] } },
      understood: ['few-rows'],
    });
    expect(again.view(CONTEXT, null)?.offered[0]?.shown).toBe(false);
  });

  test('nothing stored is nothing to restore', async () => {
    const { file, read } = await setUp();
    await file.restore(MARKS);
    expect(read).not.toHaveBeenCalled();
  });

  test('a file that can no longer be read is none', async () => {
    const { file, open, read } = await setUp();
    await file.read(source, MARKS, yes);
    const again = await open();
    read.mockRejectedValueOnce(new Error('gone'));
    await expect(again.restore(MARKS)).rejects.toThrow('gone');
    expect([again.stored, again.view(CONTEXT, null)]).toEqual([null, null]);
  });
});

describe('choosing', () => {
  test('is told, and refused where a range does not hold the data', async () => {
    const { file, onChoice } = await setUp();
    file.choose('a', { shown: false });
    file.setUnderstood(['few-rows']);
    expect(onChoice).not.toHaveBeenCalled();
    await file.read(source, MARKS, yes);
    file.choose('a', { shown: false });
    expect(onChoice).toHaveBeenCalledTimes(1);
    expect(() => file.choose('a', { range: [0, 5] })).toThrow(
      expect.objectContaining({ code: 'data-out-of-range' }) as Error,
    );
    expect(() => file.choose('z', { range: [0, 5] })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }) as Error,
    );
    expect(onChoice).toHaveBeenCalledTimes(1);
  });

  test('what cannot be stored is told', async () => {
    const full = new Error('full');
    let saves = 0;
    const { file, onTrouble } = await setUp({
      box: (box) => ({
        ...box,
        save: (id, value) => (saves++ === 0 ? box.save(id, value) : Promise.reject(full)),
      }),
    });
    await file.read(source, MARKS, yes);
    file.setUnderstood(['few-rows']);
    await vi.waitFor(() => expect(onTrouble).toHaveBeenCalledWith(full));
  });
});

describe('what the rows answered', () => {
  test('in other sessions is a risk, unless they are a sample', async () => {
    const { storage, file } = await setUp();
    await answered(storage, 'there', blob);
    await answered(storage, 'here', blob);
    await file.read(source, MARKS, yes);
    expect(file.view(CONTEXT, null)).toMatchObject({
      risks: ['answered-before'],
      answeredBefore: [{ ...answer, session: 'there' }],
    });
    await file.read({ ...source, sample: true }, MARKS, yes);
    expect(file.view(CONTEXT, null)).toMatchObject({ risks: [], answeredBefore: [] });
  });

  test('is looked up again in a tab that is loaded again', async () => {
    const { storage, file, open } = await setUp();
    await file.read(source, MARKS, yes);
    await answered(storage, 'there', blob);
    const again = await open();
    await again.restore(MARKS);
    expect(again.view(CONTEXT, null)?.risks).toEqual(['answered-before']);
  });

  test('rows other than those that answered in this session are a risk', async () => {
    const { file } = await setUp();
    await file.read(source, MARKS, yes);
    const { rowsHash } = await readProfile(blob);
    expect(file.view(CONTEXT, rowsHash)?.risks).toEqual([]);
    expect(file.view(CONTEXT, (await readProfile(other)).rowsHash)?.risks).toEqual(['file-changed']);
    await file.read({ ...source, sample: true }, MARKS, yes);
    expect(file.view(CONTEXT, (await readProfile(other)).rowsHash)?.risks).toEqual([]);
  });
});

test('forgetting leaves nothing in the box, and ends what is being read', async () => {
  const { file, box, read } = await setUp();
  await file.read(source, MARKS, yes);
  let release: (profile: FileProfile) => void = () => undefined;
  read.mockReturnValueOnce(new Promise((resolve) => (release = resolve)));
  const slow = file.read(source, MARKS, yes);
  await file.forget();
  release(await readProfile(blob));
  expect(await slow).toBe(false);
  expect([file.stored, file.profile, file.view(CONTEXT, null)]).toEqual([null, null, null]);
  expect(await box.load('tab')).toBeUndefined();
});

describe('other marks of missing values', () => {
  const marked = csv(`a,b,c\n${Array.from({ length: 40 }, (_, i) => `${i},${i % 7},${i % 4}`).join('\n')}\n`);

  test('are read with again, and what was chosen stays', async () => {
    const { file, onReplaced } = await setUp();
    await file.read({ ...source, blob: marked }, MARKS, yes);
    file.choose('a', { shown: false });
    expect(file.profile?.columns.map(({ missing }) => missing)).toEqual([0, 0, 0]);
    await file.readAgain(['3']);
    expect(file.marks).toEqual(['3']);
    expect(file.profile?.columns.map(({ missing }) => missing)).toEqual([1, 6, 10]);
    expect(file.view(CONTEXT, null)?.offered[0]?.shown).toBe(false);
    expect(onReplaced).toHaveBeenCalledTimes(1);
  });

  test('do not make other rows of them: the ledger knows them still', async () => {
    const { storage, file } = await setUp();
    await file.read({ ...source, blob: marked }, MARKS, yes);
    const { rowsHash } = file;
    await answered(storage, 'there', marked);
    await file.read({ ...source, blob: marked }, ['3'], yes);
    expect((await readProfile(marked, { missingMarks: ['3'] })).rowsHash).not.toBe(rowsHash);
    expect(file.rowsHash).toBe(rowsHash);
    expect(file.view(CONTEXT, rowsHash)?.risks).toEqual(['answered-before']);
  });

  test('may be what a file needs to be read at all', async () => {
    const { file } = await setUp();
    const odd = csv(`a,b\nnone,1\n${Array.from({ length: 40 }, (_, i) => `${i},${i}`).join('\n')}\n`);
    await expect(file.read({ ...source, blob: odd }, MARKS, yes)).rejects.toMatchObject({
      code: 'csv-not-numeric',
    });
    expect(await file.read({ ...source, blob: odd }, ['none'], yes)).toBe(true);
    expect(file.rowsHash).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('the name and the categories of a column', () => {
  const letters = csv(
    `a,B,c\n${Array.from({ length: 40 }, (_, i) => `${i},${'xyz'.charAt(i % 3)},${i}`).join('\n')}\n`,
  );

  test('are taken where they can be, and go with the file', async () => {
    const { file } = await setUp();
    await file.read({ ...source, blob: letters }, MARKS, yes);
    file.choose('B', { shownAs: 'b' });
    expect(file.readable).toEqual({
      blob: file.stored?.blob,
      form: { rows: 40, decimalComma: false, columnNames: { b: 'B' } },
    });
    for (const shownAs of ['a', '', 'x'.repeat(201)]) {
      expect(() => file.choose('B', { shownAs })).toThrow(
        expect.objectContaining({ code: 'invalid-argument' }) as Error,
      );
    }
    file.choose('B', { shownAs: null });
    expect(file.readable?.form.columnNames).toEqual({});
    // Its own name may have gone to another one meanwhile.
    file.choose('B', { shownAs: 'b' });
    file.choose('c', { shownAs: 'B' });
    expect(() => file.choose('B', { shownAs: null })).toThrow();
  });

  test('categories are those of the file and more, fewer where rows outside are dropped', async () => {
    const { file } = await setUp();
    await file.read({ ...source, blob: letters }, MARKS, yes);
    const column = () => file.view(CONTEXT, null)?.offered[1]?.column ?? null;
    const set = (...values: string[]) => file.chooseCategories(column(), 'B', values);
    set('z', 'w', 'x', 'y');
    expect(column()).toMatchObject({ categories: ['w', 'x', 'y', 'z'], reference: 'w' });
    set('x', 'y', 'z');
    expect(column()).toMatchObject({ categories: ['x', 'y', 'z'], reference: 'x' });
    const invalid = expect.objectContaining({ code: 'invalid-argument' }) as Error;
    for (const values of [[], ['x', 'y'], ['x', 'y', 'z', 'z'], ['x', 'y', 'z', ' ']]) {
      expect(() => set(...values)).toThrow(invalid);
    }
    expect(() =>
      file.chooseCategories(file.view(CONTEXT, null)?.offered[0]?.column ?? null, 'a', ['1']),
    ).toThrow(invalid);
    file.choose('B', { outside: 'drop' });
    set('y', 'x');
    expect(column()).toMatchObject({ categories: ['x', 'y'] });
    // Rows outside are refused again: nothing of the file may be outside.
    file.choose('B', { outside: 'refuse' });
    expect(column()).toMatchObject({ categories: ['x', 'y', 'z'] });
    file.choose('B', { type: 'ordinal' });
    expect(column()).toMatchObject({ order: ['x', 'y', 'z'] });
    set('y', 'z', 'x');
    expect(column()).toMatchObject({ order: ['y', 'z', 'x'] });
    expect(() => set('y', 'x')).toThrow(invalid);
  });
});
