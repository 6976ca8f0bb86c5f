"""Forms of derived functions of single entries: without overflow, without cancelling sums, with fewer calls; none is proved here."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.losses.columns import RESIDUAL, Clip, Cut, Within, Y, Z

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from derivations.losses.loss import Piece

MOST_TERMS = 4
WILD = sp.Wild("w")


def forms(derived: sp.Expr) -> list[sp.Expr]:
    """The expression itself and all that the rewrites below make of it and of each other's results."""
    found = [derived]
    for form in found:  # grows while it is walked through
        for rewrite in REWRITES:
            found += [other for other in rewrite(form) if other not in found]
    return found + [other for form in found for other in _orders(form)]


def _factored(form: sp.Expr) -> Iterator[sp.Expr]:
    if not form.has(Cut, sp.Abs, sp.Max):
        yield sp.factor(form)


def _collected(form: sp.Expr) -> Iterator[sp.Expr]:
    """A quotient by an exponential, whose numerator's multiples of it are put together, with the exponential cut where it overflows."""
    for power in sorted((power for power in form.atoms(sp.exp) if power.has(Z)), key=str):
        top, bottom = sp.fraction(sp.together(form))
        if not form.has(Cut, sp.Abs, sp.Max) and bottom.has(power):
            gathered = sp.collect(sp.expand(top), power)
            yield (gathered / sp.factor(bottom)).xreplace({power: Cut(power)})


def _of_size(form: sp.Expr) -> Iterator[sp.Expr]:
    """Even functions by the size of the output: an exponential of minus that cannot overflow."""
    if form.has(sp.exp(Z)) and not form.has(Cut, sp.Abs, sp.Max, Y):
        yield form.xreplace({Z: -sp.Abs(Z)})


def _without_overflow(form: sp.Expr) -> Iterator[sp.Expr]:
    """``log(1 + exp(w))`` with the larger of w and zero apart."""
    if not form.has(sp.Abs):
        yield form.replace(sp.log(1 + sp.exp(WILD)), sp.Max(0, WILD) + sp.log(1 + sp.exp(-sp.Abs(WILD))))


def _reciprocal(form: sp.Expr) -> Iterator[sp.Expr]:
    """A part of a sum over the sum, by what the rest is beside the part."""
    top, bottom = sp.fraction(form)
    if isinstance(bottom, sp.Add) and top in bottom.args:
        yield 1 / (1 + (bottom - top) / top)


REWRITES: tuple[Callable[[sp.Expr], Iterator[sp.Expr]], ...] = (_factored, _collected, _of_size, _without_overflow, _reciprocal)


def _orders(form: sp.Expr) -> Iterator[sp.Expr]:
    """A sum with each of its terms added last."""
    terms = form.args if isinstance(form, sp.Add) else ()
    if 2 < len(terms) <= MOST_TERMS:  # noqa: PLR2004 - two terms have one order
        for last in terms:
            yield sp.Add(sp.Add(*(term for term in terms if term != last)), last, evaluate=False)


def forms_of_pieces(pieces: Sequence[Piece], order: int) -> list[sp.Expr]:
    """Forms of a function of the residual in pieces without branches, or of its first or second derivative."""
    parts = [sp.diff(piece.expression, RESIDUAL, order) for piece in pieces]
    ends = [piece.low for piece in pieces[1:]]
    found = [form for propose in (_flat, _between, _jumps, _larger) for form in propose(parts, ends)]
    if len(pieces) == 3 and order == 0:  # noqa: PLR2004 - two ends
        near = Clip(RESIDUAL, *ends)
        slope = sp.diff(parts[1], RESIDUAL).subs(RESIDUAL, near)
        found.append(sp.factor(parts[1].subs(RESIDUAL, near) + slope * (RESIDUAL - near)))
        found += _without_factor(found[-1])
    return [other for form in found for other in (form, sp.factor(form))]


def _without_factor(form: sp.Expr) -> Iterator[sp.Expr]:
    """A product with a number and sums, with the number multiplied into one of them: it may save a call."""
    number, product = form.as_coeff_Mul()
    for part in product.args:
        if isinstance(part, sp.Add) and number != 1:
            yield sp.Mul(*(sp.expand(number * part) if each == part else each for each in product.args))


def _flat(parts: Sequence[sp.Expr], _: Sequence[sp.Expr]) -> Iterator[sp.Expr]:
    """The same on every piece."""
    if len(set(parts)) == 1:
        yield parts[0]


def _between(parts: Sequence[sp.Expr], ends: Sequence[sp.Expr]) -> Iterator[sp.Expr]:
    """Clipped where it does not jump; one piece among zeros."""
    if len(ends) != 2:  # noqa: PLR2004 - one piece in the middle
        return
    yield parts[1].subs(RESIDUAL, Clip(RESIDUAL, *ends))
    if ends[0] == -ends[1] and parts[0] == parts[2] == 0:
        yield parts[1] * Within(sp.Abs(RESIDUAL), ends[1])


def _jumps(parts: Sequence[sp.Expr], ends: Sequence[sp.Expr]) -> Iterator[sp.Expr]:
    """Constants, by signs; between both where the residual is an end."""
    if ends and not any(part.has(RESIDUAL) for part in parts):
        halves = [sp.factor((after - before) / 2) for before, after in itertools.pairwise(parts)]
        signs = [half * sp.sign(RESIDUAL - end) for half, end in zip(halves, ends, strict=True)]
        yield sp.Add(sp.factor((parts[0] + parts[-1]) / 2), *signs)


def _larger(parts: Sequence[sp.Expr], _: Sequence[sp.Expr]) -> Iterator[sp.Expr]:
    """The largest; of two opposite ones the size."""
    if len(parts) > 1:
        yield sp.Max(*map(sp.factor, parts), evaluate=False)
    if len(parts) == 2 and sp.expand(sp.Add(*parts)) == 0:  # noqa: PLR2004 - a pair
        yield sp.Abs(parts[1]).replace(sp.Abs(WILD * RESIDUAL), WILD * sp.Abs(RESIDUAL))
