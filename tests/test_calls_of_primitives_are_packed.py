"""Calls of one primitive on independent operands are made at once where elements are few, and nothing else about a kernel changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from derivations.codegen import Options, kernel_source
from derivations.codegen.frame_packs import together
from derivations.codegen.kernel import load
from derivations.codegen.packing import groups, packed
from derivations.codegen.program import Literal, Program
from derivations.codegen.quick_numbers import with_quick_numbers
from derivations.codegen.schedule import schedule

LET = {"a": "positive", "b": "positive", "c": "positive", "d": "positive"}
KL_BETA = "kl(Beta(a, b), Beta(c, d))"


def calls(program: Program) -> list[list[str]]:
    """The operations of a program in their groups."""
    numbered = list(enumerate(program.instructions, len(program.inputs)))
    return [[instruction.operation for _, instruction in group] for group in groups(numbered)]


def test_independent_calls_are_made_at_once() -> None:
    """Two calls with an operation between them follow each other, after the operands of both."""
    program = Program(("x", "y"))
    first = program.emit("trigamma", 0)
    half = program.emit("multiply", first, Literal(0.5))
    second = program.emit("trigamma", program.emit("add", 0, 1))
    program.outputs = [half, second]
    assert calls(packed(program)) == [["add"], ["trigamma", "trigamma"], ["multiply"]]


def test_a_call_that_reads_another_is_not_made_with_it() -> None:
    """The second needs the value of the first, here by a detour: they stay apart, and in order."""
    program = Program(("x",))
    first = program.emit("trigamma", 0)
    second = program.emit("trigamma", program.emit("add", first, 0))
    program.outputs = [second]
    assert calls(packed(program)) == [["trigamma"], ["add"], ["trigamma"]]


def test_pairs_that_wait_for_each_other_are_not_both_made_at_once() -> None:
    """One primitive's second call reads the other's first, and the other way round: the order still has every value before its readers."""
    program = Program(("x", "y"))
    one, other = program.emit("trigamma", 0), program.emit("digamma", 1)
    program.outputs = [program.emit("trigamma", other), program.emit("digamma", one)]
    new = packed(program)
    for value, instruction in enumerate(new.instructions, len(new.inputs)):
        assert all(operand < value for operand in instruction.values)
    assert sorted(name for group in calls(new) for name in group) == ["digamma", "digamma", "trigamma", "trigamma"]


def test_a_small_primitive_is_called_alone() -> None:
    """Putting operands side by side would cost more than the call."""
    program = Program(("x", "y"))
    program.outputs = [program.emit("log_complement", 0), program.emit("log_complement", 1)]
    assert calls(packed(program)) == [["log_complement"], ["log_complement"]]


def test_no_result_lies_where_a_call_of_its_group_still_reads() -> None:
    """The rows of a group's results are none of the rows of its operands, although nobody reads these later."""
    program = Program(("x", "y"))
    sums = [program.emit("add", 0, 1), program.emit("subtract", 0, 1)]
    program.outputs = [program.emit("add", *(program.emit("trigamma", each) for each in sums))]
    plan = schedule(packed(program))
    group = next(steps for steps in plan.steps if len(steps) > 1)
    read = {plan.places[operand] for step in group for operand in step.instruction.values}
    assert len(group) == 2
    assert not read & {step.place for step in group}


@pytest.mark.parametrize("length", [0, 1, 7, 128, 129, 300])
def test_together_is_one_after_another(length: int) -> None:
    """By one call or by several, every target gets its value, and the function sees as many elements as are promised."""
    lengths: list[int] = []

    def difference(x: Any, y: Any, out: Any, scratch: Any) -> None:
        lengths.append(len(x))
        np.subtract(x, y, out=scratch[0])
        np.copyto(out, scratch[0])

    x, y = np.arange(float(length)), np.full(length, 3.0)
    targets = [np.empty(length), np.empty(length)]
    together(difference, [x, y, y, x], targets, np.empty((1, length)))
    assert np.array_equal(targets[0], x - 3.0)
    assert np.array_equal(targets[1], 3.0 - x)
    assert lengths == ([2 * length] if 2 * length <= 256 else [length, length])


def test_values_do_not_depend_on_how_many_are_asked_for() -> None:
    """A divergence of three packed calls gives an element what it gives among hundreds, to a few units in the last place."""
    text = kernel_source(KL_BETA, LET, Options("kl_beta"))
    assert "abreast(bregman_loggamma_remainder_given, [" in text
    function = load(text).kl_beta
    arguments = np.random.default_rng(0).gamma(2.0, 2.0, (4, 700))
    whole = function(*arguments)
    parts = np.concatenate([function(*part) for part in np.split(arguments, 70, axis=1)])
    assert np.allclose(parts, whole, rtol=2e-15, atol=0.0)


def test_numbers_beside_arrays_get_names_and_others_do_not() -> None:
    """Arguments of ufuncs, operands and compared arrays; not what is compared to decide a branch, nor whole numbers."""
    names = {0.5: "HALF", 2.0: "TWO", -1.0: "MINUS"}
    text = (
        "if low >= 0.5:\n    np.add(x, -1.0, out=y)\n    far = ~((x > 0.5) & (y < 2.0))\n    z = 2.0 * x[2] + np.maximum(x, 0.5, out=y)\n"
    )
    assert with_quick_numbers(text, names.__getitem__) == (
        "if low >= 0.5:\n    np.add(x, MINUS, y)\n    far = ~((x > HALF) & (y < TWO))\n    z = TWO * x[2] + np.maximum(x, HALF, out=y)\n"
    )
    assert with_quick_numbers("TABLE = (0.5, (2.0, -1.0))\n", names.__getitem__) == "TABLE = arrays((0.5, (2.0, -1.0)))\n"
    assert with_quick_numbers('NAMES = ("a", 2)\n', names.__getitem__) == 'NAMES = ("a", 2)\n'
