"""The Fisher-Rao distance and geodesics: shortest paths in the Fisher metric, where they close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.conditions import collecting, require
from derivations.errors import DerivationError
from derivations.family import Law
from derivations.fisher import fisher
from derivations.geodesics.isometry import Isometry, find_isometry
from derivations.language import kinds
from derivations.language.kinds import NUMBER, Array, Kind, LawKind
from derivations.language.tensor import Tensor
from derivations.language.vocabulary import word
from derivations.parameters import Parameter, placeholder
from derivations.replacing import replaced
from derivations.trace import Step, record

if TYPE_CHECKING:
    from derivations.geodesics.models import Point

WHOLE_ANGLE = 2 * sp.pi


def _same_family(left: LawKind, right: LawKind) -> Kind:
    kinds.equal_shapes(left.variable, right.variable, "of the values of the two laws")
    return NUMBER


@word("fisher_rao", "law", "law", kind=_same_family)
def fisher_rao(left: Any, right: Any) -> Tensor:
    r"""The Fisher-Rao distance of two members of a family, on the manifold of all its continuous parameters.

    To hold a parameter fixed, use :func:`geodesic_distance`: the shortest path within a smaller manifold is longer.

    Args:
        left: a law.
        right: a law of the same family; parameters that are integers (a number of trials) must be equal.

    Raises:
        DerivationError: the laws lie on no common manifold, or no isometry to a space with known geodesics is found.

    """
    if not isinstance(left, Law) or not isinstance(right, Law) or left.family is not right.family:
        message = f"Measuring a Fisher-Rao distance: expected two laws of one family, got {left} and {right}."
        raise DerivationError(message)
    values: dict[str, Any] = {}
    symbols: list[sp.Symbol] = []
    points: tuple[list[sp.Expr], list[sp.Expr]] = ([], [])
    for parameter in left.family.parameters:
        pair = [law.standard[parameter.name] for law in (left, right)]
        tensors = [value if isinstance(value, Tensor) else Tensor.scalar(value) for value in pair]
        if parameter.kind in {"integer", "natural", "positive integer"}:
            values[parameter.name] = _common(parameter, *tensors)
            continue
        values[parameter.name], free, kept = _chart(parameter, tensors[0].shape)
        symbols += free
        for point, tensor in zip(points, tensors, strict=True):
            point += [tensor.entries[i] for i in kept]
    with collecting() as conditions:
        distance = _distance(left.family.law(**values), tuple(symbols), (tuple(points[0]), tuple(points[1])))
    for requirement, expression in conditions:
        for point in points:
            require(requirement, _at(expression, dict(zip(symbols, point, strict=True))))
    return Tensor.scalar(distance)


def _at(expression: Any, place: dict[sp.Symbol, sp.Expr]) -> Any:
    """What is required on the manifold, required of one of its points: its coordinates are no names of the statement."""
    return replaced(expression, place) if isinstance(expression, sp.Expr) else expression


def _common(parameter: Parameter, left: Tensor, right: Tensor) -> Tensor:
    if left != right:
        message = f"Measuring a Fisher-Rao distance: expected one value of {parameter.name} for both laws, got {left} and {right}."
        raise DerivationError(message)
    return left


def _chart(parameter: Parameter, shape: tuple[int, ...]) -> tuple[Tensor, list[sp.Symbol], list[int]]:
    """A parameter at symbols, the free ones among them, and the positions of their values: all but the last class of a simplex."""
    value = placeholder(Parameter(f"{parameter.name}'", parameter.kind, parameter.shape), shape)
    if parameter.kind == "simplex":
        *free, _ = value.entries
        return Tensor.vector([*free, 1 - sp.Add(*free)]), free, list(range(len(free)))
    distinct = list(dict.fromkeys(value.entries))
    return value, distinct, [value.entries.index(symbol) for symbol in distinct]


def _distance_kind(_: LawKind, variables: Kind, start: Kind, end: Kind) -> Kind:
    kinds.vector(variables, "the variables")
    kinds.equal_shapes(variables, start, "of the variables and the start")
    kinds.equal_shapes(variables, end, "of the variables and the end")
    return NUMBER


@word("geodesic_distance", "law", "variables", "value", "value", kind=_distance_kind)
def geodesic_distance(law: Any, v: Tensor, start: Tensor, end: Tensor) -> Tensor:
    r"""The length of the shortest path of laws from ``v = start`` to ``v = end`` on the manifold of ``v``, all else held fixed.

    Args:
        law: a law at the symbols ``v``, with a support that they do not move.
        v: symbols, shape ``(n,)``, each ranging over all values that its type allows.
        start: values of ``v``, shape ``(n,)``.
        end: values of ``v``, shape ``(n,)``.

    Raises:
        DerivationError: the support moves, or no isometry to a space with known geodesics is found.

    """
    return Tensor.scalar(_distance(law, v.entries, (start.entries, end.entries)))


def _geodesic_kind(_: LawKind, variables: Kind, start: Kind, end: Kind, time: Kind) -> Kind:
    _distance_kind(_, variables, start, end)
    kinds.number(time, "the time")
    return Array((kinds.vector(variables, "the variables"),))


@word("geodesic", "law", "variables", "value", "value", "value", kind=_geodesic_kind)
def geodesic(law: Any, v: Tensor, start: Tensor, end: Tensor, time: Tensor) -> Tensor:
    """The value of ``v`` at a time on the shortest path, of constant speed, from ``start`` (0) to ``end`` (1); shape ``(n,)``.

    Arguments and errors as in :func:`geodesic_distance`. ``start`` and ``end`` must differ on spheres and the hyperbolic plane.
    """
    found = isometry(law, v.entries)
    path = found.geodesic(start.entries, end.entries, time.item)
    record(Step(f"geodesic of the {found.model.name}", v, Tensor.vector(path)))
    return Tensor.vector(path)


def _distance(law: Any, v: Point, ends: tuple[Point, Point]) -> sp.Expr:
    found = isometry(law, v)
    value = found.distance(*ends)
    record(Step(f"distance in the {found.model.name}", Tensor.vector(found.image(v)), value))
    return value


def isometry(law: Any, v: Point) -> Isometry:
    """The isometry from the manifold of ``v`` to a model space; that it pulls the metric back to the Fisher matrix is proved.

    Raises:
        DerivationError: the support moves with ``v``, or none is found.
    """
    ends = law.support.ends if isinstance(law, Law) else ()
    if any(end.free_symbols & set(v) for end in ends):
        message = (
            f"Measuring a Fisher-Rao distance: expected a support that does not move, got {law.support} of {law}. Hold its ends fixed."
        )
        raise DerivationError(message)
    metric = fisher(law, Tensor.vector(v))
    unresolved = any(entry.has(sp.Integral, sp.Sum) for entry in metric.entries)
    found = None if unresolved else find_isometry(metric, v, is_periodic=_is_periodic(law, v))
    if found is None:
        names = ", ".join(str(symbol) for symbol in v)
        message = (
            f"Measuring a Fisher-Rao distance: expected a manifold isometric to flat space, a sphere or the hyperbolic plane, got {law} "
            f"in {names}. Hold parameters fixed with geodesic_distance(law, [v], [start], [end])."
        )
        raise DerivationError(message)
    record(Step(f"isometry to the {found.model.name}: its metric pulls back to F (proved)", metric, Tensor.vector(found.image(v))))
    return found


def _is_periodic(law: Any, v: Point) -> bool:
    """Whether the one variable is an angle: the density comes back after a whole turn."""
    density = law.log_density(law.variable())
    return len(v) == 1 and v[0] in density.free_symbols and density.subs(v[0], v[0] + WHOLE_ANGLE) == density
