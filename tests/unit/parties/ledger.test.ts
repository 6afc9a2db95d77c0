import { expect, test } from 'vitest';
import { createLedger } from '../../../src/parties/ledger.ts';
import { createMemoryStorage } from '../../../src/storage/index.ts';

const answer = { title: 'A study', rosterCode: 'one two', owners: 3, columns: ['y', 'a'], rounds: 0, at: 5 };

test('rows answer in a session once, whatever they answer there', async () => {
  const storage = createMemoryStorage();
  const here = createLedger(storage, 'here');
  expect(await here.answeredElsewhere('rows')).toEqual([]);
  await here.note('rows', answer);
  await here.note('rows', { ...answer, rounds: 4, at: 9 });
  expect(await here.answeredElsewhere('rows')).toEqual([]);
  const there = createLedger(storage, 'there');
  expect(await there.answeredElsewhere('rows')).toEqual([{ ...answer, session: 'here', rounds: 4, at: 9 }]);
  expect(await there.answeredElsewhere('other rows')).toEqual([]);
});

test('every session but the own is listed, oldest first', async () => {
  const storage = createMemoryStorage();
  for (const session of ['a', 'b', 'c']) await createLedger(storage, session).note('rows', answer);
  const sessions = async (own: string) =>
    (await createLedger(storage, own).answeredElsewhere('rows')).map(
      (each) => (each as { readonly session?: string } | null)?.session,
    );
  expect(await sessions('d')).toEqual(['a', 'b', 'c']);
  expect(await sessions('b')).toEqual(['a', 'c']);
});

test('a record that cannot be read counts as an answer in some session', async () => {
  const storage = createMemoryStorage();
  const box = storage.box<unknown>('ledger');
  await box.save('rows', 'broken');
  await box.save('some rows', [{ ...answer, session: 'here' }, { title: 5 }]);
  const ledger = createLedger(storage, 'there');
  expect(await ledger.answeredElsewhere('rows')).toEqual([null]);
  expect(await ledger.answeredElsewhere('some rows')).toEqual([null, { ...answer, session: 'here' }]);
  // An answer noted on top does not make it readable.
  await ledger.note('rows', answer);
  expect(await ledger.answeredElsewhere('rows')).toEqual([null]);
});
