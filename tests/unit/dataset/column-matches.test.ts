import { describe, expect, it } from 'vitest';
import { columnMatches } from '../../../src/dataset/index.ts';

describe('headers that may stand for other names', () => {
  it.each<[string, string[], string[], [string, string][]]>([
    ['none where all are there', ['a', 'b'], ['b', 'a'], []],
    [
      'by case',
      ['Age', 'bmi'],
      ['age', 'BMI'],
      [
        ['age', 'Age'],
        ['BMI', 'bmi'],
      ],
    ],
    ['by spaces, _, - and .', ['body mass-g'], ['Body_Mass.g'], [['Body_Mass.g', 'body mass-g']]],
    [
      'by another composition of one letter',
      ['gr\u00f6sse'],
      ['gro\u0308sse'],
      [['gro\u0308sse', 'gr\u00f6sse']],
    ],
    ['not where several headers would do', ['AGE', 'Age'], ['age'], []],
    ['not where one header would do for several', ['AGE'], ['age', 'Age'], []],
    ['not for a header that is wanted itself', ['Age'], ['Age', 'age'], []],
    ['not for names without a letter', ['-'], ['_'], []],
    ['not for other names', ['weight'], ['mass'], []],
  ])('%s', (_, file, wanted, expected) => {
    expect(columnMatches(file, wanted).map(({ wanted: name, found }) => [name, found])).toEqual(expected);
  });
});
