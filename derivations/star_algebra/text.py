"""Elements as text of the claim language; the same in every run, so names of derived letters are built from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.star_algebra.atoms import word_text
from derivations.star_algebra.letters import word_key
from derivations.star_algebra.polynomials import monomial_key

if TYPE_CHECKING:
    from derivations.star_algebra.polynomials import Monomial, Polynomial
    from derivations.star_algebra.scalars import Scalar
    from derivations.star_algebra.terms import Terms


def power_text(base: str, exponent: int) -> str:
    """A power; the base is put in parentheses unless it is a name or a call."""
    if exponent == 1:
        return f"({base})" if " " in base and not base.endswith(")") else base
    return f"({base})**{exponent}" if exponent > 0 else f"({base})**({exponent})"


def monomial_text(monomial: Monomial, coefficient: str) -> str:
    """A rational number times powers of atoms."""
    factors = [power_text(f"({atom.key})" if " @ " in atom.key else atom.key, exponent) for atom, exponent in monomial]
    if coefficient == "1" and factors:
        return "*".join(factors)
    return "-" + "*".join(factors) if coefficient == "-1" and factors else "*".join([coefficient, *factors])


def sum_text(parts: list[str]) -> str:
    """Signed parts joined with plus and minus."""
    text = " + ".join(parts) if parts else "0"
    return text.replace("+ -", "- ")


def polynomial_text(polynomial: Polynomial) -> str:
    """A polynomial, largest monomial first."""
    ordered = sorted(polynomial, key=monomial_key, reverse=True)
    return sum_text([monomial_text(monomial, str(polynomial[monomial])) for monomial in ordered])


def scalar_text(value: Scalar) -> str:
    """A scalar; a quotient has both parts in parentheses."""
    above = polynomial_text(value.numerator)
    if set(value.denominator) == {()}:
        return above
    return f"({above})/({polynomial_text(value.denominator)})"


def terms_text(terms: Terms, *, size: Any = None) -> str:
    """A sum of scalars times words, largest word first; ``size`` is the dimension of the identity, by default that of the words."""
    size = next((word[0].rows for word in terms if word), size)
    identity = f"eye({size})"
    parts = []
    for word in sorted(terms, key=word_key, reverse=True):
        factor = scalar_text(terms[word])
        if size is None:
            parts.append(factor)
        elif factor in ("1", "-1"):
            parts.append(factor.replace("1", "") + (word_text(word) if word else identity))
        else:
            wrapped = f"({factor})" if " " in factor else factor
            parts.append(f"{wrapped}*{word_text(word) if word else identity}")
    return sum_text(parts)
