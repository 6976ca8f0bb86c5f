"""Hypotheses about definiteness, solved: psd(A - B) says that A is B plus a semidefinite matrix."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from derivations.indexed.atoms import Opaque, Size
from derivations.language.tensor import Tensor
from derivations.star_algebra.element import Element
from derivations.star_algebra.letters import Letter
from derivations.star_algebra.rebuild import element_of_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from derivations.language.goal import Goal
    from verify.problem import Problem


def definite_letters(problem: Problem) -> dict[str, Element]:
    """What definiteness among the hypotheses says: psd(A - B) gives A = B + D with a new semidefinite letter D."""
    values: dict[str, Element] = {}
    for number, goal in enumerate(problem.domain.hypotheses):
        if goal.relation not in ("psd", "pd") or not isinstance(goal.residual, Element):
            continue
        residual = goal.residual.substitute(values) if values else goal.residual
        solved = _solved(residual, f"order[{number}]", strict=goal.relation == "pd")
        if solved is not None:
            name, value = solved
            values = {**{key: old.substitute({name: value}) for key, old in values.items()}, name: value}
    return values


def _solved(residual: Element, fresh: str, *, strict: bool) -> tuple[str, Element] | None:
    """The first symmetric letter that stands alone in a hypothesis with a positive constant, and its value."""
    size = residual.shape[0]
    new = Letter(fresh, size, size, symmetric=True, invertible=strict, definite="definite" if strict else "semidefinite")
    for word, value in residual.terms.items():
        constant = value.constant()
        if len(word) != 1 or not constant or constant < 0 or word[0].content is not None or not _is_plain(word[0]):
            continue
        others = {other: factor for other, factor in residual.terms.items() if other != word}
        rest = element_of_terms(others, residual.shape)  # from the normal form, so that the letter has left the recipe
        if word[0].name not in rest.letter_names():
            return word[0].name, (Element.of_letter(new, residual.shape) - rest) / constant
    return None


def _is_plain(letter: Letter) -> bool:
    return letter.symmetric and not letter.inverted and not letter.arguments and letter.expansion is None


def solved_problem(problem: Problem) -> Problem:
    """The same problem with the hypotheses about definiteness solved, so that random points satisfy them."""
    values = definite_letters(problem)
    if not values:
        return problem

    def moved(value: Any) -> Any:
        return value.substitute(values) if isinstance(value, Element) else value

    def moved_goal(goal: Any) -> Any:
        return replace(goal, residual=moved(goal.residual), left=moved(goal.left), right=moved(goal.right))

    domain = problem.domain
    letters = {**{name: moved(value) for name, value in domain.letters.items()}, **values}
    hypotheses = tuple(moved_goal(goal) for goal in domain.hypotheses)
    goals = tuple(moved_goal(goal) for goal in problem.goals)
    conditions = tuple((kind, moved(value)) for kind, value in problem.conditions)
    return replace(problem, goals=goals, domain=replace(domain, letters=letters, hypotheses=hypotheses), conditions=conditions)


def of_numbers(hypotheses: Sequence[Goal]) -> Iterator[Goal]:
    """Hypotheses about numbers alone, which no size and no matrix enters."""
    for goal in hypotheses:
        values = [value for value in (goal.residual, goal.left, goal.right) if value is not None]
        if isinstance(goal.residual, Tensor) and all(
            isinstance(value, Tensor) and not any(entry.has(Size, Opaque) for entry in value.entries) for value in values
        ):
            yield goal
