import { describe, expect, test, vi } from 'vitest';
import { FederatedError } from '../../../src/base/index.ts';
import type { DataFile } from '../../../src/parties/data-file.ts';
import { createReading } from '../../../src/parties/data-owner-reading.ts';
import { createProblemList } from '../../../src/parties/problems.ts';

const blob = new Blob(['a,b\n1,2\n']);

/** A tab with a file that was read with the marks `read`. */
function setUp(read: readonly string[] = ['NA']) {
  const file = {
    stored: { blob },
    marks: read,
    read: vi.fn((_source: unknown, marks: readonly string[]) => {
      file.marks = marks;
      return Promise.resolve(true);
    }),
    readAgain: vi.fn((marks: readonly string[]) => {
      file.marks = marks;
      return Promise.resolve();
    }),
  };
  const asked = { marks: ['NA'] as readonly string[], training: false };
  const calls = { takeBack: vi.fn(), onProgress: vi.fn() };
  const problems = createProblemList(() => undefined);
  const reading = createReading({
    ...{ file: file as unknown as DataFile, problems, ...calls },
    marks: () => asked.marks,
    isTraining: () => asked.training,
    settled: () => Promise.resolve(),
  });
  const quiet = () => vi.waitFor(() => expect(reading.busy).toBe(false));
  return { reading, file, asked, problems, quiet, ...calls };
}

describe('keeping up with the marks of missing values', () => {
  test('reads again when others are asked for, and only then', async () => {
    const { reading, file, asked, quiet, onProgress } = setUp();
    reading.keepUp();
    asked.marks = ['NA'];
    reading.keepUp();
    expect(file.readAgain).not.toHaveBeenCalled();
    asked.marks = ['NA', '999'];
    expect(reading.upToDate).toBe(false);
    reading.keepUp();
    expect(reading.busy).toBe(true);
    // What is asked for meanwhile is read next.
    asked.marks = ['?'];
    reading.keepUp();
    await vi.waitFor(() => expect(file.readAgain.mock.calls).toEqual([[['NA', '999']], [['?']]]));
    await quiet();
    expect(reading.upToDate).toBe(true);
    expect(onProgress.mock.calls.at(-1)).toEqual([null]);
  });

  test('waits while a training goes on', async () => {
    const { reading, file, asked, quiet } = setUp();
    Object.assign(asked, { marks: ['?'], training: true });
    reading.keepUp();
    expect(file.readAgain).not.toHaveBeenCalled();
    asked.training = false;
    reading.keepUp();
    await quiet();
    expect(reading.upToDate).toBe(true);
  });

  test('tells what cannot be read, once, until other marks are asked for', async () => {
    const { reading, file, asked, problems, quiet } = setUp();
    asked.marks = [];
    file.readAgain.mockRejectedValue(new FederatedError('csv-not-numeric', 'no'));
    reading.keepUp();
    await quiet();
    reading.keepUp();
    expect(file.readAgain).toHaveBeenCalledTimes(1);
    expect(problems.all.map(({ code }) => code)).toEqual(['csv-not-numeric']);
    expect(reading.upToDate).toBe(false);
    asked.marks = ['NA'];
    reading.keepUp();
    expect(reading.upToDate).toBe(true);
    asked.marks = ['?'];
    file.readAgain.mockImplementation((marks) => {
      file.marks = marks;
      return Promise.resolve();
    });
    reading.keepUp();
    await quiet();
    expect(problems.all).toEqual([]);
  });

  test('does not spin where the thread was ended', async () => {
    const { reading, file, asked, problems, quiet } = setUp();
    asked.marks = ['?'];
    file.readAgain.mockRejectedValue(new FederatedError('cancelled', 'ended'));
    reading.keepUp();
    await quiet();
    await new Promise((wake) => setTimeout(wake, 20));
    expect(file.readAgain).toHaveBeenCalledTimes(1);
    expect(problems.all).toEqual([]);
  });
});

describe('reading a file', () => {
  test('takes back what was contributed, and reads with the marks that are asked for', async () => {
    const { reading, file, asked, takeBack } = setUp();
    asked.marks = ['?'];
    await reading.read('f.csv', blob);
    expect(takeBack).toHaveBeenCalledTimes(1);
    expect(file.read.mock.calls[0]?.slice(0, 2)).toEqual([{ name: 'f.csv', blob, sample: false }, ['?']]);
    expect([reading.busy, reading.upToDate]).toEqual([false, true]);
  });

  test('is refused while a training goes on', async () => {
    const { reading, file, asked } = setUp();
    asked.training = true;
    await expect(reading.read('f.csv', blob)).rejects.toMatchObject({ code: 'invalid-state' });
    expect(file.read).not.toHaveBeenCalled();
  });
});
