"""Numbers made of matrices, which the index calculus knows by their normal forms, as calls of functions of factors.

The normal form of such a number is a chain of letters, transposes and inverses, ``m.T @ inv(S) @ n``, its trace or a determinant. A
vector or matrix of the free *-algebra is read from its products with letters ``LEFT`` and ``RIGHT`` that nobody else has.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any, NoReturn

import sympy as sp

from derivations.codegen.arrays.nodes import ACROSS, BOUND, Difference, MatrixCall
from derivations.errors import DerivationError
from derivations.indexed.atoms import Entry, IndexSum, Letter, Opaque, Size, SymmetricEntry, axis
from derivations.indexed.lifting import ASSUMPTIONS, lift
from derivations.indexed.tensor import IndexedTensor
from derivations.star_algebra.element import Element
from derivations.star_algebra.recipe import walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.language.types import TypeSpec

LEFT = "p'"
FACTOR = re.compile(r"inv\((?P<inverse>\w+)\)|(?P<letter>[\w']+)(?P<turned>\.T)?")


def array_of(value: Any) -> IndexedTensor:
    """A number or vector of the free *-algebra, or an indexed array, as an indexed array.

    Raises:
        DerivationError: indices and factors have no rule for it.
    """
    if not isinstance(value, Element) or not value.shape or not _has_inverse(value):
        return lift(value)
    if len(value.shape) > 1:
        message = "Generating a kernel for every size: expected numbers and vectors of inverses, got a matrix. Multiply it by a direction."
        raise DerivationError(message)
    left = Element.letter(LEFT, value.shape)
    return IndexedTensor(tuple(map(str, value.shape)), lift(left @ value).body)


def _has_inverse(value: Element) -> bool:
    return any(node.operation == "inverse" for node in walk(value.recipe))


def with_calls(body: sp.Expr, types: Mapping[str, TypeSpec]) -> sp.Expr:
    """The body with every number made of matrices as calls; logarithms of determinants are calls, and squares are completed.

    Raises:
        DerivationError: a chain has more factors than a matrix and two vectors.
    """
    reader = Reader(types)
    logs = {log: reader.log_determinant(log.args[0].name[4:-1]) for log in body.atoms(sp.log) if is_determinant(log.args[0])}
    plain = body.xreplace(logs)
    changed = sp.expand_mul(plain.xreplace({number: reader.number(number.name) for number in plain.atoms(Opaque)}))
    return without_forms(joined_products(completed_squares(changed)))


def is_determinant(expression: sp.Expr) -> bool:
    """Whether it is the determinant of one letter."""
    return isinstance(expression, Opaque) and re.fullmatch(r"det\(\w+\)", expression.name) is not None


class Reader:
    """Reads normal forms for arguments of given types."""

    def __init__(self, types: Mapping[str, TypeSpec]) -> None:
        """``types`` say which names are vectors and which are matrices."""
        self.types = types

    def number(self, name: str) -> sp.Expr:
        """The number of a normal form, as calls."""
        if match := re.fullmatch(r"det\((\w+)\)", name):
            return sp.exp(self.log_determinant(match[1]))
        if match := re.fullmatch(r"trace\((.*)\)", name):
            return self._trace(match[1].split(" @ "))
        first, *middle, last = name.split(" @ ")
        left, right = (re.sub(r"\.T$", "", part) for part in (first, last))
        if len(middle) > 1:
            refuse(name)
        return self._product(right if left == LEFT else left, middle) if LEFT in (left, right) else self._form(left, middle, right)

    def log_determinant(self, letter: str) -> sp.Expr:
        """Log det of a letter."""
        return self._call("log_determinant", letter)

    def _trace(self, chain: list[str]) -> sp.Expr:
        """A trace; tr(S T^-1) is the divergence of the two matrices plus what it lacks."""
        letters = [re.sub(r"inv\((\w+)\)", r"\1", part) for part in chain]
        inverted = [part.startswith("inv(") for part in chain]
        if inverted == [False]:
            return IndexSum(self.entry(letters[0]).xreplace({ACROSS: BOUND}), BOUND, self.size(letters[0]))
        if sorted(inverted) != [False, True]:
            refuse(f"trace({' @ '.join(chain)})")
        above, below = letters if inverted[1] else letters[::-1]
        rest = self.size(above) + self.log_determinant(above) - self.log_determinant(below)
        return self._call("bregman_logdet", above, below) + rest

    def _form(self, left: str, middle: list[str], right: str) -> sp.Expr:
        if not middle:
            return IndexSum(self.entry(left) * self.entry(right), BOUND, self.size(left))
        inverse = re.fullmatch(r"inv\((\w+)\)", middle[0])
        matrix = inverse[1] if inverse else middle[0]
        if left == right and self.types[matrix].kind == "spd":
            return self._call("inverse_square" if inverse else "quadratic_form", left, matrix)
        return self._call("inverse_form" if inverse else "form", left, matrix, right)

    def _product(self, vector: str, middle: list[str]) -> sp.Expr:
        """The entry of a vector: a matrix or an inverse times a letter."""
        if not middle:
            return self.entry(vector).xreplace({BOUND: axis(0)})
        if inverse := re.fullmatch(r"inv\((\w+)\)", middle[0]):
            bodies = (self.entry(inverse[1]), self.entry(vector))
            return MatrixCall(sp.Symbol("inverse_product"), self.size(vector), sp.Tuple(axis(0)), *bodies)
        matrix = self.entry(middle[0]).xreplace({BOUND: axis(0), ACROSS: BOUND})
        return IndexSum(matrix * self.entry(vector), BOUND, self.size(vector))

    def _call(self, name: str, *letters: str) -> sp.Expr:
        return MatrixCall(sp.Symbol(name), self.size(letters[-1]), sp.Tuple(), *map(self.entry, letters))

    def entry(self, letter: str) -> sp.Expr:
        """The entry of a letter at the bound indices."""
        spec = self.types[letter]
        name = Letter(letter, **ASSUMPTIONS.get(spec.kind, {"real": True}))
        if len(spec.shape) == 1:
            return Entry(name, BOUND)
        return (SymmetricEntry if spec.kind in ("spd", "symmetric") else Entry)(name, BOUND, ACROSS)

    def size(self, letter: str) -> Size:
        """The dimension of a letter."""
        return Size(str(self.types[letter].shape[0]))


def refuse(name: str) -> NoReturn:
    """Say that no function of factors computes a number."""
    message = f"Generating a kernel for every size: expected a matrix or an inverse between vectors, got {name}. Use explicit dimensions."
    raise DerivationError(message)


def completed_squares(body: sp.Expr) -> sp.Expr:
    """u^T A u - 2 u^T A v + v^T A v as the square of u - v, which keeps its digits for nearly equal vectors."""
    for mixed in sorted((node for node in body.atoms(MatrixCall) if node.function in ("inverse_form", "form")), key=str):
        left, matrix, right = mixed.bodies
        name = sp.Symbol("inverse_square" if mixed.function == "inverse_form" else "quadratic_form")
        squares = [MatrixCall(name, mixed.args[1], mixed.args[2], side, matrix) for side in (left, right)]
        weight = -body.coeff(mixed) / 2
        if weight != 0 and all(body.coeff(square) == weight for square in squares):
            whole = MatrixCall(name, mixed.args[1], mixed.args[2], Difference(left, right), matrix)
            body = body - weight * (squares[0] - 2 * mixed + squares[1]) + weight * whole
    return body


def joined_products(body: sp.Expr) -> sp.Expr:
    """S^-1 u - S^-1 v as the product with u - v: one solution, and all digits for nearly equal vectors."""
    calls = sorted((node for node in body.atoms(MatrixCall) if node.function == "inverse_product"), key=str)
    for one, other in itertools.permutations(calls, 2):
        weight = body.coeff(one)
        if weight == 0 or body.coeff(other) != -weight or one.bodies[0] != other.bodies[0] or weight.could_extract_minus_sign():
            continue
        whole = MatrixCall(*one.args[:3], one.bodies[0], Difference(one.bodies[1], other.bodies[1]))
        body = body - weight * (one - other) + weight * whole
    return body


def without_forms(body: sp.Expr) -> sp.Expr:
    """Bilinear forms that are left over as sums."""
    table = {}
    for node in (node for node in body.atoms(MatrixCall) if node.function == "form"):
        left, matrix, right = node.bodies
        inner = IndexSum(matrix * right.xreplace({BOUND: ACROSS}), ACROSS, node.args[1])
        table[node] = IndexSum(left * inner, BOUND, node.args[1])
    return body.xreplace(table)


def value_of_chain(name: str, matrices: Mapping[str, sp.Matrix]) -> sp.Expr:
    """The number of a normal form at explicit exact matrices; vectors are columns."""
    if match := re.fullmatch(r"(det|trace)\((.*)\)", name):
        product = _product_of(match[2], matrices)
        return product.det() if match[1] == "det" else product.trace()
    return _product_of(name, matrices)[0]


def _product_of(chain: str, matrices: Mapping[str, sp.Matrix]) -> sp.Matrix:
    found = None
    for part in chain.split(" @ "):
        match = FACTOR.fullmatch(part)
        if match is None:
            refuse(chain)
        factor = matrices[match["inverse"]].inv() if match["inverse"] else matrices[match["letter"]]
        factor = factor.T if match["turned"] else factor
        found = factor if found is None else found * factor
    return found
