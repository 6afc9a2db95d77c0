import { expose, proxy, releaseProxy, wrap, type Remote } from 'comlink';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FederatedError } from '../../../src/base/index.ts';
import { deserializeError, keepErrorCodes, serializeError } from '../../../src/workers/errors.ts';
import type { DataOwnerWork } from '../../../src/workers/index.ts';
import { contractOf, csv, numeric, refusal } from '../dataset/support.ts';
import { FILES, KEY_BITS, smallDataOwner, smallModelOwner, terms } from './kit.ts';

keepErrorCodes();

const failing = {
  refuse: (): Promise<never> =>
    Promise.reject(new FederatedError('csv-ragged', 'line 3', { line: 3, names: ['a', 'b'] })),
  stumble: (): never => {
    throw new TypeError('x is not a function');
  },
  work: (value: number): number => 2 * value,
};

/** Both ends of a channel, as between a page and its worker. */
function across<T>(value: T): { remote: Remote<T>; close: () => void } {
  const { port1, port2 } = new MessageChannel();
  expose(value, port1);
  const remote = wrap<T>(port2);
  return {
    remote,
    close() {
      port1.close();
      port2.close();
    },
  };
}

describe('errors between threads', () => {
  const line = across(failing);
  afterAll(() => line.close());

  test('keep code, details and class', async () => {
    const details = await refusal(line.remote.refuse(), 'csv-ragged');
    expect(details).toEqual({ line: 3, names: ['a', 'b'] });
    await expect(line.remote.refuse()).rejects.toBeInstanceOf(FederatedError);
    await expect(line.remote.refuse()).rejects.toThrow('line 3');
  });

  test('that nobody foresaw are failures of the worker', async () => {
    await refusal(line.remote.stumble(), 'worker-failed');
    await expect(line.remote.stumble()).rejects.toThrow('TypeError: x is not a function');
  });

  test('leave results alone', async () => {
    expect(await line.remote.work(21)).toBe(42);
  });
});

describe("a data owner's work behind a channel", () => {
  let line: ReturnType<typeof across<DataOwnerWork>>;
  beforeAll(() => {
    line = across(smallDataOwner());
  });
  afterAll(() => line.close());

  test('answers, reports and refuses as without one', async () => {
    const modelOwner = smallModelOwner();
    const n = await modelOwner.generateKey(KEY_BITS);
    const seen: number[] = [];
    const report = proxy((done: number) => void seen.push(done));
    await line.remote.checkContract(FILES[0], terms(n), report);
    const answer = await line.remote.encryptGradient(await modelOwner.encrypt([1n, 2n, 3n]));
    expect(await modelOwner.sumAndDecrypt([answer], [1n << 200n, 1n << 200n, 1n << 200n])).toHaveLength(3);
    expect(seen).toContain(FILES[0].size);
    const ragged = csv('a,b\n1,2\n3\n');
    expect(await refusal(line.remote.readProfile(ragged), 'csv-ragged')).toMatchObject({ line: 3 });
    const lacking = contractOf(numeric('y', [0, 100]), [numeric('z', [0, 1])]);
    const details = await refusal(
      line.remote.checkContract(FILES[0], terms(n, lacking)),
      'data-column-missing',
    );
    expect(details).toEqual({ names: ['z'] });
    line.remote[releaseProxy]();
  });
});

describe('serializeError', () => {
  test('is undone by deserializeError', () => {
    const error = new FederatedError('integrity', 'sum: outside its bound', { boundBits: 7 });
    const copy = deserializeError(structuredClone(serializeError(error)));
    expect(copy).toBeInstanceOf(FederatedError);
    expect(copy).toMatchObject({ code: 'integrity', message: error.message, details: { boundBits: 7 } });
    // A library may throw anything.
    expect(deserializeError(serializeError('no'))).toMatchObject({
      code: 'worker-failed',
      message: 'Error: no',
    });
  });
});
