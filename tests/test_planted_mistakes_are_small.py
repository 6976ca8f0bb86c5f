"""Mutation testing plants one small mistake at a time, asks the tests that reach it, and counts honestly."""

from __future__ import annotations

import argparse
import ast

import pytest

from benchmarks.mutation.__main__ import page, wilson
from benchmarks.mutation.campaign import Outcome, everything, sample
from benchmarks.mutation.equivalents import BY_LINE, EQUIVALENT
from benchmarks.mutation.operators import mutants, planted
from benchmarks.mutation.reach import Chosen, judges
from benchmarks.mutation.targets import CLASSES, class_of

PLANTED = {
    "a + b": {"a - b"},
    "a * b": {"a / b", "a", "b"},
    "a / b": {"a * b", "a"},
    "a ** b": {"a * b"},
    "-a": {"a"},
    "a < b": {"a <= b"},
    "a is None": {"a is not None"},
    "a and b": {"a or b"},
    "not a": {"a"},
    "True": {"False"},
    "7": {"8"},
    "a.T @ b": {"a @ b"},
    "a.sum()": {"a.mean()"},
    "f(a, strict=True)": set(),
    "a.reshape(-1, b)": set(),
    "f'{a + b}'": set(),
}
SOURCE = '''"""Words 1."""

LIMIT = 3


def outer(x: int = 1 + 1) -> int:
    """Words - words."""
    def inner(y):
        return y

    message = f"no {x - 1}"
    raise ValueError(message)
'''


OPTIONS = argparse.Namespace(size=4, seed=0, minutes=5.0)


def every(source: str) -> list[str]:
    """The texts of all mutants."""
    return [planted(source, each.number) for each in mutants("m.py", source)]


@pytest.mark.parametrize("text", PLANTED)
def test_every_kind_of_mistake_is_made(text: str) -> None:
    """Of one expression, exactly those; what cannot be observed (guards, free lengths, words) is left alone."""
    found = {each.partition("= ")[2].strip() for each in every(f"z = {text}")}
    assert found == PLANTED[text]


def test_statements_are_left_out() -> None:
    """Calls for their effect, and changes in place."""
    assert set(every("f(a)")) == {"pass"}
    assert set(every("a += b")) == {"pass", "a -= b"}
    assert set(every("a *= b")) == {"pass", "a /= b"}


def test_words_and_errors_are_not_mutated() -> None:
    """Documentation, messages, raised errors and annotations stay; each mutant differs from the module and still parses."""
    assert {each.line for each in mutants("m.py", SOURCE)} == {3, 6}
    assert ast.unparse(ast.parse(SOURCE)) not in every(SOURCE)


def test_tests_that_enter_the_function_judge_it() -> None:
    """The innermost function that a test enters decides; outside of functions every test beside one that enters the module."""
    entered = {"a.py::slow": (2.0, {("m.py", 6), ("m.py", 8)}), "a.py::quick": (1.0, {("m.py", 6)}), "b.py::other": (0.5, {("n.py", 6)})}
    reach = {**entered, "a.py::reads": (0.1, set())}
    assert judges(reach, "m.py", SOURCE, 9) == ["a.py::slow"]
    assert judges(reach, "m.py", SOURCE, 11) == ["a.py::quick", "a.py::slow"]
    assert judges(reach, "m.py", SOURCE, 3) == ["a.py::reads", "a.py::quick", "a.py::slow"]
    assert judges(reach, "n.py", SOURCE, 9) == ["b.py::other"]
    assert judges({"a.py::quick": (1.0, {("m.py", 1)})}, "m.py", SOURCE, 9) == []
    assert judges(reach, "never_entered.py", SOURCE, 3) == ["a.py::reads", "b.py::other", "a.py::quick", "a.py::slow"]


def test_chosen_tests_run_in_their_order() -> None:
    """Others are dropped."""
    items = [type("Item", (), {"nodeid": name})() for name in "abcd"]
    Chosen(["d", "b"]).pytest_collection_modifyitems(items)  # type: ignore[arg-type]
    assert [item.nodeid for item in items] == ["d", "b"]


def test_samples_are_repeatable_and_cover_the_core() -> None:
    """The same seed draws the same mutants; every mutant has one of the twelve classes, and none of them is empty."""
    assert sample(30, 4, "losses/") == sample(30, 4, "losses/")
    assert {each.module for each in sample(30, 4, "losses/s")} <= {each.module for each in everything() if "losses/s" in each.module}
    assert {class_of(each) for each in everything()} == set(CLASSES) == set(range(1, 13))


def test_survivors_are_told() -> None:
    """The page names each, and the rate counts it; a mutant whose tests run out of time is noticed."""
    found = [each for each in everything() if each.module.endswith("damping.py")][:4]
    fates = ["killed", "survived", "timed out", "killed"]
    text = page([Outcome(each, fate, 0.0) for each, fate in zip(found, fates, strict=True)], OPTIONS, 100)  # type: ignore[arg-type]
    assert "**75.0% (30.1% to 95.4%)**" in text
    assert f"- `{found[1].module}:{found[1].line}`" in text
    assert text.count("\n- `") == 1
    low, high = wilson(0, 10)
    assert low == pytest.approx(0, abs=1e-15)
    assert high == pytest.approx(0.2775, abs=1e-4)


def test_what_nobody_can_notice_is_set_aside_with_its_reason() -> None:
    """Only where it survived; every entry of the table is a mutant that is planted."""
    keys = {(each.module, each.before, each.after): each for each in everything()}
    assert set(EQUIVALENT) <= set(keys)
    assert set(BY_LINE) <= set(keys)
    free = keys["numeric/losses/squared.py", "0.0", "1.0"]
    other = next(each for each in everything() if each.module.endswith("damping.py"))
    text = page([Outcome(free, "survived", 0.0), Outcome(other, "killed", 0.0)], OPTIONS, 100)
    assert "1 that nobody can notice were set aside" in text
    assert "Of the other 1 were noticed: **100.0%" in text
    assert text.count("does not depend on the location") == 1
    noticed = page([Outcome(free, "killed", 0.0), Outcome(other, "survived", 0.0)], OPTIONS, 100)
    assert "None that nobody can notice" in noticed
    assert "**50.0%" in noticed
