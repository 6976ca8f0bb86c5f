"""Snapshots: a reordered form is the same, an equal one has moved, another value has changed; nothing in the data is evaluated."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

from verify.snapshots.compare import compare
from verify.snapshots.folder import DATA, read_folder
from verify.snapshots.forms import HEADS, SnapshotError, operations, read, symbol_table, symbols_of, written
from verify.snapshots.values import differ, digits_shared, read_value, value_at
from verify.snapshots.work import derived, header

x, y = sp.symbols("x y", positive=True)
POINTS = [{x: sp.Rational(3, 2), y: sp.Rational(2, 7)}, {x: sp.Integer(2), y: sp.Integer(5)}]


def record(expression: sp.Expr, *, conditions: tuple[str, ...] = (), form: str = "", **words: str) -> dict[str, Any]:
    """A record of one number, as a worker writes it."""
    text = form or written(expression)
    values = [[value_at(expression, point) for point in POINTS]]
    return {
        "shape": [], "symmetric": False, "symbols": symbol_table([x, y]), "entries": [text], "values": values, "words": words,
        "conditions": list(conditions), "operations": operations(text), "rules": [],
    }  # fmt: skip


def test_a_form_does_not_depend_on_the_order_of_arguments() -> None:
    """Sums and products that differ in the order of their arguments alone have one form."""
    one = sp.Add(sp.Mul(y, sp.log(x), evaluate=False), x, sp.Integer(1), evaluate=False)
    other = sp.Add(sp.Integer(1), sp.Mul(sp.log(x), y, evaluate=False), x, evaluate=False)
    assert one.args != other.args
    assert written(one) == written(other) == "(+ (* (log x) y) 1 x)"
    assert written(x > y) == written(y < x)


@pytest.mark.parametrize(
    "expression",
    [
        sp.Rational(-3, 7) + sp.pi * sp.EulerGamma,
        sp.sqrt(x) * sp.exp(-x / y) + sp.polygamma(1, x),
        sp.Piecewise((x, x < y), (y, True)),
        sp.Sum(sp.besseli(1, x) ** y, (y, 0, sp.oo)),
        sp.Integral(sp.log(x), (x, 0, y)),
        sp.Max(x, y, 2) + sp.KroneckerDelta(x, y),
    ],
    ids=str,
)
def test_forms_read_back(expression: sp.Expr) -> None:
    """Reading a form gives the expression that was written."""
    assert read(written(expression), symbols_of(symbol_table([expression]))) == expression


@pytest.mark.parametrize(
    "text",
    ["", "(", ")", "(+ x", "x)", "x y", "()", "(x)", "z", "1/0", "1.5", "(eval x)", "(+ __import__)", "(Tuple (log))", "((log) x)"],
)
def test_a_damaged_form_is_an_error(text: str) -> None:
    """What is no form is refused with a sentence that says what was expected."""
    with pytest.raises(SnapshotError, match=r"^Reading a form: expected .*, got .*\."):
        read(text, {"x": x})


def test_forms_name_functions_of_a_table_only() -> None:
    """No head outside the table of mathematical functions is called, whatever it is named."""
    assert not {"eval", "exec", "open", "sympify", "lambdify", "Lambda", "Function"} & set(HEADS)
    for head in ("sympify", "Lambda", "__class__", "open"):
        with pytest.raises(SnapshotError, match="the name of a known function"):
            read(f"({head} x)", {"x": x})


def test_an_unknown_function_is_not_written() -> None:
    """A function without an entry in the table is an error at once, not a file that nobody can read."""
    with pytest.raises(SnapshotError, match="expected known functions, got airyai"):
        written(sp.airyai(x))


def test_values_enclose() -> None:
    """A value is exact where it is rational, and otherwise a ball of forty digits around the value."""
    assert value_at(x + y, POINTS[0]) == "25/14"
    text = value_at(sp.log(x), POINTS[1])
    assert text is not None
    assert read_value(text).contains(read_value(text).mid())
    assert not differ(text, "[0.693147180559945309 +/- 1e-15]")
    assert differ(text, "[0.693147180559945 +/- 1e-16]")
    assert digits_shared(text, "[0.693147180559945309 +/- 1e-15]") in {14, 15}
    assert value_at(sp.log(x - 2), POINTS[1]) is None


@pytest.mark.parametrize("text", ["1/0", "nan", "[inf +/- 1]", "__import__('os')", "1e", "[1 +/- ]"])
def test_a_damaged_value_is_an_error(text: str) -> None:
    """Only fractions and balls are values."""
    with pytest.raises(SnapshotError, match=r"^Reading a value: expected a fraction or a ball"):
        read_value(text)


def test_equal_forms_have_moved() -> None:
    """An equal rewritten form is proved equal; one outside the normal form rests on enclosures and says so."""
    proved = compare(record((x + y) ** 2), record(x**2 + 2 * x * y + y**2), [], POINTS)
    assert (proved.state, proved.detail[:6]) == ("moved", "equal:")
    seen = compare(record(sp.erf(x) + sp.Integral(sp.exp(y), (y, 0, 1))), record(sp.erf(x) + sp.E - 1), [], POINTS)
    assert seen.state == "moved"


def test_other_values_have_changed() -> None:
    """Disjoint enclosures at a point are a certified change, whatever the forms say."""
    assert compare(record(x), record(x + sp.Rational(1, 10**30)), [], POINTS).state == "changed"
    assert compare(record(sp.log(x)), record(sp.log(x) * (1 + sp.Rational(1, 10**30))), [], POINTS).state == "changed"
    assert compare(record(x), record(x + y, form="x"), [], POINTS).state == "changed"


def test_a_form_edited_by_hand_is_judged_by_itself() -> None:
    """The values kept beside a form do not vouch for it: another form with the old values has changed, an equal one has moved."""
    assert compare(record(x * y, form="(* x (^ y 2))"), record(x * y), [], POINTS).state == "changed"
    plus = compare(record(x * y, form="(* x (+ y 1))"), record(x * y), [], POINTS)
    assert plus.detail == "entry 1: the forms differ at point 1: 27/14 became 3/7"
    assert compare(record(2 * x, form="(+ x x)"), record(2 * x), [], POINTS).state == "moved"


def test_verdicts_count() -> None:
    """A verdict that turns round has changed; one that gets decided has moved; one that is lost is not to be told."""
    states = [("yes", "no", "changed"), ("undecided", "yes", "moved"), ("yes", "undecided", "undecided"), ("yes", "yes", "same")]
    found = [compare(record(x, regular=old), record(x, regular=new), [], POINTS).state for old, new, _ in states]
    assert found == [state for *_, state in states]


def test_conditions_count() -> None:
    """Equal forms under other conditions are not the same."""
    assert compare(record(x), record(x, conditions=("positive y",)), [], POINTS).state == "moved"


def test_no_evidence_is_no_agreement() -> None:
    """Two forms without values that the normal form cannot tell apart are undecided, never passed."""
    old, new = record(sp.zeta(x)), record(sp.zeta(x, 1, evaluate=False), form="(zeta x 1)")
    old["entries"] = ["(+ (Integral (^ x -1) (Tuple x 0 1)) y)"]
    assert compare(old, new, [], POINTS).state == "undecided"


def test_the_kept_data_read_back() -> None:
    """Every kept form is written back letter by letter, or at least as an equal one; every kept value is a number."""
    kept = [found for data in read_folder(DATA).values() for found in data["objects"].values()]
    assert len(kept) >= 600
    rewritten = []
    for found in kept:
        symbols = symbols_of(found["symbols"])
        again = [written(read(entry, symbols)) for entry in found["entries"]]
        rewritten += [({**found, "entries": again}, found)] if again != found["entries"] else []
        assert [read_value(text) for row in found["values"] for text in row if text is not None].count(None) == 0
    assert len(rewritten) <= len(kept) // 100
    assert [compare(old, new, [], ()).state for old, new in rewritten] == ["moved"] * len(rewritten)


def test_most_values_are_known() -> None:
    """At least nine in ten finite entries have a value at every point."""
    rows = [
        row
        for data in read_folder(DATA).values()
        for name, found in data["objects"].items()
        if name != "support"
        for row in found["values"]
    ]
    assert sum(None not in row for row in rows) >= 0.9 * len(rows)


def test_deriving_twice_gives_the_same() -> None:
    """A family derived again, against its own record, is the same; against another member's record it has changed."""
    head = header({"family": "Gamma"})
    first = derived({"family": "Gamma", "object": "kl", "header": head, "old": None})
    assert first["state"] == "new"
    assert derived({"family": "Gamma", "object": "kl", "header": head, "old": first["record"]})["state"] == "same"
    entropy = derived({"family": "Gamma", "object": "entropy", "header": head, "old": None})["record"]
    assert derived({"family": "Gamma", "object": "kl", "header": head, "old": entropy})["state"] == "changed"


def test_what_a_family_lacks_is_gone() -> None:
    """An object that was kept and is derived no more is gone."""
    head = header({"family": "Laplace"})
    payload = {"family": "Laplace", "object": "natural", "header": head}
    assert derived({**payload, "old": None})["state"] == "none"
    assert derived({**payload, "old": record(x)})["state"] == "gone"
