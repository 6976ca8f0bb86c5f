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
    ways = (range(1, len(numbers) + 1), range(2 * len(numbers), len(numbers), -1))
    for precision in PRECISIONS:
        try:
            one, other = ([big_to_float(entry) for entry in element(beside(numbers, way), precision)] for way in ways)
        except FloatingPointError:
            continue
        except ArithmeticError:
            break
        found = [agreed(a, b) for a, b in zip(one, other, strict=True)]
        return found if all(map(math.isfinite, found)) else []
    return []


def agreed(one: float, other: float) -> float:
    """What two ways tend to: the same number, or nothing; not a number where they differ."""
    if abs(one - other) <= 2.0**-50 * abs(other):
        return one
    return 0.0 if max(abs(one), abs(other)) <= 2.0**-150 else math.nan


def beside(numbers: list[float], steps: Any) -> list[Big]:
    """Numbers next to some, each by its own step."""
    return [big_beside(big(number), step) for number, step in zip(numbers, steps, strict=True)]'''

SHORTER = "    done = []\n    for place in where.tolist():"
LONGER = """    known = extended(x, o, where)  # by long doubles
    done: list[int] = where[known].tolist()
    for place in where[~known].tolist():"""


def with_long_doubles(text: str, long_doubles: str) -> str:
    """The text of a slow path in which these functions, if there are any, are tried before (:mod:`derivations.codegen.long_doubles`)."""
    return text.replace(REPAIR, f"{long_doubles}\n\n\n{REPAIR.replace(SHORTER, LONGER)}") if long_doubles else text
