"""Goals: what a statement asserts, as relations between values that are already derived."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import sympy as sp

GoalRelation = Literal["zero", "nonzero", "nonnegative", "positive", "psd", "pd", "proportional", "positively_proportional"]


@dataclass(frozen=True)
class Goal:
    """One relation that must hold at every admissible point.

    ``zero``: every entry of ``residual`` vanishes; ``nonzero``: some entry does not; ``nonnegative``/``positive``: every entry is;
    ``psd``/``pd``: the matrix ``residual`` is. For the two proportionalities ``left`` and ``right`` are the two arrays and ``residual`` is
    unused. ``left`` and ``right`` are kept for the report. A value is a :class:`Tensor` (explicit shape) or an element of the
    free *-algebra (named dimensions). ``twins`` maps a declared symbol to a second copy of it that ranges over the same domain
    (for "does not depend on"); ``fresh`` maps a new symbol to the kind of number it ranges over (for "the same law"). ``theorem`` says why
    the goal holds whatever its values are, where the words of the statement show it (:mod:`derivations.language.theorems`); one of the
    numbers ``needed``, if there are any, must be nowhere zero for that. Where the goal says that something is ``convex_in`` some symbols,
    in the order of the rows, the set over which they range must be convex; ``convex_of`` is that function.
    """

    relation: GoalRelation
    residual: Any
    left: Any = None
    right: Any = None
    twins: Mapping[sp.Symbol, sp.Symbol] = field(default_factory=dict)
    fresh: Mapping[sp.Symbol, str] = field(default_factory=dict)
    theorem: str = ""
    needed: tuple[sp.Expr, ...] = ()
    convex_in: tuple[sp.Symbol, ...] = ()
    convex_of: Any = None
