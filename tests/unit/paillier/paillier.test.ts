import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigintEngine, modulo, selectEngine } from '../../../src/bignum/index.ts';
import { createPacking } from '../../../src/encoding/index.ts';
import { createPaillier, toSigned, type PackedMap } from '../../../src/paillier/index.ts';
import { peerOf, smallOwner } from './small-keys.ts';

const owner = smallOwner();
const { n, nSquared } = owner.publicKey;
const peer = peerOf(owner.privateKey);
const paillier = createPaillier({ engine: bigintEngine, publicKey: owner.publicKey });

const half = n >> 1n;
const signed = fc.oneof(fc.constantFrom(0n, 1n, -1n, half, -half), fc.bigInt({ min: -half, max: half }));
const residue = fc.bigInt({ min: 0n, max: n - 1n });
const runs = { numRuns: 30 };

/** What ciphertexts hold, according to paillier-bigint. */
const opened = (ciphertexts: readonly bigint[]) =>
  ciphertexts.map((c) => toSigned(peer.privateKey.decrypt(c), n));

const sealed = (plaintexts: readonly bigint[]) => plaintexts.map((m) => peer.publicKey.encrypt(modulo(m, n)));

describe('against paillier-bigint', () => {
  it('it decrypts what either side of us encrypts', () => {
    fc.assert(
      fc.property(fc.array(signed, { maxLength: 4 }), (ms) => {
        expect(opened(paillier.encrypt(ms))).toEqual(ms);
        expect(opened(owner.encryptAsOwner(ms))).toEqual(ms);
      }),
      runs,
    );
  });

  it('we decrypt what it encrypts', () => {
    fc.assert(
      fc.property(fc.array(residue, { maxLength: 4 }), (ms) => {
        expect(owner.decrypt(sealed(ms))).toEqual(ms);
      }),
      runs,
    );
  });

  it('sums, plain sums and scalar products agree', () => {
    const scalar = fc.oneof(
      fc.constantFrom(0n, 1n, -1n),
      fc.bigInt({ min: -(2n ** 60n) + 1n, max: 2n ** 60n - 1n }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(signed, signed, scalar), { maxLength: 4 }), (rows) => {
        const [as, bs, ks] = [rows.map(([a]) => a), rows.map(([, b]) => b), rows.map(([, , k]) => k)];
        const [sealedA, sealedB] = [sealed(as), sealed(bs)];
        const wrapped = (values: bigint[]) => values.map((value) => toSigned(modulo(value, n), n));
        expect(opened(paillier.add(sealedA, sealedB))).toEqual(wrapped(rows.map(([a, b]) => a + b)));
        expect(opened(paillier.addPlain(sealedA, bs))).toEqual(wrapped(rows.map(([a, b]) => a + b)));
        expect(opened(paillier.subtract(sealedA, sealedB))).toEqual(wrapped(rows.map(([a, b]) => a - b)));
        expect(opened(paillier.multiplyBySignedScalar(sealedA, ks, 60))).toEqual(
          wrapped(rows.map(([a, , k]) => a * k)),
        );
        const magnitudes = ks.map((k) => (k < 0n ? -k : k));
        expect(opened(paillier.multiplyByScalar(sealedA, magnitudes, 60))).toEqual(
          wrapped(rows.map(([a], i) => a * (magnitudes[i] ?? 0n))),
        );
      }),
      runs,
    );
  });

  it('sums and dot products of a vector agree', () => {
    const LIMIT = 2n ** 59n;
    const entry = fc.oneof(
      fc.constantFrom(0n, -1n, -LIMIT, LIMIT - 1n),
      fc.bigInt({ min: -LIMIT, max: LIMIT - 1n }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(signed, entry), { maxLength: 5 }), (rows) => {
        const [xs, vs] = [rows.map(([x]) => x), rows.map(([, v]) => v)];
        const total = (values: readonly bigint[]) =>
          toSigned(modulo(values.reduce((sum, value) => sum + value, 0n), n), n); // prettier-ignore
        expect(opened([paillier.sum(sealed(xs)), paillier.dot(sealed(xs), vs, 60)])).toEqual([
          total(xs),
          total(rows.map(([x, v]) => x * v)),
        ]);
      }),
      runs,
    );
  });
});

describe('packedMatrixVector', () => {
  const SCALAR_BITS = 50;
  const limit = 2n ** BigInt(SCALAR_BITS - 1);
  const entry = fc.oneof(
    fc.constantFrom(0n, -limit, limit - 1n),
    fc.bigInt({ min: -limit, max: limit - 1n }),
  );
  const listOf = <T>(element: fc.Arbitrary<T>, length: number) =>
    fc.array(element, { minLength: length, maxLength: length });
  const shapes = fc.record({
    columns: fc.integer({ min: 1, max: 4 }),
    rows: fc.integer({ min: 0, max: 7 }),
    slots: fc.integer({ min: 1, max: 5 }),
  });

  /** The sums that the groups of `slots` rows stand for, by the definition. */
  const packed = (results: readonly bigint[], slots: number, slotBits: number, addends: readonly bigint[]) =>
    addends.map((addend, i) =>
      results
        .slice(i * slots, (i + 1) * slots)
        .reduce((sum, value, j) => sum + value * 2n ** BigInt(slotBits * j), addend),
    );
  const product = (matrix: readonly (readonly bigint[])[], x: readonly bigint[]) =>
    matrix.map((row) => row.reduce((sum, g, j) => sum + g * (x[j] ?? 0n), 0n));

  it('gives G x, packed, plus addends modulo n, for any shape, layout and entry', () => {
    const problem = shapes.chain(({ columns, rows, slots }) =>
      fc.record({
        x: listOf(signed, columns),
        matrix: listOf(listOf(entry, columns), rows),
        addends: listOf(fc.oneof(signed, residue), Math.ceil(rows / slots)),
        slots: fc.constant(slots),
        slotBits: fc.integer({ min: 1, max: 130 }),
      }),
    );
    fc.assert(
      fc.property(problem, ({ x, matrix, addends, slots, slotBits }) => {
        const map = { matrix, scalarBits: SCALAR_BITS, slots, slotBits, addends };
        const outputs = paillier.packedMatrixVector(paillier.encrypt(x), map);
        expect(opened(outputs)).toEqual(
          packed(product(matrix, x), slots, slotBits, addends).map((sum) => toSigned(modulo(sum, n), n)),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('gives G x - b in integers where they fit, negative results included', () => {
    const SLOT_BITS = 60;
    const small = fc.bigInt({ min: -(2n ** 20n), max: 2n ** 20n });
    const problem = fc.record({
      x: listOf(small, 3),
      matrix: listOf(listOf(small, 3), 5),
      b: listOf(small, 5),
    });
    fc.assert(
      fc.property(problem, ({ x, matrix, b }) => {
        const packing = createPacking({ slotBits: SLOT_BITS, keyBits: owner.publicKey.bits });
        expect(packing.slots).toBe(3);
        const bounds = b.map(() => 2n ** 50n);
        const addends = packing.pack(
          b.map((each) => -each),
          bounds,
        );
        const map = { matrix, scalarBits: 22, slots: packing.slots, slotBits: SLOT_BITS, addends };
        const answers = opened(paillier.packedMatrixVector(paillier.encrypt(x), map));
        expect(packing.unpack(answers, bounds)).toEqual(
          product(matrix, x).map((each, i) => each - (b[i] ?? 0n)),
        );
      }),
      runs,
    );
  });

  it('hides its operands: the same question is never answered by the same ciphertexts', () => {
    const question = paillier.encrypt([3n, -4n]);
    const map = { matrix: [[1n, 0n], [0n, 0n]], scalarBits: 8, slots: 1, slotBits: 8, addends: [0n, -5n] }; // prettier-ignore
    const ask = () => paillier.packedMatrixVector(question, map);
    const [once, again] = [ask(), ask()];
    expect(opened(once)).toEqual([3n, -5n]);
    expect(opened(again)).toEqual([3n, -5n]);
    expect(new Set([...question, ...once, ...again]).size).toBe(6);
  });

  it('has randomness that the owner of the key cannot tell from fresh', () => {
    // The n-th root of an answer, once its plaintext is taken off: 1 if nothing was multiplied in.
    const question = [1n + 3n * n];
    const map = { matrix: [[2n]], scalarBits: 8, slots: 1, slotBits: 8, addends: [0n] };
    const [answer = 0n] = paillier.packedMatrixVector(question, map);
    expect(modulo(answer * (1n - 6n * n), nSquared)).not.toBe(1n);
    expect(peer.privateKey.getRandomFactor(answer)).not.toBe(1n);
  });

  it('refuses shapes that do not match, and entries beyond the scalar length', () => {
    const question = paillier.encrypt([1n, 2n]);
    const ask = (matrix: bigint[][], addends: bigint[], change: Partial<PackedMap> = {}) =>
      paillier.packedMatrixVector(question, {
        ...{ matrix, addends, scalarBits: 8, slots: 1, slotBits: 16 },
        ...change,
      });
    expect(opened(ask([[-128n, 127n]], [0n]))).toEqual([126n]);
    expect(() => ask([[-129n, 0n]], [0n])).toThrow(RangeError);
    expect(() => ask([[0n, 128n]], [0n])).toThrow(RangeError);
    expect(() => ask([[1n]], [0n])).toThrow(RangeError);
    expect(() => ask([[1n, 1n, 1n]], [0n])).toThrow(RangeError);
    expect(() => ask([[1n, 1n]], [])).toThrow(RangeError);
    expect(() => ask([[1n, 1n], [1n, 1n]], [0n, 0n], { slots: 2 })).toThrow(RangeError); // prettier-ignore
    expect(() => ask([[0n, 0n]], [0n], { scalarBits: 0 })).toThrow(RangeError);
    expect(() => ask([[0n, 0n]], [0n], { slots: 0 })).toThrow(RangeError);
    expect(() => ask([[0n, 0n]], [0n], { slotBits: 0 })).toThrow(RangeError);
    expect(() => ask([[0n, 0n]], [n])).toThrow(RangeError);
  });
});

describe('matrixRows', () => {
  const question = paillier.encrypt([3n, -4n]);
  const map = {
    ...{ matrix: [[1n, -2n], [-128n, 127n], [0n, 5n]], addends: [0n, 0n] }, // prettier-ignore
    ...{ scalarBits: 8, slots: 2, slotBits: 16 },
  };

  it('are what packedMatrixVector computes first, in pieces as well as at once', () => {
    const [first, ...others] = map.matrix;
    const pieces = [[first ?? []], others].flatMap((matrix) =>
      paillier.matrixRows(question, { ...map, matrix }),
    );
    expect(pieces).toEqual(paillier.matrixRows(question, map));
    expect(opened(paillier.packedMatrixVector(question, map, pieces))).toEqual([11n + (-892n << 16n), -20n]);
  });

  it('are the rows with 2^(scalarBits - 1) added to every entry', () => {
    const shift = 128n * (3n - 4n);
    expect(opened(paillier.matrixRows(question, map))).toEqual([11n + shift, -892n + shift, -20n + shift]);
  });

  it('are refused if there are not as many as the matrix has', () => {
    const rows = paillier.matrixRows(question, map);
    expect(() => paillier.packedMatrixVector(question, map, rows.slice(1))).toThrow(RangeError);
    expect(() => paillier.matrixRows(question, { ...map, matrix: [[1n]] })).toThrow(RangeError);
    expect(() => paillier.matrixRows(question, { ...map, matrix: [[128n, 0n]] })).toThrow(RangeError);
  });
});

describe('mean', () => {
  it('is exact: the fraction that it is', () => {
    expect(owner.decryptMean(paillier.mean(paillier.encrypt([1n, 2n, -10n])))).toEqual({
      numerator: -7n,
      denominator: 3n,
    });
    const some = fc.array(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(some, (values) => {
        expect(owner.decryptMean(paillier.mean(sealed(values)))).toEqual({
          numerator: values.reduce((sum, value) => sum + value, 0n),
          denominator: BigInt(values.length),
        });
      }),
      runs,
    );
  });

  it('of nothing is refused', () => {
    expect(() => paillier.mean([])).toThrow(RangeError);
  });
});

describe('every operation', () => {
  it.each(['fma', 'simd', 'bigint'] as const)('gives the same numbers on the engine %s', (name) => {
    const engine = selectEngine(name);
    expect(engine.name).toBe(name);
    const other = createPaillier({ engine, publicKey: owner.publicKey });
    const [a, b] = [sealed([1n, -2n, half]), sealed([-5n, 0n, 77n])];
    const ks = [0n, 2n ** 40n - 1n, 12_345n];
    const signs = ks.map((k, i) => (i === 1 ? -k : k));
    const results = (each: typeof paillier) => [
      ...each.add(a, b),
      ...each.subtract(a, b),
      ...each.multiplyByScalar(a, ks, 40),
      ...each.multiplyBySignedScalar(a, signs, 40),
      each.sum(a),
      each.mean(b).sum,
      each.dot(a, signs, 41),
      ...each.sumCiphertexts([a, b, a]),
    ];
    expect(results(other)).toEqual(results(paillier));
  });
});

describe('randomness', () => {
  it('is fresh in every encryption and re-randomisation, for the same plaintext', () => {
    const seen = [
      ...paillier.encrypt([7n, 7n]),
      ...paillier.encrypt([7n]),
      ...owner.encryptAsOwner([7n, 7n]),
    ];
    seen.push(...paillier.rerandomize(seen));
    expect(new Set(seen).size).toBe(10);
    expect(opened(seen)).toEqual(Array.from({ length: 10 }, () => 7n));
  });

  it('is an n-th residue whichever way it is made', () => {
    // E(0) = r^n, and r can be found: it is a unit that gives the ciphertext back.
    for (const c of [...paillier.encrypt([0n, 0n]), ...owner.encryptAsOwner([0n, 0n])]) {
      const r = peer.privateKey.getRandomFactor(c);
      expect(r > 1n && r < n).toBe(true);
      expect(peer.publicKey.encrypt(0n, r)).toBe(c);
    }
  });
});

describe('sumCiphertexts', () => {
  it('adds over owners, element by element', () => {
    const sum = paillier.sumCiphertexts([
      paillier.encrypt([1n, -2n]),
      paillier.encrypt([10n, 20n]),
      paillier.encrypt([-100n, 300n]),
    ]);
    expect(opened(sum)).toEqual([-89n, 318n]);
    const only = paillier.encrypt([5n]);
    expect(paillier.sumCiphertexts([only])).toEqual(only);
  });

  it('refuses no list, and lists of different lengths', () => {
    expect(() => paillier.sumCiphertexts([])).toThrow(RangeError);
    expect(() => paillier.sumCiphertexts([[2n, 3n], [2n]])).toThrow(RangeError);
  });
});

describe('refusals', () => {
  it.each([n, -half - 1n])('a plaintext beyond n (case %#)', (m) => {
    expect(() => paillier.encrypt([m])).toThrow(RangeError);
    expect(() => owner.encryptAsOwner([m])).toThrow(RangeError);
    expect(() => paillier.addPlain([2n], [m])).toThrow(RangeError);
  });

  it('lists of different lengths', () => {
    expect(() => paillier.add([2n, 3n], [2n])).toThrow(RangeError);
    expect(() => paillier.addPlain([2n, 3n], [2n])).toThrow(RangeError);
    expect(() => paillier.subtract([2n, 3n], [2n])).toThrow(RangeError);
    expect(() => paillier.subtract([2n, 3n, 4n], [2n])).toThrow(RangeError);
    expect(() => paillier.multiplyByScalar([2n, 3n], [2n], 8)).toThrow(RangeError);
    expect(() => paillier.multiplyBySignedScalar([2n, 3n], [2n], 8)).toThrow(RangeError);
    expect(() => paillier.dot([2n, 3n], [2n], 8)).toThrow(RangeError);
  });

  it('a scalar longer than announced', () => {
    for (const k of [256n, -1n]) expect(() => paillier.multiplyByScalar([2n], [k], 8)).toThrow(RangeError);
    for (const k of [256n, -256n]) {
      expect(() => paillier.multiplyBySignedScalar([2n], [k], 8)).toThrow(RangeError);
    }
    for (const k of [128n, -129n]) expect(() => paillier.dot([2n], [k], 8)).toThrow(RangeError);
  });

  it('a subtrahend without an inverse', () => {
    expect(() => paillier.subtract([2n], [owner.privateKey.p])).toThrow(RangeError);
  });

  it('a residue outside [0, n)', () => {
    expect([toSigned(half, n), toSigned(half + 1n, n)]).toEqual([half, -half]);
    for (const value of [-1n, n]) expect(() => toSigned(value, n)).toThrow(RangeError);
  });
});
