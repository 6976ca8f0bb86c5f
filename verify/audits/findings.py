"""What counts as a finding, and why."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from flint import arb

from derivations.balls.precision import working

if TYPE_CHECKING:
    from collections.abc import Mapping

THRESHOLD = 1e-6  # relative error: ten digits lost; far above what special functions of good libraries lose, far below what a plot shows
ROUNDINGS = 64  # rounding units of every argument that a program may lose besides
GROSS = 1e-2  # relative error from which on a value is wrong, not inaccurate
LARGEST, SMALLEST = 1.7e308, 1e-300
BITS = 2048
REASON = (
    "A finding is a value that is nan or infinite where the quantity is finite and representable, a finite density outside of the support, "
    f"a negative divergence, or one whose relative error exceeds {THRESHOLD:g} plus {ROUNDINGS} times the relative change that one "
    "rounding unit of every argument makes: what the problem's own conditioning takes away is not held against a library. Entries of "
    "matrices of networks are measured by the largest entry, and means of random draws by their exact standard deviations, six of which "
    "make a finding."
)


@dataclass(frozen=True)
class Finding:
    """One disagreement: the worst of its function, quantity, regime and class; ``count`` says of how many."""

    function: str
    quantity: str
    regime: str
    classification: str
    parameters: Mapping[str, Any]
    library_value: float
    reference: str
    relative_error: float | None
    reproduction: str
    count: int = 1

    def record(self) -> dict[str, Any]:
        """As JSON: non-finite numbers as words."""
        fields = asdict(self)
        fields["class"] = fields.pop("classification")
        fields["parameters"] = dict(self.parameters)
        fields["library_value"] = self.library_value if math.isfinite(self.library_value) else repr(self.library_value)
        return fields


def relative_error(value: float, reference: arb, whole: arb | None = None) -> float:
    """Relative to the reference, or to the size of a whole of which it is a part; absolute for a size of zero."""
    with working(BITS):
        gap = abs(arb(value) - reference)
        size = abs(reference) if whole is None else whole
        return float((gap if size.is_zero() else gap / size).mid())


def classified(quantity: str, regime: str, value: float, reference: arb, spread: float | None) -> tuple[str, float | None] | None:
    """The class and the relative error of a disagreement; None for agreement. Laws that are nearly equal lose digits by cancellation.

    Where the change under rounding could not be enclosed, only values that are not finite or wrong altogether count.
    """
    found = classified_part(regime, value, reference, None, spread)
    is_negative = quantity == "kl" and value < 0
    return ("negative divergence", found[1]) if found is not None and found[1] is not None and is_negative else found


def classified_part(regime: str, value: float, reference: arb, whole: arb | None, spread: float | None) -> tuple[str, float | None] | None:
    """As ``classified``, with errors and ``spread`` relative to ``whole``: the largest entry of a matrix.

    No stable algorithm for matrices is accurate in every entry.
    """
    size = abs(float(reference.mid()))
    if not math.isfinite(value):
        return ("not finite", None) if size < LARGEST else None
    if size >= LARGEST or (size < SMALLEST and abs(value) < SMALLEST):
        return None
    error = relative_error(value, reference, whole)
    allowed = GROSS if spread is None else THRESHOLD + ROUNDINGS * spread
    if error <= allowed:
        return None
    if regime == "nearly equal":
        return "cancellation", error
    return ("wrong" if error > GROSS else "inaccurate"), error
