import { describe, expect, it } from 'vitest';

import { fisherTail, studentQuantile975, studentTwoSided } from '../../../src/learning/distributions.ts';

// Origin of all numbers here: mpmath 1.3.0 with 60 digits (betainc regularized; findroot for quantiles).
const relative = (value: number, expected: number) => Math.abs(value - expected) / expected;

describe("Student's t", () => {
  it.each([
    [0.1, 1, 0.93654896513889286],
    [2, 1, 0.29516723530086655],
    [1e6, 1, 6.3661977236736914e-7],
    [0.5, 3, 0.65144796484815099],
    [12, 3, 0.0012450158007893367],
    [7.813302348874958, 431, 4.2963914195182089e-14],
    [1.96, 431, 0.050639718923713731],
    [0.001, 431, 0.99920257824786449],
    [40, 100, 2.4621076021400708e-63],
    [2.5, 1e6, 0.012419489502163246],
    [2.5, 1e9, 0.012419330810402494],
    [35, 1e9, 2.2506669831351761e-268],
    [1.2, 1e9, 0.23013934072770494],
  ])('P(|T| > %d), df %d', (t, df, expected) => {
    expect(relative(studentTwoSided(t, df), expected)).toBeLessThan(1e-11);
    expect(studentTwoSided(-t, df)).toBe(studentTwoSided(t, df));
  });

  it('is certain at 0 and 0 far out', () => {
    expect(studentTwoSided(0, 7)).toBe(1);
    expect(studentTwoSided(1e200, 1000)).toBe(0);
  });

  it.each([
    [1, 12.706204736174705],
    [2, 4.3026527297494639],
    [3, 3.1824463052837096],
    [10, 2.2281388519862747],
    [431, 1.9654833203397438],
    [1e6, 1.959966356814107],
    [1e9, 1.9599639869123255],
  ])('quantile at 0.975, df %d', (df, expected) => {
    expect(relative(studentQuantile975(df), expected)).toBeLessThan(1e-13);
  });
});

describe("Fisher's F", () => {
  it.each([
    [1, 1, 1, 0.5],
    [46.27243958524321, 10, 431, 3.8286490381854185e-62],
    [0.3, 10, 431, 0.98101463568882029],
    [3.5, 2, 7, 0.088388347648318441],
    [1.01, 200, 1e6, 0.44711163821355726],
    [0.98, 200, 1e6, 0.56668555308371804],
    [2, 5, 1e9, 0.075235247138221615],
    [1e-6, 3, 20, 0.99999999856694416],
  ])('P(F > %d), df %d and %d', (f, d1, d2, expected) => {
    expect(relative(fisherTail(f, d1, d2), expected)).toBeLessThan(1e-11);
  });

  it('is certain at 0', () => {
    expect(fisherTail(0, 3, 20)).toBe(1);
  });
});
