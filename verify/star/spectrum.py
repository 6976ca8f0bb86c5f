"""Forms in one matrix read at one of its eigenvalues, or singular values: in every dimension they are sums over these.

A symmetric ``A = sum_l h_l e_l e_l^T`` turns ``x^T r(A) y`` into ``sum_l r(h_l) x_l y_l`` and ``tr r(A)`` into ``sum_l r(h_l)``, with the
components ``x_l = e_l^T x`` of vectors; ``r(A)`` is semidefinite where every ``r(h_l)`` is nonnegative. So a sum of such terms, each with
a coefficient that has no matrix in it, is nonnegative if what is read here is, for every number in place of the eigenvalue and the
components. For a rectangular matrix singular values and both bases do the same; where one space is larger, the value is zero, and so is
the component in the other space.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sympy as sp

from derivations.indexed.atoms import Opaque, Size
from derivations.indexed.lifting import opaque_number
from derivations.star_algebra.rebuild import element_of_scalar
from derivations.star_algebra.recipe import walk
from derivations.star_algebra.scalars import Scalar

if TYPE_CHECKING:
    from derivations.star_algebra.atoms import Atom
    from derivations.star_algebra.element import Element
    from derivations.star_algebra.letters import Letter, Word


FORMS = ("word", "trace", "dimension")  # the atoms that are sums over the eigenvalues


class NotReadError(Exception):
    """The element is no sum of forms in the one matrix."""


@dataclass(frozen=True)
class Spectrum:
    """The eigenvalue ``value`` of the symmetric matrix ``name``, or its singular value, and components of vectors, made as they are met."""

    name: str
    spaces: tuple[str, ...]
    value: sp.Symbol
    vectors: dict[str, sp.Symbol] = field(default_factory=dict)

    @classmethod
    def of(cls, element: Element) -> Spectrum | None:
        """That of the one matrix that an element is built from: symmetric, or rectangular with two names as dimensions."""
        letters = [node.payload for node in walk(element.recipe) if node.operation == "letter"]
        matrices = {letter.name: letter for letter in letters if 1 not in (letter.rows, letter.columns)}
        if len(matrices) != 1:
            return None
        (letter,) = matrices.values()
        spaces = tuple(dict.fromkeys((letter.rows, letter.columns)))
        if not _is_plain(letter) or not all(isinstance(size, str) for size in spaces) or letter.symmetric != (len(spaces) == 1):
            return None
        signs = {"definite": {"positive": True}, "semidefinite": {"nonnegative": True}}.get(letter.definite, {"real": True})
        return cls(letter.name, spaces, sp.Symbol(f"spectrum({letter.name})", **signs))

    @property
    def is_symmetric(self) -> bool:
        """Whether its eigenvalues are meant, in one space."""
        return len(self.spaces) == 1

    def form(self, element: Element) -> sp.Expr:
        """A number as it is read at one eigenvalue, or the eigenvalue of a symmetric function of the matrix.

        Raises:
            NotReadError: some term is no form in the matrix alone, or a product of two.
        """
        if element.shape == ():
            return self._sum_of_forms(element.value)
        if len(element.shape) != 2 or element.shape[0] != element.shape[1]:  # noqa: PLR2004 - a matrix
            raise NotReadError
        return sp.Add(*(plain_number(coefficient) * self._matrix(word) for word, coefficient in element.terms.items()))

    def _sum_of_forms(self, scalar: Scalar) -> sp.Expr:
        """Every term has one form as a factor, once, and none below."""
        terms = []
        for monomial, number in scalar.numerator.items():
            forms = [item for item in monomial if item[0].kind in FORMS]
            if [exponent for _, exponent in forms] != [1]:
                raise NotReadError
            rest = tuple(item for item in monomial if item[0].kind not in FORMS)
            terms.append(plain_number(Scalar.monomial(rest, number)) * self._form(forms[0][0]))
        return sp.Add(*terms) / plain_number(Scalar(scalar.denominator))

    def _form(self, atom: Atom) -> sp.Expr:
        if atom.kind == "word":
            first, *middle, last = atom.payload
            return self._component(first) * self._matrix(tuple(middle)) * self._component(last)
        if not self.is_symmetric:
            raise NotReadError  # the traces of both spaces have different numbers of terms
        if atom.kind == "trace":
            return self._matrix(atom.payload)
        if atom.payload not in self.spaces:
            raise NotReadError
        return sp.S.One

    def _component(self, letter: Letter) -> sp.Symbol:
        sizes = {letter.rows, letter.columns} - {1}
        if not _is_plain(letter) or letter.inverted or len(sizes) != 1 or not sizes <= set(self.spaces):
            raise NotReadError
        return self.vectors.setdefault(letter.name, sp.Symbol(f"component({letter.name})", real=True))

    def _matrix(self, word: Word) -> sp.Expr:
        return sp.Mul(*map(self._letter, word))

    def _letter(self, letter: Letter) -> sp.Expr:
        if letter.expansion is not None:
            lead, rest = letter.expansion
            whole = self._matrix(lead) + sp.Add(*(plain_number(coefficient) * self._matrix(word) for word, coefficient in rest))
            return 1 / whole
        if letter.name != self.name or not _is_plain(letter) or (letter.inverted and not self.is_symmetric):
            raise NotReadError
        return 1 / self.value if letter.inverted else self.value


def _is_plain(letter: Letter) -> bool:
    """Whether a letter is declared and may be turned in space: real entries without signs, no function and no mean."""
    return not letter.arguments and not letter.random and letter.content is None and letter.expansion is None and letter.entries == "real"


def plain_number(scalar: Scalar) -> sp.Expr:
    """A coefficient as an expression.

    Raises:
        NotReadError: a matrix or a size stands in it.
    """
    number = opaque_number(element_of_scalar(scalar))
    if number.has(Size, Opaque):
        raise NotReadError
    return number
