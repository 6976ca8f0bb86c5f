"""Every kernel of the catalogue against plain NumPy and SciPy: ``python -m benchmarks.kernels.plain [--write] [KERNEL ...]``.

*Careful* is our stable program without anything else: one call of NumPy an operation on whole arrays, no block, no `out`, no check of
types, no mark of lost digits. *Contract* is that with what our kernels promise of arguments, compared with the ends of their types, and nan
in the elements where one lies outside; what only fills or copies is to be measured by it, since the other program need not even read what
it is given. It has rounds of its own. *Plain* is what SymPy's `lambdify` makes of the derived expression, with common subexpressions
shared, digits lost or not. All get 100,000 points (2,000 of the ordinary regime, 50 times), float64, each number of an argument contiguous;
ours also `out` and, in NumPy, a workspace. Medians of interleaved rounds of the processor's time, each in another order, since what comes
after a call that reads the same arrays finds them in the cache; a number is how many times as long as ours another takes.
"""

from __future__ import annotations

import time
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import sympy as sp
from scipy import special

from benchmarks.kernels.calls import FOLDER, one_by_one, repaired
from benchmarks.kernels.contract import forget_outside
from benchmarks.measurement import asked
from derivations.codegen import Options, kernel_source
from derivations.codegen.assemble import assemble
from derivations.codegen.catalogue import catalogue
from derivations.codegen.kernel import load
from derivations.codegen.long_inverse import long_inverse
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.passes import stabilised
from derivations.codegen.primitives import BLOCK, primitives
from derivations.codegen.program import Literal
from derivations.codegen.request import INVERSE, read_request
from derivations.codegen.tidy import tidied
from derivations.errors import FisherproofError
from verify.accuracy.problem import problem_of
from verify.accuracy.provenance import read_provenance
from verify.accuracy.regimes import regimes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from derivations.codegen.primitives import Primitive

    Action = Callable[[], Any]

CONTRACT = "contract"
OTHERS = ("careful", CONTRACT, "plain")
COLUMNS = tuple((target, what) for target in ("NumPy", "C") for what in OTHERS)
HEADING = "## Kernels against plain NumPy"
DRAWN, COPIES, ROUNDS, SHOWN, WANTED = 2000, 50, 7, 12, 1.5
LONGEST = 20_000  # operations of an expression that is written out


class Row(NamedTuple):
    """How many times as long another takes, by target and what it is; whether some element is computed again."""

    name: str
    ratios: Mapping[tuple[str, str], float]
    again: bool


def measured(name: str) -> Row:
    """The ratios of one kernel."""
    text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    problem = problem_of(read_provenance(text, name), "float64")
    point = regimes()["ordinary"].draw(problem, np.random.default_rng(0), DRAWN)
    arguments = [spread((point or {})[each]) for each in problem.types]
    order = Options(name, "c", suffix=".py")
    modules = {"NumPy": load(text), "C": load(kernel_source(catalogue()[name].expression, catalogue()[name].let, order), "c")}
    actions = {target: ours(module, name, arguments) for target, module in modules.items()}
    others: dict[str, Action] = {}
    for what, build in zip(OTHERS, (careful_version, partial(careful_version, contract=True), plain_version), strict=True):
        try:
            others[what] = build(name, arguments)
            others[what]()
        except (FisherproofError, NotImplementedError, ArithmeticError, NameError, TypeError, ValueError) as error:
            print(f"{name} has no {what} version: {type(error).__name__}: {str(error)[:60]}")
            others.pop(what, None)
    kept = {what: others.pop(what) for what in list(others) if what == CONTRACT}
    ratios = {}
    for against in (others, kept):  # apart, since what each of them writes pushes other arrays out of the cache
        times = timed({**actions, **against})
        ratios.update({(target, what): times[what] / times[target] for target in actions for what in against})
    return Row(name, ratios, repaired(modules["NumPy"], name, arguments))


def spread(drawn: Any) -> Any:
    """Many copies of the points, every number of an element contiguous."""
    whole = np.concatenate([np.asarray(drawn, float)] * COPIES)
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(whole, 0, -1)), -1, 0)


def plain_version(name: str, arguments: Sequence[Any]) -> Action:
    """The derived expression by `lambdify`.

    Raises:
        NotImplementedError: the expression is an inverse that nobody writes out, or too long.
    """
    entry = catalogue()[name]
    request = read_request(entry.expression, entry.let)
    entries = list(dict.fromkeys(request.value.entries))
    if request.word == INVERSE or sum(sp.count_ops(each) for each in entries) > LONGEST:
        message = "nobody writes it out"
        raise NotImplementedError(message)
    rows = [row for row in request.inputs.rows if not row.symbol.name.endswith("_mirror")]
    columns = [np.ascontiguousarray(arguments[row.argument][(..., *row.component)]) for row in rows]
    function = sp.lambdify([row.symbol for row in rows], entries, ["numpy", "scipy"], cse=True)

    def call() -> Any:
        with np.errstate(all="ignore"):
            return function(*columns)

    return call


def careful_version(name: str, arguments: Sequence[Any], *, contract: bool = False) -> Action:
    """The stable program, operation by operation, and one array of all entries; if asked to, nan where an argument is outside its type."""
    entry = catalogue()[name]
    request = read_request(entry.expression, entry.let)
    program = tidied(assemble(request, long_inverse(request) if request.word == INVERSE else stabilised(request)), set())
    columns = [np.ascontiguousarray(arguments[row.argument][(..., *row.component)]) for row in request.inputs.rows]
    steps = [(called(step.operation), step.operands) for step in program.instructions]

    def call() -> Any:
        values = list(columns)
        with np.errstate(all="ignore"):
            for function, operands in steps:
                values.append(function(*(operand.value if isinstance(operand, Literal) else values[operand] for operand in operands)))
        result = np.empty((len(program.outputs), DRAWN * COPIES))
        for row, output in zip(result, program.outputs, strict=True):
            row[...] = output.value if isinstance(output, Literal) else values[output]
        if contract:
            forget_outside(result, columns, request.inputs, [values[each] for each in program.requirements])
        return result

    return call


def called(operation: str) -> Callable[..., Any]:
    """The function of an operation of the program on whole arrays."""
    if operation in primitives():
        return partial(in_blocks, primitives()[operation])
    if operation == "select":
        return np.where
    module, _, function = OPERATIONS[operation].numpy.partition(".")
    found: Callable[..., Any] = getattr({"np": np, "special": special}[module], function)
    return found


def in_blocks(primitive: Primitive, *arguments: Any) -> Any:
    """A primitive on a whole array; it takes no longer ones than a block."""
    arrays = [np.broadcast_to(each, (DRAWN * COPIES,)) for each in arguments]
    result, scratch = np.empty(DRAWN * COPIES), np.empty((primitive.rows, BLOCK))
    for start in range(0, len(result), BLOCK):
        part = slice(start, start + BLOCK)
        out = result[part]
        primitive.implementation(*(np.ascontiguousarray(each[part]) for each in arrays), out, scratch[:, : len(out)].reshape(-1, len(out)))
    return result


def ours(module: Any, name: str, arguments: Sequence[Any]) -> Action:
    """A call with memory that is given."""
    function = getattr(module, name)
    out, workspace = function(*arguments), module.make_workspace()
    return lambda: function(*arguments, out=out, workspace=workspace)


def timed(actions: Mapping[str, Action]) -> dict[str, float]:
    """Medians of the processor's time; every round has an order of its own."""
    taken: dict[str, list[float]] = {key: [] for key in actions}
    for number in range(ROUNDS):
        for key in np.random.default_rng(number).permutation(list(actions)).tolist():
            started = time.process_time()
            actions[key]()
            taken[key].append(time.process_time() - started)
    return {key: median(values) for key, values in taken.items()}


def section(rows: Sequence[Row]) -> str:
    """The distribution of the ratios, and the least."""
    lines = ["| ours | against | kernels | median | least | below 1 | below 1.5 |", f"|{' --- |' * 7}"]
    for target, what in COLUMNS:
        own = sorted(row.ratios[target, what] for row in rows if (target, what) in row.ratios)
        counts = [sum(each < bound for each in own) for bound in (1.0, WANTED)]
        lines.append(f"| {target} | {what} | {len(own)} | {median(own):.2f}x | {own[0]:.2f}x | {counts[0]} | {counts[1]} |")
    lines += ["", f"| least in C | {' | '.join(f'{target}, {what}' for target, what in COLUMNS)} |", f"|{' --- |' * (1 + len(COLUMNS))}"]
    for row in sorted(rows, key=lambda row: row.ratios.get(("C", "careful"), np.inf))[:SHOWN]:
        cells = [f"{row.ratios[key]:.2f}x" if key in row.ratios else "-" for key in COLUMNS]
        lines.append(f"| {row.name}{', an element again' if row.again else ''} | {' | '.join(cells)} |")
    return f"{HEADING}\n\n{(__doc__ or '').replace('``', '`')}\n" + "\n".join(lines) + "\n"


def told(row: Row) -> str:
    """The ratios of one kernel on a line."""
    shown = {" ".join(key): round(value, 2) for key, value in row.ratios.items()}
    return f"{shown} again" if row.again else str(shown)


def main() -> None:
    """Measure, print, and write the section if asked to."""
    options = asked("benchmarks.kernels.plain", "Measure kernels against plain NumPy, for some minutes.", names="KERNEL")
    one_by_one(options, HEADING, measured, told, section)


if __name__ == "__main__":
    main()
