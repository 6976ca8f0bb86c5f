"""Numbers, tensors and elements of the free *-algebra as indexed arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.errors import DerivationError
from derivations.indexed.atoms import Delta, Entry, IndexSum, Letter, Opaque, SimplexEntry, Size, SymmetricEntry, fresh
from derivations.indexed.tensor import IndexedTensor
from derivations.language.tensor import Tensor
from derivations.star_algebra.element import Element
from derivations.star_algebra.latex import atom_latex
from derivations.star_algebra.recipe import fold, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.star_algebra.letters import Letter as MatrixLetter
    from derivations.star_algebra.polynomials import Polynomial
    from derivations.star_algebra.recipe import Node
    from derivations.star_algebra.scalars import Scalar

ASSUMPTIONS = {
    "simplex": {"positive": True},
    "positive": {"positive": True},
    "unit": {"positive": True},
    "positive integer": {"positive": True, "integer": True},
    "nonnegative": {"nonnegative": True},
    "negative": {"negative": True},
}
Body = tuple[tuple[Any, ...], "Callable[..., sp.Expr]"]  # the shape, and the entry at indices


def lift(value: Any) -> IndexedTensor:
    """A value as an indexed array.

    Raises:
        DerivationError: it has explicit dimensions, or an operation for which indices have no rule, such as the inverse of a matrix.
    """
    if isinstance(value, IndexedTensor):
        return value
    if isinstance(value, Tensor):
        if value.shape:
            message = (
                f"Writing an array by indices: expected named dimensions, got shape {value.shape}. Explicit and named ones do not mix."
            )
            raise DerivationError(message)
        return IndexedTensor.scalar(value.item)
    if value.shape == () and has_matrices(value):
        return IndexedTensor.scalar(opaque_number(value))
    shape, entry = fold(value.recipe, _body)
    return IndexedTensor.build(shape, entry)


def letter_entry(letter: MatrixLetter, *indices: sp.Expr) -> Entry:
    """The entry of a declared array."""
    name = Letter(letter.name, **ASSUMPTIONS.get(letter.entries, {"real": True}))
    if letter.entries == "simplex":
        return SimplexEntry(name, *indices)
    is_symmetric = letter.symmetric and letter.rows != 1 and len(indices) > 1
    return SymmetricEntry(name, *indices) if is_symmetric else Entry(name, *indices)


def has_matrices(value: Element) -> bool:
    """Whether an element was built with a matrix, so that the free *-algebra reads it and not indices."""
    return any(node.operation in ("determinant", "inverse", "expectation") or len(node.shape) > 1 for node in walk(value.recipe))


def _body(node: Node, arguments: list[Body]) -> Body:
    """The entry of a node from those of its arguments."""
    shape = node.shape
    if any(isinstance(size, int) and size != 1 for size in shape):
        message = f"Writing an array by indices: expected named dimensions, got shape {shape}. Explicit and named ones do not mix."
        raise DerivationError(message)
    if node.operation == "letter":
        if node.payload.arguments:
            message = f"Writing {node.payload.label} by indices: expected a declared array, got a function. Use explicit dimensions."
            raise DerivationError(message)
        return shape, lambda *at: letter_entry(node.payload, *at)
    if node.operation == "number":
        return shape, lambda: node.payload
    if node.operation == "identity":
        return shape, Delta
    if node.operation == "zeros":
        return shape, lambda *_: sp.S.Zero
    return _combined(node, arguments)


def _combined(node: Node, arguments: list[Body]) -> Body:
    operation, shape = node.operation, node.shape
    (left_shape, left), (_, right) = arguments[0], arguments[-1]
    simple: dict[str, Callable[..., sp.Expr]] = {
        "add": lambda *at: left(*at) + right(*at),
        "scale": lambda *at: left() * right(*at),
        "transpose": lambda i, j: left(j, i),
        "reciprocal": lambda: 1 / left(),
        "root": lambda: sp.sqrt(left()),
        "power": lambda: left() ** node.payload,
        "column": lambda i, *_: left(i),
        "row": lambda _, j: left(j),
    }
    if operation in simple:
        return shape, simple[operation]
    if operation == "multiply":
        rank, size = len(left_shape) - 1, left_shape[-1]
        return shape, lambda *at: _contracted(left, right, at[:rank], at[rank:], size)
    if operation == "trace":
        return shape, lambda: _contracted(lambda i: left(i, i), lambda _: sp.S.One, (), (), left_shape[0])
    message = (
        f"Writing a matrix by indices, as beside laws of classes and roots of numbers: expected sums and products, got its {operation}. "
        "Keep them apart: let a declared name stand for the root, and say what it is in `given`."
    )
    raise DerivationError(message)


def _contracted(left: Any, right: Any, before: tuple[Any, ...], after: tuple[Any, ...], size: int | str) -> sp.Expr:
    """The product of two entries summed over the index between them; nothing to sum over one column."""
    inner = fresh()
    product = left(*before, inner) * right(inner, *after)
    return product if size == 1 else IndexSum(product, inner, Size(str(size)))


def opaque_number(value: Element) -> sp.Expr:
    """A number made of matrices as a rational function of the atoms of its normal form; equal elements give equal expressions."""
    return _quotient(value.value)


def _quotient(scalar: Scalar) -> sp.Expr:
    return _polynomial(scalar.numerator) / _polynomial(scalar.denominator)


def _polynomial(polynomial: Polynomial) -> sp.Expr:
    terms = []
    for monomial, coefficient in polynomial.items():
        factors = [_atom(atom) ** exponent for atom, exponent in monomial]
        terms.append(sp.Rational(int(coefficient.p), int(coefficient.q)) * sp.Mul(*factors))
    return sp.Add(*terms)


def _atom(atom: Any) -> sp.Expr:
    if atom.kind in ("symbol", "function"):
        return atom.payload
    if atom.kind == "dimension":
        return Size(atom.payload)
    if atom.kind == "power":
        base, size = atom.payload
        return _quotient(base) ** Size(size)
    Opaque.notations[atom.key] = atom_latex(atom)
    if atom.sign:
        return Opaque(atom.key, **{atom.sign: True})
    return Opaque(atom.key)


def is_plain(value: IndexedTensor) -> bool:
    """Whether a number is made of numbers, symbols and dimensions only, so that the free *-algebra has it too."""
    return value.shape == () and not value.body.atoms(Entry, IndexSum, Delta, Opaque)


def element_of(body: sp.Expr) -> Element:
    """A plain number as an element.

    Raises:
        DerivationError: a dimension stands inside a function.
    """
    if not body.atoms(Size):
        return Element.scalar(body)
    if isinstance(body, Size):
        return Element.identity(body.name).trace()
    if body.is_Add or body.is_Mul:
        first, *rest = map(element_of, body.args)
        for part in rest:
            first = first + part if body.is_Add else first * part
        return first
    if body.is_Pow and body.exp.is_Integer:
        return element_of(body.base) ** int(body.exp)
    if body.is_Pow and body.exp.is_Add:
        return element_of(sp.Mul(*(sp.Pow(body.base, part, evaluate=False) for part in body.exp.args), evaluate=False))
    if body.is_Pow and isinstance(body.exp.as_coeff_Mul()[1], Size) and body.exp.as_coeff_Mul()[0].is_Integer:
        times, size = body.exp.as_coeff_Mul()
        return (Element.identity(size.name) * element_of(body.base)).det() ** int(times)  # det(c I) = c^n
    message = f"Multiplying a matrix by {body}: expected a rational function of dimensions, got a function. Divide it out."
    raise DerivationError(message)
