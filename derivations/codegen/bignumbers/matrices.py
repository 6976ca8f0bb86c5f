"""Functions of symmetric positive definite matrices, lists of rows, by L D L^T; what stands above the diagonal is not read."""

from __future__ import annotations

from derivations.codegen.bignumbers.arithmetic import Big, big_divide, big_known, big_multiply, big_negative, big_sum
from derivations.codegen.bignumbers.exponential import big_log


def big_factors(x: list[list[Big]], p: int) -> list[list[Big]]:
    """The multipliers of the elimination below the diagonal and the pivots on it; no positive pivot is an ``ArithmeticError``."""
    rows = [list(row) for row in x]
    for step, pivot in enumerate(rows):
        if big_known(pivot[step])[0] <= 0:
            message = "Computing an element again: expected a positive definite matrix."
            raise ArithmeticError(message)
        scaled = [big_divide(row[step], pivot[step], p) for row in rows[step + 1 :]]
        for place, multiplier in enumerate(scaled, step + 1):
            for column in range(step + 1, place + 1):
                product = big_multiply(multiplier, rows[column][step], p)
                rows[place][column] = big_sum([rows[place][column], big_negative(product)], p)
        for row, multiplier in zip(rows[step + 1 :], scaled, strict=True):
            row[step] = multiplier
    return rows


def big_forward(factors: list[list[Big]], u: list[Big], p: int) -> list[Big]:
    """The solution of L y = u."""
    found: list[Big] = []
    for row, entry in zip(factors, u, strict=True):
        found.append(big_sum([entry, *(big_negative(big_multiply(a, b, p)) for a, b in zip(row, found, strict=False))], p))
    return found


def big_inverse_form(u: list[Big], x: list[list[Big]], v: list[Big], p: int) -> Big:
    """u^T X^-1 v."""
    factors = big_factors(x, p)
    pairs = zip(big_forward(factors, u, p), big_forward(factors, v, p), strict=True)
    return big_sum([big_divide(big_multiply(*pair, p), factors[place][place], p) for place, pair in enumerate(pairs)], p)


def big_inverse_square(u: list[Big], x: list[list[Big]], p: int) -> Big:
    """u^T X^-1 u."""
    return big_inverse_form(u, x, u, p)


def big_inverse_product(x: list[list[Big]], u: list[Big], p: int) -> list[Big]:
    """X^-1 u."""
    factors = big_factors(x, p)
    found = [big_divide(entry, factors[place][place], p) for place, entry in enumerate(big_forward(factors, u, p))]
    for place in range(len(found) - 1, -1, -1):
        below = [big_negative(big_multiply(factors[row][place], found[row], p)) for row in range(place + 1, len(found))]
        found[place] = big_sum([found[place], *below], p)
    return found


def big_quadratic_form(u: list[Big], x: list[list[Big]], p: int) -> Big:
    """u^T X u."""
    factors = big_factors(x, p)
    squares = []
    for place, entry in enumerate(u):
        turned = big_sum([entry, *(big_multiply(factors[row][place], u[row], p) for row in range(place + 1, len(u)))], p)
        squares.append(big_multiply(factors[place][place], big_multiply(turned, turned, p), p))
    return big_sum(squares, p)


def big_log_determinant(x: list[list[Big]], p: int) -> Big:
    """The logarithm of the determinant."""
    return big_sum([big_log(row[place], p) for place, row in enumerate(big_factors(x, p))], p)


def big_bregman_logdet(x: list[list[Big]], y: list[list[Big]], p: int) -> Big:
    """tr(X Y^-1) - d - log det(X Y^-1)."""
    above, below = big_factors(x, p), big_factors(y, p)
    terms, quotient = [(-len(x), 0)], (1, 0)
    for place, row in enumerate(x):
        column = [x[max(place, other)][min(place, other)] for other in range(len(row))]
        terms.append(big_inverse_product(y, column, p)[place])
        quotient = big_multiply(quotient, big_divide(above[place][place], below[place][place], p), p)
    return big_sum([*terms, big_negative(big_log(quotient, p))], p)
