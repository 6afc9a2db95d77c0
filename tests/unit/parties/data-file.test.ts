import { describe, expect, test, vi } from 'vitest';
import { readProfile, type FileProfile } from '../../../src/dataset/index.ts';
import { createDataFile } from '../../../src/parties/data-file.ts';
import { createLedger } from '../../../src/parties/ledger.ts';
import type { StoredFile } from '../../../src/parties/offer.ts';
import { createMemoryStorage, type Box } from '../../../src/storage/index.ts';
import type { DataOwnerWork } from '../../../src/workers/index.ts';
import { csv } from '../dataset/support.ts';

const rows = (slope: number) => Array.from({ length: 40 }, (_, i) => `${i},${slope * i}`).join('\n');
const blob = csv(`a,b\n${rows(1)}\n`);
const other = csv(`a,b\n${rows(2)}\n`);
const source = { name: 'f.csv', blob, sample: false };
const yes = () => Promise.resolve(true);
const answer = { title: 'Study', rosterCode: 'one two', owners: 3, columns: ['a'], rounds: 1, at: 5 };

async function setUp({ storage = createMemoryStorage(), box: alter = (box: Box<StoredFile>) => box } = {}) {
  const box = alter(storage.box<StoredFile>('file'));
  const calls = { onReplaced: vi.fn(), onChoice: vi.fn(), onTrouble: vi.fn(), onProgress: vi.fn() };
  const read = vi.fn((file: Blob): Promise<FileProfile> => readProfile(file));
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
    expect([file.stored, file.profile, file.view([], null)]).toEqual([null, null, null]);
    expect(await file.read(source, yes)).toBe(true);
    expect(onReplaced).toHaveBeenCalledTimes(1);
    expect(file.stored).toMatchObject({ name: 'f.csv', choices: {}, riskUnderstood: false, sample: false });
    expect(file.view([], null)).toMatchObject({ name: 'f.csv', risks: [], answeredBefore: [] });
    expect(await (await box.load('tab'))?.blob.text()).toBe(await blob.text());
  });

  test('a file that cannot be read leaves the one before', async () => {
    const { file, box } = await setUp();
    await file.read(source, yes);
    const broken = file.read({ name: 'x.csv', blob: csv('a,b\n1\n'), sample: false }, yes);
    await expect(broken).rejects.toMatchObject({ code: 'csv-ragged' });
    expect(file.stored?.name).toBe('f.csv');
    expect((await box.load('tab'))?.name).toBe('f.csv');
  });

  test('of two files that are read at once, the later one is taken', async () => {
    const { file, box, read } = await setUp();
    let release: (profile: FileProfile) => void = () => undefined;
    read.mockReturnValueOnce(new Promise((resolve) => (release = resolve)));
    const slow = file.read(source, yes);
    expect(await file.read({ name: 'late.csv', blob: other, sample: false }, yes)).toBe(true);
    release(await readProfile(blob));
    expect(await slow).toBe(false);
    expect(file.stored?.name).toBe('late.csv');
    expect((await box.load('tab'))?.name).toBe('late.csv');
    // And an error of the one that nobody waits for is nobody's.
    read.mockReturnValueOnce(new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 5)));
    const failing = file.read(source, yes);
    file.abandon();
    expect(await failing).toBe(false);
  });

  test('where it is no longer allowed, it is not taken', async () => {
    const { file, box, onReplaced } = await setUp();
    expect(await file.read(source, () => Promise.resolve(false))).toBe(false);
    expect(await box.load('tab')).toBeUndefined();
    // It may stop being allowed while the file is stored.
    const allowed = vi.fn().mockResolvedValueOnce(true).mockResolvedValue(false);
    expect(await file.read(source, allowed)).toBe(false);
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
    await file.read(source, yes);
    expect(await file.stored?.blob.text()).toBe(await other.text());
  });
});

describe('restoring', () => {
  test('a stored file is there again, with what was chosen of it', async () => {
    const { file, open } = await setUp();
    await file.read(source, yes);
    file.choose('a', { shown: false });
    file.choose('a', { range: [-5, 50] });
    file.setRiskUnderstood(true);
    const again = await open();
    expect([again.stored?.name, again.profile]).toEqual(['f.csv', null]);
    await again.restore();
    expect(again.stored).toMatchObject({
      choices: { a: { shown: false, range: [-5, 50] } },
      riskUnderstood: true,
    });
    expect(again.view([], null)?.offered[0]?.shown).toBe(false);
  });

  test('nothing stored is nothing to restore', async () => {
    const { file, read } = await setUp();
    await file.restore();
    expect(read).not.toHaveBeenCalled();
  });

  test('a file that can no longer be read is none', async () => {
    const { file, open, read } = await setUp();
    await file.read(source, yes);
    const again = await open();
    read.mockRejectedValueOnce(new Error('gone'));
    await expect(again.restore()).rejects.toThrow('gone');
    expect([again.stored, again.view([], null)]).toEqual([null, null]);
  });
});

describe('choosing', () => {
  test('is told, and refused where a range does not hold the data', async () => {
    const { file, onChoice } = await setUp();
    file.choose('a', { shown: false });
    file.setRiskUnderstood(true);
    expect(onChoice).not.toHaveBeenCalled();
    await file.read(source, yes);
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
    await file.read(source, yes);
    file.setRiskUnderstood(true);
    await vi.waitFor(() => expect(onTrouble).toHaveBeenCalledWith(full));
  });
});

describe('what the rows answered', () => {
  test('in other sessions is a risk, unless they are a sample', async () => {
    const { storage, file } = await setUp();
    await answered(storage, 'there', blob);
    await answered(storage, 'here', blob);
    await file.read(source, yes);
    expect(file.view([], null)).toMatchObject({
      risks: ['answered-before'],
      answeredBefore: [{ ...answer, session: 'there' }],
    });
    await file.read({ ...source, sample: true }, yes);
    expect(file.view([], null)).toMatchObject({ risks: [], answeredBefore: [] });
  });

  test('is looked up again in a tab that is loaded again', async () => {
    const { storage, file, open } = await setUp();
    await file.read(source, yes);
    await answered(storage, 'there', blob);
    const again = await open();
    await again.restore();
    expect(again.view([], null)?.risks).toEqual(['answered-before']);
  });

  test('rows other than those that answered in this session are a risk', async () => {
    const { file } = await setUp();
    await file.read(source, yes);
    const { rowsHash } = await readProfile(blob);
    expect(file.view([], rowsHash)?.risks).toEqual([]);
    expect(file.view([], (await readProfile(other)).rowsHash)?.risks).toEqual(['file-changed']);
    await file.read({ ...source, sample: true }, yes);
    expect(file.view([], (await readProfile(other)).rowsHash)?.risks).toEqual([]);
  });
});

test('forgetting leaves nothing in the box, and ends what is being read', async () => {
  const { file, box, read } = await setUp();
  await file.read(source, yes);
  let release: (profile: FileProfile) => void = () => undefined;
  read.mockReturnValueOnce(new Promise((resolve) => (release = resolve)));
  const slow = file.read(source, yes);
  await file.forget();
  release(await readProfile(blob));
  expect(await slow).toBe(false);
  expect([file.stored, file.profile, file.view([], null)]).toEqual([null, null, null]);
  expect(await box.load('tab')).toBeUndefined();
});
