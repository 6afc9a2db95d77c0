import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  createRandomizerPool,
  type Idle,
  type RandomizerPoolDeps,
} from '../../../src/workers/randomizer-pool.ts';

/** A source that counts: value i is the i-th that was ever made. */
function counting() {
  const batches: number[] = [];
  let next = 0n;
  return {
    batches,
    made: () => Number(next),
    take(count: number): bigint[] {
      batches.push(count);
      return Array.from({ length: count }, () => next++);
    },
  };
}

/** Idle time that passes when the test says so. */
function clock() {
  const waiting: (() => void)[] = [];
  const idle: Idle = (step) => {
    waiting.push(step);
    return () => {
      const place = waiting.indexOf(step);
      if (place !== -1) waiting.splice(place, 1);
    };
  };
  return {
    idle,
    waiting: () => waiting.length,
    /** Lets steps run, up to so many; returns how many there were. */
    pass(most = Infinity): number {
      let steps = 0;
      for (; steps < most; steps++) {
        const step = waiting.shift();
        if (step === undefined) break;
        step();
      }
      return steps;
    },
  };
}

/** A pool whose values are made ahead as soon as the test lets time pass, at most so many at once. */
function poolOf(target: number, atOnce = Infinity) {
  const [source, time] = [counting(), clock()];
  const asked: { count: number; background: boolean }[] = [];
  const ahead: RandomizerPoolDeps['ahead'] = (count, { background, onProgress }) => {
    asked.push({ count, background });
    const values = source.take(background ? Math.min(count, atOnce) : count);
    onProgress?.(values.length, count);
    return Promise.resolve(values);
  };
  /** Lets so many steps run to their end; returns how many there were. */
  const pass = async (most = Infinity): Promise<number> => {
    let steps = 0;
    while (steps < most && time.pass(1) === 1) {
      steps += 1;
      await Promise.resolve();
    }
    return steps;
  };
  const pool = createRandomizerPool({ source, ahead, target, idle: time.idle });
  return { source, time, asked, pass, pool };
}

describe('a pool of random factors', () => {
  test('fills itself in idle time, up to its target and no further', async () => {
    const { source, time, asked, pass, pool } = poolOf(7, 3);
    expect(time.waiting()).toBe(0);
    pool.start();
    pool.start();
    expect(source.made()).toBe(0);
    expect(time.waiting()).toBe(1);
    await pass(1);
    // Somebody asked for other work: the rest is made when there is time again.
    expect(source.made()).toBe(3);
    expect(time.waiting()).toBe(1);
    expect(await pass()).toBe(2);
    expect(source.made()).toBe(7);
    expect(asked.map(({ count }) => count)).toEqual([7, 4, 1]);
    expect(asked.every(({ background }) => background)).toBe(true);
    expect(time.waiting()).toBe(0);
  });

  test('begins nothing while values are on their way', async () => {
    const { time, source } = poolOf(0);
    let deliver: (values: bigint[]) => void = () => undefined;
    const ahead = () => new Promise<bigint[]>((resolve) => (deliver = resolve));
    const pool = createRandomizerPool({ source, ahead, target: 2, idle: time.idle });
    pool.start();
    expect(time.pass()).toBe(1);
    expect(pool.take(1)).toEqual([0n]);
    expect(time.waiting()).toBe(0);
    deliver([7n, 8n]);
    await Promise.resolve();
    expect(pool.take(2)).toEqual([7n, 8n]);
    expect(time.waiting()).toBe(1);
  });

  test('hands out what it has, and computes what is missing', async () => {
    const { source, pass, pool } = poolOf(6);
    pool.start();
    await pass();
    source.batches.length = 0;
    expect(pool.take(4)).toEqual([0n, 1n, 2n, 3n]);
    expect(source.batches).toEqual([]);
    expect(pool.take(5)).toEqual([4n, 5n, 6n, 7n, 8n]);
    expect(source.batches).toEqual([3]);
    await pass();
    expect(source.made()).toBe(9 + 6);
    expect(pool.take(0)).toEqual([]);
  });

  test('has ready what is announced, and says how far it is', async () => {
    const { source, asked, pass, pool } = poolOf(2);
    pool.start();
    await pass();
    const seen: string[] = [];
    const note = (done: number, total: number) => void seen.push(`${done}/${total}`);
    await pool.prepare(2, note);
    expect(seen.splice(0)).toEqual(['2/2']);
    await pool.prepare(5, note);
    expect(seen).toEqual(['5/5']);
    expect(asked.at(-1)).toEqual({ count: 3, background: false });
    source.batches.length = 0;
    expect(pool.take(5)).toEqual([0n, 1n, 2n, 3n, 4n]);
    expect(source.batches).toEqual([]);
    await pool.prepare(0);
    await expect(pool.prepare(-1)).rejects.toThrow(RangeError);
  });

  test('keeps ready what was once asked for, up to a limit', async () => {
    const { source, pass, pool } = poolOf(2);
    pool.start();
    expect(pool.take(9)).toHaveLength(9);
    await pass();
    expect(source.made()).toBe(9 + 9);
    expect(pool.take(5000)).toHaveLength(5000);
    const before = source.made();
    await pass();
    expect(source.made() - before).toBe(512);
    const vast = poolOf(1_000_000);
    vast.pool.start();
    await vast.pass();
    expect(vast.source.made()).toBe(512);
    await vast.pool.prepare(1_000_000);
    expect(vast.source.made()).toBe(512);
  });

  test('computes on demand before it is started, and after it is dropped', async () => {
    const { source, time, pass, pool } = poolOf(4, 2);
    expect(pool.take(3)).toEqual([0n, 1n, 2n]);
    expect(time.waiting()).toBe(0);
    pool.start();
    await pass(1);
    const kept = source.made();
    expect(time.waiting()).toBe(1);
    pool.drop();
    expect(time.waiting()).toBe(0);
    // Nothing of what was made ahead comes out any more.
    expect(pool.take(2)).toEqual([BigInt(kept), BigInt(kept + 1)]);
    expect(time.waiting()).toBe(0);
    pool.drop();
  });

  test('lets go of values that were on their way when it was dropped', async () => {
    const { source, time, pass, pool } = poolOf(3);
    pool.start();
    time.pass(1);
    expect(source.made()).toBe(3);
    pool.drop();
    await Promise.resolve();
    expect(await pass()).toBe(0);
    await pool.prepare(2);
    expect(source.made()).toBe(5);
    expect(pool.take(2)).toEqual([5n, 6n]);
  });

  test('makes nothing ahead any more once that failed, and still computes on demand', async () => {
    const { source, time } = poolOf(0);
    const ahead = vi.fn(() => Promise.reject(new Error('no')));
    const pool = createRandomizerPool({ source, ahead, target: 2, idle: time.idle });
    pool.start();
    time.pass();
    await Promise.resolve();
    expect(pool.take(2)).toEqual([0n, 1n]);
    time.pass();
    expect(time.waiting()).toBe(0);
    expect(ahead).toHaveBeenCalledTimes(1);
  });

  test('never hands one out twice, whatever happens in between', async () => {
    const event = fc.oneof(
      fc.integer({ min: 0, max: 12 }).map((count) => ({ take: count })),
      fc.integer({ min: 0, max: 12 }).map((count) => ({ prepare: count })),
      fc.integer({ min: 1, max: 4 }).map((steps) => ({ pass: steps })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 10 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(event, { maxLength: 30 }),
        async (target, atOnce, events) => {
          const { pass, pool } = poolOf(target, atOnce);
          pool.start();
          const taken: bigint[] = [];
          for (const each of events) {
            if ('pass' in each) await pass(each.pass);
            else if ('prepare' in each) await pool.prepare(each.prepare);
            else {
              const values = pool.take(each.take);
              expect(values).toHaveLength(each.take);
              taken.push(...values);
            }
          }
          expect(new Set(taken).size).toBe(taken.length);
        },
      ),
    );
  });

  test('refuses counts that are none, and keeps what it has', async () => {
    const { source, pass, pool } = poolOf(2);
    pool.start();
    await pass();
    for (const count of [-1, 2.5, NaN]) expect(() => pool.take(count)).toThrow(/count/);
    expect(pool.take(2)).toEqual([0n, 1n]);
    await pass(10);
    expect(source.made()).toBe(4);
    expect(() => poolOf(-1)).toThrow(RangeError);
  });
});
