import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FederatedError } from '../../../src/base/index.ts';
import { createCrew, helpersFor, type Job } from '../../../src/workers/crew.ts';
import type { HelperWork } from '../../../src/workers/helper-work.ts';

const PARTS = Array.from({ length: 8 }, (_, i) => i);
const SQUARES = PARTS.map((i) => i * i);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Helpers that square what `sum` is given as a count; how they are started and ended is noted. */
function recruits() {
  const started: { terminated: boolean; readonly asked: number[] }[] = [];
  const start = vi.fn(() => {
    const helper = { terminated: false, asked: [] as number[] };
    started.push(helper);
    const work = {
      engine: () => Promise.resolve('bigint'),
      square(part: number) {
        helper.asked.push(part);
        return helper.terminated
          ? Promise.reject(new FederatedError('cancelled', 'ended'))
          : Promise.resolve(part * part);
      },
    };
    return {
      work: work as unknown as HelperWork,
      terminate() {
        helper.terminated = true;
      },
    };
  });
  return { start, started };
}

/** Squares all parts: a large job unless told otherwise. */
function squares(change: Partial<Job<number, number>> = {}): Job<number, number> & { done: number[] } {
  const done: number[] = [];
  return {
    done,
    parts: PARTS,
    effortMs: 10_000,
    here(part) {
      const until = performance.now() + 2;
      while (performance.now() < until);
      done.push(part);
      return part * part;
    },
    there: (helper, part) => (helper as unknown as { square(part: number): Promise<number> }).square(part),
    ...change,
  };
}

describe('how many helpers there may be', () => {
  test('one for every core but the one that the worker itself takes', () => {
    expect([1, 2, 4, 8].map(helpersFor)).toEqual([0, 1, 3, 7]);
    expect([64, 1000].map(helpersFor)).toEqual([15, 15]);
    // What browsers that hide the number say.
    expect([1, Number.NaN].map(helpersFor)).toEqual([0, 0]);
  });
});

describe('a crew', () => {
  test('without helpers computes in this thread', async () => {
    const crew = createCrew();
    const job = squares();
    expect(crew.threads).toBe(1);
    expect(await crew.share(job)).toEqual(SQUARES);
    expect(job.done).toEqual(PARTS);
  });

  test('starts helpers for a large job, no more than it may and the job has use for', async () => {
    const { start, started } = recruits();
    const crew = createCrew({ most: 3, start });
    expect(crew.threads).toBe(4);
    expect(start).not.toHaveBeenCalled();
    expect(await crew.share(squares({ parts: PARTS.slice(0, 3) }))).toEqual(SQUARES.slice(0, 3));
    expect(start).toHaveBeenCalledTimes(2);
    expect(await crew.share(squares())).toEqual(SQUARES);
    expect(start).toHaveBeenCalledTimes(3);
    expect(started.flatMap(({ asked }) => asked).length).toBeGreaterThan(0);
    // They are kept for the next job.
    expect(await crew.share(squares())).toEqual(SQUARES);
    expect(start).toHaveBeenCalledTimes(3);
  });

  test('starts none for a small job, and uses those that are there for a smaller one', async () => {
    const { start, started } = recruits();
    const crew = createCrew({ most: 1, start });
    expect(await crew.share(squares({ effortMs: 150 }))).toEqual(SQUARES);
    expect(await crew.share(squares({ parts: [1] }))).toEqual([1]);
    expect(start).not.toHaveBeenCalled();
    await crew.share(squares());
    const before = started[0]?.asked.length ?? 0;
    await crew.share(squares({ effortMs: 150 }));
    const after = started[0]?.asked.length ?? 0;
    expect(after).toBeGreaterThan(before);
    await crew.share(squares({ effortMs: 10 }));
    expect(started[0]?.asked.length).toBe(after);
  });

  test('keeps to itself what takes a secret', async () => {
    const { start } = recruits();
    const { parts, effortMs, here } = squares();
    expect(await createCrew({ most: 2, start }).share({ parts, effortMs, here })).toEqual(SQUARES);
    expect(start).not.toHaveBeenCalled();
  });

  test('goes on alone where no helper can be started', async () => {
    const start = vi.fn(() => {
      throw new Error('no workers here');
    });
    const crew = createCrew({ most: 2, start });
    expect(await crew.share(squares())).toEqual(SQUARES);
    expect(await crew.share(squares())).toEqual(SQUARES);
    expect(start).toHaveBeenCalledTimes(1);
  });

  test('does not start again what died', async () => {
    const { start, started } = recruits();
    const crew = createCrew({ most: 2, start });
    await crew.share(squares());
    const [first] = started;
    if (first !== undefined) first.terminated = true;
    expect(await crew.share(squares())).toEqual(SQUARES);
    const asked = first?.asked.length;
    expect(await crew.share(squares())).toEqual(SQUARES);
    expect(start).toHaveBeenCalledTimes(2);
    expect(first?.asked.length).toBe(asked);
    expect(started[1]?.terminated).toBe(false);
  });

  test('fails with what this thread throws, and works on', async () => {
    const { start } = recruits();
    const crew = createCrew({ most: 1, start });
    const here = (): number => {
      throw new RangeError('refused');
    };
    await expect(crew.share(squares({ here }))).rejects.toThrow('refused');
    expect(await crew.share(squares())).toEqual(SQUARES);
    const step = vi.fn();
    crew.whenFree(step);
    await pause(5);
    expect(step).toHaveBeenCalled();
  });

  test('leaves a job that nobody waits for as soon as somebody waits for another', async () => {
    const crew = createCrew();
    const background = squares({ background: true });
    const [part, all] = await Promise.all([crew.share(background), crew.share(squares())]);
    expect(all).toEqual(SQUARES);
    expect(part.length).toBeGreaterThan(0);
    expect(part.length).toBeLessThan(8);
    expect(await crew.share(squares({ background: true }))).toEqual(SQUARES);
  });
});

describe('a helper', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('is ended when there was nothing to do for a while, and started again', async () => {
    const { start, started } = recruits();
    const crew = createCrew({ most: 1, start, restMs: 1000 });
    await crew.share(squares());
    vi.advanceTimersByTime(900);
    await crew.share(squares());
    vi.advanceTimersByTime(900);
    expect(started[0]?.terminated).toBe(false);
    vi.advanceTimersByTime(200);
    expect(started[0]?.terminated).toBe(true);
    expect(await crew.share(squares())).toEqual(SQUARES);
    expect(start).toHaveBeenCalledTimes(2);
    expect(started[1]?.terminated).toBe(false);
  });
});

describe('a step for free time', () => {
  const settle = () => pause(10);

  test('waits for tasks that wait already, and for jobs that somebody waits for', async () => {
    const crew = createCrew();
    const order: string[] = [];
    setTimeout(() => order.push('task'), 0);
    crew.whenFree(() => order.push('step'));
    await settle();
    expect(order).toEqual(['task', 'step']);
    const job = crew.share(
      squares({
        onProgress(done) {
          if (done === 8) order.push('job');
        },
      }),
    );
    crew.whenFree(() => order.push('next step'));
    await job;
    await settle();
    expect(order.slice(2)).toEqual(['job', 'next step']);
  });

  test('does not wait for a job that nobody waits for', async () => {
    const crew = createCrew();
    const order: string[] = [];
    const job = crew.share(squares({ background: true }));
    crew.whenFree(() => order.push('step'));
    await job;
    order.push('job');
    expect(order).toEqual(['step', 'job']);
  });

  test('can be called off, while it waits for either', async () => {
    const crew = createCrew();
    const step = vi.fn();
    crew.whenFree(step)();
    const job = crew.share(squares());
    const callOff = crew.whenFree(step);
    // By now it waits for the job.
    await pause(6);
    callOff();
    await job;
    await settle();
    expect(step).not.toHaveBeenCalled();
  });
});
