#!/usr/bin/env python3
"""Test vectors in the file format of python-paillier's command line, pheutil.

    make-and-check.py make [FILE]   writes the vectors (default: vectors.json beside this script)
    make-and-check.py check FILE    checks vectors that this project wrote; exit code 1 if any is wrong

A second implementation of the format, written from its description and sharing nothing with the program
that it checks: exact fractions for numbers, Python's own rounding to floats, textbook Paillier without the
Chinese remainder theorem, arithmetic by GMP. Needs gmpy2. `make` gives the same bytes every time: keys and
randomness come from hashes, so they protect nothing.
"""

import base64
import hashlib
import json
import math
import struct
import sys
from fractions import Fraction
from pathlib import Path

import gmpy2

# An encrypted number is mantissa * 16^exponent; pheutil brings exponents down to -32 where it can.
BASE = 16
PHEUTIL_EXPONENT = -32
FLOAT_SIGNIFICAND_BITS = 53
LARGEST_FLOAT = sys.float_info.max
SMALLEST_FLOAT = 5e-324


class Wrong(Exception):
    """A vector is not what it should be."""


# Integers in key files: big-endian, base64url, no padding.


def integer_to_text(value):
    raw = int(value).to_bytes((int(value).bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def integer_from_text(text):
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    value = int.from_bytes(raw, "big")
    if integer_to_text(value) != text:
        raise Wrong(f"not the one spelling of an integer: {text[:20]}...")
    return value


# Paillier with g = n + 1.


def encrypt(n, plaintext, r):
    square = n * n
    return int((1 + plaintext * n) * gmpy2.powmod(r, n, square) % square)


def decrypt(p, q, ciphertext):
    n = p * q
    order = gmpy2.lcm(p - 1, q - 1)
    quotient = (gmpy2.powmod(ciphertext, order, n * n) - 1) // n
    return int(quotient * gmpy2.invert(order, n) % n)


# Numbers as plaintexts.


def encode(n, value, maximum_exponent=None):
    """(plaintext, exponent) of an int or a float; ValueError if the key is too small for it."""
    if isinstance(value, float):
        exponent = (math.frexp(value)[1] - FLOAT_SIGNIFICAND_BITS) // 4
    else:
        exponent = 0
    if maximum_exponent is not None:
        exponent = min(exponent, maximum_exponent)
    mantissa = Fraction(value) / Fraction(BASE) ** exponent
    if mantissa.denominator != 1:
        raise Wrong(f"{value} is not exact at exponent {exponent}")
    if abs(mantissa.numerator) > n // 3 - 1:
        raise ValueError("the key is too small")
    return mantissa.numerator % n, exponent


def decode(n, plaintext, exponent):
    """The nearest float, or the reason why there is none."""
    largest = n // 3 - 1
    if plaintext <= largest:
        mantissa = plaintext
    elif plaintext >= n - largest:
        mantissa = plaintext - n
    else:
        return "overflow"
    try:
        if exponent >= 0:
            return float(mantissa * BASE**exponent)
        return mantissa / BASE**-exponent
    except OverflowError:
        return "too-large"


# Making vectors.


def stream(label):
    """Integers of any length from hashes of a label."""
    block = 0

    def draw(bits):
        nonlocal block
        raw = b""
        while 8 * len(raw) < bits:
            raw += hashlib.sha256(f"{label} {block}".encode()).digest()
            block += 1
        return int.from_bytes(raw, "big") >> (8 * len(raw) - bits)

    return draw


def make_key(bits):
    draw = stream(f"prime of {bits}")
    while True:
        p, q = (
            int(gmpy2.next_prime(draw(bits // 2) | 3 << (bits // 2 - 2))) for _ in range(2)
        )
        n = p * q
        if n.bit_length() == bits and math.gcd(n, (p - 1) * (q - 1)) == 1:
            return p, q


def key_files(p, q, name):
    public = {
        "kty": "DAJ",
        "alg": "PAI-GN1",
        "key_ops": ["encrypt"],
        "n": integer_to_text(p * q),
        "kid": f"Paillier public key {name}",
    }
    private = {
        "kty": "DAJ",
        "key_ops": ["decrypt"],
        "p": integer_to_text(p),
        "q": integer_to_text(q),
        "pub": public,
        "kid": f"Paillier private key {name}",
    }
    return {"public": json.dumps(public), "private": json.dumps(private)}


def random_floats(count):
    draw = stream("floats")
    floats = []
    while len(floats) < count:
        value = struct.unpack(">d", draw(64).to_bytes(8, "big"))[0]
        if math.isfinite(value):
            floats.append(value)
    return floats


EXTREMES = [
    0.0, 1.0, -1.0, 0.5, 3.0, -2.5, 0.1, -0.1, 1 / 3, 1e-9, -1e9, 2.0**53, -(2.0**53) - 2,
    2.0**-75, 2.0**-76, 2.0**1023, LARGEST_FLOAT, -LARGEST_FLOAT, sys.float_info.min,
    2.2250738585072011e-308, SMALLEST_FLOAT, -SMALLEST_FLOAT,
]  # fmt: skip


def make_encryptions(name, n):
    draw = stream(f"encryptions {name}")
    vectors = []
    for plaintext in [0, 1, n - 1, n // 2, n // 3 - 1, draw(n.bit_length()) % n]:
        r = draw(n.bit_length()) % n
        vectors.append(
            {
                "key": name,
                "plaintext": str(plaintext),
                "r": str(r),
                "ciphertext": str(encrypt(n, plaintext, r)),
            }
        )
    return vectors


def make_encodings(name, n):
    vectors = []
    for value in EXTREMES + random_floats(40):
        for maximum in (None, PHEUTIL_EXPONENT):
            try:
                plaintext, exponent = encode(n, value, maximum)
                encoding = {"plaintext": str(plaintext), "exponent": exponent}
            except ValueError:
                encoding = {"refused": "too-large"}
            vectors.append({"key": name, "value": repr(value), "maximumExponent": maximum, **encoding})
    return vectors


def make_decodings(name, n):
    """Plaintexts that no float was encoded to: sums, products and Python's integers end as such."""
    draw = stream(f"decodings {name}")
    largest = n // 3 - 1
    half = 2**53 + 1
    cases = [(m, 0) for m in (largest, largest + 1, n - largest - 1, n - largest, n - 1, n // 2)]
    # Ties, and their neighbours, at full length and among the subnormals (16^-269 = 2^-1076).
    cases += [(m, 0) for m in (half, half + 2, half + 4, n - half, 4 * half + 1, 4 * half - 1)]
    cases += [(m, -269) for m in range(1, 16)] + [(n - 6, -269), (4 * half, -269), (2**54 - 1, -269)]
    # The last that is finite and the first that is not; 16^256 = 2^1024.
    beyond = 4 * (2**54 - 1)
    cases += [(beyond - 1, 242), (beyond, 242), (n - beyond + 1, 242), (n - beyond, 242)]
    cases += [(beyond * 2**260 - 1, 177), (beyond * 2**260, 177), (1, 255), (1, 256), (0, 256)]
    cases += [(1, -270), (3, -270), (1, -1300), (largest, -1300), (largest, -300), (n - largest, 4)]
    for _ in range(60):
        mantissa = draw(1 + draw(8) % (n.bit_length() - 2))
        cases.append(((mantissa if draw(1) else -mantissa) % n, draw(9) - 300))
    return [decoding(name, n, plaintext, exponent) for plaintext, exponent in cases]


def decoding(name, n, plaintext, exponent):
    value = decode(n, plaintext, exponent)
    outcome = {"refused": value} if isinstance(value, str) else {"value": repr(value)}
    return {"key": name, "plaintext": str(plaintext), "exponent": exponent, **outcome}


def make_numbers(name, n):
    """Files of pheutil encrypt, and such with exponents of their own, sums and products."""
    draw = stream(f"numbers {name}")
    square = n * n

    def sealed(value, maximum=None):
        plaintext, exponent = encode(n, value, maximum)
        return encrypt(n, plaintext, draw(n.bit_length()) % n), exponent

    def file(value, ciphertext, exponent):
        return {"key": name, "value": repr(value), "file": json.dumps({"v": str(ciphertext), "e": exponent})}

    vectors = []
    for value in EXTREMES:
        for maximum in (None, PHEUTIL_EXPONENT):
            vectors.append(file(value, *sealed(value, maximum)))
    for value in (0, 1, -1, 123456789, -(2**64) - 1, 10**100):
        vectors.append(file(float(value), *sealed(value)))
    a, exponent = sealed(0.1, PHEUTIL_EXPONENT)
    b, _ = sealed(0.2, PHEUTIL_EXPONENT)
    vectors.append(file(0.1 + 0.2, a * b % square, exponent))
    factor, more = encode(n, -0.7)
    product = float(Fraction(0.1) * Fraction(-0.7))
    vectors.append(file(product, int(gmpy2.powmod(a, factor, square)), exponent + more))
    return vectors


def make(path):
    keys = {"17": (293, 433), "512": make_key(512), "2048": make_key(2048)}
    moduli = {name: p * q for name, (p, q) in keys.items()}
    vectors = {
        "origin": "make-and-check.py make",
        "keys": [{"name": name, **key_files(*primes, name)} for name, primes in keys.items()],
        "encryptions": [x for name in keys for x in make_encryptions(name, moduli[name])],
        "encodings": [x for name in ("512", "2048") for x in make_encodings(name, moduli[name])],
        "decodings": [x for name in ("512", "2048") for x in make_decodings(name, moduli[name])],
        "numbers": make_numbers("2048", moduli["2048"]),
    }
    # python-paillier's own test key (phe/tests/paillier_test.py).
    assert [encrypt(126869, 10100, 74384), encrypt(126869, 1, 1)] == [935906717, 126870]
    Path(path).write_text(json.dumps(vectors, indent=2) + "\n")
    return f"wrote {path}"


# Checking what the program wrote.


def expect(condition, message):
    if not condition:
        raise Wrong(message)


def read_public(public):
    expect(public["kty"] == "DAJ" and public["alg"] == "PAI-GN1", "public key: kty, alg")
    expect(public["key_ops"] == ["encrypt"], "public key: key_ops")
    expect(isinstance(public["kid"], str), "public key: kid")
    return integer_from_text(public["n"])


def read_private(private):
    expect(private["kty"] == "DAJ", "private key: kty")
    expect(private["key_ops"] == ["decrypt"], "private key: key_ops")
    expect(isinstance(private["kid"], str), "private key: kid")
    p, q = integer_from_text(private["p"]), integer_from_text(private["q"])
    expect(gmpy2.is_prime(p, 50) and gmpy2.is_prime(q, 50), "private key: a factor is not prime")
    expect(p * q == read_public(private["pub"]), "private key: p q is not n")
    return p, q


def check(path):
    """FILE: {"public", "private", "numbers": texts as written, "values": what was encrypted}."""
    written = json.loads(Path(path).read_text())
    p, q = read_private(json.loads(written["private"]))
    n = p * q
    expect(read_public(json.loads(written["public"])) == n, "the two key files differ")
    numbers = json.loads(written["numbers"])
    values = [float(value) for value in written["values"]]
    expect(len(numbers) == len(values) > 0, "another count of numbers")
    seen = set()
    for value, number in zip(values, numbers):
        plaintext, exponent = encode(n, value, PHEUTIL_EXPONENT)
        expect(set(number) == {"v", "e"} and number["e"] == exponent, f"{value}: fields, exponent")
        ciphertext = int(number["v"])
        expect(str(ciphertext) == number["v"], f"{value}: spelling")
        expect(0 < ciphertext < n * n and math.gcd(ciphertext, n) == 1, f"{value}: no ciphertext")
        expect(decrypt(p, q, ciphertext) == plaintext, f"{value}: another plaintext")
        expect(decode(n, plaintext, exponent) == value, f"{value}: another value")
        expect(ciphertext != encrypt(n, plaintext, 1), f"{value}: not randomised")
        seen.add(ciphertext)
    expect(len(seen) == len(numbers), "a ciphertext twice")
    return f"checked {len(numbers)} numbers and a key of {n.bit_length()} bits"


def main(arguments):
    if arguments[:1] == ["make"] and len(arguments) <= 2:
        print(make(*arguments[1:] or [Path(__file__).with_name("vectors.json")]))
    elif arguments[:1] == ["check"] and len(arguments) == 2:
        try:
            print(check(arguments[1]))
        except (Wrong, KeyError, TypeError, ValueError) as error:
            sys.exit(f"wrong: {error!r}")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
