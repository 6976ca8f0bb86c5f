"""Verdicts and the evidence they rest on, exactly as section 5 of the claim contract defines them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Verdict = Literal["proved", "refuted", "supported", "inconclusive", "vacuous", "disputed"]
Grade = Literal["replayed", "exact", "probabilistic", "trusted", "certified", "numeric", "searched", "proved", ""]


@dataclass(frozen=True)
class Witness:
    """An exact point of the domain at which a statement fails, with both sides and a rigorous enclosure of their difference.

    ``point`` maps names to exact strings (``"3/7"``), ``left`` and ``right`` are decimal strings, ``enclosure`` is a ball such as
    ``"[-3.000 +/- 5e-37]"`` that excludes what the statement asserts.
    """

    point: Mapping[str, str]
    left: str
    right: str
    enclosure: str


@dataclass(frozen=True)
class Finding:
    """What one prover found: a verdict with its grade, who agreed on it, and what it rests on.

    ``engines`` names the independent engines that agreed; ``detail`` is one sentence for the report ("zero in the fraction field of
    Q(a, b, E1)"); ``side_conditions`` are the conditions used, as sentences.
    ``certificates`` let :mod:`verify.replay` decide a proof again without the engines.
    """

    verdict: Verdict
    grade: Grade
    engines: tuple[str, ...]
    detail: str
    side_conditions: tuple[str, ...] = ()
    witness: Witness | None = None
    certificates: tuple[Mapping[str, Any], ...] = ()
