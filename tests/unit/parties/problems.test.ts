import { expect, test, vi } from 'vitest';
import { FederatedError } from '../../../src/base/index.ts';
import { createProblemList } from '../../../src/parties/problems.ts';

function setUp() {
  const onChange = vi.fn();
  return { onChange, problems: createProblemList(onChange) };
}

test('of problems with one code the newest stays, under an id of its own', () => {
  const { problems, onChange } = setUp();
  problems.addCode('csv-ragged', { line: 2 });
  problems.addCode('timeout');
  problems.addCode('csv-ragged', { line: 7 });
  expect(problems.all).toEqual([
    { id: 2, code: 'timeout', details: {} },
    { id: 3, code: 'csv-ragged', details: { line: 7 } },
  ]);
  expect(onChange).toHaveBeenCalledTimes(3);
});

test('errors keep their code and details; anything else gets the fallback', () => {
  const { problems } = setUp();
  problems.add(new FederatedError('data-too-few-rows', 'none', { rows: 0 }), 'worker-failed');
  problems.add(new TypeError('defect'), 'worker-failed');
  expect(problems.all.map(({ code, details }) => [code, details])).toEqual([
    ['data-too-few-rows', { rows: 0 }],
    ['worker-failed', {}],
  ]);
});

test('a problem can be dismissed, or be over; where nothing changes nobody is told', () => {
  const { problems, onChange } = setUp();
  problems.addCode('timeout');
  problems.addCode('peer-gone');
  problems.addCode('integrity');
  onChange.mockClear();
  problems.settle('peer-gone', 'timeout', 'csv-empty');
  expect(problems.all.map(({ code }) => code)).toEqual(['integrity']);
  problems.settle('peer-gone');
  problems.dismiss(99);
  expect(onChange).toHaveBeenCalledTimes(1);
  problems.dismiss(3);
  expect(problems.all).toEqual([]);
  expect(onChange).toHaveBeenCalledTimes(2);
});
