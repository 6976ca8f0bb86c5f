"""Kinds of calls: words of the vocabulary, declared functions, laws, sums and products."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from derivations.errors import DerivationError, DomainError, ShapeError
from derivations.families import families
from derivations.language import kinds
from derivations.language.constant_laws import constant_faults
from derivations.language.kinds import NUMBER, Array, FunctionKind, Kind, KindError, LawKind, Unknown, nearest, suggestion
from derivations.language.vocabulary import SYNTAX, Word, vocabulary
from derivations.parameters import Parameter, placeholder

if TYPE_CHECKING:
    from derivations.family import Family
    from derivations.language.kind_check import KindChecker


def kind_of_call(checker: KindChecker, node: ast.Call) -> Kind:
    """The kind of a call, with every argument checked."""
    assert isinstance(node.func, ast.Name)  # noqa: S101 - the syntax guarantees it
    name, scope = node.func.id, checker.scope
    if name in ("sum", "prod"):
        return _sum(checker, node)
    declared = scope.kinds.get(name)
    if isinstance(declared, FunctionKind):
        return _function(checker, node, declared)
    if name in vocabulary():
        return _word(checker, node, vocabulary()[name])
    if name in families():
        return _law(checker, node)
    if isinstance(declared, Unknown):
        return declared
    if declared is not None:
        raise KindError(f"expected a function, got {declared} named {name!r}. Write * for a product")
    functions = [other for other, kind in scope.kinds.items() if isinstance(kind, FunctionKind)]
    guess = nearest(name, [*vocabulary(), *families(), *functions, *SYNTAX])
    if guess not in vocabulary() or set(vocabulary()[guess].roles) <= {"value", "law"}:  # else an argument may bind a name
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            checker.value(argument)
    advice = "Mend its spelling" if guess else f'Declare it in `let`, as in {name[:40]} = "smooth(x) -> real"'
    raise KindError(f"expected a known function, got the unknown function {name!r}{suggestion(name, [guess] if guess else [])}. {advice}")


def _sum(checker: KindChecker, node: ast.Call) -> Kind:
    if len(node.args) != 1 or not isinstance(node.args[0], ast.GeneratorExp) or node.keywords:
        message = "expected `sum(... for j in range(n))`, got another form. For the sum of a vector write sum(v[j] for j in range(3))"
        raise KindError(message)
    body = checker.comprehension(node.args[0])
    if isinstance(node.func, ast.Name) and node.func.id == "prod" and not isinstance(body, Unknown):
        kinds.number(body, "the body of a product")
    return body


def _function(checker: KindChecker, node: ast.Call, declared: FunctionKind) -> Kind:
    names = declared.type.arguments
    if node.keywords or len(node.args) != len(names):
        got = len(node.args) + len(node.keywords)
        raise KindError(f"expected {len(names)} argument(s) ({', '.join(names)}), got {got}. Call it as it is declared")
    for argument, name in zip(node.args, names, strict=True):
        if isinstance(place := checker.value(argument), Array) and place.is_abstract:
            raise KindError(
                f"expected explicit dimensions as argument {name!r} of a function, got {place}. Give its size as an integer", argument
            )
        given, wanted = checker.value(argument), checker.scope.kinds.get(name, Unknown())
        if not isinstance(given, Unknown) and not isinstance(wanted, Unknown) and given != wanted:
            checker.faults.append(
                KindError(f"expected {wanted} as argument {name!r}, got {given}. Change it, or the type of {name!r}", argument)
            )
    return Array(declared.type.result.shape if declared.type.result else ())


def _law(checker: KindChecker, node: ast.Call) -> Kind:
    assert isinstance(node.func, ast.Name)  # noqa: S101 - the syntax guarantees it
    positional = [checker.value(argument) for argument in node.args]
    named = {keyword.arg: checker.value(keyword.value) for keyword in node.keywords if keyword.arg}
    if any(isinstance(kind, Unknown) for kind in (*positional, *named.values())):
        return Unknown()
    shapes = [kinds.array(kind, "a parameter of a law").shape for kind in positional]
    shapes_by_name = {key: kinds.array(kind, f"the parameter {key!r}").shape for key, kind in named.items()}
    if any(isinstance(size, str) for shape in (*shapes, *shapes_by_name.values()) for size in shape):
        return _kind_of_sized_law(node.func.id, shapes, shapes_by_name)
    family = families()[node.func.id]
    kind = _kind_of_law(family, tuple(shapes), tuple(shapes_by_name.items()))
    checker.faults += constant_faults(family, node, [*shapes, *shapes_by_name.values()], checker.scope)
    return kind


def _kind_of_sized_law(name: str, shapes: list[tuple[int | str, ...]], named: dict[str, tuple[int | str, ...]]) -> LawKind:
    """The kind of a law of every size."""
    from derivations.sized_laws import kind_of_sized_law  # noqa: PLC0415 - laws of every size are built on the language

    try:
        return kind_of_sized_law(name, shapes, named)
    except (ShapeError, DerivationError) as error:
        raise KindError(str(error)) from None


@lru_cache(maxsize=4096)
def _kind_of_law(family: Family, shapes: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> LawKind:
    """The kind of a law with parameters of given shapes, read off a sample law with symbols as parameters."""
    try:
        law = family.prototype(shapes, dict(named))
    except (ShapeError, DomainError, DerivationError) as error:
        raise KindError(str(error)) from None
    try:  # there are as many natural parameters as statistics, which cost no inverse
        natural = len(law.sufficient(placeholder(Parameter("y"), law.variable_shape)).entries)
    except DerivationError:
        natural = None
    return LawKind(Array(law.variable_shape), natural)


def _word(checker: KindChecker, node: ast.Call, word: Word) -> Kind:
    if node.keywords:
        message = f"expected positional arguments only in {word.name}(...), got the keyword {node.keywords[0].arg!r}. Leave the keyword out"
        raise KindError(message, node.keywords[0].value)
    if not word.least <= len(node.args) <= len(word.roles):
        wanted = str(word.least) if word.least == len(word.roles) else f"{word.least} to {len(word.roles)}"
        form = f"{word.name}({', '.join(word.roles)})"
        advice = "Those with a question mark may be left away" if "?" in form else "Add or remove some"
        raise KindError(f"expected {wanted} argument(s) in {form}, got {len(node.args)}. {advice}")
    roles = [role.rstrip("?") for role in word.roles[: len(node.args)]]
    bound = _bound(checker, node, roles)
    inner = checker.within(bound, lambda: checker.scope.inner(*bound)) if bound else checker
    arguments = [_argument(inner if role == "value" else checker, argument, role) for argument, role in zip(node.args, roles, strict=True)]
    if bound:
        checker.leave(bound, inner)
    if any(isinstance(argument, Unknown) for argument in arguments):
        return Unknown()
    try:
        return word.kind(*arguments)
    except KindError as fault:
        raise KindError(fault.found, node, f"Reading {word.name}(...)") from None


def _bound(checker: KindChecker, node: ast.Call, roles: list[str]) -> tuple[str, Kind] | None:
    """The name that a word binds in its ``value`` arguments, if it binds one, and its kind."""
    if "bound" not in roles:
        return None
    name = node.args[roles.index("bound")]
    if not isinstance(name, ast.Name):
        message = "expected a name to bind, got another expression. Name the variable, as in E(y**2, y, p)"
        raise KindError(message, name)
    kind: Kind = NUMBER
    if "law" in roles:
        law = checker.value(node.args[roles.index("law")])
        kind = law.variable if isinstance(law, LawKind) else Unknown()
    elif roles == ["value", "bound", "limit", "limit"] and checker.scope.kinds.get(name.id, NUMBER) != NUMBER:
        raise KindError("expected a number as the variable of integration, got an array. Integrate over one number at a time", name)
    checker.require_bindable(name, kind)
    return name.id, kind


def _argument(checker: KindChecker, node: ast.expr, role: str) -> Any:
    if role == "variables":
        return _variables(checker, node)
    if role == "bound":
        return NUMBER
    if role == "count":
        if not isinstance(node, ast.Constant) or not isinstance(node.value, int) or node.value < 0:
            message = "expected a literal integer >= 0, got another expression. Write the number itself"
            raise KindError(message, node)
        return node.value
    if role == "dimension":
        return _dimension(checker, node)
    if role == "family":
        if not isinstance(node, ast.Name) or node.id not in families():
            given = node.id if isinstance(node, ast.Name) else "an expression"
            raise KindError(
                f"expected the name of a family, got {given}{suggestion(given, list(families()))}. Write e.g. Gamma",
                node,
            )
        return node.id
    kind = checker.value(node)
    return kinds.law(kind, "an argument") if role == "law" and not isinstance(kind, Unknown) else kind


def _dimension(checker: KindChecker, node: ast.expr) -> int | str:
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and 0 < node.value <= 64:  # noqa: PLR2004 - the budget of an axis
        return node.value
    if isinstance(node, ast.Name) and node.id in checker.scope.dimensions:
        return node.id
    message = "expected an integer from 1 to 64, or a name used as a dimension in `let`, got another size. Write e.g. eye(3) or eye(n)"
    raise KindError(message, node)


def _size(kind: Kind, node: ast.expr) -> int:
    """How many numbers a number or an explicit vector in a list of variables stands for."""
    if isinstance(kind, Unknown) or kind == NUMBER:
        return 1
    if isinstance(kind, Array) and len(kind.shape) == 1 and isinstance(kind.shape[0], int):
        return kind.shape[0]
    instead = "Differentiate by numbers and vectors"
    if isinstance(node, ast.Name) and isinstance(kind, Array):
        is_vector = len(kind.shape) == 1
        instead = f"Write {node.id} for [{node.id}]" if is_vector else f"List the entries of {node.id} that vary: [{node.id}[0, 0], ...]"
    raise KindError(f"expected a list of numbers and explicit vectors, got {kind} in it. {instead}", node)


def _variables(checker: KindChecker, node: ast.expr) -> Kind:
    """The kind of what one differentiates by: a declared variable, an entry of one, or a list of those, one after the other."""
    if isinstance(node, ast.List):
        return Array((sum(_size(_variables(checker, element), element) for element in node.elts),))
    base = node.value if isinstance(node, ast.Subscript) else node
    if not isinstance(base, ast.Name):
        message = "expected a declared variable or a list of variables, got another expression. Declare a name for it in `let`"
        raise KindError(message, node)
    kind = checker.value(node)
    if base.id not in checker.scope.variables and not isinstance(kind, Unknown):
        raise KindError(f"expected a declared variable, got the defined name {base.id!r}. Only variables of `let` can be varied", node)
    return kind
