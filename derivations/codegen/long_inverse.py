"""The kernel of a long inverse: which forms of the matrix are eliminated, where the result holds, and that nothing unproved is used."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.domain import domain_of
from derivations.codegen.inverse_agreement import inverts
from derivations.codegen.inverse_matrix import InverseMatrix
from derivations.codegen.passes import Stabilised, stabilised
from derivations.codegen.pivots import Factors, pivots_of
from derivations.codegen.regularity import bounds
from derivations.codegen.spin_contrasts import by_contrasts
from derivations.errors import DerivationError
from derivations.language.scope import tensor_of
from derivations.language.tensor import Tensor

if TYPE_CHECKING:
    from derivations.codegen.inputs import Inputs
    from derivations.codegen.request import Request

PAIR = 2
IN_THE_FIELD = (sp.gamma, sp.polygamma, sp.exp, sp.log)  # functions whose relations the elimination knows; others stand in stable forms


def long_inverse(request: Request) -> Stabilised:
    """The entries of the inverse, each of which agrees with that of the matrix of numbers at exact points, where the law exists.

    Raises:
        DerivationError: the matrix is singular, or nothing was found that is proved.
    """
    (matrix,) = request.operands
    given = _given(request, matrix)
    limits = _limits(request)
    exact = [symbol for symbol, value in given.definitions if is_difference(value)]
    domain = replace(domain_of(request.inputs).with_exact(exact), bounds=tuple(limits.items()))
    work = InverseMatrix(Tensor(matrix.shape, given.entries).rows(), domain, pivots_of(request.inputs))
    definitions = (*given.definitions, *work.definitions.items())
    proved = work.is_proved()
    entries = {place: by_contrasts(entry, domain) for place, entry in work.entries.items()}
    found = [entries[i, j] for i in range(work.size) for j in range(work.size)]
    if not proved or not inverts(found, matrix.entries, request.inputs, dict(definitions)):
        message = "Inverting: expected a form whose product with the matrix is one, got one that could not be shown to be. Ask for less."
        raise DerivationError(message)
    exceeded = tuple(symbol - bound for symbol, bound in limits.items() if symbol.is_positive and bound > 0)
    return Stabilised(
        tuple(entries[entry.place] for entry in request.value.entries),
        definitions,
        (*given.positive, *exceeded),
        watched=frozenset(work.named),
    )


def _given(request: Request, matrix: Tensor) -> Stabilised:
    """The entries of the matrix as they are eliminated: as they stand, or in their stable forms."""
    calls = set().union(*(entry.atoms(sp.Function) for entry in matrix.entries))
    if all(isinstance(call, IN_THE_FIELD) for call in calls):
        return Stabilised(matrix.entries, *_definite(request.inputs))
    return stabilised(replace(request, value=matrix, word="", operands=()))


def _definite(inputs: Inputs) -> tuple[tuple[tuple[sp.Symbol, sp.Expr], ...], tuple[sp.Expr, ...]]:
    """What has to be positive where matrices are definite, after its definitions.

    Of two rows it is the last pivot or the determinant: one is lost where the matrix is nearly singular, the other beyond the range of
    floats.
    """
    definitions: list[tuple[sp.Symbol, sp.Expr]] = []
    positive: list[sp.Expr] = []
    for name, spec in inputs.types.items():
        if spec.kind == "spd":
            matrix = sp.Matrix(*spec.shape, tensor_of(name, spec).entries)
            factors = Factors(name, matrix)
            definitions += factors.definitions
            positive += factors.pivots
            if matrix.rows == PAIR:
                positive[-1] = sp.Max(positive[-1], matrix[0, 0] * matrix[1, 1] - matrix[0, 1] ** 2, evaluate=False)
    return tuple(definitions), tuple(positive)


def _limits(request: Request) -> dict[sp.Symbol, sp.Rational]:
    """The largest lower bound of every argument that alone has to make some linear part positive."""
    alone = [part for kind, part in request.conditions if kind == "positive" and len(part.free_symbols) == 1]
    return bounds([part for part in alone if part.diff(*part.free_symbols).is_Rational])


def is_difference(value: sp.Expr) -> bool:
    """Whether it is the difference of two arguments, which is rounded once."""
    return isinstance(value, sp.Add) and len(value.args) == PAIR and all(part.is_Symbol or (-part).is_Symbol for part in value.args)
