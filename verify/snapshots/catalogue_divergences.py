"""The catalogue's paragraphs about divergences: Taylor expansions in both directions, and other families."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from derivations.language.latex import expression_latex
from verify.snapshots.forms import operations, read, symbols_of

if TYPE_CHECKING:
    import sympy as sp

MOST_OPERATIONS = 200
LONGEST = 1200  # characters of a formula that a reader still takes in
ORDER = 4
EXPANSIONS = (("kl_taylor", r"\mathrm{KL}(p_v\,\|\,p_{v+d})"), ("kl_taylor_reverse", r"\mathrm{KL}(p_{v+d}\,\|\,p_v)"))


def entries(found: dict[str, Any]) -> list[sp.Basic]:
    """The kept entries as expressions."""
    symbols = symbols_of(found["symbols"])
    return [read(entry, symbols) for entry in found["entries"]]


def powers(size: int) -> list[tuple[int, ...]]:
    """The powers of the step in the order of the kept coefficients: by total order, then as tuples.

    >>> powers(1)
    [(2,), (3,), (4,)]
    """
    every = itertools.product(range(ORDER + 1), repeat=size)
    return sorted((one for one in every if 2 <= sum(one) <= ORDER), key=lambda one: (sum(one), one))  # noqa: PLR2004 - orders 0 and 1 vanish


def expansions(objects: dict[str, Any], size: int) -> list[str]:
    """Both expansions as far as they are short, and to which order they agree."""
    if "kl_taylor" not in objects:
        return []
    words = objects["kl_symmetry"]["words"]
    lines = [f"Between neighbours the two divergences agree to order 2: {words['order 2 agrees']}; to order 3: {words['order 3 agrees']}."]
    for name, sign in EXPANSIONS:
        if objects[name]["operations"] > MOST_OPERATIONS:
            lines.append(f"${sign}$ to order 4 has {objects[name]['operations']} operations.")
            continue
        terms = [_term(one, value) for one, value in zip(powers(size), entries(objects[name]), strict=True) if value != 0]
        text = " + ".join(terms)
        lines.append(
            f"$${sign} = {text} + O(d^5)$$"
            if len(text) <= LONGEST
            else f"${sign}$ to order 4 has {objects[name]['operations']} operations."
        )
    return lines


def _term(power: tuple[int, ...], value: sp.Basic) -> str:
    mark = len(power) > 1
    steps = [f"d{f'_{i}' if mark else ''}" + (f"^{n}" if n > 1 else "") for i, n in enumerate(power) if n]
    return rf"\left({expression_latex(value)}\right) {' '.join(steps)}"


def across(objects: dict[str, Any]) -> list[str]:
    """The divergences to other families that close, the short ones written out."""
    if "kl_across" not in objects:
        return []
    found = objects["kl_across"]
    names = [found["words"][str(place)] for place in range(len(found["entries"]))]
    symbols = symbols_of(found["symbols"])
    brief = [(name, form) for name, form in zip(names, found["entries"], strict=True) if operations(form) <= MOST_OPERATIONS // 2]
    formulas = [(name, expression_latex(read(form, symbols))) for name, form in brief]
    lines = [f"Divergences to other families close for {', '.join(names)}. Their parameters carry the family's name:"]
    return lines + [rf"$$\mathrm{{KL}}(p\,\|\,\mathrm{{{name}}}) = {text}$$" for name, text in formulas if len(text) <= LONGEST // 2]
