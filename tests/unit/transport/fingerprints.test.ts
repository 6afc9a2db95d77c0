import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../../src/transport/fingerprints.ts';

const ONE = Array.from({ length: 32 }, (_, i) => (i + 160).toString(16).toUpperCase()).join(':');
const OTHER = ONE.replace('A0', 'A1');

const sdp = (...lines: string[]): string => ['v=0', 's=-', ...lines, 'a=setup:actpass', ''].join('\r\n');

describe('fingerprintOf', () => {
  test('one value, stated once or several times, in either case', () => {
    expect(fingerprintOf(sdp(`a=fingerprint:sha-256 ${ONE}`))).toBe(ONE);
    const twice = sdp(
      `a=fingerprint:sha-256 ${ONE}`,
      'm=application',
      `a=fingerprint:SHA-256 ${ONE.toLowerCase()}`,
    );
    expect(fingerprintOf(twice)).toBe(ONE);
  });

  test.each([
    ['none', sdp()],
    ['two', sdp(`a=fingerprint:sha-256 ${ONE}`, `a=fingerprint:sha-256 ${OTHER}`)],
    ['another hash function', sdp(`a=fingerprint:sha-1 ${ONE.slice(0, 59)}`)],
    [
      'another hash function beside',
      sdp(`a=fingerprint:sha-256 ${ONE}`, `a=fingerprint:sha-1 ${ONE.slice(0, 59)}`),
    ],
    ['one cut short', sdp(`a=fingerprint:sha-256 ${ONE.slice(3)}`)],
    ['one after a bare line feed', sdp(`a=fingerprint:sha-256 ${ONE}\na=fingerprint:sha-256 ${OTHER}`)],
  ])('%s: refused', (_, text) => {
    expect(() => fingerprintOf(text)).toThrow(expect.objectContaining({ code: 'channel-broken' }));
  });
});
