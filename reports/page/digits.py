"""Numbers as a reader compares them: digits in groups of five, those that depart from a reference marked."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from reports.record import WitnessRecord

_DECIMAL = re.compile(r"(-?\d+\.)(\d{6,})")
_GROUP = 5


def grouped(text: str) -> str:
    """Return the text with long decimal fractions cut into groups of five digits.

    >>> grouped("[0.41742979353768 +/- 4e-18]")
    '[0.41742 97935 3768 +/- 4e-18]'
    """
    return _DECIMAL.sub(lambda found: found[1] + " ".join(_groups(found[2])), text)


def _groups(digits: str) -> list[str]:
    return [digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP)]


def compared(value: str, reference: str) -> Markup:
    """Return the value with what departs from the reference underlined; only decimals of some length are compared.

    >>> compared("1.9243712", "1.8624597")
    Markup('<s>1.</s><u>92437 12</u>')
    """
    mine, other = grouped(value), grouped(reference)
    if mine == other or not (_DECIMAL.fullmatch(value) and _DECIMAL.fullmatch(reference)):
        return Markup("{}").format(mine)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(mine, other, strict=False)))
    prefix = Markup("<s>{}</s>").format(mine[:same]) if same else Markup()
    return prefix + Markup("<u>{}</u>").format(mine[same:])


def sides(witness: WitnessRecord) -> list[tuple[str, Markup]]:
    """Return the rows of a witness: both sides and the enclosure of their difference, those that are known."""
    rows = [
        ("left side", compared(witness.lhs, witness.rhs)),
        ("right side", Markup("{}").format(grouped(witness.rhs))),
        ("difference", Markup("{}").format(grouped(witness.enclosure))),
    ]
    return [row for row in rows if row[1]]
