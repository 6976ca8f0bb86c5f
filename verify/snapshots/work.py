"""What workers do: derive one object as data, and compare it with what was kept; plain JSON in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.conditions import collecting
from derivations.errors import DerivationError
from derivations.families import built_in
from derivations.trace import tracing
from verify.snapshots import losses
from verify.snapshots.compare import compare
from verify.snapshots.forms import SnapshotError, operations, read, symbol_table, symbols_of, written
from verify.snapshots.losses import kept_losses
from verify.snapshots.objects import OBJECTS, derive
from verify.snapshots.record import SCHEMA
from verify.snapshots.subject import subject
from verify.snapshots.values import Values

if TYPE_CHECKING:
    import sympy as sp


def names(_: dict[str, Any]) -> dict[str, Any]:
    """What is kept, families and losses, and the objects kept of each."""
    return {"subjects": {**{name: list(OBJECTS) for name in built_in()}, **{name: list(losses.OBJECTS) for name in kept_losses()}}}


def header(payload: dict[str, Any]) -> dict[str, Any]:
    """``{"family"}`` to the family's data without objects: symbols, fixed points, and facts (what is positive)."""
    name = payload["family"]
    if name in kept_losses():
        places, positive = losses.points(name), kept_losses()[name].facts.positive
    else:
        places, positive = list(subject(name).points), subject(name).facts
    symbols = symbol_table([*positive, *(symbol for point in places for symbol in point)])
    points = [dict(sorted((symbol.name, written(value)) for symbol, value in point.items())) for point in places]
    facts = sorted(map(written, positive))
    return {"schema": SCHEMA, "family": payload["family"], "symbols": symbols, "points": points, "facts": facts, "objects": {}}


def derived(payload: dict[str, Any]) -> dict[str, Any]:
    """``{"family", "object", "header", "old"}`` to ``{"record", "state", "detail"}``; the record is None where the family lacks the object.

    Without an old record the state is ``new``, or ``none`` if there is none now either.
    """
    old = payload["old"]
    try:
        record = _record(payload["family"], payload["object"], payload["header"])
    except DerivationError as error:
        return {"record": None, "state": "gone" if old else "none", "detail": str(error)}
    if old is None:
        return {"record": record, "state": "new", "detail": ""}
    return {"record": record, **_outcome(old, record, payload["header"])}


def batched(payload: dict[str, Any]) -> dict[str, Any]:
    """``{"tasks"}`` to ``{"results"}``, one after the other."""
    return {"results": [derived(task) for task in payload["tasks"]]}


def compared(payload: dict[str, Any]) -> dict[str, Any]:
    """``{"old", "new", "header"}`` to ``{"state", "detail"}``."""
    return _outcome(payload["old"], payload["new"], payload["header"])


def _outcome(old: dict[str, Any], new: dict[str, Any], of: dict[str, Any]) -> dict[str, Any]:
    symbols = symbols_of(of["symbols"])
    try:
        outcome = compare(old, new, [read(fact, symbols) for fact in of["facts"]], _points(of))
    except SnapshotError as error:
        return {"state": "damaged", "detail": str(error)}
    return outcome._asdict()


def _record(family: str, name: str, of: dict[str, Any]) -> dict[str, Any]:
    of_family = None if family in kept_losses() else subject(family)  # outside of the block: its conditions are none of the object
    with collecting() as conditions, tracing() as trace:
        value = losses.derive(family, name) if of_family is None else derive(name, of_family)
    entries = value.entries()
    forms = [written(entry) for entry in entries]
    points = list(map(Values, _points(of)))
    return {
        "shape": [] if value.value is None else list(value.value.shape),
        "symmetric": value.symmetric,
        "symbols": symbol_table([*entries, *(expression for _, expression in conditions)]),
        "entries": forms,
        "values": [[point.text(entry) for point in points] for entry in entries],
        "words": value.words,
        "conditions": sorted({f"{requirement} {written(expression)}" for requirement, expression in conditions}),
        "operations": sum(map(operations, forms)),
        "rules": sorted({step.rule for step in trace.steps}),
    }


def _points(of: dict[str, Any]) -> list[dict[sp.Symbol, sp.Expr]]:
    symbols = symbols_of(of["symbols"])
    return [{symbols[name]: read(text, {}) for name, text in point.items()} for point in of["points"]]
