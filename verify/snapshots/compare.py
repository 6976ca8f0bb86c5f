"""What became of an object: the same, moved to another form, changed in value, or not to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from derivations.normal_form import Facts, decide_zero
from verify.snapshots.forms import read, symbols_of
from verify.snapshots.values import differ, digits_shared, value_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sympy as sp

    Points = Sequence[Mapping[sp.Symbol, sp.Expr]]

UNKNOWN = "undecided"
ENOUGH = 10  # digits that balls must share to count


class Outcome(NamedTuple):
    """``state`` is same, moved, changed or undecided; ``detail`` says how that is known."""

    state: str
    detail: str = ""


def compare(old: dict[str, Any], new: dict[str, Any], facts: list[sp.Expr], points: Points) -> Outcome:
    """Compare two records of one object, taken at the same ``points``.

    ``changed`` is certified: disjoint enclosures at an exact point, or another verdict, shape or kind of support. ``moved`` is proved by
    the normal form, or else rests on enclosures of both forms that agree, which the detail says; the values kept beside a form that was
    edited by hand say nothing about it.
    """
    for key in ("words", "shape", "symmetric"):
        if old[key] != new[key] and (key != "words" or _contradict(old[key], new[key])):
            return Outcome("changed", f"{key}: {_plain(old[key])} became {_plain(new[key])}")
    if len(old["entries"]) != len(new["entries"]):
        return Outcome("changed", f"{len(old['entries'])} entries became {len(new['entries'])}")
    if (fault := _other_value(old["values"], new["values"])) is not None:
        return fault
    other = [i for i, pair in enumerate(zip(old["entries"], new["entries"], strict=True)) if pair[0] != pair[1]]
    if other:
        return _moved(old, new, other, facts, points)
    if old["words"] != new["words"]:
        lost = any(new["words"].get(key) == UNKNOWN != word for key, word in old["words"].items())
        return Outcome("undecided" if lost else "moved", f"verdict: {_plain(old['words'])} became {_plain(new['words'])}")
    if old["conditions"] != new["conditions"]:
        return Outcome("moved", f"other conditions: {_plain(old['conditions'])} became {_plain(new['conditions'])}")
    return Outcome("same")


def _contradict(old: dict[str, str], new: dict[str, str]) -> bool:
    """Whether two verdicts exclude each other; one that was or is open excludes nothing."""
    if old.keys() != new.keys():
        return UNKNOWN not in {*old.values(), *new.values()}
    return any(word != new[key] and UNKNOWN not in {word, new[key]} for key, word in old.items())


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {item}" for key, item in sorted(value.items())) or "nothing"
    return str(value)


def _other_value(old: list[list[str | None]], new: list[list[str | None]]) -> Outcome | None:
    for entry, (before, after) in enumerate(zip(old, new, strict=True), 1):
        for point, (a, b) in enumerate(zip(before, after, strict=True), 1):
            if a is not None and b is not None and differ(a, b):
                return Outcome("changed", f"entry {entry} at point {point}: {a} became {b}")
    return None


def _moved(old: dict[str, Any], new: dict[str, Any], other: list[int], facts: list[sp.Expr], points: Points) -> Outcome:
    before, after = symbols_of(old["symbols"]), symbols_of(new["symbols"])
    pairs = [(read(old["entries"][i], before), read(new["entries"][i], after)) for i in other]
    decision = decide_zero([one - another for one, another in pairs], Facts(positive=tuple(facts)))
    if decision.zero:
        return Outcome("moved", f"equal: {decision.detail} ({', '.join(decision.engines)})")
    values = [tuple([value_at(form, point) for point in points] for form in pair) for pair in pairs]
    for i, (one, another) in zip(other, values, strict=True):
        if (fault := _other_value([one], [another])) is not None:
            return Outcome("changed", f"entry {i + 1}: the forms differ{fault.detail.removeprefix('entry 1')}")
    shared = [_agreement(one, another) for one, another in values]
    if min(shared) >= ENOUGH:
        return Outcome("moved", f"no proof; enclosures agree to {min(shared)} digits at every point where there are some")
    return Outcome("undecided", "another form; neither the normal form nor enclosures tell whether it is equal")


def _agreement(old: list[str | None], new: list[str | None]) -> int:
    """The digits in which all values agree; 0 if there are none."""
    return min((digits_shared(a, b) for a, b in zip(old, new, strict=True) if a is not None and b is not None), default=0)
