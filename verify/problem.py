"""What a prover is given: goals over a domain, as values that are already derived."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from derivations.language.goal import Goal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import sympy as sp

    from derivations.language.tensor import Tensor
    from derivations.language.types import TypeSpec
    from verify.sized import Sized

__all__ = ["Domain", "Goal", "Problem", "Variable"]


@dataclass(frozen=True)
class Variable:
    """A declared variable: its type and, when its dimensions are explicit, the tensor of its symbols (``spd[2]`` shares symbols)."""

    type: TypeSpec
    symbols: Tensor | None


@dataclass(frozen=True)
class Domain:
    """The set of admissible points.

    ``variables`` maps a declared name to its variable. ``solved`` maps symbols to expressions: hypotheses of the form ``x == ...`` that
    were solved and must be substituted after sampling the others; ``letters`` does the same for names with named dimensions (name to
    element of the free *-algebra). ``hypotheses`` are the remaining ones. The goals have these substitutions made already. ``laws`` are the
    names of the arbitrary laws; ``integers`` are expressions that must be integers; ``kinds`` are narrower ones than the types from which
    to draw symbols. ``everywhere`` are hypotheses that a function is convex, before anything is solved: ``hypotheses`` has what they say of
    the point, and these speak of all values of ``convex_in``.
    """

    variables: Mapping[str, Variable]
    hypotheses: tuple[Goal, ...] = ()
    solved: Mapping[sp.Symbol, sp.Expr] = field(default_factory=dict)
    letters: Mapping[str, Any] = field(default_factory=dict)
    laws: frozenset[str] = frozenset()
    integers: tuple[sp.Expr, ...] = ()
    kinds: Mapping[sp.Symbol, str] = field(default_factory=dict)
    everywhere: tuple[Goal, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Goals that must all hold over one domain, with the side conditions under which the expressions are defined.

    ``conditions`` holds expressions with the requirement they carry, e.g. ``("nonzero", x - 1)`` or ``("positive", y)``. ``sized`` gives
    the same problem in explicit sizes, when some goal is an array of every size. ``noted`` are side
    conditions as sentences that are among the hypotheses or the integers of the domain already.
    """

    goals: tuple[Goal, ...]
    domain: Domain
    conditions: tuple[tuple[str, Any], ...] = ()
    sized: Sized | None = None
    noted: tuple[str, ...] = ()
