import { describe, expect, test, vi } from 'vitest';
import {
  asFederatedError,
  createNotifier,
  FederatedError,
  isFederatedError,
} from '../../../src/base/index.ts';

describe('FederatedError', () => {
  test('carries code, details and cause', () => {
    const cause = new Error('below');
    const error = new FederatedError('csv-ragged', 'line 3', { line: 3 }, { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'FederatedError',
      code: 'csv-ragged',
      message: 'line 3',
      details: { line: 3 },
      cause,
    });
    expect(new FederatedError('timeout', 'late').details).toEqual({});
  });

  test('is recognised, by its code if one is asked for', () => {
    const error = new FederatedError('timeout', 'late');
    expect(isFederatedError(error)).toBe(true);
    expect(isFederatedError(error, 'timeout')).toBe(true);
    expect(isFederatedError(error, 'cancelled')).toBe(false);
    expect(isFederatedError({ code: 'timeout', details: {} })).toBe(false);
    expect(isFederatedError(new Error('late'))).toBe(false);
  });

  test('stays what it is; anything else becomes one', () => {
    const error = new FederatedError('timeout', 'late');
    expect(asFederatedError(error, 'worker-failed')).toBe(error);
    const other = new TypeError('not a function');
    expect(asFederatedError(other, 'worker-failed')).toMatchObject({
      code: 'worker-failed',
      message: 'not a function',
      cause: other,
    });
    expect(asFederatedError('thrown text', 'worker-failed').message).toBe('thrown text');
  });
});

describe('createNotifier', () => {
  test('calls every listener until it is removed', () => {
    const notifier = createNotifier();
    const [first, second] = [vi.fn(), vi.fn()];
    const remove = notifier.subscribe(first);
    notifier.subscribe(second);
    notifier.notify();
    remove();
    notifier.notify();
    expect(first).toHaveBeenCalledTimes(1);
    expect(second).toHaveBeenCalledTimes(2);
  });

  test('lets listeners come and go while it calls them', () => {
    const notifier = createNotifier();
    const late = vi.fn();
    const once = notifier.subscribe(() => {
      once();
      notifier.subscribe(late);
    });
    notifier.notify();
    expect(late).not.toHaveBeenCalled();
    notifier.notify();
    expect(late).toHaveBeenCalledTimes(1);
  });
});
