"""Exact points of a domain with named dimensions: small dimensions, random rational matrices, hypotheses checked exactly."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.errors import DerivationError
from derivations.indexed.atoms import Size
from derivations.indexed.tensor import IndexedTensor
from derivations.star_algebra.element import Element
from derivations.star_algebra.evaluation import Evaluation
from derivations.star_algebra.fields import Rationals, UnsupportedError
from derivations.star_algebra.identity_testing import dimension_names
from derivations.star_algebra.laws import points_of_laws
from derivations.star_algebra.point import Point
from derivations.star_algebra.quadratic import negative_direction
from verify.star.repair import repaired
from verify.star.structured_matrices import structured

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from verify.problem import Domain, Goal, Problem

_MOST_ATOMS = 6
_PLAIN_SHARE = 0.5
_STRUCTURED_SHARE = 0.5
_KINDS_OF_MATRICES = ("symmetric", "spd", "invertible")


def values_of(goal: Goal) -> list[Element]:
    """The elements that a goal is about."""
    return [value for value in (goal.left, goal.right, goal.residual) if isinstance(value, Element)]


def names_of(problem: Problem) -> list[str]:
    """All named dimensions of a problem, sorted."""
    goals = (*problem.goals, *problem.domain.hypotheses)
    elements = [value for goal in goals for value in values_of(goal)] + list(problem.domain.letters.values())
    elements += [value for _, value in problem.conditions if isinstance(value, Element)]
    return dimension_names(*(element.recipe for element in elements))


def small_dimensions(names: list[str]) -> Iterator[dict[str, int]]:
    """Distinct small sizes first (in both orders), then equal ones, then ones, for ever."""
    yield from itertools.cycle(
        (
            {name: 2 + i for i, name in enumerate(names)},
            {name: 2 + i for i, name in enumerate(reversed(names))},
            dict.fromkeys(names, 2),
            {name: 1 + i for i, name in enumerate(names)},
            {name: 1 + i for i, name in enumerate(reversed(names))},
            dict.fromkeys(names, 1),
            dict.fromkeys(names, 3),
        )
    )


def draw(
    problem: Problem, dimensions: dict[str, int], generator: random.Random, *, flat: bool = False, zeros: bool = False
) -> Evaluation | None:
    """A point of the domain at which the side conditions hold, ready to evaluate; ``None`` if this draw is no such point.

    With ``flat`` the definite matrices are close to matrices of rank one, with ``zeros`` every other letter or number that may vanish does.
    """
    evaluation = _anywhere(problem, dimensions, generator)
    evaluation.point.is_flat, evaluation.point.has_zeros = flat, zeros
    if any(goal.relation == "zero" for goal in problem.domain.hypotheses) and generator.random() < _STRUCTURED_SHARE:
        evaluation = structured(problem, evaluation, generator)
    if is_admissible(problem, evaluation):
        return evaluation
    moved = repaired(problem, evaluation, generator) if problem.domain.hypotheses else evaluation
    return moved if moved is not evaluation and is_admissible(problem, moved) else None


def _anywhere(problem: Problem, dimensions: dict[str, int], generator: random.Random) -> Evaluation:
    """A point of the declared types, whatever the hypotheses say."""
    few = generator.choice((2, 3))
    point = Point(Rationals(), dimensions, generator, atoms=few if few == 2 else _atoms(problem, dimensions))  # noqa: PLR2004 - few
    point.number_of = lambda symbol: _number(symbol, problem.domain, generator)
    point.is_plain = bool(problem.domain.hypotheses) and generator.random() < _PLAIN_SHARE
    return Evaluation(point)


def _atoms(problem: Problem, dimensions: dict[str, int]) -> int:
    """Three points of a law, or as many as expectations are multiplied: on fewer, what is false may hold."""
    roots = [value.recipe for goal in problem.goals for value in values_of(goal)]
    counts = [points_of_laws(root, lambda name: name if isinstance(name, int) else dimensions[name]) for root in roots]
    return min(max([3, *(count for count in counts if count)]), _MOST_ATOMS)


def may_be_satisfied(problem: Problem, generator: random.Random, tries: int, *, defined: bool = False) -> bool:
    """Whether some draw satisfies the hypotheses about elements, or they cannot be judged at exact points.

    ``problem`` has its hypotheses about definiteness solved already. With ``defined`` the elements of the goals must have values as well,
    and side conditions about elements must hold.
    """
    asked = tuple((kind, value) for kind, value in problem.conditions if isinstance(value, Element)) if defined else ()
    goals = problem.goals if defined else ()
    named = [value for goal in (*goals, *problem.domain.hypotheses) for value in values_of(goal)]
    if not problem.domain.letters and not asked and not named:
        return True
    bare = replace(problem, goals=goals, conditions=asked)
    dimensions = small_dimensions(names_of(problem))
    return any(_judged(bare, next(dimensions), generator) is not False for _ in range(tries))


def _judged(problem: Problem, dimensions: dict[str, int], generator: random.Random) -> bool | None:
    """Whether one draw satisfies the hypotheses, and gives the goals values; ``None`` if that cannot be told."""
    try:
        evaluation = _anywhere(problem, dimensions, generator)
        for goal in problem.domain.hypotheses:
            _holds(goal, evaluation)
    except UnsupportedError:
        return None
    except (ZeroDivisionError, DerivationError):
        return False
    drawn = draw(problem, dimensions, generator)
    return drawn is not None and _has_values(problem, drawn)


def _has_values(problem: Problem, evaluation: Evaluation) -> bool | None:
    """Whether every element of the goals has a value at a point: no inverse is one of a singular matrix."""
    try:
        for goal in problem.goals:
            for value in values_of(goal):
                evaluation.value(value.recipe)
    except ZeroDivisionError:
        return False
    except (UnsupportedError, DerivationError):
        return None
    return True


def is_admissible(problem: Problem, evaluation: Evaluation) -> bool:
    """Whether a point satisfies the hypotheses and the side conditions, exactly."""
    domain = problem.domain
    try:
        if not all(_has_kind(name, value, evaluation, domain) for name, value in domain.letters.items()):
            return False
        met = all(_holds(goal, evaluation) for goal in domain.hypotheses)
        return met and all(_is_met(*condition, evaluation) for condition in problem.conditions)
    except (ZeroDivisionError, DerivationError):
        return False


def entries(value: Any, evaluation: Evaluation) -> list[Any]:
    """All entries of an element, of a number made of sizes, or of a tensor of SymPy expressions, at a point."""
    if isinstance(value, Element):
        return list(evaluation.value(value.recipe).entries())
    if isinstance(value, IndexedTensor):
        return [evaluation.point.number(_of_sizes(value, evaluation))]
    parts = value.entries if hasattr(value, "entries") else (value,)
    return [evaluation.point.number(entry) for entry in parts]


def _of_sizes(value: IndexedTensor, evaluation: Evaluation) -> sp.Expr:
    """A number with its named dimensions at their sizes."""
    named = sorted(value.item.atoms(Size), key=str)
    if any(size.name not in evaluation.point.dimensions for size in named):
        message = f"Evaluating a number made of sizes: expected the sizes of {named}, got {evaluation.point.dimensions}."
        raise UnsupportedError(message)
    return value.item.xreplace({size: sp.Integer(evaluation.point.size(size.name)) for size in named})


def _number(symbol: Any, domain: Domain, generator: random.Random) -> Any:
    """A member of the declared kind of a number, where the assumptions of its symbol do not say everything."""
    variable = domain.variables.get(symbol.name)
    if variable is None or variable.type.kind != "unit":
        return None
    bottom = generator.randrange(2, 10)
    return Rationals().number(generator.randrange(1, bottom), bottom)


def _has_kind(name: str, value: Element, evaluation: Evaluation, domain: Domain) -> bool:
    """Whether the value of a letter that was solved for has the declared structure of the letter."""
    variable = domain.variables.get(name)
    matrix = evaluation.value(value.recipe)
    evaluation.point.letters[name] = matrix
    if variable is None or variable.type.kind not in _KINDS_OF_MATRICES:
        return True
    if variable.type.kind != "invertible" and matrix != matrix.transpose():
        return False
    if variable.type.kind == "spd":
        return negative_direction(matrix, strict=True) is None
    return variable.type.kind == "symmetric" or bool(matrix.det() != 0)


def _holds(goal: Goal, evaluation: Evaluation) -> bool:
    """Whether a hypothesis holds exactly."""
    if goal.relation in ("psd", "pd"):
        matrix = evaluation.value(goal.residual.recipe)
        return negative_direction(matrix, strict=goal.relation == "pd") is None
    if goal.relation in ("proportional", "positively_proportional"):
        return dependent(entries(goal.left, evaluation), entries(goal.right, evaluation), positive=goal.relation != "proportional")
    values = entries(goal.residual, evaluation)
    tests = {
        "zero": lambda: all(value == 0 for value in values),
        "nonzero": lambda: any(value != 0 for value in values),
        "nonnegative": lambda: all(value >= 0 for value in values),
        "positive": lambda: all(value > 0 for value in values),
    }
    return tests[goal.relation]()


def _is_met(requirement: str, expression: Any, evaluation: Evaluation) -> bool:
    values = entries(expression, evaluation)
    tests = {"nonzero": lambda x: x != 0, "positive": lambda x: x > 0, "nonnegative": lambda x: x >= 0}
    return all(tests[requirement](value) for value in values)


def dependent(left: list[Any], right: list[Any], *, positive: bool) -> bool:
    """Whether left = c right for one c other than zero (positive if asked), exactly."""
    if all(value == 0 for value in left) or all(value == 0 for value in right):
        return all(value == 0 for value in (*left, *right))
    place = next(i for i, value in enumerate(right) if value != 0)
    factor = left[place] / right[place]
    if factor == 0 or (positive and factor < 0):
        return False
    return all(a == factor * b for a, b in zip(left, right, strict=True))
