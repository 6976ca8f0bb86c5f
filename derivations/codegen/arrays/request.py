"""What is asked of the generator for every size: an expression by indices, its arguments, and what its outermost word means."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.codegen.arrays.matrices import array_of
from derivations.codegen.arrays.nodes import Sample
from derivations.codegen.arrays.passes import relative
from derivations.codegen.inputs import ENDS
from derivations.codegen.request import DENSITIES, check_kinds
from derivations.errors import ClaimError
from derivations.indexed.atoms import Index, IndexSum
from derivations.indexed.law import IndexedLaw
from derivations.indexed.lifting import lift
from derivations.indexed.normal import normal
from derivations.indexed.tensor import IndexedTensor
from derivations.language.elaborate import Elaborator
from derivations.language.names import validate_name
from derivations.language.scope import declare
from derivations.language.syntax import parse
from derivations.language.types import parse_type
from derivations.language.vocabulary import reserved_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.language.types import TypeSpec


SAMPLE = "sample"
PAIR = 2


@dataclass(frozen=True)
class ArrayRequest:
    """``value`` is to be computed for every size. ``word`` and ``operands`` are the outermost word and what it is applied to.

    ``packed``: of matrices only the upper triangles are wanted, row by row.
    """

    text: str
    value: IndexedTensor
    types: Mapping[str, TypeSpec]
    word: str = ""
    operands: tuple[Any, ...] = ()
    packed: bool = False

    @property
    def axes(self) -> tuple[int | str, ...]:
        """The trailing axes of the result, in words."""
        size = self.value.shape[0] if self.packed else 0
        return (f"{size} ({size} + 1) / 2",) if self.packed else self.value.shape


def packed(request: ArrayRequest) -> ArrayRequest:
    """The upper triangle of what is a matrix.

    Raises:
        ClaimError: it is not square.
    """
    if len(request.value.shape) != PAIR:
        return request
    rows, columns = request.value.shape
    if rows != columns:
        message = f"Generating a kernel: expected a square matrix for the layout 'symmetric', got {rows} x {columns}. Use 'full'."
        raise ClaimError(message)
    return replace(request, packed=True)


def is_of_every_size(let: Mapping[str, str]) -> bool:
    """Whether some argument has a named dimension."""
    return any(parse_type(text).is_abstract for text in let.values())


def read_array_request(expression: Any, let: Mapping[str, str]) -> ArrayRequest:
    """Elaborate an expression for arguments with named dimensions.

    Raises:
        ClaimError: the expression or a type is not well formed; the message says where.
        DerivationError: indices have no rule for it.
    """
    if not isinstance(expression, str):
        message = "Generating a kernel for every size: expected an expression of the claim language, got SymPy. Write it as text."
        raise ClaimError(message)
    types = {name: parse_type(text) for name, text in let.items()}
    for name, spec in types.items():
        if problem := validate_name(name, reserved_names()):
            raise ClaimError(problem)
        if spec.kind not in ENDS:
            message = f"Generating a kernel: expected arguments that are arrays of numbers, got {name} = {spec}. Replace it by an instance."
            raise ClaimError(message)
    tree = parse(expression)
    elaborator = Elaborator(declare(types))
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == SAMPLE:
        return ArrayRequest(expression, sample_of(tree, elaborator), types)
    check_kinds(tree, types)
    value = array_of(elaborator.value(tree))
    word = tree.func.id if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) else ""
    known = isinstance(tree, ast.Call) and (word in DENSITIES or word == "kl")
    operands = tuple(elaborator.value(argument) for argument in tree.args) if known and isinstance(tree, ast.Call) else ()
    return ArrayRequest(expression, value, types, word if known else "", operands)


def sample_of(tree: ast.Call, elaborator: Elaborator) -> IndexedTensor:
    """``sample(law, u)``, a word of kernels only: the class of a uniform number ``u``, by the inverse of the distribution function.

    The smallest class up to which the probabilities add up to more than ``u``: the same class for the same number in every run.

    Raises:
        ClaimError: it is not about a law of classes and a number.
    """
    arguments = [elaborator.value(argument) for argument in tree.args]
    law = arguments[0] if arguments else None
    fits = len(arguments) == PAIR and isinstance(law, IndexedLaw) and law.form.values == "index" and not tree.keywords
    level = lift(arguments[1]) if fits else None
    if not isinstance(law, IndexedLaw) or level is None or level.shape:
        message = "Generating a sampler: expected sample(Categorical(...), u) with a number u, got something else. Declare u as unit."
        raise ClaimError(message)
    k = Index("k")
    weight = normal(sp.exp(law.log_density(IndexedTensor((), k))))
    rescaled = next(iter(relative.rewrite(IndexSum(weight, k, law.dimension))), None)
    _, body = (rescaled.args[0] if isinstance(rescaled, IndexSum) else weight).as_independent(k, as_Add=False)
    return IndexedTensor((), Sample(body, k, law.dimension, level.item))
