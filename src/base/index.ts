export { asFederatedError, FederatedError, isFederatedError } from './errors.ts';
export type { ErrorCode, ErrorDetails } from './errors.ts';
export { checkBigint, checkBytes, checkFinite, checkInteger, checkLength } from './checks.ts';
export {
  bigintToBytes,
  bitLength,
  bytesToBigint,
  concatBytes,
  equalBytes,
  fromBase64Url,
  fromUtf8,
  toBase64Url,
  toHex,
  utf8,
} from './bytes.ts';
export type { Bytes } from './bytes.ts';
export { cryptoRandom, randomBelow, randomBits } from './random.ts';
export type { RandomBytes } from './random.ts';
export { createNotifier } from './subscribe.ts';
export type { Observable } from './subscribe.ts';
