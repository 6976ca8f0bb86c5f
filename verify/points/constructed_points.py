"""Points that satisfy equations by construction, where a draw misses them and no coordinate is linear in them.

Polynomial equations: rational points of their surface. One coordinate of any equation: its roots. Whole unknowns: solutions of Pell's kind.
Nothing here is trusted: the caller checks the result like any other point.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError
from derivations.balls.implicit_root import ImplicitRoot
from derivations.balls.precision import QUICK
from derivations.jets import Jet
from derivations.language.tensor import Tensor
from derivations.replacing import replaced
from verify.points.integer_equations import whole_solutions
from verify.points.rational_surfaces import surface_of
from verify.points.repair import repaired
from verify.points.roots import roots_in
from verify.points.sign_changes import roots_between

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from derivations.balls.point import Point
    from verify.problem import Domain

KEPT = 256
LARGEST = 60  # operations in an equation


def onto_equations(domain: Domain, point: Point, generator: random.Random) -> Point:
    """The point moved onto the equations among the hypotheses, where a way to them is known; else as near as repairs bring it."""
    equations = equations_of(domain)
    if not equations or _are_met(equations, point):
        return point
    if not is_finite(domain):
        point = repaired(domain, point, generator)
    return point if _are_met(equations, point) else _constructed(domain, equations, point, generator) or point


def equations_of(domain: Domain) -> tuple[sp.Expr, ...]:
    """What must vanish where the hypotheses hold."""
    found = [goal.residual for goal in domain.hypotheses if goal.relation == "zero" and isinstance(goal.residual, Tensor)]
    return tuple(dict.fromkeys(entry for value in found for entry in value.entries if entry != 0))


def is_finite(domain: Domain) -> bool:
    """Whether each equation holds one unknown, and nothing arbitrary: then few numbers meet it, however many are drawn."""
    equations = equations_of(domain)
    return bool(equations) and all(len(equation.free_symbols) == 1 and not equation.has(Jet) for equation in equations)


def _are_met(equations: Sequence[sp.Expr], point: Point) -> bool:
    """Whether all are zero by exact arithmetic."""
    evaluation = Evaluation(point, QUICK)
    try:
        return all(evaluation.number(equation) == fmpq(0) for equation in equations)
    except CannotEncloseError:
        return False


def _constructed(domain: Domain, equations: tuple[sp.Expr, ...], point: Point, generator: random.Random) -> Point | None:
    unknowns = tuple(sorted({symbol for equation in equations for symbol in equation.free_symbols}, key=str))
    if not unknowns or any(not isinstance(point.get(symbol), fmpq) or symbol in domain.solved for symbol in unknowns):
        return None
    if any(equation.count_ops() > LARGEST or equation.has(Jet) for equation in equations):
        return None
    if all(symbol.is_integer for symbol in unknowns):
        whole = whole_solutions(equations[0], unknowns) if len(equations) == 1 else ()
        return point.extended({symbol: fmpq(number) for symbol, number in generator.choice(whole).items()}) if whole else None
    surface = None if is_finite(domain) else surface_of(equations, unknowns)
    if surface is not None and surface.starts:
        return point.extended(dict(zip(unknowns, surface.moved(generator), strict=True)))
    return _with_roots(equations, point, generator) if is_finite(domain) or len(equations) == 1 else None


def _with_roots(equations: Sequence[sp.Expr], point: Point, generator: random.Random) -> Point | None:
    """The point with one coordinate of each equation moved to a root of it."""
    found: Point | None = point
    for equation in equations:
        found = found and _with_root(equation, found, generator)
    return found


def _with_root(equation: sp.Expr, point: Point, generator: random.Random) -> Point | None:
    symbols = sorted(equation.free_symbols, key=str)
    for symbol in generator.sample(symbols, len(symbols)):
        others = [other for other in symbols if other != symbol]
        if any(not isinstance(point[other], fmpq) for other in others):
            continue
        places = {other: sp.Rational(int(point[other].p), int(point[other].q)) for other in others}
        if roots := [root for root in _roots(replaced(equation, places), symbol) if _is_of_kind(symbol, root)]:
            root = generator.choice(roots)
            return point.extended({symbol: fmpq(int(root.p), int(root.q)) if root.is_Rational else root})
    return None


@lru_cache(maxsize=KEPT)
def _roots(equation: sp.Expr, symbol: sp.Symbol) -> tuple[sp.Expr, ...]:
    return tuple(roots_in(equation, symbol) or roots_between(equation, symbol))


def _is_of_kind(symbol: sp.Symbol, root: sp.Expr) -> bool:
    if symbol.is_integer and not root.is_Integer:
        return False
    number = root.args[2] if isinstance(root, ImplicitRoot) else root
    return not (
        (symbol.is_positive and not number > 0) or (symbol.is_negative and not number < 0) or (symbol.is_nonnegative and number < 0)
    )
