"""Definiteness and signs that the way a value is built shows: sums of W^T M W with weights that are not negative.

A matrix is ``POSITIVE`` if it is definite and ``NONNEGATIVE`` if it is semidefinite, and then symmetric; a number likewise by its sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from verify.replay.certificate import rational
from verify.replay.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from verify.replay.recipes import Recipe, Step

UNKNOWN, NONNEGATIVE, POSITIVE = 0, 1, 2
DECLARED = {"": UNKNOWN, "nonnegative": NONNEGATIVE, "semidefinite": NONNEGATIVE, "positive": POSITIVE, "definite": POSITIVE}
CLAIMS = {"psd": (2, NONNEGATIVE), "pd": (2, POSITIVE), "nonnegative": (0, NONNEGATIVE), "positive": (0, POSITIVE)}  # axes, least sign


def require(recipe: Recipe, sign: Any) -> None:
    """Check that the right side shows a sign.

    Raises:
        Refused: it does not, or the sign is not one for its shape.
    """
    axes, least = CLAIMS.get(sign, (-1, POSITIVE)) if isinstance(sign, str) else (-1, POSITIVE)
    shape = recipe.steps[recipe.right].shape
    if len(shape) != axes or len(set(shape)) > 1:
        raise Refused(f"malformed: {sign!r} is no claim about the shape {list(shape)}")
    try:
        found = signs(recipe)[recipe.right]
    except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError) as error:
        raise Refused(f"malformed: {type(error).__name__} {error}") from error
    if found < least:
        raise Refused(f"the right side does not show that it is {sign}")


def signs(recipe: Recipe) -> list[int]:
    """What every step shows, from the steps before it; nothing for what is neither a number nor a square matrix."""
    found: list[int] = []
    for step in recipe.steps:
        below = [found[argument] for argument in step.args]
        if not _is_square(step):
            found.append(UNKNOWN)
        elif step.op == "multiply":
            found.append(_product(step, recipe.steps, found))
        elif step.op == "trace":
            found.append(max(below[0], _factors(recipe.steps[step.args[0]], found)))
        else:
            found.append(_RULES[step.op](step, below))
    return found


def _is_square(step: Step) -> bool:
    return len(step.shape) in (0, 2) and len(set(step.shape)) < 2  # noqa: PLR2004 - a number, or a matrix with one size


def _none(_: Step, __: list[int]) -> int:
    return UNKNOWN


def _same(_: Step, below: list[int]) -> int:
    return below[0]


def _sum(below: list[int]) -> int:
    return max(below) if min(below) else UNKNOWN


def _power(base: int, exponent: int) -> int:
    return base if exponent % 2 else max(base, NONNEGATIVE)


def _letter(step: Step, _: list[int]) -> int:
    return DECLARED[step.data["definite"]] if step.data["symmetric"] is True else UNKNOWN


def _number(expression: Any) -> int:
    kind, *content = expression
    if kind == "rational":
        value = rational(content[0])
        return POSITIVE if value > 0 else UNKNOWN if value else NONNEGATIVE
    if kind == "symbol":
        return DECLARED[content[1]]
    if kind == "power":
        return _power(_number(content[0]), content[1])
    parts = [_number(part) for part in content] if kind in ("sum", "product") else []
    return POSITIVE if kind == "exponential" else _sum(parts) if kind == "sum" else min(parts, default=UNKNOWN)


def _product(step: Step, steps: tuple[Step, ...], found: list[int]) -> int:
    """W^T W and W^T (M W); v v and v (M v) for a vector, which is a row on the left."""
    left, right = step.args
    outer = left if len(steps[left].shape) == 1 else steps[left].args[0] if steps[left].op == "transpose" else None
    inner, middle = right, POSITIVE
    if outer is not None and right != outer and steps[right].op == "multiply":
        inner, middle = steps[right].args[1], found[steps[right].args[0]]
    if inner != outer:
        return UNKNOWN
    return middle if _is_invertible(inner, steps, found) else min(middle, NONNEGATIVE)


def _is_invertible(node: int, steps: tuple[Step, ...], found: list[int]) -> bool:
    """Whether a matrix is declared or built so that it has an inverse."""
    step = steps[node]
    if not _is_square(step):
        return False
    if step.op in ("transpose", "multiply"):
        return all(_is_invertible(argument, steps, found) for argument in step.args)
    return step.op == "inverse" or (step.op == "letter" and step.data["invertible"] is True) or found[node] == POSITIVE


def _factors(step: Step, found: list[int]) -> int:
    """What both factors A = R^T R and B of a product show: trace(A B) = trace(R B R^T), and R B R^T is definite if both are."""
    return min(found[argument] for argument in step.args) if step.op == "multiply" else UNKNOWN


_RULES: dict[str, Callable[[Step, list[int]], int]] = {
    "letter": _letter,
    "number": lambda step, _: _number(step.data["value"]),
    "identity": lambda _, __: POSITIVE,
    "zeros": lambda _, __: NONNEGATIVE,
    "add": lambda _, below: _sum(below),
    "scale": lambda _, below: min(below),
    "power": lambda step, below: UNKNOWN if step.shape else _power(below[0], step.data["exponent"]),  # A A may have any sign
    "transpose": _same,
    "inverse": _same,
    "reciprocal": _same,
    "determinant": _same,
    "expectation": _same,
    "column": _none,
    "row": _none,
}
