import { afterEach, expect, test, vi } from 'vitest';
import { sampleFile, samplesFor } from '../../../src/parties/samples.ts';

afterEach(() => void vi.unstubAllGlobals());

test("an owner's own sample stands first", () => {
  const names = (invite: number) =>
    samplesFor('diabetes', invite, '/samples/').map(({ name }) => name.slice(18, 19));
  expect([1, 2, 3, 4].map(names)).toEqual([
    ['a', 'b', 'c'],
    ['b', 'c', 'a'],
    ['c', 'a', 'b'],
    ['a', 'b', 'c'],
  ]);
  expect(samplesFor('diabetes', 1, '/samples/')[0]?.url).toBe('/samples/diabetes-hospital-a.csv');
  const islands = samplesFor('penguins', 2, '/samples/').map(({ name }) => name);
  expect(islands).toEqual(['biscoe', 'dream', 'torgersen'].map((name) => `penguins-${name}.csv`));
  expect(samplesFor(null, 1, '/samples/')).toEqual([]);
});

test('only samples that are known are fetched, from where the page came from', async () => {
  const fetched = vi.fn(() => Promise.resolve(new Response('x,y')));
  vi.stubGlobal('fetch', fetched);
  expect(await (await sampleFile('/samples/', 'diabetes-hospital-b.csv')).text()).toBe('x,y');
  expect(fetched).toHaveBeenCalledWith('/samples/diabetes-hospital-b.csv');
  for (const name of ['../secret', 'other.csv', '']) {
    await expect(sampleFile('/samples/', name)).rejects.toMatchObject({ code: 'invalid-argument' });
  }
  expect(fetched).toHaveBeenCalledTimes(1);
  fetched.mockResolvedValue(new Response('', { status: 404 }));
  await expect(sampleFile('/samples/', 'diabetes-hospital-b.csv')).rejects.toMatchObject({
    code: 'signaling-unreachable',
  });
});
