"""Laws with constants outside their domain: `Normal(0, -1)` is a fault of the text, found before anything is derived."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from derivations.errors import DomainError, FisherproofError
from derivations.language.kinds import KindError
from derivations.language.tensor import Tensor
from derivations.language.vocabulary import CONSTANTS, vocabulary
from derivations.parameters import check_value, placeholder

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from derivations.family import Family, Parameterization
    from derivations.language.kind_scope import KindScope

Shape = tuple[int | str, ...]
NO_NAMES: frozenset[str] = frozenset()


def constant_faults(family: Family, node: ast.Call, shapes: Sequence[Shape], scope: KindScope) -> list[KindError]:
    """What is wrong with the constant parameters of a law: each alone, else with each other. Those with symbols are not judged.

    ``shapes`` holds the shapes of the arguments, in order, those by keyword last.
    """
    named = [str(keyword.arg) for keyword in node.keywords]
    nodes = [*node.args, *(keyword.value for keyword in node.keywords)]
    form = next((form for form in family.parameterizations if form.bind(node.args, dict.fromkeys(named, node)) is not None), None)
    if form is None:
        return []
    names = (*form.names[: len(node.args)], *named)
    values = [constant_value(part, scope) for part in nodes]
    found = [(part, _misfit(family, form, name, value)) for name, part, value in zip(names, nodes, values, strict=True) if value]
    faults = [KindError(message, part) for part, message in found if message]
    if faults or not any(values):
        return faults
    message = _conflict(family, form, tuple(zip(names, (value or shape for value, shape in zip(values, shapes, strict=True)), strict=True)))
    return [KindError(message, node)] if message else []


def is_closed(node: ast.expr, constants: Container[str], loops: frozenset[str] = NO_NAMES) -> bool:
    """Whether an expression is an exact constant: literals, names defined as such, and words that only compute with numbers."""
    match node:
        case ast.Constant():
            return True
        case ast.Name():
            return node.id in loops or node.id in CONSTANTS or node.id in constants
        case ast.Call(func=ast.Name(id=name)):
            known = vocabulary().get(name)
            computes = name in ("sum", "prod") or (known is not None and set(known.roles) == {"value"})
            return computes and all(is_closed(part, constants, loops) for part in node.args)
        case ast.ListComp() | ast.GeneratorExp():
            loop = node.generators[0]
            bounds = loop.iter.args if isinstance(loop.iter, ast.Call) else []
            inner = loops | {loop.target.id} if isinstance(loop.target, ast.Name) else loops
            return all(is_closed(bound, constants, loops) for bound in bounds) and is_closed(node.elt, constants, inner)
        case ast.UnaryOp() | ast.BinOp() | ast.List() | ast.Tuple() | ast.Subscript() | ast.Attribute():
            return all(is_closed(part, constants, loops) for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr))
    return False


def constant_value(node: ast.expr, scope: KindScope) -> Tensor | None:
    """The value of an exact constant; ``None`` for everything else, and for what cannot be evaluated."""
    from derivations.language.elaborate import Elaborator  # noqa: PLC0415 - it needs the families, whose declarations are checked here
    from derivations.language.scope import Scope  # noqa: PLC0415 - as above

    if not is_closed(node, scope.constants):
        return None
    try:
        value = Elaborator(Scope(dict(scope.constants))).value(node)
    except FisherproofError:
        return None
    return value if isinstance(value, Tensor) else None


@lru_cache(maxsize=4096)
def _misfit(family: Family, form: Parameterization, name: str, value: Tensor) -> str:
    parameter = next(parameter for parameter in form.parameters if parameter.name == name)
    try:
        check_value(family.name, parameter, value, {})
    except DomainError as error:
        return str(error)
    except FisherproofError:
        pass  # a shape that does not fit has been told of
    return ""


@lru_cache(maxsize=4096)
def _conflict(family: Family, form: Parameterization, arguments: tuple[tuple[str, Tensor | Shape], ...]) -> str:
    """Why constants do not go together, whatever the parameters with symbols are, of which only the shape is given."""
    kinds = {parameter.name: parameter for parameter in form.parameters}
    try:
        family.law(
            **{name: value if isinstance(value, Tensor) else placeholder(kinds[name], tuple(map(int, value))) for name, value in arguments}
        )
    except DomainError as error:
        return str(error)
    except FisherproofError:
        pass  # what has no derivation says nothing against the constants
    return ""
