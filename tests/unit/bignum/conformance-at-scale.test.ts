import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bigintEngine, selectEngine, type Engine, type Pair } from '../../../src/bignum/index.ts';
import { adversarial, drawing, moduli } from './operands.ts';
import { plainPower } from './plain-power.ts';

/**
 * Every engine beside `x * y % m`, on the same numbers. `npm test` takes a tenth of them; all of them, a few
 * minutes:
 *
 *   CONFORMANCE=full npx vitest run tests/unit/bignum/conformance-at-scale.test.ts
 */
const isFull = process.env['CONFORMANCE'] === 'full';
const share = isFull ? 1 : 0.1;
const RANDOM_PAIRS = 100_000 * share;
const ADVERSARIAL_PAIRS = 10_000 * share;
const POWERS = 500 * share;
/** Exponents as long as the base, among the powers: the others have 48 bits. */
const LONG_POWERS = 10 * share;
const BATCH = 250;
const TIMEOUT_MS = isFull ? 1_800_000 : 120_000;

const ENGINES: readonly Engine[] = [selectEngine('fma'), selectEngine('simd'), bigintEngine];

it('all three engines run here', () => {
  // Node 20 needs --experimental-wasm-relaxed-simd, which the configuration of the tests sets.
  expect(ENGINES.map(({ name }) => name)).toEqual(['fma', 'simd', 'bigint']);
});

/** Contexts modulo a number, or its square. */
const KINDS = [
  {
    kind: 'modulo the square',
    contextOf: (engine: Engine, base: bigint) => engine.squareOf(base),
    pairOf: (engine: Engine, bases: Pair) => engine.squaresOf(bases),
    modulusOf: (base: bigint) => base * base,
  },
  {
    kind: 'modulo the number',
    contextOf: (engine: Engine, base: bigint) => engine.modulusOf(base),
    pairOf: (engine: Engine, bases: Pair) => engine.moduliOf(bases),
    modulusOf: (base: bigint) => base,
  },
];
const CASES = [1024, 2048, 3072, 4096].flatMap((bits) => KINDS.map((kind) => ({ bits, ...kind })));

describe.each(CASES)('base of $bits bits, $kind', ({ bits, kind, contextOf, pairOf, modulusOf }) => {
  const draw = drawing(`conformance ${bits}`);
  const bases = moduli(bits);
  const seconds = new Map<string, number>();

  function timed<T>(engine: Engine, work: () => T): T {
    const start = performance.now();
    const result = work();
    seconds.set(engine.name, (seconds.get(engine.name) ?? 0) + (performance.now() - start) / 1000);
    return result;
  }

  /** Products a b and squares a a of every engine. */
  async function comparePairs(base: bigint, count: number, drawOne: () => bigint): Promise<number> {
    const modulus = modulusOf(base);
    const contexts = ENGINES.map((engine) => ({ engine, context: contextOf(engine, base) }));
    let compared = 0;
    for (; compared < count; compared += BATCH) {
      const as = Array.from({ length: BATCH }, drawOne);
      const bs = Array.from({ length: BATCH }, drawOne);
      const expected = [as.map((a, i) => (a * (bs[i] ?? 0n)) % modulus), as.map((a) => (a * a) % modulus)];
      for (const { engine, context } of contexts) {
        const got = timed(engine, () =>
          context.compute((z) => {
            const a = z.load(as);
            return [z.read(z.multiply(a, z.load(bs))), z.read(z.power(a, 2n))];
          }),
        );
        expectSame(engine, got.flat(), expected.flat(), [...as, ...as]);
      }
      // Lets the runner of the tests hear of it.
      await setImmediate();
    }
    return compared;
  }

  it(
    `multiplies and squares ${RANDOM_PAIRS} random pairs`,
    async () => {
      const base = bases[0] ?? 0n;
      expect(await comparePairs(base, RANDOM_PAIRS, () => draw(modulusOf(base)))).toBe(RANDOM_PAIRS);
    },
    TIMEOUT_MS,
  );

  it(
    `multiplies and squares ${ADVERSARIAL_PAIRS} adversarial pairs`,
    async () => {
      let compared = 0;
      for (const base of bases) {
        const values = adversarial(base, modulusOf(base));
        const drawOne = () => values[Number(draw(BigInt(values.length)))] ?? 0n;
        compared += await comparePairs(base, ADVERSARIAL_PAIRS / bases.length, drawOne);
      }
      expect(compared).toBeGreaterThanOrEqual(ADVERSARIAL_PAIRS);
    },
    TIMEOUT_MS,
  );

  it(
    `takes ${POWERS} powers, some side by side modulo two of them`,
    async () => {
      let compared = 0;
      for (let i = 0; compared < POWERS; i++) {
        const [first, second] = [bases[i % 3] ?? 0n, bases[(i + 1) % 3] ?? 0n] as const;
        const [modulus, otherModulus] = [modulusOf(first), modulusOf(second)];
        const values = i % 2 === 0 ? adversarial(first, modulus) : [draw(modulus), draw(modulus)];
        const exponentBits = compared < LONG_POWERS ? bits : 48;
        const exponent = draw(1n << BigInt(exponentBits));
        const [a, b] = [0, 1].map(() => values[Number(draw(BigInt(values.length)))] ?? 0n) as [
          bigint,
          bigint,
        ];
        const c = draw(otherModulus);
        const [powerA, powerB] = [a, b].map((x) => plainPower(x, exponent, modulus));
        const other = plainPower(c, exponent >> 3n, otherModulus);
        for (const engine of ENGINES) {
          const got = timed(engine, () => [
            ...contextOf(engine, first).compute((z) => {
              const x = z.load([a, b]);
              return [...z.read(z.power(x, exponent)), ...z.read(z.powerSecret(x, exponent, exponentBits))];
            }),
            ...pairOf(engine, [first, second])
              .powerSecret([[a, c]], [exponent, exponent >> 3n], exponentBits)
              .flat(),
          ]);
          expectSame(engine, got, [powerA, powerB, powerA, powerB, powerA, other], [a, b, a, b, a, c]);
        }
        compared += 2;
        await setImmediate();
      }
      if (isFull) console.log(bits, kind, Object.fromEntries(seconds));
    },
    TIMEOUT_MS,
  );
});

/** As toEqual, which takes longer than some of the engines. */
function expectSame(
  { name }: Engine,
  got: readonly (bigint | undefined)[],
  expected: readonly (bigint | undefined)[],
  operands: readonly bigint[],
): void {
  const wrong = expected.findIndex((value, i) => value === undefined || got[i] !== value);
  expect(wrong, `${name} is wrong for operand ${operands[wrong] ?? 'none'}`).toBe(-1);
  expect(got).toHaveLength(expected.length);
}
