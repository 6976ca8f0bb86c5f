"""Places far out at which waves of unrelated lengths nearly meet: ``cos(x) + cos(sqrt(2)*x) > -199/100`` fails at such places only.

A sum of waves c sin(w x + p) is lowest where every wave is at its own lowest point. For the first wave these are the places
x = (q + 2 pi k)/w with k whole; that the others are near theirs asks for whole numbers near multiples of k, found by reducing a lattice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp
from flint import arb, fmpq, fmpz_mat

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError
from derivations.balls.precision import working
from derivations.language.tensor import Tensor
from derivations.replacing import replaced
from verify.points.instances import is_member
from verify.proposers import Proposer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from derivations.balls.point import Point
    from verify.problem import Problem

BITS = 320
SCALES = (2, 3, 4, 6, 8, 12, 16, 24, 32)  # decimal digits of the phases that are asked to meet
FINE = 10**60  # denominator of a place
MOST = 5  # waves
NOTHING = fmpq(1, 10**24)
BESIDE = range(-2, 3)
PHASES = {sp.sin: (-sp.pi / 2, sp.pi / 2), sp.cos: (sp.pi, sp.S.Zero)}  # where a wave with a positive factor is lowest, and highest


def propose(problem: Problem, bases: Sequence[Point]) -> Iterator[Point]:
    """The first point with one coordinate moved far out."""
    places = {symbol: sp.Rational(int(value.p), int(value.q)) for symbol, value in bases[0].items() if isinstance(value, fmpq)}
    numbers = [goal.residual.item for goal in problem.goals if isinstance(goal.residual, Tensor) and not goal.residual.shape]
    for entry in (number for number in numbers if number.has(*PHASES)):
        for symbol in sorted(entry.free_symbols & set(places), key=str):
            if symbol.is_integer:
                continue
            alone = replaced(entry, {other: value for other, value in places.items() if other != symbol})
            for lowest in (0, 1):
                found = (at for at in _meeting(alone, symbol, lowest) if at > 0 or not symbol.is_nonnegative)
                yield from (bases[0].extended({symbol: at}) for at in found)


def doubt(problem: Problem, bases: Sequence[Point]) -> str:
    """A place at which what a strict goal calls positive is next to nothing: it comes as near to zero as one looks."""
    strict = [goal for goal in problem.goals if goal.relation in ("positive", "nonzero") and isinstance(goal.residual, Tensor)]
    for point in propose(replace(problem, goals=tuple(strict)), bases):
        evaluation = Evaluation.at(point, BITS)
        try:
            numbers = [evaluation.number(goal.residual.item) for goal in strict if not goal.residual.shape]
            if any(abs(arb(number)) < NOTHING for number in numbers) and is_member(problem.domain, evaluation):
                return "what should not vanish comes as near to zero as one looks where waves meet"
        except CannotEncloseError:
            continue
    return ""


def _meeting(entry: sp.Expr, symbol: sp.Symbol, lowest: int) -> Iterator[fmpq]:
    """Places where all waves are nearly at their lowest points, or at their highest ones, if ``lowest`` is 1."""
    waves = _waves(entry, symbol, lowest)
    if len({wave[0] for wave in waves}) < 2 or len(waves) > MOST:  # noqa: PLR2004 - one wave has been looked at
        return
    try:
        with working(BITS):
            numbers = [[arb(Evaluation({}, BITS).number(number)) for number in wave] for wave in waves]
            turn = 2 * arb.pi()
            (speed, phase), *others = numbers
            ratios = [(other / speed).mid().fmpq() for other, _ in others]
            starts = [((other * phase / speed - goal) / turn).mid().fmpq() for other, goal in others]
            for digits in SCALES:
                for whole in _near(ratios, starts, 10**digits):
                    yield fmpq(int((((phase + turn * whole) / speed).mid().fmpq() * FINE).floor()), FINE)
    except CannotEncloseError:
        return


def _waves(entry: sp.Expr, symbol: sp.Symbol, lowest: int) -> list[tuple[sp.Expr, sp.Expr]]:
    """The speeds of the waves in an expression with the phases, less their start, at which they are lowest."""
    found = []
    for wave in sorted(entry.atoms(*PHASES), key=str):
        argument = sp.expand(wave.args[0])
        speed = argument.coeff(symbol, 1)
        start = sp.expand(argument - speed * symbol)
        factor = sp.expand(entry).coeff(wave, 1)
        if speed == 0 or speed.free_symbols or start.free_symbols or not factor.is_real:
            continue
        found.append((speed, PHASES[type(wave)][int(bool(factor.is_negative)) ^ lowest] - start))
    return found


def _near(ratios: Sequence[fmpq], starts: Sequence[fmpq], scale: int) -> Iterator[int]:
    """Whole numbers k for which all of ratio k + start lie near whole numbers, by Babai's way in a reduced lattice."""
    size = len(ratios)
    weight = scale ** (size + 1)  # a k of the size scale**size may bring all as near as 1/scale
    rows = [[1, *(int((ratio * weight).round()) for ratio in ratios)]]
    rows += [[0, *(weight if column == row else 0 for column in range(size))] for row in range(size)]
    basis = [[int(number) for number in row] for row in fmpz_mat(rows).lll().table()]
    target = [fmpq(0), *(-(start - start.floor()) * weight for start in starts)]
    rest = target
    for row, length in reversed(_orthogonal(basis)):
        above, below = (_inner(one, length) for one in (rest, length))
        factor = int((above / below + fmpq(1, 2)).floor())
        rest = [a - factor * b for a, b in zip(rest, row, strict=True)]
    middle = int(-rest[0])
    yield from (middle + step * basis[0][0] for step in BESIDE)


def _orthogonal(basis: Sequence[Sequence[int]]) -> list[tuple[Sequence[int], list[fmpq]]]:
    """The rows of a basis with their parts orthogonal to the rows before."""
    found: list[tuple[Sequence[int], list[fmpq]]] = []
    for row in basis:
        part = [fmpq(number) for number in row]
        for _, other in found:
            factor = _inner(row, other) / _inner(other, other)
            part = [a - factor * b for a, b in zip(part, other, strict=True)]
        found.append((row, part))
    return found


def _inner(left: Sequence[int | fmpq], right: Sequence[fmpq]) -> fmpq:
    return sum((a * b for a, b in zip(left, right, strict=True)), fmpq(0))


PROPOSER = Proposer("meeting phases", propose, doubt=doubt)
