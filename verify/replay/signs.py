"""Signs that are seen at a glance: terms with coefficients of one sign, in atoms that cannot be negative or stand squared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verify.replay.polynomials import exponent_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from verify.replay.certificate import Atom
    from verify.replay.polynomials import Polynomial

POSITIVE_CONSTANTS = [["constant", name] for name in ("pi", "EulerGamma", "Catalan", "GoldenRatio")]


def cannot_be_negative(polynomial: Polynomial, atoms: Mapping[int, Atom], places: Mapping[int, int]) -> bool:
    """Whether every term is nonnegative by its coefficient and its atoms."""
    open_ = [(places[number], 2 * atom.root) for number, atom in atoms.items() if number in places and not _is_nonnegative(atom)]
    return all(
        coefficient > 0 and not any(exponent_at(monomial, place) % square for place, square in open_)  # the square of a root is no square
        for monomial, coefficient in polynomial.terms.items()
    )


def _is_nonnegative(atom: Atom) -> bool:
    """By declaration for a symbol, by its nature for a root, a constant, an exponential."""
    kind = atom.means[0] if isinstance(atom.means, list) and atom.means else ""
    if kind == "symbol":
        return atom.declared in ("positive", "nonnegative")
    return kind in ("root", "exp") or atom.means in POSITIVE_CONSTANTS
