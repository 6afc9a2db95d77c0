import { expose, proxy, releaseProxy, wrap, type Remote } from 'comlink';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { FederatedError } from '../../../src/base/index.ts';
import { deserializeError, keepErrorCodes, serializeError } from '../../../src/workers/errors.ts';
import type { DataOwnerWork } from '../../../src/workers/index.ts';
import { contractOf, csv, numeric, refusal } from '../dataset/support.ts';
import {
  encryptedBy,
  FILES,
  GRADIENT,
  KEY_BITS,
  keyedModelOwner,
  SEED,
  smallDataOwner,
  smallModelOwner,
  unmasked,
  type OpenModelOwner,
} from './kit.ts';

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
    const { work: modelOwner, terms } = await keyedModelOwner();
    const seen: string[] = [];
    const report = proxy((done: number, total: number) => void seen.push(`${done}/${total}`));
    await line.remote.checkContract(FILES[0], terms(), report);
    const question = await modelOwner.encrypt([1n, 2n, 3n]);
    const answer = await line.remote.encryptGradient(question, unmasked(3), report);
    expect(await modelOwner.sumAndDecrypt([answer], GRADIENT)).toHaveLength(3);
    // Reports travel on a port of their own.
    await vi.waitFor(() => expect(seen).toEqual([`${FILES[0].size}/${FILES[0].size}`, '1/1']));
    const ragged = csv('a,b\n1,2\n3\n');
    expect(await refusal(line.remote.readProfile(ragged, []), 'csv-ragged')).toMatchObject({ line: 3 });
    const lacking = contractOf(numeric('y', [0, 100]), [numeric('z', [0, 1])]);
    const details = await refusal(
      line.remote.checkContract(FILES[0], terms({ contract: lacking })),
      'data-column-missing',
    );
    expect(details).toEqual({ names: ['z'] });
    line.remote[releaseProxy]();
  });
});

describe("a model owner's work behind a channel", () => {
  test('proves, decrypts and refuses as without one', async () => {
    const line = across<OpenModelOwner>(smallModelOwner());
    await refusal(line.remote.proveKey(SEED), 'invalid-state');
    const n = await line.remote.generateKey(KEY_BITS);
    const seen: number[] = [];
    const proof = await line.remote.proveKey(
      SEED,
      proxy((done: number) => void seen.push(done)),
    );
    expect(proof).toHaveLength(11 * n.length);
    await vi.waitFor(() => expect(seen.at(-1)).toBe(11));
    const bounds = [5n, 5n];
    const answer = encryptedBy(n, [5n - (4n << 20n)]);
    expect(await line.remote.sumAndDecrypt([answer], { slotBits: 20, bounds })).toEqual([5n, -4n]);
    await refusal(line.remote.sumAndDecrypt([answer], { slotBits: 20, bounds: [4n, 4n] }), 'integrity');
    line.close();
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
