"""Polynomials in whole numbers that never vanish, since they do not modulo some small number: ``n**2 - 3*m**2 - 2``.

Every residue of every unknown is tried, of the polynomial times the common denominator of its coefficients.
"""

from __future__ import annotations

import itertools

import sympy as sp

MODULI = (2, 3, 4, 5, 7, 8, 9, 11, 13, 16)
MOST = 5000  # choices of residues
HIGHEST = 12  # degree


def never_zero_modulo(number: sp.Expr) -> int | None:
    """A number modulo which a polynomial in whole unknowns is zero for none of them; ``None`` if there is no small one.

    >>> n, m = sp.symbols("n m", integer=True)
    >>> never_zero_modulo(2 * n - 2 * m - 1), never_zero_modulo(n**2 - 2), never_zero_modulo(n**2 - 4)
    (2, 3, None)
    """
    unknowns = sorted(number.free_symbols, key=str)
    if not unknowns or not all(symbol.is_integer for symbol in unknowns) or not number.is_polynomial(*unknowns):
        return None
    polynomial = sp.Poly(number, *unknowns)
    if not (polynomial.domain.is_ZZ or polynomial.domain.is_QQ) or polynomial.total_degree() > HIGHEST:
        return None
    terms = [(powers, int(c)) for powers, c in polynomial.clear_denoms(convert=True)[1].terms()]
    fitting = (modulus for modulus in MODULI if modulus ** len(unknowns) <= MOST)
    return next((modulus for modulus in fitting if _never_vanishes(terms, len(unknowns), modulus)), None)


def _never_vanishes(terms: list[tuple[tuple[int, ...], int]], count: int, modulus: int) -> bool:
    return all(_value(terms, residues, modulus) for residues in itertools.product(range(modulus), repeat=count))


def _value(terms: list[tuple[tuple[int, ...], int]], residues: tuple[int, ...], modulus: int) -> int:
    total = 0
    for powers, factor in terms:
        product = factor
        for residue, power in zip(residues, powers, strict=True):
            product = product * pow(residue, power, modulus) % modulus
        total += product
    return total % modulus
