"""Comparisons, signs and roundings to whole numbers; all exact."""

from __future__ import annotations

from typing import Any

from derivations.codegen.bignumbers.arithmetic import Big, big_divide, big_fixed, big_known, big_multiply, big_size, big_subtract


def big_less(x: Big, y: Big) -> bool:
    """Whether x < y."""
    return big_compare(x, y) < 0


def big_less_equal(x: Big, y: Big) -> bool:
    """Whether x <= y."""
    return big_compare(x, y) <= 0


def big_equal(x: Big, y: Big) -> bool:
    """Whether x = y."""
    return big_compare(x, y) == 0


def big_not_equal(x: Big, y: Big) -> bool:
    """Whether x and y differ."""
    return big_compare(x, y) != 0


def big_compare(x: Big, y: Big) -> int:
    """The sign of x - y."""
    first, second = (big_known(x)[0] > 0) - (x[0] < 0), (big_known(y)[0] > 0) - (y[0] < 0)
    if first != second or not first:
        return (first > second) - (first < second)
    if big_size(x) != big_size(y):
        return first if big_size(x) > big_size(y) else -first
    low = min(x[1], y[1])
    left, right = x[0] << (x[1] - low), y[0] << (y[1] - low)
    return (left > right) - (left < right)


def big_absolute(x: Big) -> Big:
    """The size of a number."""
    return abs(x[0]), x[1]


def big_sign(x: Big) -> Big:
    """One, zero or minus one."""
    return (big_known(x)[0] > 0) - (x[0] < 0), 0


def big_largest(numbers: list[Big]) -> Big:
    """The largest of some numbers."""
    largest, *others = numbers
    for other in others:
        largest = big_maximum(largest, other)
    return largest


def big_kept(compute: Any) -> Any:
    """A function of places whose values are computed once."""
    values: dict[tuple[int, ...], Any] = {}

    def known(*places: int) -> Any:
        if places not in values:
            values[places] = compute(*places)
        return values[places]

    return known


def big_maximum(x: Big, y: Big) -> Big:
    """The larger of two numbers."""
    return y if big_less(x, y) else x


def big_minimum(x: Big, y: Big) -> Big:
    """The smaller of two numbers."""
    return x if big_less(x, y) else y


def big_floor(x: Big) -> Big:
    """The largest whole number that is not above."""
    return x if big_known(x)[1] >= 0 else (big_fixed(x, 0), 0)


def big_ceil(x: Big) -> Big:
    """The smallest whole number that is not below."""
    return x if big_known(x)[1] >= 0 else (-big_fixed((-x[0], x[1]), 0), 0)


def big_remainder(x: Big, y: Big, p: int) -> Big:
    """What is left of x after a whole number of times y, of the sign of y."""
    guard = p + max(0, big_size(x) - big_size(y)) + 16
    return big_subtract(x, big_multiply(y, big_floor(big_divide(x, y, guard)), guard), guard)
