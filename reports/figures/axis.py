"""Axes: from numbers to places, and the ticks between."""

from __future__ import annotations

import math
from dataclasses import dataclass

DECADES = 3  # a logarithmic axis over fewer decades also has ticks at 2 and 5
FEWEST = 3  # ticks; within a decade there may be fewer at 1, 2 and 5, which tell no value between


@dataclass(frozen=True)
class Axis:
    """Maps the range ``low`` to ``high`` onto ``start`` to ``end`` in user units, logarithmically if asked for."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """Where a value stands; values outside the range stand at its ends.

        Example:
            >>> Axis(1, 100, 0, 10, logarithmic=True).place(10)
            5.0
        """
        low, high, at = (self._scaled(each) for each in (self.low, self.high, min(max(value, self.low), self.high)))
        return self.start + (self.end - self.start) * ((at - low) / (high - low) if high > low else 0.5)

    def _scaled(self, value: float) -> float:
        return math.log10(value) if self.logarithmic else value

    def ticks(self, most: int = 6) -> list[float]:
        """Round numbers within the range, at most about ``most``.

        Example:
            >>> Axis(0, 10, 0, 1).ticks(), Axis(1, 1000, 0, 1, logarithmic=True).ticks()
            ([0.0, 2.0, 4.0, 6.0, 8.0, 10.0], [1.0, 10.0, 100.0, 1000.0])
        """
        return self._decades(most) if self.logarithmic else self._steps(most)

    def _steps(self, most: int) -> list[float]:
        rough = (self.high - self.low) / most
        if rough <= 0:
            return [self.low]
        size = 10 ** math.floor(math.log10(rough))
        step = next(factor * size for factor in (1, 2, 2.5, 5, 10) if factor * size >= rough * (1 - 1e-9))
        first = math.ceil(self.low / step - 1e-9)
        return [float(index * step) for index in range(first, math.floor(self.high / step + 1e-9) + 1)]

    def _decades(self, most: int) -> list[float]:
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        factors = (1, 2, 5) if last - first < DECADES else (1,)
        stride = max(1, math.ceil((last - first) / most)) if factors == (1,) else 1
        found = [factor * 10.0**power for power in range(first, last + 1, stride) for factor in factors]
        within = [tick for tick in found if self.low * (1 - 1e-9) <= tick <= self.high * (1 + 1e-9)]
        return self._steps(most) if len(within) < FEWEST and self.high < 10 * self.low else within


def shown(value: float) -> str:
    """A tick's number in few characters.

    Example:
        >>> [shown(each) for each in (0.0, 0.25, 1200.0, 1e6, 2e-5)]
        ['0', '0.25', '1,200', '1e6', '2e-5']
    """
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e5:  # noqa: PLR2004 - beyond, zeros are hard to count
        return f"{value:,.6g}" if abs(value) < 1e3 else f"{value:,.0f}"  # noqa: PLR2004 - thousands are grouped
    mantissa, exponent = f"{value:.3g}".split("e") if "e" in f"{value:.3g}" else f"{value:.2e}".split("e")
    return f"{float(mantissa):g}e{int(exponent)}"
