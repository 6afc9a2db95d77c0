import { describe, expect, test, vi } from 'vitest';
import { share, type Hand } from '../../../src/workers/share.ts';

const PARTS = Array.from({ length: 12 }, (_, i) => i);
const SQUARES = PARTS.map((i) => i * i);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A thread that takes so long for a part, and what it was asked. */
function handOf(compute: (part: number) => Promise<number>, ready: Promise<unknown> = Promise.resolve()) {
  const asked: number[] = [];
  const lose = vi.fn();
  const hand: Hand<number, number> = {
    ready,
    compute(part) {
      asked.push(part);
      return compute(part);
    },
    lose,
  };
  return { hand, asked, lose };
}

const quick = () => handOf((part) => Promise.resolve(part * part));

/** This thread, and what it computed: slowly enough for others to take part. */
function thisThread() {
  const done: number[] = [];
  const here = (part: number): number => {
    const until = performance.now() + 2;
    while (performance.now() < until);
    done.push(part);
    return part * part;
  };
  return { here, done };
}

describe('parts shared among threads', () => {
  test('are all computed, in order, by one thread alone', async () => {
    const { here, done } = thisThread();
    const seen: string[] = [];
    const onProgress = (step: number, total: number) => void seen.push(`${step}/${total}`);
    expect(await share({ parts: PARTS, here, hands: [], onProgress })).toEqual(SQUARES);
    expect(done).toEqual(PARTS);
    expect(seen).toEqual(PARTS.map((i) => `${i + 1}/12`));
    expect(await share({ parts: [], here, hands: [] })).toEqual([]);
  });

  test('are each computed once, by whoever is free', async () => {
    const { here, done } = thisThread();
    const hands = [quick(), quick()];
    const progress = vi.fn();
    const results = await share({
      parts: PARTS,
      here,
      hands: hands.map(({ hand }) => hand),
      onProgress: progress,
    });
    expect(results).toEqual(SQUARES);
    const all = [...done, ...hands.flatMap(({ asked }) => asked)];
    expect(all.toSorted((a, b) => a - b)).toEqual(PARTS);
    expect(hands.every(({ asked }) => asked.length > 0)).toBe(true);
    expect(progress).toHaveBeenCalledTimes(12);
    expect(progress).toHaveBeenLastCalledWith(12, 12);
    expect(hands.some(({ lose }) => lose.mock.calls.length > 0)).toBe(false);
  });

  test('are waited for where another thread has the last ones', async () => {
    const { hand, asked } = handOf((part) => pause(30).then(() => part * part));
    const { here } = thisThread();
    expect(await share({ parts: PARTS.slice(0, 3), here, hands: [hand] })).toEqual(SQUARES.slice(0, 3));
    expect(asked).toHaveLength(2);
  });

  test('do not wait for a thread that is not there yet', async () => {
    const { hand, asked, lose } = handOf(() => Promise.resolve(0), new Promise(() => undefined));
    expect(await share({ parts: PARTS, here: (part) => part * part, hands: [hand] })).toEqual(SQUARES);
    expect(asked).toEqual([]);
    expect(lose).not.toHaveBeenCalled();
  });

  test('are computed here if a thread cannot be started, or fails at one', async () => {
    const absent = handOf(() => Promise.resolve(0), Promise.reject(new Error('not loaded')));
    const failing = handOf((part) =>
      part < 3 ? pause(1).then(() => part * part) : Promise.reject(new Error()),
    );
    const { here } = thisThread();
    const hands = [absent.hand, failing.hand];
    expect(await share({ parts: PARTS, here, hands })).toEqual(SQUARES);
    expect(absent.asked).toEqual([]);
    expect(absent.lose).toHaveBeenCalled();
    expect(failing.lose).toHaveBeenCalled();
  });

  test('are computed here if the last thread fails at the last one', async () => {
    const { hand, lose } = handOf(() => pause(20).then(() => Promise.reject(new Error('died'))));
    const { here, done } = thisThread();
    expect(await share({ parts: PARTS.slice(0, 3), here, hands: [hand] })).toEqual(SQUARES.slice(0, 3));
    expect(done).toHaveLength(3);
    expect(lose).toHaveBeenCalled();
  });

  test('are computed here if a thread falls silent, and what it says later does not count', async () => {
    let answer: (value: number) => void = () => undefined;
    const { hand, lose } = handOf(() => new Promise((resolve) => (answer = resolve)));
    const { here } = thisThread();
    const progress = vi.fn();
    const parts = PARTS.slice(0, 4);
    const results = await share({ parts, here, hands: [hand], onProgress: progress, patienceLeastMs: 20 });
    expect(results).toEqual(SQUARES.slice(0, 4));
    expect(lose).toHaveBeenCalled();
    answer(-1);
    await pause(1);
    expect(progress).toHaveBeenCalledTimes(4);
  });

  test('fail with what this thread throws, and nothing is begun any more', async () => {
    const { hand, asked } = handOf((part) => pause(5).then(() => part * part));
    const here = (part: number): number => {
      if (part === 3) throw new RangeError('part 3');
      return part * part;
    };
    await expect(share({ parts: PARTS, here, hands: [] })).rejects.toThrow('part 3');
    const refused = share({
      parts: PARTS,
      here: () => {
        throw new RangeError('no part');
      },
      hands: [hand],
    });
    await expect(refused).rejects.toThrow('no part');
    await pause(30);
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  test('are fewer if the job is over before', async () => {
    const { hand } = handOf((part) => pause(3).then(() => part * part));
    const { here, done } = thisThread();
    const results = await share({ parts: PARTS, here, hands: [hand], isOver: () => done.length === 3 });
    expect(results.length).toBeGreaterThanOrEqual(3);
    expect(results.length).toBeLessThan(12);
    expect(results).toEqual(SQUARES.slice(0, results.length));
  });

  test('let messages through in between', async () => {
    const order: string[] = [];
    setTimeout(() => order.push('message'), 0);
    const { here } = thisThread();
    await share({ parts: PARTS, here, hands: [], onProgress: (done) => void order.push(`${done}`) });
    expect(order.indexOf('message')).toBeGreaterThan(0);
    expect(order.indexOf('message')).toBeLessThan(12);
  });
});
