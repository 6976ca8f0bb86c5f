"""Normal forms: expressions as rational functions of algebraically independent atoms, in which being zero is decidable."""

from __future__ import annotations

from derivations.normal_form.decision import Decision, decide_zero
from derivations.normal_form.facts import Facts

__all__ = ["Decision", "Facts", "decide_zero"]
