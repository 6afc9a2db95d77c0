import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigintEngine, modulo } from '../../../src/bignum/index.ts';
import { createPaillier, toSigned } from '../../../src/paillier/index.ts';
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
        expect(opened(paillier.multiplyByScalar(sealedA, ks, 60))).toEqual(
          wrapped(rows.map(([a, , k]) => a * k)),
        );
      }),
      runs,
    );
  });
});

describe('matrixVector', () => {
  const SCALAR_BITS = 50;
  const limit = 2n ** BigInt(SCALAR_BITS - 1);
  const entry = fc.oneof(
    fc.constantFrom(0n, -limit, limit - 1n),
    fc.bigInt({ min: -limit, max: limit - 1n }),
  );
  const element = fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n });
  const problem = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 4 }))
    .chain(([columns, rows]) =>
      fc.record({
        x: fc.array(element, { minLength: columns, maxLength: columns }),
        matrix: fc.array(fc.array(entry, { minLength: columns, maxLength: columns }), {
          minLength: rows,
          maxLength: rows,
        }),
        offsets: fc.array(element, { minLength: rows, maxLength: rows }),
      }),
    );

  it('gives G x - b in integers, negative entries included', () => {
    fc.assert(
      fc.property(problem, ({ x, matrix, offsets }) => {
        const outputs = paillier.matrixVector(paillier.encrypt(x), {
          matrix,
          offsets,
          scalarBits: SCALAR_BITS,
        });
        expect(opened(outputs)).toEqual(
          matrix.map((row, i) => row.reduce((sum, g, j) => sum + g * (x[j] ?? 0n), 0n) - (offsets[i] ?? 0n)),
        );
      }),
      runs,
    );
  });

  it('hides its operands: the same question is never answered by the same ciphertexts', () => {
    const question = paillier.encrypt([3n, -4n]);
    const map = { matrix: [[1n, 0n], [0n, 0n]], offsets: [0n, 5n], scalarBits: 8 }; // prettier-ignore
    const [once, again] = [paillier.matrixVector(question, map), paillier.matrixVector(question, map)];
    expect(opened(once)).toEqual([3n, -5n]);
    expect(opened(again)).toEqual([3n, -5n]);
    expect(new Set([...question, ...once, ...again]).size).toBe(6);
  });

  it('has randomness that the owner of the key cannot tell from fresh', () => {
    // The n-th root of an answer, once its plaintext is taken off: 1 if nothing was multiplied in.
    const question = [1n + 3n * n];
    const [answer = 0n] = paillier.matrixVector(question, { matrix: [[2n]], offsets: [0n], scalarBits: 8 });
    expect(modulo(answer * (1n - 6n * n), nSquared)).not.toBe(1n);
    expect(peer.privateKey.getRandomFactor(answer)).not.toBe(1n);
  });

  it('refuses shapes that do not match, and entries beyond the scalar length', () => {
    const question = paillier.encrypt([1n, 2n]);
    const ask = (matrix: bigint[][], offsets: bigint[], scalarBits = 8) =>
      paillier.matrixVector(question, { matrix, offsets, scalarBits });
    expect(opened(ask([[-128n, 127n]], [0n]))).toEqual([126n]);
    expect(() => ask([[-129n, 0n]], [0n])).toThrow(RangeError);
    expect(() => ask([[0n, 128n]], [0n])).toThrow(RangeError);
    expect(() => ask([[1n]], [0n])).toThrow(RangeError);
    expect(() => ask([[1n, 1n, 1n]], [0n])).toThrow(RangeError);
    expect(() => ask([[1n, 1n]], [])).toThrow(RangeError);
    expect(() => ask([[0n, 0n]], [0n], 0)).toThrow(RangeError);
    expect(() => ask([[0n, 0n]], [n])).toThrow(RangeError);
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
    expect(() => paillier.multiplyByScalar([2n, 3n], [2n], 8)).toThrow(RangeError);
  });

  it('a scalar longer than announced', () => {
    for (const k of [256n, -256n]) expect(() => paillier.multiplyByScalar([2n], [k], 8)).toThrow(RangeError);
  });

  it('a residue outside [0, n)', () => {
    expect([toSigned(half, n), toSigned(half + 1n, n)]).toEqual([half, -half]);
    for (const value of [-1n, n]) expect(() => toSigned(value, n)).toThrow(RangeError);
  });
});
