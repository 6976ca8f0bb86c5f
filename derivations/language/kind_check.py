"""Kind inference: every name, arity and shape of an expression is checked before anything is derived."""

from __future__ import annotations

import ast
import math

from derivations.families import families
from derivations.language import kinds
from derivations.language.entry_names import clash
from derivations.language.kind_calls import kind_of_call
from derivations.language.kind_memory import KindMemory
from derivations.language.kind_scope import comprehension_length, counted_values, loop_values, span_of
from derivations.language.kinds import NUMBER, Array, Kind, KindError, Truth, Unknown, suggestion
from derivations.language.names import validate_name
from derivations.language.vocabulary import CONSTANTS, reserved_names, vocabulary

ADDITIVE = (ast.Add, ast.Sub)
MAX_ENTRIES = 4096
INFINITIES = ("inf", "infinity", "infty")


class KindChecker(KindMemory):
    """Walks an expression; collects one :class:`KindError` a fault and goes on."""

    def kind(self, node: ast.expr) -> Kind:
        """The kind of a node; a fault is recorded and gives :class:`Unknown`."""
        if id(node) not in self.known:
            try:
                kind = self._visit(node)
            except KindError as fault:
                if fault.node is None:
                    fault.node = node
                self.faults.append(fault)
                kind = Unknown()
            self.known[id(node)] = (node, kind)
        return self.known[id(node)][1]

    def statement(self, node: ast.expr) -> None:
        """Check a whole statement: relations and predicates joined with ``and``."""
        for part in node.values if isinstance(node, ast.BoolOp) else [node]:
            kind = self.kind(part)
            if not isinstance(kind, Truth | Unknown):
                message = f"expected a relation (==, <=, ...) or a predicate (psd, symmetric, ...), got {kind}. Write e.g. a == b"
                self.faults.append(KindError(message, part))

    def value(self, node: ast.expr) -> Kind:
        """The kind of an expression that is not a statement."""
        kind = self.kind(node)
        if isinstance(kind, Truth):
            self.faults.append(KindError("expected a value, got a statement. Relations stand at the top level only", node))
            return Unknown()
        return kind

    def _visit(self, node: ast.expr) -> Kind:
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            message = f"expected an expression of the claim language, got {type(node).__name__}. Use words of the language"
            raise KindError(message)
        result: Kind = method(node)
        if isinstance(result, Array) and (count := math.prod(size for size in result.shape if isinstance(size, int))) > MAX_ENTRIES:
            message = (
                f"expected at most {MAX_ENTRIES} entries in an array, got {count}. Use named dimensions for a statement about every size"
            )
            raise KindError(message)
        return result

    def _constant(self, _: ast.Constant) -> Kind:
        return NUMBER

    def _name(self, node: ast.Name) -> Kind:
        if node.id in self.scope.kinds:
            return self.scope.kinds[node.id]
        if node.id in CONSTANTS:
            return NUMBER
        if node.id in self.scope.dimensions:
            return NUMBER
        known = [*self.scope.kinds, *CONSTANTS]
        if node.id in vocabulary() or node.id in families():
            message = f"expected a value, got the bare function {node.id!r}. Call it: {node.id}(...)"
            raise KindError(message)
        advice = "Write oo for infinity" if node.id.lower() in INFINITIES else "Declare it in `let`, `define` or a context block"
        raise KindError(f"expected a declared name, got the unknown name {node.id!r}{suggestion(node.id, known)}. {advice}")

    def _unaryop(self, node: ast.UnaryOp) -> Kind:
        return self._arrays(node.operand)

    def _arrays(self, node: ast.expr) -> Kind:
        kind = self.value(node)
        return kind if isinstance(kind, Unknown) else kinds.array(kind, "an operand")

    def _binop(self, node: ast.BinOp) -> Kind:
        left, right = self._arrays(node.left), self._arrays(node.right)
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return Unknown()
        assert isinstance(left, Array)  # noqa: S101 - narrows for the type checker
        assert isinstance(right, Array)  # noqa: S101 - narrows for the type checker
        if isinstance(node.op, ADDITIVE):
            return kinds.equal_shapes(left, right, "in a sum")
        if isinstance(node.op, ast.MatMult):
            return kinds.product(left, right)
        if isinstance(node.op, ast.Mult):
            if left.shape and right.shape:
                message = f"expected a number as one factor of `*`, got {left} and {right}. Write `@` for the matrix product"
                raise KindError(message)
            return left if left.shape else right
        if isinstance(node.op, ast.Div):
            kinds.number(right, "a divisor")
            return left
        return self._power(node, left, right)

    def _power(self, node: ast.BinOp, base: Array, exponent: Array) -> Kind:
        kinds.number(exponent, "an exponent")
        if not base.shape:
            return NUMBER
        kinds.square(base, "the base of a power")
        power = node.right.value if isinstance(node.right, ast.Constant) else None
        if not isinstance(power, int):
            message = "expected a literal integer >= 0 as the exponent of a matrix. Write inv(A) for an inverse"
            raise KindError(message)
        return base

    def _compare(self, node: ast.Compare) -> Kind:
        sides = [self._arrays(side) for side in (node.left, *node.comparators)]
        for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
            if isinstance(left, Unknown) or isinstance(right, Unknown):
                continue
            if isinstance(operator, ast.Eq | ast.NotEq):
                kinds.equal_shapes(left, right, "on the two sides")
            else:
                kinds.number(left, "a side of an inequality")
                kinds.number(right, "a side of an inequality")
        return Truth()

    def _ifexp(self, node: ast.IfExp) -> Kind:
        if not isinstance(node.test, ast.Compare):
            raise KindError("expected a comparison after `if`, got another expression. Write one, as in (x if x > 0 else -x)", node.test)
        for side in (node.test.left, *node.test.comparators):
            self.value(side)
        body, other = self._arrays(node.body), self._arrays(node.orelse)
        if isinstance(body, Unknown) or isinstance(other, Unknown):
            return Unknown()
        return kinds.equal_shapes(body, other, "in the two branches")

    def _attribute(self, node: ast.Attribute) -> Kind:
        kind = self._arrays(node.value)
        if isinstance(kind, Unknown):
            return kind
        assert isinstance(kind, Array)  # noqa: S101 - narrows for the type checker
        if len(kind.shape) == 1:
            return kind  # a vector is row or column as its place demands
        rows, columns = kinds.matrix(kind, "the operand of .T")
        return Array((columns, rows))

    def _subscript(self, node: ast.Subscript) -> Kind:
        kind = self._arrays(node.value)
        if isinstance(kind, Unknown):
            return kind
        assert isinstance(kind, Array)  # noqa: S101 - narrows for the type checker
        indices = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if len(indices) > len(kind.shape):
            message = f"expected at most {len(kind.shape)} indices for {kind}, got {len(indices)}. Leave out the others"
            raise KindError(message)
        for index, size in zip(indices, kind.shape, strict=False):
            self._index(index, size)
        return Array(kind.shape[len(indices) :])

    def _index(self, index: ast.expr, size: int | str) -> None:
        if isinstance(size, str):
            if isinstance(index, ast.Name) and self.scope.spans.get(index.id) == size:
                return
            message = f"expected an explicit dimension to index, got the named dimension {size!r}. Loop over it: ... for k in range({size})"
            raise KindError(message, index)
        if isinstance(index, ast.Constant):
            if not isinstance(index.value, int) or not 0 <= index.value < size:
                message = f"expected an index from 0 to {size - 1}, got {index.value!r}. Indices start at 0"
                raise KindError(message, index)
        elif self.value(index) not in (NUMBER, Unknown()):
            raise KindError("expected an integer as an index, got an array. Use a literal or the name of a loop", index)
        else:
            self._counted(index, size)

    def _counted(self, index: ast.expr, size: int) -> None:
        """Refuse an index that counts beyond the array, or one that cannot count."""
        if isinstance(index, ast.Name) and index.id in self.scope.variables:
            raise KindError(f"expected an integer as an index, got the variable {index.id!r}. Use a literal or the name of a loop", index)
        values = counted_values(index, self.scope.ranges)
        if values and (values[0] < 0 or values[1] >= size):
            raise KindError(
                f"expected an index from 0 to {size - 1}, got one from {values[0]} to {values[1]}. Change the range of the loop", index
            )

    def _list(self, node: ast.List) -> Kind:
        parts = [self.value(element) for element in node.elts]
        if not parts:
            raise KindError("expected at least one entry in a list, got none. Write [a, b] for a vector")
        if any(isinstance(part, Unknown) for part in parts):
            return Unknown()
        arrays = [kinds.array(part, "an entry of a list") for part in parts]
        for part, element in zip(arrays, node.elts, strict=True):
            if part.shape != arrays[0].shape:
                raise KindError(f"expected entries of one shape, got {arrays[0]} and {part}. Make them equal", element)
        return Array((len(arrays), *arrays[0].shape))

    def _listcomp(self, node: ast.ListComp | ast.GeneratorExp) -> Kind:
        body = self.comprehension(node)
        size = comprehension_length(node.generators[0].iter, self.scope.dimensions)
        if size is None:
            message = "expected literal bounds in range(...) of a list, got others. Write numbers, or the name of a dimension"
            raise KindError(message, node.generators[0].iter)
        return Array((size, *body.shape)) if isinstance(body, Array) else body

    def comprehension(self, node: ast.ListComp | ast.GeneratorExp) -> Kind:
        """The kind of the body of ``... for j in range(...)``."""
        generator = node.generators[0]
        assert isinstance(generator.target, ast.Name)  # noqa: S101 - the syntax guarantees it
        assert isinstance(generator.iter, ast.Call)  # noqa: S101 - the syntax guarantees it
        for bound in generator.iter.args:
            kind = self.value(bound)
            if kind != NUMBER and not isinstance(kind, Unknown):
                raise KindError(f"expected a number as a bound of range, got {kind}. Write an integer or the name of a dimension", bound)
        self.require_bindable(generator.target)
        span = span_of(generator.iter, self.scope.dimensions - set(self.scope.kinds))
        loop = (generator.target.id, loop_values(generator.iter, self.scope.ranges), span)
        inner = self.within(loop, lambda: self.scope.counting(*loop))
        body = inner.value(node.elt)
        self.leave(loop, inner)
        return body if isinstance(body, Unknown) else kinds.array(body, "the body of a comprehension")

    def require_bindable(self, target: ast.Name, kind: Kind = NUMBER) -> None:
        """Refuse to bind a word of the language, a name that stands for something else, or one of whose symbols does."""
        problem = validate_name(target.id, reserved_names() | frozenset(families()))
        if not problem and target.id in self.scope.fixed | self.scope.dimensions:
            problem = f"expected a name that stands for nothing else, got {target.id!r}. Bind another name"
        others = {name: other for name, other in self.scope.kinds.items() if name != target.id}
        problem = problem or clash(target.id, kind, others)
        beside = (clash(name, other, {target.id: kind}) for name, other in others.items() if kind != NUMBER)
        if problem := problem or next(filter(None, beside), ""):
            self.faults.append(KindError(problem, target))

    def _call(self, node: ast.Call) -> Kind:
        return kind_of_call(self, node)
