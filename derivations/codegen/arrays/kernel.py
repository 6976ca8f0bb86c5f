"""From an expression with named dimensions to the text of a module: derive, stabilise by regions, lower, write."""

from __future__ import annotations

import textwrap
from functools import partial
from typing import TYPE_CHECKING

from derivations.codegen.arrays.assemble import Assembled, assemble, rows_of
from derivations.codegen.arrays.nodes import VectorCall
from derivations.codegen.arrays.request import packed, read_array_request
from derivations.codegen.arrays.slow_path import ArraySlowPath
from derivations.codegen.arrays.source import ArraySource
from derivations.codegen.document import ACCURACY, literal
from derivations.codegen.slow_path import NotWrittenError
from derivations.codegen.targets import ArrayOrder, targets
from derivations.errors import FisherproofError
from derivations.language.types import parse_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from derivations.codegen.arrays.request import ArrayRequest
    from derivations.codegen.kernel import Options

WIDTH = 110
GENERATOR = 1  # raised when the same call writes another text


def array_kernel_source(expression: Any, let: Mapping[str, str], options: Options) -> str:
    """The text of a standalone module whose function computes the expression for every size of the named dimensions.

    Raises:
        ClaimError: the expression, a type or an option is not well formed.
        DerivationError: indices have no rule for it, or nothing computes some function in it.
    """
    request = read_array_request(expression, let)
    return _written(packed(request) if options.layout == "symmetric" else request, let, options, {})


def of_fixed_size(expression: Any, let: Mapping[str, str], options: Options) -> str | None:
    """The module for vectors of one explicit size, by the form for every size, if that has a function of whole vectors.

    Entry by entry no form of the divergence of Categorical laws by logits keeps its digits.
    """
    types = {name: parse_type(text) for name, text in let.items()}
    sizes = {spec.shape for spec in types.values()}
    is_one_vector_type = len(sizes) == 1 and all(spec.kind == "real" and len(spec.shape) == 1 for spec in types.values())
    if not isinstance(expression, str) or not expression.startswith("kl(") or not is_one_vector_type:
        return None
    dimension = next(name for name in ("K", "K_", "K__") if name not in let)
    try:
        request = read_array_request(expression, {name: f"{spec.kind}[{dimension}]" for name, spec in types.items()})
    except FisherproofError:
        return None
    if not any(part.region.body.has(VectorCall) for part in assemble(request).parts):
        return None
    return _written(request, let, options, {dimension: int(next(iter(types.values())).shape[0])})


def _written(request: ArrayRequest, let: Mapping[str, str], options: Options, fixed: Mapping[str, int]) -> str:
    """The module in the language of the target; ``fixed`` are the dimensions that are no longer open."""
    assembled, repair = _with_slow_path(request)
    provenance = _provenance(request, let, assembled, options)
    if options.target == "numpy":
        source = ArraySource(request, assembled.program, assembled.parts, options.name, fixed)
        return source.module(_documentation(request, assembled, fixed), provenance, repair)
    told = partial(_documentation, request, assembled, fixed)
    return targets()[options.target].array_text(ArrayOrder(request, assembled, fixed, repair, told, provenance, options))


def _with_slow_path(request: ArrayRequest) -> tuple[Assembled, list[str]]:
    """The program, watched for lost digits where the slow path can compute them again."""
    assembled = assemble(request, guarded=True)
    letters, symbols = rows_of(request)
    try:
        slow = ArraySlowPath(request, letters, symbols)
        return assembled, [slow.regions([part.region for part in assembled.parts], is_divergence=request.word == "kl")]
    except NotWrittenError:
        return assemble(request), []


def _documentation(request: ArrayRequest, assembled: Assembled, fixed: Mapping[str, int], notes: Sequence[str] | None = None) -> str:
    """The docstring; with ``notes``, of a function that takes neither ``out`` nor ``workspace``."""
    sizes = "".join(f" for {name} = {size}" for name, size in fixed.items())
    lines = [f"{request.text},{sizes or ' for every size'}.", "", "Computed as::", ""]
    for part in assembled.parts:
        where = "" if part.rank == len(request.value.shape) else f"where {' = '.join(map(str, request.value.indices))}: "
        lines += textwrap.wrap(f"{where}{part.region.body}", WIDTH, initial_indent="    ", subsequent_indent="        ")
    lines += ["", "Args:"]
    lines += [f"    {name}: {spec}, shape (...{_axes(spec.shape)})." for name, spec in request.types.items()]
    if notes is None:
        lines += ["    out: where to write the result.", "    workspace: memory from ``make_workspace(...)``, for one call at a time."]
    triangle = ", the upper triangle row by row" if request.packed else ""
    lines += ["", f"Returns: shape (...{_axes(request.axes)}){triangle}. Arguments broadcast; outside its type an element is nan."]
    for note in (ACCURACY, *(notes or ())):
        lines += ["", *textwrap.wrap(note, WIDTH)]
    return "\n".join(lines)


def _axes(shape: tuple[Any, ...]) -> str:
    return "".join(f", {size}" for size in shape)


def _provenance(request: ArrayRequest, let: Mapping[str, str], assembled: Assembled, options: Options) -> str:
    record = {
        "expression": request.text,
        "let": dict(let),
        "name": options.name,
        "target": options.target,
        "dtype": options.dtype,
        "layout": options.layout,
        "generator": GENERATOR,
        "operations": len(assembled.program.instructions),
    }
    return literal(record)
