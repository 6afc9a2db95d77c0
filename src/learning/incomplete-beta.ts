/** Coefficients of z^-1, z^-3, ... in ln Gamma(z) - Stirling's formula (Abramowitz and Stegun 6.1.41). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];
/** From here on the terms above leave less than 1e-17. */
const STIRLING_FROM = 15;

/** ln Gamma(z) - ((z - 1/2) ln z - z + ln(2 pi) / 2), z > 0. */
function stirlingError(z: number): number {
  let correction = 0;
  let argument = z;
  // The difference of neighbours is (z + 1/2) ln(1 + 1/z) - 1.
  for (; argument < STIRLING_FROM; argument++) {
    correction += (argument + 0.5) * Math.log1p(1 / argument) - 1;
  }
  const inverseSquare = 1 / (argument * argument);
  return correction + STIRLING.reduceRight((sum, c) => sum * inverseSquare + c, 0) / argument;
}

/** ln(1 + excess) - excess, where 1 + excess is also known as `ratio`: far from 1 that has the more digits. */
function logLessExcess(ratio: number, excess: number): number {
  return (Math.abs(excess) < 0.5 ? Math.log1p(excess) : Math.log(ratio)) - excess;
}

/**
 * x^a y^b / B(a, b) for x + y = 1. As in C. Loader, "Fast and accurate computation of binomial probabilities"
 * (2000), the large parts of the logarithms cancel before they are computed, so that a of 1e9 costs no digits.
 */
export function betaPower(x: number, y: number, a: number, b: number): number {
  const total = a + b;
  const difference = b * x - a * y;
  const exponent =
    a * logLessExcess((x * total) / a, difference / a) + b * logLessExcess((y * total) / b, -difference / b);
  const corrections = stirlingError(total) - stirlingError(a) - stirlingError(b);
  return Math.sqrt((a * b) / (2 * Math.PI * total)) * Math.exp(exponent + corrections);
}

/** In place of a denominator that vanishes (Lentz). */
const TINY = 1e-300;

/**
 * I_x(a, b) / (x^a y^b / B(a, b)) by the continued fraction of A. DiDonato and A. Morris, "Significant digit computation
 * of the incomplete beta function ratios" (1992, algorithm 708, BFRAC), evaluated by the modified Lentz
 * method. It takes the distance of x from the mean, and so loses nothing where x is close to 1.
 *
 * @param distance a y - b x, not negative
 */
function continuedFraction(x: number, y: number, a: number, b: number, distance: number): number {
  // It converges in O(sqrt(max(a, b))) steps.
  const limit = 200 + 20 * Math.sqrt(Math.max(a, b));
  const nonZero = (value: number) => (Math.abs(value) < TINY ? TINY : value);
  const term = (n: number) => {
    const s = a + 2 * n - 1;
    const w = n * (b - n) * x;
    const t = (n - 1) / a;
    return {
      alpha: (1 + t) * (1 + t + b / a) * (a / s) ** 2 * w * x,
      beta: n + w / s + ((a + n) / (a + 2 * n + 1)) * (1 + distance + n * (1 + y)),
    };
  };
  let c = TINY;
  let d = 0;
  let fraction = TINY;
  for (let n = 0; n <= limit; n++) {
    const { alpha, beta } = n === 0 ? { alpha: 1, beta: (a / (a + 1)) * (1 + distance) } : term(n);
    d = 1 / nonZero(beta + alpha * d);
    c = nonZero(beta + alpha / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) <= Number.EPSILON) break;
  }
  return fraction;
}

/**
 * The regularized incomplete beta function I_x(a, b).
 *
 * @param x in [0, 1]
 * @param y 1 - x, given apart because small values would lose their digits
 * @param a positive
 * @param b positive
 */
export function regularizedBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const power = betaPower(x, y, a, b);
  const distance = a * y - b * x;
  if (distance >= 0) return power * continuedFraction(x, y, a, b, distance);
  return 1 - power * continuedFraction(y, x, b, a, -distance);
}
