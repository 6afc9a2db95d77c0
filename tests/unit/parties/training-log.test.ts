import { describe, expect, test } from 'vitest';
import { createTrainingLog } from '../../../src/parties/training-log.ts';
import { contractOf } from '../contract/support.ts';

function setUp() {
  let time = 1000;
  const log = createTrainingLog(() => time);
  return { log, wait: (ms: number) => void (time += ms) };
}

describe('createTrainingLog', () => {
  test('shows nothing before a training', () => {
    expect(setUp().log.view(null)).toBeNull();
  });

  test('counts rounds, times and bytes', () => {
    const { log, wait } = setUp();
    log.start();
    log.agree(contractOf(), [2, 5]);
    log.count(700);
    expect(log.view(null)).toEqual({
      ...{ roundLimit: 4, roundsToTotals: 2, round: 0, rounds: [], stopping: false },
      ...{ progress: null, owners: [2, 5], startedAt: 1000 },
    });
    wait(400);
    log.roundOpened();
    log.count(30);
    wait(50);
    log.ownerAnswered(5);
    expect([log.ownerMilliseconds(5), log.ownerMilliseconds(2)]).toEqual([50, undefined]);
    wait(25);
    log.count(12);
    log.ownerAnswered(2);
    wait(5);
    expect(log.completeRounds()).toBe(0);
    log.roundAnswered(0.25);
    log.roundOpened();
    wait(10);
    log.count(8);
    log.roundAnswered(0.125);
    expect(log.view(null)?.rounds).toEqual([
      { round: 1, mse: 0.25, milliseconds: 80, bytes: 42, ownerMilliseconds: [75, 50] },
      { round: 2, mse: 0.125, milliseconds: 10, bytes: 8, ownerMilliseconds: [0, 0] },
    ]);
    expect([log.completeRounds(), log.losses(), log.bytes(), log.seconds()]).toEqual([
      2,
      [0.25, 0.125],
      750,
      0.49,
    ]);
    log.end();
    wait(1000);
    expect(log.seconds()).toBe(0.49);
  });

  test('a round that is open is not complete', () => {
    const { log } = setUp();
    log.start();
    log.agree(contractOf(), [1]);
    log.roundOpened();
    expect(log.view(null)).toMatchObject({ round: 1, rounds: [] });
    expect(log.completeRounds()).toBe(0);
  });

  test('stopping lasts until the end', () => {
    const { log } = setUp();
    log.start();
    log.agree(contractOf(), [1]);
    expect(log.stopping()).toBe(false);
    log.stop();
    expect([log.stopping(), log.view(null)?.stopping]).toEqual([true, true]);
    log.end();
    expect([log.stopping(), log.view(null)?.stopping]).toEqual([true, false]);
  });

  test('a new training starts from nothing; one that came to nothing is forgotten', () => {
    const { log, wait } = setUp();
    log.start();
    log.agree(contractOf(), [1]);
    log.roundOpened();
    log.count(9);
    log.roundAnswered(1);
    log.stop();
    log.end();
    wait(500);
    log.start();
    log.agree(contractOf({ roundLimit: 9 }), [1]);
    expect([log.stopping(), log.bytes(), log.completeRounds(), log.seconds()]).toEqual([false, 0, 0, 0]);
    const progress = { task: 'round', done: 1, total: 2 } as const;
    expect(log.view(progress)).toMatchObject({ roundLimit: 9, round: 0, startedAt: 1500, progress });
    log.clear();
    expect(log.view(null)).toBeNull();
    expect(log.losses()).toEqual([]);
  });
});
