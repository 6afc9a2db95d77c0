import { describe, expect, it } from 'vitest';
import { type Arithmetic, bigintEngine, type Engine } from '../../../src/bignum/index.ts';
import { createPacking } from '../../../src/encoding/index.ts';
import { createPaillierOwner, crossCheck, generateKeyPair, toSigned } from '../../../src/paillier/index.ts';
import { caught, smallOwner } from './small-keys.ts';

/** The BigInt engine with operations of its arithmetic replaced. */
function tamperedEngine(tamper: (z: Arithmetic) => Partial<Arithmetic>): Engine {
  return {
    ...bigintEngine,
    squareOf(base) {
      const context = bigintEngine.squareOf(base);
      return { ...context, compute: (work) => context.compute((z) => work({ ...z, ...tamper(z) })) };
    },
  };
}

describe('decrypt', () => {
  const owner = smallOwner();

  it('checks itself: a wrong power is an integrity error', () => {
    const engine: Engine = {
      ...bigintEngine,
      squaresOf(bases) {
        const context = bigintEngine.squaresOf(bases);
        const [, square] = context.moduli;
        return {
          ...context,
          powerSecret: (...terms) => context.powerSecret(...terms).map(([a, b]) => [a, (2n * b) % square]),
        };
      },
    };
    const broken = createPaillierOwner({ engine, privateKey: owner.privateKey });
    const ciphertexts = owner.encrypt([42n]);
    expect(owner.decrypt(ciphertexts)).toEqual([42n]);
    expect(caught(() => broken.decrypt(ciphertexts))).toMatchObject({ code: 'integrity' });
  });

  it('refuses a multiple of a prime of n', () => {
    const { p, q } = owner.privateKey;
    for (const c of [p, q * q, p * q]) {
      expect(caught(() => owner.decrypt([c]))).toMatchObject({ code: 'integrity' });
    }
  });
});

describe('crossCheck', () => {
  it('passes with small keys, again and again', () => {
    for (let i = 0; i < 5; i++) expect(() => crossCheck(smallOwner())).not.toThrow();
  });

  const owner = smallOwner();
  const failure = (check: string) => ({ code: 'cross-check-failed', details: { check } });
  const plusOne = (values: bigint[]) => values.map((value) => value + 1n);

  it.each([
    ['our-encryption', { ...owner, encrypt: (m: readonly bigint[]) => owner.encrypt(m.map((x) => x >> 1n)) }],
    [
      'our-owner-encryption',
      { ...owner, encryptAsOwner: (m: readonly bigint[]) => owner.encryptAsOwner(m.map((x) => x >> 1n)) },
    ],
    ['our-arithmetic', { ...owner, packedMatrixVector: () => owner.encrypt([0n]) }],
    ['our-decryption', { ...owner, decrypt: (c: readonly bigint[]) => plusOne(owner.decrypt(c)) }],
  ])('finds a wrong %s', (check, wrong) => {
    expect(caught(() => crossCheck(wrong))).toMatchObject(failure(check));
  });

  it('finds an engine that multiplies wrongly, and keeps what it threw', () => {
    const engine = tamperedEngine((z) => ({ power: (bases) => z.multiply(bases, bases) }));
    const broken = createPaillierOwner({ engine, privateKey: owner.privateKey });
    expect(caught(() => crossCheck(broken))).toMatchObject(failure('our-encryption'));
    const cause = new RangeError('broken');
    const throwing = { ...owner, decrypt: () => { throw cause; } }; // prettier-ignore
    expect(caught(() => crossCheck(throwing))).toMatchObject({ ...failure('our-decryption'), cause });
  });
});

describe('at 2048 bits', () => {
  it('a key is generated, cross-checked and used', () => {
    const privateKey = generateKeyPair(2048);
    const owner = createPaillierOwner({ engine: bigintEngine, privateKey });
    expect(privateKey.publicKey.bits).toBe(2048);
    crossCheck(owner);
    const x = [2n ** 52n, -(2n ** 40n) + 1n];
    const question = owner.checkCiphertexts(owner.encryptAsOwner(x), 2);
    const packing = createPacking({ slotBits: 119, keyBits: 2048 });
    const answers = [1n, 2n].map((k) => {
      const addends = packing.pack([-k << 100n, k], [1n << 102n, 2n]);
      const map = { matrix: [[k, -k], [0n, k]], scalarBits: 62, slots: packing.slots, slotBits: 119, addends }; // prettier-ignore
      return owner.packedMatrixVector(question, map);
    });
    const sum = owner.decrypt(owner.sumCiphertexts(answers));
    const { n } = privateKey.publicKey;
    expect(
      packing.unpack(
        sum.map((residue) => toSigned(residue, n)),
        [1n << 110n, 1n << 110n],
      ),
    ).toEqual([3n * (2n ** 52n + 2n ** 40n - 1n) - (3n << 100n), 3n * (1n - 2n ** 40n) + 3n]);
  });
});
