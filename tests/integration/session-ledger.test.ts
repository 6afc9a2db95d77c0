import { afterEach, expect, test, vi } from 'vitest';
import { createMemoryStorage, type Box, type Storage } from '../../src/storage/index.ts';
import {
  contribute,
  createSessionKit,
  ended,
  settled,
  train,
  until,
  vectorFile,
  type SessionKit,
} from './session-kit.ts';
import { expectModelOf, table } from './session-tables.ts';

const kits: SessionKit[] = [];
afterEach(async () => {
  vi.unstubAllGlobals();
  for (const kit of kits.splice(0)) await kit.close();
});

async function session(title: string, target = 'y'): Promise<SessionKit> {
  const kit = await createSessionKit({ target, title });
  kits.push(kit);
  return kit;
}

/** One training with `table(1)`, in a browser with this storage. */
async function answerOnce(storage: Storage, title = 'First study') {
  const kit = await session(title);
  const joined = await contribute(kit, 1, table(1), { storage });
  await train(kit);
  await ended(kit);
  await until(joined.party, ({ phase }) => phase === 'finished');
  return { kit, ...joined };
}

test('a file that answered another session asks its owner first, and says which', async () => {
  const storage = createMemoryStorage();
  const before = Date.now();
  const first = await answerOnce(storage);
  const code = first.party.view.training?.roster?.code;

  const kit = await session('Second study');
  const { party } = await kit.join(1, { storage });
  await party.useFile(table(1));
  const { file, canContribute } = await until(party, (view) => view.file !== null);
  expect(canContribute).toBe(false);
  expect(file?.risks).toEqual(['answered-before']);
  expect(file?.answeredBefore).toMatchObject([{ title: 'First study', owners: 1, rosterCode: code }]);
  expect(file?.answeredBefore[0]?.at).toBeGreaterThanOrEqual(before);
  await party.contribute(party.view.consentKey);
  expect(party.view.contributed).toBe(false);

  // With the risk understood it is its owner's to decide.
  party.setRiskUnderstood(true);
  await until(party, (view) => view.canContribute);
  await party.contribute(party.view.consentKey);
  await train(kit);
  await expectModelOf([table(1)], 'y', (await ended(kit)).result);
});

test('another invite of the same session is another place to answer from', async () => {
  const storage = createMemoryStorage();
  const kit = await createSessionKit({ target: 'y', title: 'First study' }, { owners: 2 });
  kits.push(kit);
  const { party } = await contribute(kit, 1, table(1), { storage });
  party.setCompareFirst(true);
  await train(kit);
  await until(party, ({ training }) => training?.roster?.awaiting === true);
  party.confirmRoster();
  await until(party, ({ phase }) => phase === 'finished');
  const again = await kit.join(2, { storage });
  await again.party.useFile(table(1));
  await until(again.party, ({ file }) => file?.risks.includes('answered-before') === true);
  expect(again.party.view.canContribute).toBe(false);
});

test('an offer that stands does not outlast an answer in another session', async () => {
  const storage = createMemoryStorage();
  const [first, second] = [await session('First study'), await session('Second study')];
  const one = await contribute(first, 1, table(1), { storage });
  const two = await contribute(second, 1, table(1), { storage });
  await train(first);
  await until(one.party, ({ phase }) => phase === 'finished');
  await train(second);
  await until(two.party, ({ phase }) => phase === 'failed');
  await settled(second.wire);
  const sent = second.wire.messages.filter(({ from }) => from === two.networkId);
  expect(sent.map(({ message }) => message.type)).toEqual(['COLUMNS', 'ABORT']);
  expect(two.party.view).toMatchObject({ canContribute: false, file: { risks: ['answered-before'] } });
  two.party.setRiskUnderstood(true);
  await until(two.party, (view) => view.canContribute);
  await two.party.contribute(two.party.view.consentKey);
  await train(second);
  await expectModelOf([table(1)], 'y', (await ended(second)).result);
});

test('the same rows in another order and spelling are the same file', async () => {
  const storage = createMemoryStorage();
  await answerOnce(storage);
  const kit = await session('Second study');
  const { party } = await kit.join(1, { storage });
  const [header = '', ...rows] = (await table(1).text()).trim().split('\n');
  const shuffled = `${header}\r\n${rows.reverse().join('\r\n')}\r\n`;
  await party.useFile(new File([shuffled], 'renamed.csv'));
  await until(party, ({ file }) => file?.risks.includes('answered-before') === true);
  // Another file has answered nothing.
  await party.useFile(table(2));
  await until(party, ({ file }) => file?.name === 'table-2.csv');
  expect(party.view.file).toMatchObject({ risks: [], answeredBefore: [] });
});

test('in its own session it answers again without a question', async () => {
  const { kit, party } = await answerOnce(createMemoryStorage());
  await party.useFile(table(1));
  await until(party, (view) => view.canContribute);
  expect(party.view.file).toMatchObject({ risks: [], answeredBefore: [] });
  await party.contribute(party.view.consentKey);
  await train(kit);
  await expectModelOf([table(1)], 'y', (await ended(kit)).result);
});

test('another file after an answer asks as well, also in a reloaded tab', async () => {
  const storage = createMemoryStorage();
  const { kit, party } = await answerOnce(storage);
  await party.useFile(table(2));
  await until(party, ({ file }) => file?.name === 'table-2.csv');
  expect(party.view).toMatchObject({ canContribute: false, file: { risks: ['file-changed'] } });
  await party.close();
  const again = await kit.join(1, { storage });
  await until(again.party, ({ phase }) => phase === 'waiting' || phase === 'finished');
  expect(again.party.view).toMatchObject({ canContribute: false, file: { risks: ['file-changed'] } });
  again.party.setRiskUnderstood(true);
  await until(again.party, (view) => view.canContribute);
  await again.party.contribute(again.party.view.consentKey);
  await train(kit);
  await expectModelOf([table(2)], 'y', (await ended(kit)).result);
});

test('forgetting the file does not forget what was answered', async () => {
  const { party } = await answerOnce(createMemoryStorage());
  await party.forget();
  expect(party.view.file).toBeNull();
  await party.useFile(table(2));
  await until(party, ({ file }) => file?.risks.includes('file-changed') === true);
});

test("samples are nobody's secret: they never ask", async () => {
  vi.stubGlobal('fetch', async (url: string) => new Response(await vectorFile(url)));
  const storage = createMemoryStorage();
  for (const title of ['First study', 'Second study']) {
    const kit = await session(title, 'progression');
    const { party } = await kit.join(1, { storage });
    await party.useSample('diabetes-hospital-a.csv');
    await until(party, (view) => view.canContribute);
    expect(party.view.file).toMatchObject({ risks: [], answeredBefore: [] });
    await party.contribute(party.view.consentKey);
    kit.modelOwner.setPlan({ roundLimit: 1 });
    await train(kit);
    await ended(kit);
    await until(party, ({ phase }) => phase === 'finished');
    // Nor does another one after it.
    await party.useSample('diabetes-hospital-b.csv');
    await until(party, ({ file }) => file?.name === 'diabetes-hospital-b.csv');
    expect(party.view.file?.risks).toEqual([]);
  }
});

test('nothing leaves that could not be noted, and it is asked for again', async () => {
  const memory = createMemoryStorage();
  let full = true;
  const storage = {
    box<T>(name: string): Box<T> {
      const box = memory.box<T>(name);
      if (name !== 'ledger') return box;
      return {
        ...box,
        save: (id: string, value: T) => (full ? Promise.reject(new Error('full')) : box.save(id, value)),
      };
    },
  };
  const kit = await session('First study');
  const { party, networkId } = await contribute(kit, 1, table(1), { storage });
  await train(kit);
  await until(party, ({ problems }) => problems.some(({ code }) => code === 'storage-failed'));
  await settled(kit.wire);
  const answers = () =>
    kit.wire.messages.map(({ message }) => message.type).filter((type) => type === 'BASE');
  expect(answers()).toEqual([]);
  // The line breaks: the model owner asks again, and still nothing leaves.
  kit.hub.sever(networkId, kit.modelOwnerNetworkId);
  await until(party, ({ phase }) => phase === 'paused');
  await until(party, ({ phase }) => phase === 'training');
  await settled(kit.wire);
  expect(answers()).toEqual([]);

  // Nor without the state it was computed in: a reloaded tab would answer the same with other bytes.
  full = false;
  kit.hub.sever(networkId, kit.modelOwnerNetworkId);
  await until(party, ({ phase }) => phase === 'paused');
  await until(party, ({ phase }) => phase === 'training');
  await settled(kit.wire);
  expect(answers()).toEqual([]);
  await party.close();
  const again = await kit.join(1, { storage });
  await expectModelOf([table(1)], 'y', (await ended(kit)).result);
  await until(again.party, ({ phase }) => phase === 'finished');
  const { rowsHash = '' } = again.party.view.file?.profile ?? {};
  expect(await memory.box('ledger').load(rowsHash)).toHaveLength(1);
});
