r"""Between floats and numbers of any precision: elements that lost digits, all at once in long doubles, where these are long enough.

Let every operation be off by a few :math:`2^{-53}` of its result in floats and by as many :math:`2^{-64}` in long doubles. What sums
make of that is admitted in floats where no sum is below half of its parts (:mod:`derivations.codegen.guards`), so in long doubles
where every sum keeps a share of :math:`2^{-8}`, or chains of marked sums that share together: the errors there are :math:`2^{-4}` of
those that are admitted. What an argument explains, :math:`2^{-51}` of what it moves, is sixteen times what long doubles are off by, too.

That holds where each operation is one of the C library in long doubles, and every number in the text is a float that is meant: not for
functions of SciPy, nor with a third or pi. A number that leaves even their range raises, and its element is left.

Tables of primitives have the digits of floats. Some are off by three units of a float at most in long doubles (``Primitive.extended``),
where they are off by up to nine in floats: twice the share may be lost, a sum keeps :math:`2^{-2}`, if no marked sum is part of another.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.assemble import assemble
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.primitives import primitives
from derivations.codegen.program import Literal
from derivations.codegen.tidy import tidied

if TYPE_CHECKING:
    from collections.abc import Iterable

    from derivations.codegen.passes import Stabilised
    from derivations.codegen.program import Instruction, Operand, Program
    from derivations.codegen.request import Request

BITS = 8  # that all sums of a chain may lose together
BITS_OF_TABLES = 2  # the same where primitives are called
CHAIN = 2  # marked sums of which one is part of the next, at most
LOGICAL = ("both", "either", "but_not", "not")
COMPARISONS = ("equal", "not_equal", "less", "less_equal")
CHOICE = "select"
SHORT = 2.0**32  # whole numbers below it, times a power of two, are meant as they stand

EXTENDED = '''def extended(x: Any, o: Any, where: Any) -> Any:
    """Write the elements of which long doubles lose few enough digits; truths tell which."""
    done = np.zeros(len(where), np.bool_)
    if np.finfo(np.longdouble).nmant < DIGITS:
        return done
    sizes = np.abs([x[row][where] for row in CLOSER])
    usual = np.all(((sizes > 2.0**-64) & (sizes < 2.0**64)) | (sizes == 0.0), axis=0).nonzero()[0]
    for start in range(0, len(usual), PART):
        part = usual[start : start + PART]
        done[part] = close(x, o, where[part])
    return done


def close(x: Any, o: Any, where: Any) -> Any:
    """The same for some elements; halves of them are tried where a number leaves the range of long doubles."""
    try:
        with np.errstate(all="raise"):
            entries, sure = closer([x[row][where].astype(np.longdouble) for row in CLOSER])
    except FloatingPointError:
        half = len(where) // 2
        return np.concatenate([close(x, o, part) for part in (where[:half], where[half:])]) if half else np.zeros(1, np.bool_)
    found = where[sure]
    for column, entry in zip(o, entries, strict=True):
        column[found] = np.broadcast_to(entry, where.shape)[sure]
    return sure'''

CALLED = '''


def called(primitive: Any, rows: int, *arguments: Any) -> Any:
    """What a primitive computes of long doubles."""
    parts = list(map(np.ascontiguousarray, np.broadcast_arrays(*arguments)))
    out = np.empty_like(parts[0])
    primitive(*parts, out, np.empty((rows, len(out)), out.dtype))
    return out'''


def long_doubles(request: Request, forms: Stabilised, distinct: Iterable[tuple[int, ...]]) -> str:
    """The text of the functions for the entries at ``distinct`` places of the result; empty where long doubles do not tell."""
    if not all(map(_is_meant, _numbers(forms))):
        return ""
    plain = assemble(request, forms, guarded=True)
    tables = any(step.operation in primitives() for step in plain.instructions)
    chain = longest_chain(plain)
    if not 0 < chain <= (1 if tables else CHAIN):
        return ""
    share = 2.0 ** -(BITS_OF_TABLES if tables else BITS // chain)
    program = tidied(assemble(request, forms, guarded=True, share=share), set())
    places = list(itertools.product(*(range(size) for size in request.value.shape)))
    entries = [program.outputs[places.index(place)] for place in distinct]
    steps = [(value, step) for value, step in enumerate(program.instructions, len(program.inputs)) if program.needed()[value]]
    truths = exact_truths(program)
    if not all(_is_carried(step, truths) for _, step in steps):
        return ""
    rows = [row for row in range(len(program.inputs)) if program.needed()[row]]
    lines = [f"    x{row} = x[{place}]" for place, row in enumerate(rows)]
    lines += [f"    {_name(value, program)} = {_call(step, program)}" for value, step in steps]
    sure = " & ".join([f"~{_name(program.suspect, program)}", *(_name(value, program) for value in program.requirements)])
    head = 'def closer(x: Any) -> Any:\n    """Every entry in long doubles, and where no sum loses more digits than these have to spare."""'
    body = "\n".join([head, *lines, f"    return [{_list(entries, program)}], {sure}"])
    numbers = f"CLOSER: tuple[int, ...] = {tuple(rows)!r}\nDIGITS, PART = 63, 1024  # of a long double at least; elements at once"
    return f"{numbers}\n\n\n{body}{CALLED if tables else ''}\n\n\n{EXTENDED}"


def longest_chain(program: Program) -> int:
    """How many marked sums follow one another at most.

    >>> from derivations.codegen.program import Program
    >>> program = Program(("x",))
    >>> program.marked = {program.emit("subtract", program.emit("exp", 0), 0)}
    >>> longest_chain(program)
    1
    """
    depth = dict.fromkeys(range(len(program.inputs)), 0)
    for value, instruction in enumerate(program.instructions, len(program.inputs)):
        depth[value] = max((depth[operand] for operand in instruction.values), default=0) + (value in program.marked)
    return max((depth[value] for value in program.marked), default=0)


def exact_truths(program: Program) -> frozenset[int]:
    """What compares arguments as they stand, and what is made of such truths: floats and long doubles agree on them."""
    found: set[int] = set()
    for value, step in enumerate(program.instructions, len(program.inputs)):
        known = found if step.operation in LOGICAL else range(len(program.inputs))
        if step.operation in (*LOGICAL, *COMPARISONS) and all(operand in known for operand in step.values):
            found.add(value)
    return frozenset(found)


def _is_carried(step: Instruction, truths: frozenset[int]) -> bool:
    """Whether long doubles carry an operation with more digits than floats, its numbers are meant, and a choice is that of floats."""
    if not all(map(_is_short, step.operands)):
        return False
    if step.operation in primitives():
        return primitives()[step.operation].extended
    return step.operands[0] in truths if step.operation == CHOICE else OPERATIONS[step.operation].numpy.startswith("np.")


def _call(step: Instruction, program: Program) -> str:
    """The text of an operation."""
    operands = _list(step.operands, program)
    if step.operation in primitives():
        return f"called({step.operation}, {max(1, primitives()[step.operation].rows)}, {operands})"
    return f"{'np.where' if step.operation == CHOICE else OPERATIONS[step.operation].numpy}({operands})"


def _numbers(forms: Stabilised) -> set[sp.Expr]:
    """The numbers in the forms."""
    expressions = [*forms.entries, *(expression for _, expression in forms.definitions)]
    return set().union(*(expression.atoms(sp.Number, sp.NumberSymbol) for expression in expressions))


def _is_meant(number: sp.Expr) -> bool:
    """Whether a float is the number itself."""
    return bool(number.is_Rational and _is_short(Literal(float(number))) and sp.Rational(float(number)) == number)


def _is_short(operand: Operand) -> bool:
    """Whether it is no number, or one of few digits: what was rounded to a float has more."""
    if not isinstance(operand, Literal):
        return True
    above, below = float(operand.value).as_integer_ratio() if abs(operand.value) < float("inf") else (0, 0)
    while above and above % 2 == 0:
        above //= 2
    return below != 0 and abs(above) < SHORT


def _name(value: int | None, program: Program) -> str:
    return f"x{value}" if value is not None and value < len(program.inputs) else f"v{value}"


def _list(operands: Iterable[Operand], program: Program) -> str:
    return ", ".join(repr(each.value) if isinstance(each, Literal) else _name(each, program) for each in operands)
