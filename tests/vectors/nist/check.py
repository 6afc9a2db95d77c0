"""Checks the copies of NIST's data and certified values in this folder against each other.

Solves the normal equations of the exact decimals in rational arithmetic: a wrong digit, in the data or in a
certified value, shows. Makes filip-reduced.json besides: the same for polynomials of degree 8 and 9. Run: python3 check.py
"""

import csv
import json
import pathlib
from decimal import Decimal, getcontext
from fractions import Fraction

HERE = pathlib.Path(__file__).parent
getcontext().prec = 40


def solve(matrix, vectors):
    rows = [list(row) + [vector[i] for vector in vectors] for i, row in enumerate(matrix)]
    n = len(rows)
    for k in range(n):
        pivot = next(i for i in range(k, n) if rows[i][k] != 0)
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [entry / rows[k][k] for entry in rows[k]]
        for i in range(n):
            if i != k and rows[i][k] != 0:
                head = rows[i][k]
                rows[i] = [a - head * b for a, b in zip(rows[i], rows[k])]
    return [[row[n + j] for row in rows] for j in range(len(vectors))]


def read(name, degree=10):
    with open(HERE / f"{name}.csv", newline="") as file:
        table = [{key: Fraction(value) for key, value in row.items()} for row in csv.DictReader(file)]
    y = [row["y"] for row in table]
    if name == "filip":
        return [[row["x"] ** power for power in range(degree + 1)] for row in table], y
    return [[Fraction(1)] + [value for key, value in row.items() if key != "y"] for row in table], y


def least_squares(x, y):
    """Estimates, standard errors as decimals, residual sum of squares."""
    d = len(x[0])
    gram = [[sum(row[i] * row[j] for row in x) for j in range(d)] for i in range(d)]
    xty = [sum(row[i] * value for row, value in zip(x, y)) for i in range(d)]
    identity = [[Fraction(int(i == j)) for i in range(d)] for j in range(d)]
    weights, *inverse = solve(gram, [xty] + identity)
    rss = sum((value - sum(a * b for a, b in zip(row, weights))) ** 2 for row, value in zip(x, y))
    squares = [rss / (len(y) - d) * inverse[j][j] for j in range(d)]
    errors = [(Decimal(s.numerator) / Decimal(s.denominator)).sqrt() for s in squares]
    return weights, errors, rss


def check(name, certified):
    x, y = read(name)
    weights, errors, rss = least_squares(x, y)
    worst = abs(float(rss / Fraction(certified["rss"]) - 1))
    for found, expected in zip(weights, certified["estimates"]):
        worst = max(worst, abs(float(found / Fraction(expected) - 1)))
    for found, expected in zip(errors, certified["standardErrors"]):
        worst = max(worst, abs(float(found / Decimal(expected) - 1)))
    print(f"{name}: {len(y)} rows, largest relative difference {worst:.1e}")
    assert worst < 1e-13


def reduced(degree):
    weights, errors, rss = least_squares(*read("filip", degree))
    written = [f"{Decimal(w.numerator) / Decimal(w.denominator):.20g}" for w in weights]
    return {"estimates": written, "standardErrors": [f"{e:.20g}" for e in errors], "rss": f"{float(rss)!r}"}


for name, certified in json.loads((HERE / "certified.json").read_text()).items():
    if name != "source":
        check(name, certified)

(HERE / "filip-reduced.json").write_text(json.dumps({str(d): reduced(d) for d in (8, 9)}, indent=2) + "\n")
