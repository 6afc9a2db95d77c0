import * as v from 'valibot';
import {
  bigintToBytes,
  bitLength,
  bytesToBigint,
  fromBase64Url,
  isFederatedError,
  toBase64Url,
} from '../base/index.ts';
import { isProbablePrime } from '../bignum/index.ts';
import {
  checkPublicKey,
  privateKeyFromPrimes,
  type KeyOptions,
  type PrivateKey,
  type PublicKey,
} from './keys.ts';
import { invalidPhe, parsePhe } from './phe-text.ts';

/*
 * Key files of `pheutil`, python-paillier's command line (data61/python-paillier, phe/command_line.py): a
 * JSON Web Key of a type of its own. Early versions wrote lambda and mu in place of p and q; those are not
 * read.
 */

/** The largest key file, in characters: one of 4096 bits has under 2,000, and names may be long. */
const MAX_KEY_CHARACTERS = 16_384;
/** The longest integer, in characters of base64url: 4096 bits take 683. */
const MAX_INTEGER_CHARACTERS = 700;

const PUBLIC_KID = 'Paillier public key of Federated Trainer';
const PRIVATE_KID = 'Paillier private key of Federated Trainer';

/** A positive integer: big-endian, base64url without padding. */
const integer = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(MAX_INTEGER_CHARACTERS),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return bytesToBigint(fromBase64Url(dataset.value));
    } catch {
      addIssue({ message: 'base64url without padding' });
      return NEVER;
    }
  }),
);

const operations = (operation: string) =>
  v.pipe(
    v.array(v.string()),
    v.check((names) => names.includes(operation), `a list with "${operation}"`),
  );

const publicKeySchema = v.object({
  kty: v.literal('DAJ'),
  alg: v.literal('PAI-GN1'),
  key_ops: operations('encrypt'),
  n: integer,
});

const privateKeySchema = v.object({
  kty: v.literal('DAJ'),
  key_ops: operations('decrypt'),
  p: integer,
  q: integer,
  pub: publicKeySchema,
});

/** A public key as `pheutil extract` writes it. */
export function publicKeyToPhe(key: PublicKey): string {
  return JSON.stringify(publicFields(key));
}

/**
 * A public key as `pheutil extract` writes it, read and checked.
 *
 * @throws FederatedError `phe-file-invalid`: `size`, `json`, `fields`, or `key` for a modulus that
 *   {@link checkPublicKey} refuses.
 */
export function publicKeyFromPhe(text: string, options: KeyOptions = {}): PublicKey {
  const { n } = parsePhe(text, publicKeySchema, MAX_KEY_CHARACTERS);
  return accepted(() => checkPublicKey(n, options));
}

/** A private key as `pheutil genpkey` writes it: whoever reads it can decrypt everything. */
export function privateKeyToPhe({ publicKey, p, q }: PrivateKey): string {
  return JSON.stringify({
    kty: 'DAJ',
    key_ops: ['decrypt'],
    p: integerText(p),
    q: integerText(q),
    pub: publicFields(publicKey),
    kid: PRIVATE_KID,
  });
}

/**
 * A private key as `pheutil genpkey` writes it, read and checked: that both factors are prime takes about
 * a second at 3072 bits.
 *
 * @throws FederatedError `phe-file-invalid`: `size`, `json`, `fields`, `modulus`, `not-prime`, or `key` for
 *   primes that {@link privateKeyFromPrimes} refuses.
 */
export function privateKeyFromPhe(text: string, options: KeyOptions = {}): PrivateKey {
  const { p, q, pub } = parsePhe(text, privateKeySchema, MAX_KEY_CHARACTERS);
  if (p * q !== pub.n) throw invalidPhe('modulus');
  // Before the primes: it refuses 2, and what is too long to be tested.
  accepted(() => checkPublicKey(pub.n, options));
  if (!isProbablePrime(p) || !isProbablePrime(q)) throw invalidPhe('not-prime');
  return accepted(() => privateKeyFromPrimes(p, q, options));
}

function publicFields({ n }: PublicKey) {
  return { kty: 'DAJ', alg: 'PAI-GN1', key_ops: ['encrypt'], n: integerText(n), kid: PUBLIC_KID };
}

function integerText(value: bigint): string {
  return toBase64Url(bigintToBytes(value, Math.ceil(bitLength(value) / 8)));
}

/** A refusal of a key, as one of the file that it stands in. */
function accepted<T>(check: () => T): T {
  try {
    return check();
  } catch (cause) {
    if (!isFederatedError(cause, 'key-invalid')) throw cause;
    const { reason = '', keyBits = 0 } = cause.details;
    throw invalidPhe('key', { defect: reason, keyBits }, { cause });
  }
}
