r"""Elements as LaTeX: transposes as :math:`^{\top}`, inverses as :math:`^{-1}`, expectations as :math:`\mathbb{E}_y[\,\cdot\,]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.star_algebra.letters import word_key
from derivations.star_algebra.polynomials import monomial_key
from derivations.star_algebra.text import sum_text

if TYPE_CHECKING:
    from derivations.star_algebra.atoms import Atom
    from derivations.star_algebra.letters import Letter, Word
    from derivations.star_algebra.polynomials import Monomial, Polynomial
    from derivations.star_algebra.scalars import Scalar
    from derivations.star_algebra.terms import Terms


def terms_latex(terms: Terms, *, scalar: bool = False) -> str:
    r"""A sum of scalars times words, largest word first.

    >>> from derivations.star_algebra.element import Element
    >>> terms_latex((Element.letter("J_f", ("m", "n")).T @ Element.letter("F", ("m", "m")).inverse()).terms)
    'J_{f}^{\\top} F^{-1}'
    """
    parts = []
    for word in sorted(terms, key=word_key, reverse=True):
        factor = _scalar(terms[word])
        if scalar:
            parts.append(factor)
        elif factor in ("1", "-1"):
            parts.append(factor.replace("1", "") + _word(word))
        else:
            parts.append((rf"\left({factor}\right)" if " + " in factor or " - " in factor else factor) + " " + _word(word))
    return sum_text(parts)


def _word(word: Word) -> str:
    return " ".join(_letter(letter) for letter in word) if word else "I"


def _letter(letter: Letter) -> str:
    mark = (r"-\top" if letter.transposed else "-1") if letter.inverted else r"\top" if letter.transposed else ""
    if letter.expansion is not None:
        lead, rest = letter.expansion
        base = rf"\left({terms_latex({lead: _one(), **dict(rest)})}\right)"
    elif letter.content is not None:
        inside, core, measure = letter.content
        factor = _monomial(inside, "1") + " " if inside else ""
        base = rf"\mathbb{{E}}_{{{_names(measure.variables)}}}\left[{factor}{_word(core)}\right]"
    else:
        base = _name(letter.name)
    return f"{base}^{{{mark}}}" if mark else base


def _one() -> Scalar:
    from derivations.star_algebra.scalars import ONE  # noqa: PLC0415 - a value, the rest of this module needs types only

    return ONE


def _name(name: str) -> str:
    return str(sp.latex(sp.Symbol(name)))


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(map(_name, names))


def _scalar(value: Scalar) -> str:
    above = _polynomial(value.numerator)
    return above if set(value.denominator) == {()} else rf"\frac{{{above}}}{{{_polynomial(value.denominator)}}}"


def _polynomial(polynomial: Polynomial) -> str:
    ordered = sorted(polynomial, key=monomial_key, reverse=True)
    return sum_text([_monomial(monomial, sp.latex(sp.Rational(str(polynomial[monomial])))) for monomial in ordered])


def _monomial(monomial: Monomial, coefficient: str) -> str:
    factors = [_power(atom, exponent) for atom, exponent in monomial]
    if coefficient in ("1", "-1") and factors:
        return coefficient.replace("1", "") + " ".join(factors)
    return " ".join([coefficient, *factors])


def _power(atom: Atom, exponent: int) -> str:
    base = atom_latex(atom)
    if exponent == 1:
        return base
    return rf"\left({base}\right)^{{{exponent}}}" if " " in base else f"{base}^{{{exponent}}}"


def atom_latex(atom: Atom) -> str:
    """One atom of the field of coefficients: a determinant, a trace, a number made of vectors."""
    payload: Any = atom.payload
    if atom.kind in ("symbol", "function"):
        return str(sp.latex(payload))
    if atom.kind == "expectation":
        inside, _, measure = payload
        return rf"\mathbb{{E}}_{{{_names(measure.variables)}}}\left[{_monomial(inside, '1')}\right]"
    simple = {
        "word": lambda: _word(payload),
        "trace": lambda: rf"\operatorname{{tr}}\left({_word(payload)}\right)",
        "determinant": lambda: rf"\det {_letter(payload)}",
        "root": lambda: rf"\sqrt{{{_scalar(payload)}}}",
        "dimension": lambda: _name(str(payload)),
        "quotient": lambda: _scalar(payload),
    }
    if atom.kind in simple:
        return str(simple[atom.kind]())
    base, size = payload
    return rf"\left({_scalar(base)}\right)^{{{_name(size)}}}"
