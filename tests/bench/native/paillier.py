"""
Paillier on gmpy2 as python-paillier computes it, for the benchmark to compare with. Requests and replies are those
of paillier.c beside it.
"""

import secrets
import sys
import time

import gmpy2
from gmpy2 import mpz, powmod

random = secrets.SystemRandom()


class Key:
    def __init__(self, p, q):
        self.p, self.q, self.n = p, q, p * q
        self.p_squared, self.q_squared, self.n_squared = p * p, q * q, self.n * self.n
        self.q_inverse = gmpy2.invert(q, p)
        self.q_squared_inverse = gmpy2.invert(self.q_squared, self.p_squared)
        # (1 + n)^(p - 1) = 1 - n modulo p^2, hence L = -q.
        self.scale_p, self.scale_q = gmpy2.invert(-q, p), gmpy2.invert(-p, q)

    def bare(self, m):
        return (1 + m * self.n) % self.n_squared

    def encrypt(self, m):
        r = mpz(random.randrange(1, int(self.n)))
        return self.bare(m) * powmod(r, self.n, self.n_squared) % self.n_squared

    def owner_encrypt(self, m):
        s = powmod(mpz(random.randrange(1, int(self.p))), self.p, self.p_squared)
        t = powmod(mpz(random.randrange(1, int(self.q))), self.q, self.q_squared)
        r = t + self.q_squared * ((s - t) * self.q_squared_inverse % self.p_squared)
        return self.bare(m) * r % self.n_squared

    def decrypt(self, c):
        a = (powmod(c, self.p - 1, self.p_squared) - 1) // self.p * self.scale_p % self.p
        b = (powmod(c, self.q - 1, self.q_squared) - 1) // self.q * self.scale_q % self.q
        return b + self.q * ((a - b) * self.q_inverse % self.p)

    def product(self, factors):
        product = mpz(1)
        for factor in factors:
            product = product * factor % self.n_squared
        return product

    def answer(self, question, matrix, targets, masks):
        """One data owner: E(matrix x - targets + masks), an inverse for each ciphertext, re-randomised."""
        inverses = [gmpy2.invert(c, self.n_squared) for c in question]
        return [
            self.product(
                [self.encrypt(mask - target)]
                + [
                    powmod(inverses[j] if entry < 0 else question[j], abs(entry), self.n_squared)
                    for j, entry in enumerate(row)
                ]
            )
            for row, target, mask in zip(matrix, targets, masks)
        ]


def play_round(key, words):
    owners, d = int(words[0]), int(words[1])
    x, rest = words[2 : 2 + d], words[2 + d :]
    parts = []
    for i in range(owners):
        own = rest[i * (d * d + 2 * d) : (i + 1) * (d * d + 2 * d)]
        matrix = [own[row * d : (row + 1) * d] for row in range(d)]
        parts.append((matrix, own[d * d : d * d + d], own[d * d + d :]))
    times = [time.perf_counter_ns()]
    question = [key.owner_encrypt(value) for value in x]
    times.append(time.perf_counter_ns())
    answers = [key.answer(question, *part) for part in parts]
    times.append(time.perf_counter_ns())
    residues = [key.decrypt(key.product(column)) for column in zip(*answers)]
    values = [m - key.n if 2 * m > key.n else m for m in residues]
    times.append(time.perf_counter_ns())
    return times, values


def random_prime(bits):
    while True:
        # The top two bits are set: a product of two has exactly twice as many.
        prime = gmpy2.next_prime(mpz(secrets.randbits(bits) | 3 << (bits - 2)))
        if prime.bit_length() == bits:
            return prime


def generate_keys(bits, count):
    keys = []
    for _ in range(count):
        p = q = random_prime(bits // 2)
        while p == q:
            q = random_prime(bits // 2)
        keys += [p * q, (p - 1) * (q - 1)]
    return keys


def perform(key, op, words):
    if op == "round11":
        return play_round(key, words)
    half = len(words) // 2
    operations = {
        "encrypt": lambda: [key.encrypt(m) for m in words],
        "ownerEncrypt": lambda: [key.owner_encrypt(m) for m in words],
        "decrypt": lambda: [key.decrypt(c) for c in words],
        "add": lambda: [key.product(words)],
        "scalar40": lambda: [powmod(c, k, key.n_squared) for c, k in zip(words[:half], words[half:])],
        "keygen": lambda: generate_keys(int(words[0]), int(words[1])),
    }
    started = time.perf_counter_ns()
    results = operations[op]()
    return [started, time.perf_counter_ns()], results


key = None
for line in sys.stdin:
    op, *texts = line.split()
    words = [mpz(text, 16) for text in texts]
    if op == "key":
        key = Key(*words)
        times, results = [0, 0], []
    else:
        times, results = perform(key, op, words)
    parts = ",".join(str(after - before) for before, after in zip(times, times[1:]))
    print(parts, *[result.digits(16) for result in results], flush=True)
