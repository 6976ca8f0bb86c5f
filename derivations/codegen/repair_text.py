"""The loop over the elements that a kernel computes again: ever more bits, and limits where the formula is a quotient of nothings."""

from __future__ import annotations

REPAIR = '''def repair(x: Any, o: Any, where: Any) -> list[int]:
    """Compute some elements again, with as many bits as it takes, and tell which; at a pole the value stays."""
    done = []
    for place in where.tolist():
        entries = recomputed([float(x[row][place]) for row in NEEDED])
        if entries:
            done.append(place)
            for column, entry in zip(o, entries, strict=True):
                column[place] = entry
    return done


def recomputed(numbers: list[float]) -> list[float]:
    """The entries at some arguments; none where no precision does."""
    for precision in PRECISIONS:
        try:
            return [big_to_float(entry) for entry in element([big(number) for number in numbers], precision)]
        except ZeroDivisionError:
            return limiting(numbers)
        except ArithmeticError:
            continue
    return []


def limiting(numbers: list[float]) -> list[float]:
    """The entries where some are quotients of nothings: what they tend to, if two ways to come near the place agree."""
    count = len(numbers)
    try:
        one, other = (
            [big_to_float(entry) for entry in element([big_beside(big(x), step) for x, step in zip(numbers, steps, strict=True)], BIG_TOP)]
            for steps in (range(1, count + 1), range(2 * count, count, -1))
        )
    except ArithmeticError:
        return []
    agree = all(math.isfinite(a) and abs(a - b) <= 2.0**-50 * abs(b) for a, b in zip(one, other, strict=True))
    return one if agree else []'''
