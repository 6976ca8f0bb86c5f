"""The walk over the syntax tree of a statement: one method a node type, each giving a piece of LaTeX."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from derivations.errors import ClaimError
from derivations.language.latex import pieces
from derivations.language.latex.laws import constructor, is_constructor, law_name
from derivations.language.latex.names import name_latex
from derivations.language.latex.numbers import number
from derivations.language.latex.pieces import Binding, Piece, applied, bound, fence
from derivations.language.latex.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from derivations.language.types import TypeSpec

CONSTANTS = {"pi": r"\pi", "oo": r"\infty"}
RELATIONS = {ast.Eq: "=", ast.NotEq: r"\neq", ast.LtE: r"\le", ast.Lt: "<", ast.GtE: r"\ge", ast.Gt: ">"}
BIG_OPERATORS = {"sum": r"\sum", "prod": r"\prod"}
FENCED_ENDS = (")", "]", r"\end{pmatrix}")


class StatementPrinter:
    """Prints trees over one set of declared names."""

    def __init__(self, types: Mapping[str, TypeSpec]) -> None:
        """Keep the declared names."""
        self.types = types

    def piece(self, node: ast.expr) -> Piece:
        """The LaTeX of a node."""
        writer = self._writers.get(type(node))
        if writer is None:
            message = (
                f"Printing a statement: expected an expression of the claim language, got {type(node).__name__}. Parse the text first."
            )
            raise ClaimError(message)
        return writer(self, node)

    def inline(self, node: ast.expr) -> str:
        """The entries of a list between commas, or the node itself: for the variables of an operator."""
        return ", ".join(self.piece(each).text for each in (node.elts if isinstance(node, ast.List) else [node]))

    def _name(self, node: ast.Name) -> Piece:
        return Piece(CONSTANTS.get(node.id) or law_name(self, node) or name_latex(node.id))

    def _unary(self, node: ast.UnaryOp) -> Piece:
        operand = self.piece(node.operand)
        return pieces.negate(operand) if isinstance(node.op, ast.USub) else operand

    def _binary(self, node: ast.BinOp) -> Piece:
        match node.op:
            case ast.Add() | ast.Sub():
                return pieces.add(self._terms(node))
            case ast.Mult() | ast.MatMult():
                return pieces.multiply(self._factors(node))
            case ast.Div():
                return pieces.divide(self.piece(node.left), self.piece(node.right))
        return self._power(node)

    def _terms(self, node: ast.expr) -> list[tuple[bool, Piece]]:
        """The terms along the left spine of a sum, each with whether it is subtracted."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            return [*self._terms(node.left), (isinstance(node.op, ast.Sub), self.piece(node.right))]
        return [(False, self.piece(node))]

    def _factors(self, node: ast.expr) -> list[Piece]:
        """The factors along the left spine of a product."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.MatMult):
            return [*self._factors(node.left), self.piece(node.right)]
        return [self.piece(node)]

    def _power(self, node: ast.BinOp) -> Piece:
        base, exponent = self.piece(node.left), node.right
        if ast.unparse(exponent) in {"1 / 2", "0.5"} or (isinstance(exponent, ast.Constant) and exponent.value == Fraction(1, 2)):
            return Piece(rf"\sqrt{{{base.text}}}")
        if isinstance(exponent, ast.BinOp) and isinstance(exponent.op, ast.Div):
            above, below = self.piece(exponent.left), self.piece(exponent.right)
            return pieces.power(base, f"{bound(above, Binding.POWER)}/{bound(below, Binding.POWER)}")
        return pieces.power(base, self.piece(exponent).text)

    def _relation(self, node: ast.Compare) -> Piece:
        text = self.piece(node.left).text
        for operator, side in zip(node.ops, node.comparators, strict=True):
            text += f" {RELATIONS[type(operator)]} {self.piece(side).text}"
        return Piece(text, Binding.RELATION)

    def _conjunction(self, node: ast.BoolOp) -> Piece:
        return Piece(r" \quad\text{and}\quad ".join(self.piece(value).text for value in node.values), Binding.RELATION)

    def _cases(self, node: ast.IfExp) -> Piece:
        rows: list[str] = []
        rest: ast.expr = node
        while isinstance(rest, ast.IfExp):
            rows.append(rf"{self.piece(rest.body).text} & \text{{if }} {self.piece(rest.test).text}")
            rest = rest.orelse
        rows.append(rf"{self.piece(rest).text} & \text{{otherwise}}")
        return Piece(r"\begin{cases}" + r" \\ ".join(rows) + r"\end{cases}", Binding.CASES)

    def _transpose(self, node: ast.Attribute) -> Piece:
        match node.value:
            case ast.Call(func=ast.Name(id="inv"), args=[matrix]):
                return pieces.power(self.piece(matrix), r"-\top")
        return pieces.power(self.piece(node.value), r"\top")

    def _entry(self, node: ast.Subscript) -> Piece:
        indices: list[str] = []
        base: ast.expr = node
        while isinstance(base, ast.Subscript):
            inner = base.slice.elts if isinstance(base.slice, ast.Tuple) else [base.slice]
            indices = [*(self.piece(index).text for index in inner), *indices]
            base = base.value
        if isinstance(base, ast.Name):
            return Piece(name_latex(base.id, tuple(indices)))
        piece = self.piece(base)
        text = piece.text if piece.binding is Binding.ATOM and piece.text.endswith(FENCED_ENDS) else fence(piece.text)
        return Piece(f"{text}_{{{','.join(indices)}}}")

    def _array(self, node: ast.List | ast.ListComp) -> Piece:
        if isinstance(node, ast.ListComp):
            ranges = ", ".join(rf"{name} = {low}, \dots, {high}" for name, low, high in map(self._range, node.generators))
            return Piece(rf"{fence(self.piece(node.elt).text)}_{{{ranges}}}")
        rows = [
            " & ".join(self.piece(entry).text for entry in row.elts) if isinstance(row, ast.List) else self.piece(row).text
            for row in node.elts
        ]
        return Piece(r"\begin{pmatrix}" + r" \\ ".join(rows) + r"\end{pmatrix}")

    def _range(self, generator: ast.comprehension) -> tuple[str, str, str]:
        """The name, first and last value of ``for name in range(...)``, whose end is exclusive."""
        if not isinstance(generator.iter, ast.Call) or generator.ifs:
            message = f"Printing a statement: expected `for j in range(n)`, got {ast.unparse(generator)!r}. Parse the text first."
            raise ClaimError(message)
        *start, stop = generator.iter.args
        low = self.piece(start[0]).text if start else "0"
        match stop:
            case ast.Constant(value=int(count)):
                high = str(count - 1)
            case ast.BinOp(left=most, op=ast.Add(), right=ast.Constant(value=1)):
                high = self.piece(most).text
            case _:
                high = pieces.add([(False, self.piece(stop)), (True, Piece("1"))]).text
        return self.piece(generator.target).text, low, high

    def _call(self, node: ast.Call) -> Piece:
        name = ast.unparse(node.func)
        if name in BIG_OPERATORS and isinstance(node.args[0], ast.GeneratorExp):
            body = node.args[0]
            signs = [rf"{BIG_OPERATORS[name]}_{{{index}={low}}}^{{{high}}}" for index, low, high in map(self._range, body.generators)]
            return pieces.operate(" ".join(signs), self.piece(body.elt), Binding.PRODUCT, Binding.SUM)
        if name in WORDS:
            return WORDS[name](self, node.args)
        if is_constructor(node) and name not in self.types:
            return constructor(self, node)
        arguments = [self.piece(argument).text for argument in node.args]
        return applied(name_latex(name) if name in self.types or len(name) == 1 else rf"\operatorname{{{name}}}", *arguments)

    _writers: ClassVar[dict[type[ast.expr], Callable[[Any, Any], Piece]]] = {
        ast.Constant: lambda _, node: number(node.value),
        ast.Name: _name,
        ast.UnaryOp: _unary,
        ast.BinOp: _binary,
        ast.Compare: _relation,
        ast.BoolOp: _conjunction,
        ast.IfExp: _cases,
        ast.Attribute: _transpose,
        ast.Subscript: _entry,
        ast.List: _array,
        ast.ListComp: _array,
        ast.Call: _call,
    }
