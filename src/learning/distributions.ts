import { checkFinite } from '../base/index.ts';
import { betaPower, regularizedBeta } from './incomplete-beta.ts';

/**
 * P(|T| > |t|) for Student's t with `df` degrees of freedom: I_x(df/2, 1/2), x = df / (df + t^2)
 * (Abramowitz and Stegun 26.7.1 with 26.5.2). Relative precision holds far into the tail.
 */
export function studentTwoSided(t: number, df: number): number {
  const square = t * t;
  return regularizedBeta(df / (df + square), square / (df + square), checkFinite(df, 'df') / 2, 0.5);
}

/** P(F > f) for Fisher's F with d1 and d2 degrees of freedom (Abramowitz and Stegun 26.6.2). */
export function fisherTail(f: number, d1: number, d2: number): number {
  const total = d2 + d1 * f;
  return regularizedBeta(d2 / total, (d1 * f) / total, d2 / 2, d1 / 2);
}

/** The normal quantile at 0.975, which Student's exceeds for every df. */
const NORMAL_QUANTILE_975 = 1.959963984540054;
const TWO_SIDED = 0.05;

/**
 * The t that |T| exceeds with probability 0.05. Newton's method from below: the tail is convex and decreasing,
 * so that iterates rise to the root.
 */
export function studentQuantile975(df: number): number {
  let t = NORMAL_QUANTILE_975;
  for (let i = 0; i < 60; i++) {
    const next = t + (studentTwoSided(t, df) - TWO_SIDED) / (2 * studentDensity(t, df));
    if (Math.abs(next - t) <= 4 * Number.EPSILON * t) return next;
    t = next;
  }
  return t;
}

/** Density of Student's t; x^(df/2) y^(1/2) / B(df/2, 1/2) is |t| times it. */
function studentDensity(t: number, df: number): number {
  const square = t * t;
  return betaPower(df / (df + square), square / (df + square), df / 2, 0.5) / Math.abs(t);
}
