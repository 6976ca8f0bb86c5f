"""The true values at a point, by balls whose precision rises until they are far narrower than an ulp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import arb, fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import NotCoveredError, NotDefinedError, UndecidedError
from derivations.balls.precision import working
from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sympy as sp

PRECISIONS = (128, 256, 512, 1024, 2048, 4096, 8192, 16384)
NARROW = arb(2) ** -80
NOTHING = arb(2) ** -1200  # below it, a float64 cannot be told from zero


def truths(entries: Sequence[sp.Expr], point: Mapping[sp.Symbol, fmpq]) -> list[arb | None]:
    """For every entry an enclosure of relative radius below 2^-80 (or of zero, below 2^-1200); None where none was found.

    Raises:
        DerivationError: no table of balls covers an entry.
    """
    found: list[arb | None] = [None] * len(entries)
    missing = list(range(len(entries)))
    for precision in PRECISIONS:
        evaluation = Evaluation(point, precision)
        for place in list(missing):
            try:
                number = evaluation.number(entries[place])
            except NotDefinedError:
                missing.remove(place)
                continue
            except UndecidedError:
                continue
            except NotCoveredError as error:
                message = f"Measuring a kernel: expected functions that ball arithmetic covers, got one that it does not ({error})."
                raise DerivationError(f"{message} Compare it with another library instead.") from error
            found[place] = _settled(number, precision)
            if found[place] is not None:
                missing.remove(place)
        if not missing:
            break
    return found


def _settled(number: fmpq | arb, precision: int) -> arb | None:
    """The ball, if it is narrow enough."""
    with working(max(precision, 256)):
        ball = arb(number)
        return ball if ball.rad() <= NARROW * abs(ball).lower() or abs(ball).upper() < NOTHING else None
