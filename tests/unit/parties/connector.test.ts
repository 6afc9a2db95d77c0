import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FederatedError, type ErrorCode } from '../../../src/base/index.ts';
import { keepConnected } from '../../../src/parties/connector.ts';
import type { Connection, Network } from '../../../src/transport/index.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const connection = { close: vi.fn() };
  const connect = vi.fn(() => Promise.resolve(connection as unknown as Connection));
  const ended: ((reason: ErrorCode) => void)[] = [];
  const open = vi.fn((_: Connection, end: (reason: ErrorCode) => void) => {
    ended.push(end);
    return Promise.resolve();
  });
  const troubles: (ErrorCode | null)[] = [];
  const start = () =>
    keepConnected({
      network: { connect } as unknown as Network,
      remoteId: 'model-owner',
      open,
      onTrouble: (trouble) => void troubles.push(trouble === null ? null : trouble.code),
    });
  return { connect, open, ended, troubles, start, connection };
}

const absent = () => Promise.reject(new FederatedError('model-owner-absent', 'nobody there'));

describe('keepConnected', () => {
  test('connects at once, and again whenever the connection ends', async () => {
    const { connect, ended, troubles, start } = setUp();
    start();
    await vi.advanceTimersByTimeAsync(0);
    expect(connect).toHaveBeenCalledWith('model-owner');
    expect(troubles).toEqual([null]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(connect).toHaveBeenCalledTimes(1);
    ended[0]?.('peer-gone');
    await vi.advanceTimersByTimeAsync(199);
    expect(connect).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(connect).toHaveBeenCalledTimes(2);
  });

  test('waits longer each time, up to five seconds, and is quick again after a success', async () => {
    const { connect, ended, start } = setUp();
    connect.mockImplementation(absent);
    start();
    const at: number[] = [];
    for (let ms = 0, calls = 0; ms <= 21_000; ms += 100) {
      await vi.advanceTimersByTimeAsync(ms === 0 ? 0 : 100);
      if (connect.mock.calls.length > calls) at.push(ms);
      calls = connect.mock.calls.length;
    }
    const waits = at.slice(1).map((ms, i) => ms - (at[i] ?? 0));
    expect(waits).toEqual([400, 800, 1500, 3000, 5000, 5000, 5000]);
    connect.mockImplementation(() => Promise.resolve({} as Connection));
    await vi.advanceTimersByTimeAsync(5000);
    const before = connect.mock.calls.length;
    ended[0]?.('peer-gone');
    await vi.advanceTimersByTimeAsync(200);
    expect(connect).toHaveBeenCalledTimes(before + 1);
  });

  test('tells of a trouble after the third attempt, and that it is over', async () => {
    const { connect, troubles, start } = setUp();
    connect.mockImplementation(absent);
    start();
    await vi.advanceTimersByTimeAsync(1199);
    expect(connect).toHaveBeenCalledTimes(2);
    expect(troubles).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(troubles).toEqual(['model-owner-absent']);
    connect.mockImplementation(() => Promise.resolve({} as Connection));
    await vi.advanceTimersByTimeAsync(5000);
    expect(troubles).toEqual(['model-owner-absent', null]);
  });

  test('a handshake that fails counts as a failed attempt', async () => {
    const { open, troubles, start } = setUp();
    open.mockImplementation(() => Promise.reject(new FederatedError('channel-authentication', 'no')));
    start();
    await vi.advanceTimersByTimeAsync(1200);
    expect(troubles).toEqual(['channel-authentication']);
    open.mockImplementation(() => Promise.reject(new TypeError('defect')));
    await vi.advanceTimersByTimeAsync(1500);
    expect(troubles).toEqual(['channel-authentication', 'channel-broken']);
  });

  test('a link that is used is told at once, and is not tried again', async () => {
    const { connect, open, troubles, start } = setUp();
    open.mockImplementation(() => Promise.reject(new FederatedError('link-used', 'bound')));
    start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(troubles).toEqual(['link-used']);
    expect(connect).toHaveBeenCalledTimes(1);
  });

  test('one end makes one attempt, however often it is told', async () => {
    const { connect, ended, start } = setUp();
    start();
    await vi.advanceTimersByTimeAsync(0);
    ended[0]?.('peer-gone');
    ended[0]?.('channel-broken');
    await vi.advanceTimersByTimeAsync(1000);
    expect(connect).toHaveBeenCalledTimes(2);
  });

  test('close ends the attempts: those waited for, those to come and the one under way', async () => {
    const waiting = setUp();
    waiting.connect.mockImplementation(absent);
    const connector = waiting.start();
    await vi.advanceTimersByTimeAsync(100);
    connector.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(waiting.connect).toHaveBeenCalledTimes(1);

    const standing = setUp();
    const second = standing.start();
    await vi.advanceTimersByTimeAsync(0);
    second.close();
    standing.ended[0]?.('peer-gone');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(standing.connect).toHaveBeenCalledTimes(1);

    const underWay = setUp();
    underWay.start().close();
    await vi.advanceTimersByTimeAsync(0);
    expect(underWay.open).not.toHaveBeenCalled();
    expect(underWay.connection.close).toHaveBeenCalledTimes(1);
    expect(underWay.troubles).toEqual([]);
  });
});
