"""A divergence beyond all floats is infinite without a flag of an overflow, where that is right, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from derivations.codegen import Options, kernel_source
from derivations.codegen.catalogue import catalogue
from derivations.codegen.infinities import GROWING, told_early
from derivations.codegen.kernel import load
from derivations.codegen.program import Literal, Program

if TYPE_CHECKING:
    from collections.abc import Callable

MANY = 300  # more than a call with few elements has


def operations(finish: Callable[[Program, int], int]) -> list[str]:
    """The operations of a program of three numbers that ends in what is made of the growing one."""
    program = Program(("a", "b", "c"))
    program.outputs = [finish(program, program.emit(GROWING, 0, 1))]
    return [instruction.operation for instruction in told_early(program).instructions]


KEPT: dict[str, Callable[[Program, int], int]] = {
    "product": lambda program, value: program.emit("multiply", value, 2),
    "quotient": lambda program, value: program.emit("divide", Literal(1.0), value),
    "difference": lambda program, value: program.emit("subtract", value, program.emit("bregman_log", 0, 2)),
    "sum with any number": lambda program, value: program.emit("add", value, 2),
    "sum with a negative number": lambda program, value: program.emit("add", value, Literal(-1.0)),
    "function of a sum": lambda program, value: program.emit("exp", program.emit("add", value, program.emit("bregman_log", 0, 2))),
}


@pytest.mark.parametrize("finish", KEPT.values(), ids=list(KEPT))
def test_what_may_become_finite_again_keeps_its_flag(finish: Callable[[Program, int], int]) -> None:
    """Products, differences, quotients, and sums with a number of unknown sign."""
    assert "select" not in operations(finish)


def test_sums_of_what_is_never_negative_are_told() -> None:
    """However many there are."""

    def finish(program: Program, value: int) -> int:
        return program.emit("add", program.emit("add", program.emit("bregman_log", 0, 2), value), Literal(1.0))

    assert operations(finish).count("select") == 1


def test_a_requirement_keeps_its_flag() -> None:
    """What is read after the last instruction is no result."""
    program = Program(("a", "b"))
    program.requirements = [program.emit(GROWING, 0, 1)]
    assert [instruction.operation for instruction in told_early(program).instructions] == [GROWING]


ORDINARY = (1.5, 2.5, 1.25, 2.0)
BEYOND = {"kl_gumbel": (-3000.0, 2.5, 1.25, 2.0), "kl_frechet": (1e-200, 2.5, 1.25, 4.0), "kl_weibull": (1e200, 2.5, 1.25, 4.0)}


@pytest.mark.parametrize("name", BEYOND)
@pytest.mark.parametrize("count", [1, MANY])
def test_no_block_is_watched_for_an_infinite_divergence(name: str, count: int) -> None:
    """One element is infinite, its neighbours are what they are alone, and no operation raises a flag."""
    module: Any = load(kernel_source(catalogue()[name].expression, catalogue()[name].let, Options(name)))
    function, block, flags = getattr(module, name), module.block, []
    arguments = [np.append(each, np.full(count, other)) for each, other in zip(BEYOND[name], ORDINARY, strict=True)]
    alone = function(*(np.full(count + 1, each) for each in ORDINARY))

    def watched(*rows: Any) -> Any:
        with np.errstate(over="call", under="call", call=lambda *what: flags.append(what)):
            return block(*rows)

    module.block = watched
    values = function(*arguments)
    assert flags == []
    assert np.isinf(values[0])
    assert np.allclose(values[1:], alone[1:], rtol=1e-14, atol=0.0)
