"""Certificates of equalities and signs in every dimension: both sides as they were built, as plain JSON for a checker without this package.

The format is documented in ``docs/certificates.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.star_algebra.recipe import Node, walk

if TYPE_CHECKING:
    from derivations.star_algebra.element import Element
    from derivations.star_algebra.letters import Letter

LONGEST = 5_000  # operations


def equality_certificate(left: Element, right: Element, sign: str = "") -> dict[str, Any] | None:
    """The claim that two elements are equal in every dimension; ``None`` if it has letters that no document declares, or odd roots.

    With a ``sign`` (``psd pd nonnegative positive``) it is also claimed that the right side shows this sign; letters and symbols then
    say which sign they are declared to have.
    """
    place: dict[int, int] = {}
    nodes: list[dict[str, Any]] = []
    for root in (left.recipe, right.recipe):
        for node in walk(root):
            if id(node) in place:
                continue
            if node.operation == "root":
                place[id(node)] = place[id(node.arguments[0])]  # stands only under an even power, which undoes it
                continue
            plain = _node(node, place, signed=bool(sign))
            if plain is None or len(nodes) == LONGEST:
                return None
            place[id(node)] = len(nodes)
            nodes.append(plain)
    plain = {"kind": "matrices", "nodes": nodes, "equal": [place[id(left.recipe)], place[id(right.recipe)]]}
    return {**plain, "kind": "squares", "sign": sign} if sign else plain


def _node(node: Node, place: dict[int, int], *, signed: bool) -> dict[str, Any] | None:
    roots = any(part.operation == "root" for part in node.arguments)
    if roots and (node.operation != "power" or node.payload % 2):
        return None
    plain: dict[str, Any] = {"op": node.operation, "shape": list(node.shape), "args": [place[id(part)] for part in node.arguments]}
    if node.operation == "letter":
        letter = _letter(node.payload, signed=signed)
        return None if letter is None else {**plain, **letter}
    if node.operation == "number":
        return {**plain, "value": _number(node.payload, signed=signed)}
    if node.operation == "power":
        return {**plain, "exponent": node.payload // 2 if roots else node.payload}
    if node.operation == "expectation":
        measure = node.payload
        return {**plain, "variables": list(measure.variables), "law": measure.law, "at": [_number(one) for one in measure.at]}
    return plain


def _letter(letter: Letter, *, signed: bool) -> dict[str, Any] | None:
    if letter.transposed or letter.inverted or letter.expansion is not None or letter.content is not None:
        return None
    return {
        "name": letter.name,
        "symmetric": letter.symmetric,
        "entries": letter.entries,
        "arguments": [_number(argument) for argument in letter.arguments],
        **({"definite": letter.definite, "invertible": letter.invertible} if signed else {}),
    }


def _number(expression: Any, *, signed: bool = False) -> list[Any]:
    """A number as nested lists; what is no rational function counts as an unknown of its own, a function of its symbols."""
    if expression.is_Rational:
        return ["rational", f"{expression.p}/{expression.q}"]
    if expression.is_Symbol:
        declared = "positive" if expression.is_positive else "nonnegative" if expression.is_nonnegative else ""
        return ["symbol", expression.name, declared] if signed else ["symbol", expression.name]
    if expression.is_Add or expression.is_Mul:
        return ["sum" if expression.is_Add else "product", *(_number(part, signed=signed) for part in expression.args)]
    if expression.is_Pow and expression.exp.is_Integer:
        return ["power", _number(expression.base, signed=signed), int(expression.exp)]
    names = sorted(symbol.name for symbol in expression.free_symbols)
    if signed and expression.is_real and expression.func.__name__ == "exp":
        return ["exponential", str(expression.args[0]), *names]
    return ["function", str(expression), *names]
