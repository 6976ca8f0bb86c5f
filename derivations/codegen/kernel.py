"""From an expression of the claim language to a kernel: derive, stabilise, lower, write, load."""

from __future__ import annotations

import builtins
import importlib.util
import itertools
import keyword
import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derivations.codegen.arrays.kernel import array_kernel_source, of_fixed_size
from derivations.codegen.arrays.request import is_of_every_size
from derivations.codegen.assemble import assemble, conditions
from derivations.codegen.document import documentation, provenance
from derivations.codegen.functions import require_computable
from derivations.codegen.long_doubles import long_doubles
from derivations.codegen.long_inverse import long_inverse
from derivations.codegen.numpy_source import NumpySource, distinct_entries
from derivations.codegen.own_names import require_own_names
from derivations.codegen.passes import Stabilised, stabilised
from derivations.codegen.repair_text import with_long_doubles
from derivations.codegen.request import INVERSE, read_request
from derivations.codegen.slow_path import NotWrittenError, SlowPath
from derivations.codegen.targets import Order, targets
from derivations.errors import ClaimError, FisherproofError
from derivations.language.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import sympy as sp

    from derivations.codegen.program import Program
    from derivations.codegen.request import Request

LAYOUTS = ("full", "symmetric")
DTYPES = ("float64", "float32")
FASTEST = "fastest"  # the target that a call from Python may leave open


@dataclass(frozen=True)
class Options:
    """How a kernel is written: the name of its function, and the choices of the command line."""

    name: str = "kernel"
    target: str = "numpy"
    dtype: str = "float64"
    layout: str = "full"
    suffix: str = ""  # how the file's name will end, where a target writes several kinds; its first if empty


def kernel_source(expression: str | sp.Expr | Tensor, let: Mapping[str, str], options: Options = Options()) -> str:
    """The text of a standalone module whose function computes the expression.

    Raises:
        ClaimError: the expression, a type or an option is not well formed.
        DerivationError: no rule derives it, or no target computes some function in it.
    """
    _require_sound(options)
    if taken := sorted({"out", "workspace", "run"} & set(let)):
        message = f"Generating a kernel: expected other names of arguments, got {', '.join(taken)}: every kernel uses that name itself."
        raise ClaimError(message)
    return _with_its_own_name(options.name, _module(expression, let, options))


def _require_sound(options: Options) -> None:
    """Refuse options that no kernel has."""
    name = options.name
    if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name):
        message = f"Generating a kernel: expected a name of ASCII letters that is no keyword, got {name!r}. Choose another with --name."
        raise ClaimError(message)
    for what, value, known in (("layout", options.layout, LAYOUTS), ("dtype", options.dtype, DTYPES)):
        if value not in known:
            message = f"Generating a kernel: expected a {what} of {', '.join(known)}, got {value!r}. Choose one of them."
            raise ClaimError(message)
    if options.target != "numpy" and options.target not in targets():  # the modules of targets are read where one is asked for
        message = f"Generating a kernel: expected a target of numpy, {', '.join(targets())}, got {options.target!r}. Choose one of them."
        raise ClaimError(message)


def _module(expression: str | sp.Expr | Tensor, let: Mapping[str, str], options: Options) -> str:
    if is_of_every_size(let):
        return array_kernel_source(expression, let, options)
    takes_whole = options.target == "numpy" or targets()[options.target].whole_vectors
    if takes_whole and (whole := of_fixed_size(expression, let, options)) is not None:
        return whole
    if options.target != "numpy":
        return targets()[options.target].text(_order(expression, let, options))
    request, forms = _stable(expression, let, options)
    program, slow = _with_slow_path(request, forms)
    source = NumpySource(options.name, program, request.inputs, request.value.shape, slow)
    return source.module(documentation(request, forms, program), provenance(request, let, program, options))


def _with_its_own_name(name: str, text: str) -> str:
    """The module, unless it defines the name of its function a second time, or that name is one that Python gives a meaning."""
    defined = rf"^(?:def {name}\(|class {name}\b|{name}[ :=]|import .*\b{name}$|from .* import .*\b{name}$)"
    if hasattr(builtins, name) or len(re.findall(defined, text, re.MULTILINE)) > 1:
        message = f"Generating a kernel: expected a name that the module leaves free, got {name!r}. Choose another with --name."
        raise ClaimError(message)
    return text


def _stable(expression: str | sp.Expr | Tensor, let: Mapping[str, str], options: Options) -> tuple[Request, Stabilised]:
    """The request in its layout, and its stable forms."""
    request = read_request(expression, let)
    if options.layout == "symmetric" and len(request.value.shape) == 2:  # noqa: PLR2004 - a matrix
        request = replace(request, value=_packed(request.value))
    for entry in dict.fromkeys(request.operands[0].entries if request.word == INVERSE else request.value.entries):
        require_computable(entry)
    forms = long_inverse(request) if request.word == INVERSE else stabilised(request)
    require_own_names(dict(forms.definitions), request.inputs.symbols)
    return request, forms


def _order(expression: str | sp.Expr | Tensor, let: Mapping[str, str], options: Options) -> Order:
    """What another target writes: the program of the stable forms, and what is known of the digits it loses."""
    request, forms = _stable(expression, let, options)
    watched = assemble(request, forms, guarded=True)
    loses, target = watched.suspect is not None, targets()[options.target]
    repair = _with_slow_path(request, forms)[1] if loses or (target.mends and options.suffix == target.module) else ""
    return Order(request, forms, assemble(request, forms) if loses else watched, watched if loses else None, repair, let, options)


def _with_slow_path(request: Request, forms: Stabilised) -> tuple[Program, str]:
    """The program, watched for lost digits, and the text that computes elements again; unwatched where some function has no such text."""
    program = assemble(request, forms, guarded=True)
    slow = SlowPath({symbol: row for row, symbol in enumerate(request.inputs.symbols)}, dict(forms.definitions))
    distinct = list(distinct_entries(program.outputs, request.value.shape)[0])
    places = list(itertools.product(*(range(size) for size in request.value.shape)))
    entries = [forms.entries[places.index(place)] for place in distinct]
    try:
        text = slow.text(entries, conditions(request, forms), is_divergence=request.word == "kl")
        return program, with_long_doubles(text, long_doubles(request, forms, distinct))
    except NotWrittenError:
        return assemble(request, forms), ""


def _packed(matrix: Tensor) -> Tensor:
    """The upper triangle of a square matrix, row by row."""
    rows, columns = matrix.shape
    if rows != columns:
        message = f"Generating a kernel: expected a square matrix for the layout 'symmetric', got {rows} x {columns}. Use 'full'."
        raise ClaimError(message)
    return Tensor.vector([matrix[i, j].item for i in range(rows) for j in range(i, columns)])


def kernel(  # noqa: PLR0913 - the options of the command
    expression: str | sp.Expr | Tensor,
    let: Mapping[str, str],
    name: str = "kernel",
    target: str = "numpy",
    *,
    dtype: str = "float64",
    layout: str = "full",
) -> Callable[..., Any]:
    """The function itself, ready to be called; of the target C it is compiled at once.

    The target ``fastest`` is C where a compiler is there and C has every function in the expression, else NumPy. ``dtype``
    and ``layout`` are those of the command: of a workspace made ahead, and of matrices (``full``, or ``symmetric``: packed triangles).

    Raises:
        ClaimError: the expression, a type or an option is not well formed, or what the target runs on is not installed.
        DerivationError: no rule derives it, or the target does not compute some function in it.

    >>> double = kernel("2*x", let={"x": "real"})
    >>> float(double(21.0))
    42.0
    """
    if target == FASTEST:
        try:
            return kernel(expression, let, name, "c", dtype=dtype, layout=layout)
        except FisherproofError:  # whatever is wrong with the expression is said by the other target
            return kernel(expression, let, name, dtype=dtype, layout=layout)
    text = kernel_source(expression, let, Options(name, target, dtype, layout, ".py"))
    function: Callable[..., Any] = getattr(load(text, target), name)
    return function


def load(text: str, target: str = "numpy") -> Any:
    """Import the text of a generated module; nothing of a document runs, only what the generator has written.

    Raises:
        ClaimError: what the target runs on is not installed.
    """
    try:
        module = _imported(text)
        if target == "c":
            module.compiled()
    except (ImportError, RuntimeError) as error:
        message = f"Loading a kernel: expected what the target {target} runs on, got: {error}. Install it, or use the target numpy."
        raise ClaimError(message) from error
    return module


def _imported(text: str) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "generated_kernel.py"
        path.write_text(text, encoding="utf-8")
        spec = importlib.util.spec_from_file_location("generated_kernel", path)
        assert spec is not None  # noqa: S101 - a path that ends in .py has a loader
        assert spec.loader is not None  # noqa: S101
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module
