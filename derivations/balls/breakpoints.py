"""Where to split an interval before numeric quadrature: at the peak of the integrand, around it, and at given kinks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mpmath

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DIGITS = 15
ZOOMS = 6
NEGLIGIBLE = 1e-4  # the peak ends where the integrand has fallen to this share of its largest value
REACHES = tuple(mpmath.mpf(2) ** k for k in range(-12, 14))


def breakpoints(integrand: Callable[[Any], Any], low: Any, high: Any, kinks: Sequence[Any] = ()) -> list[Any]:
    """The ends and the places between them, in order, such that each piece of the integrand is smooth and of one scale."""
    with mpmath.workdps(DIGITS):
        low, high = mpmath.mpf(low), mpmath.mpf(high)
        places = sorted({place for place in _grid(low, high, kinks) if low < place < high})
        sizes = [_size(integrand, place) for place in places]
        largest = max(sizes, default=0)
        if not largest:
            return [low, *sorted(kinks), high]
        best = sizes.index(largest)
        left = places[best - 1] if best else (low if mpmath.isfinite(low) else places[0])
        right = places[best + 1] if best + 1 < len(places) else (high if mpmath.isfinite(high) else places[-1])
        peak, largest = _zoomed(integrand, left, places[best], right)
        sides = [_edge(integrand, peak, end, largest) for end in (low, high)]
        middles = [(peak + side) / 2 for side in sides]
        found = {place for place in [*kinks, peak, *sides, *middles] if low < place < high}
        return [low, *sorted(found), high]


def _grid(low: Any, high: Any, kinks: Sequence[Any]) -> list[Any]:
    """Places on a logarithmic scale around zero, the finite ends and the kinks, and evenly spread ones between finite ends."""
    centers = [mpmath.mpf(0), *(mpmath.mpf(kink) for kink in kinks), *(end for end in (low, high) if mpmath.isfinite(end))]
    grid = [center + sign * reach for center in centers for sign in (-1, 1) for reach in REACHES]
    if mpmath.isfinite(low) and mpmath.isfinite(high):
        grid += [low + (high - low) * i / 64 for i in range(1, 64)]
    return [*grid, *(mpmath.mpf(i) / 2 for i in range(-40, 41))]


def _size(integrand: Callable[[Any], Any], place: Any) -> Any:
    """The absolute value, or zero where there is none."""
    try:
        value = abs(integrand(place))
    except (ZeroDivisionError, ValueError, OverflowError):
        return mpmath.mpf(0)
    return value if mpmath.isfinite(value) else mpmath.mpf(0)


def _zoomed(integrand: Callable[[Any], Any], left: Any, peak: Any, right: Any) -> tuple[Any, Any]:
    """Narrow down the largest value between two places."""
    for _ in range(ZOOMS):
        places = [left + (right - left) * i / 8 for i in range(1, 8)]
        sizes = [_size(integrand, place) for place in places]
        best = sizes.index(max(sizes))
        peak, width = places[best], (right - left) / 8
        left, right = max(left, peak - width), min(right, peak + width)
    return peak, _size(integrand, peak)


def _edge(integrand: Callable[[Any], Any], peak: Any, end: Any, largest: Any) -> Any:
    """The place between the peak and an end where the integrand has become negligible, found by doubling and halving the step."""
    sign = 1 if end > peak else -1
    step = mpmath.mpf(2) ** -12
    while step < 2**40 and _size(integrand, peak + sign * step) > largest * NEGLIGIBLE:
        step *= 2
        if (end - peak - sign * step) * sign <= 0:
            return (peak + end) / 2
    return peak + sign * step
