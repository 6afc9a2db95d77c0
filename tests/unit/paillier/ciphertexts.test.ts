import { describe, expect, it } from 'vitest';
import { caught, smallOwner } from './small-keys.ts';

const owner = smallOwner();
const { publicKey, p, q } = owner.privateKey;
const { n, nSquared } = publicKey;
const good = owner.encrypt([1n, 2n, 3n]);
const [first = 0n, second = 0n] = good;

describe('checkCiphertexts', () => {
  it('accepts fresh ciphertexts and hands them back in order', () => {
    expect(owner.checkCiphertexts(good, 3)).toEqual(good);
    expect(owner.checkCiphertexts([], 0)).toEqual([]);
    expect(owner.checkCiphertexts([2n, nSquared - 1n], 2)).toEqual([2n, nSquared - 1n]);
  });

  it.each([
    ['0', 0n, 'range'],
    ['a negative number', -first, 'range'],
    ['n^2', nSquared, 'range'],
    ['n^2 + c', nSquared + second, 'range'],
    ['1', 1n, 'trivial'],
    ['a repeat', first, 'repeated'],
    ['n', n, 'not-coprime'],
    ['p', p, 'not-coprime'],
    ['a multiple of p', p * 12_345n, 'not-coprime'],
    ['a multiple of q', nSquared - q, 'not-coprime'],
    ['a multiple of n', n * (n - 1n), 'not-coprime'],
    ['a number', 5, 'not-an-integer'],
    ['a string', '5', 'not-an-integer'],
    ['nothing', undefined, 'not-an-integer'],
  ])('refuses %s', (_, value, reason) => {
    const error = caught(() => owner.checkCiphertexts([first, second, value], 3));
    expect(error).toMatchObject({ code: 'ciphertext-invalid', details: { reason } });
    if (reason !== 'not-coprime') expect(error).toMatchObject({ details: { index: 2 } });
  });

  it.each([0, 2, 4])('refuses three where %i are due', (count) => {
    expect(caught(() => owner.checkCiphertexts(good, count))).toMatchObject({
      code: 'ciphertext-invalid',
      details: { reason: 'count', expected: count, received: 3 },
    });
  });

  it('names one factor of n among many units, and a product that is a multiple of n', () => {
    expect(caught(() => owner.checkCiphertexts([p, first, q], 3))).toMatchObject({
      details: { reason: 'not-coprime' },
    });
  });
});
