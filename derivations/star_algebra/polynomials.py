"""Sparse Laurent polynomials with rational coefficients in the atoms, and their greatest common divisors by python-flint."""

from __future__ import annotations

from typing import Any

from flint import fmpq, fmpq_mpoly_ctx

from derivations.star_algebra.atoms import Atom

Monomial = tuple[tuple[Atom, int], ...]
Polynomial = dict[Monomial, Any]  # values are fmpq, never zero


def monomial_key(monomial: Monomial) -> tuple[tuple[str, int], ...]:
    """The order of monomials, the same in every run."""
    return tuple((atom.key, exponent) for atom, exponent in monomial)


def merge(left: Monomial, right: Monomial) -> Monomial:
    """The product of two monomials."""
    if not left or not right:
        return left or right
    exponents = dict(left)
    for atom, exponent in right:
        exponents[atom] = exponents.get(atom, 0) + exponent
    return tuple(sorted(((atom, exponent) for atom, exponent in exponents.items() if exponent), key=lambda item: item[0].key))


def reciprocal(monomial: Monomial) -> Monomial:
    """One over a monomial."""
    return tuple((atom, -exponent) for atom, exponent in monomial)


def add(left: Polynomial, right: Polynomial) -> Polynomial:
    """The sum."""
    total = dict(left)
    for monomial, coefficient in right.items():
        value = total.get(monomial, 0) + coefficient
        if value == 0:
            del total[monomial]
        else:
            total[monomial] = value
    return total


def multiply(left: Polynomial, right: Polynomial) -> Polynomial:
    """The product."""
    total: Polynomial = {}
    for first, a in left.items():
        for second, b in right.items():
            monomial = merge(first, second)
            total[monomial] = total.get(monomial, 0) + a * b
    return {monomial: value for monomial, value in total.items() if value != 0}


def scale(polynomial: Polynomial, factor: Any) -> Polynomial:
    """The product with a rational number other than zero."""
    return {monomial: value * factor for monomial, value in polynomial.items()}


def content(polynomial: Polynomial) -> Monomial:
    """The monomial of the least exponents, so that the quotient has no negative exponent and no monomial factor."""
    least: dict[Atom, int] = {}
    for atom in {atom for monomial in polynomial for atom, _ in monomial}:
        least[atom] = min(dict(monomial).get(atom, 0) for monomial in polynomial)
    return tuple(sorted(((atom, exponent) for atom, exponent in least.items() if exponent), key=lambda item: item[0].key))


def shift(polynomial: Polynomial, monomial: Monomial) -> Polynomial:
    """The product with a monomial."""
    return {merge(other, monomial): value for other, value in polynomial.items()} if monomial else polynomial


def cancel(numerator: Polynomial, denominator: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Both divided by their greatest common divisor; exponents must not be negative."""
    atoms = sorted({atom for part in (numerator, denominator) for monomial in part for atom, _ in monomial}, key=lambda atom: atom.key)
    context = fmpq_mpoly_ctx.get(tuple(f"x{i}" for i in range(len(atoms))), "lex")
    places = {atom: i for i, atom in enumerate(atoms)}

    def dense(polynomial: Polynomial) -> Any:
        rows = {}
        for monomial, value in polynomial.items():
            exponents = [0] * len(atoms)
            for atom, exponent in monomial:
                exponents[places[atom]] = exponent
            rows[tuple(exponents)] = value
        return context.from_dict(rows)

    def sparse(polynomial: Any) -> Polynomial:
        rows = polynomial.to_dict().items()
        return {tuple((atoms[i], int(e)) for i, e in enumerate(exponents) if e): fmpq(value) for exponents, value in rows}

    top, bottom = dense(numerator), dense(denominator)
    divisor = top.gcd(bottom)
    return sparse(top / divisor), sparse(bottom / divisor)
