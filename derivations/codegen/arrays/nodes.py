"""Nodes that stabilised indexed expressions have beside those of :mod:`derivations.indexed.atoms`: each has an exact meaning.

| node | arguments | meaning |
|---|---|---|
| :class:`Largest` | ``body, index, dimension`` | the largest value of the body; the index is bound |
| :class:`Relative` | ``term, largest`` | ``term - largest``, not positive |
| :class:`Weight` | ``term, largest`` | ``exp(term - largest)``, at most one |
| :class:`LogSum` | ``body, index, dimension`` | the logarithm of the sum of weights, the largest of which is one; the index is bound |
| :class:`SumOfOthers` | ``body, index, dimension, at`` | the sum of a nonnegative body without the term at ``at``; the index is bound |
| :class:`Choice` | ``delta, one, other`` | one where the delta is 1, the other where it is 0 |
| :class:`VectorCall` | ``name, body, .., index, dimension`` | a function of whole vectors; the index is bound |
| :class:`MatrixCall` | ``name, dimension, at, body, ..`` | a function of matrices and vectors; ``BOUND`` and ``ACROSS`` are bound |
| :class:`Sample` | ``weight, index, dimension, level`` | the first class up to which the weights exceed that part; the index is bound |
| :class:`Difference` | ``term, centre`` | ``term - centre`` |
| :class:`Trusted` | ``number`` | the number |
| :class:`AtLargest` | ``body, key, index, dimension`` | the body where the key is largest; the index is bound |
"""

from __future__ import annotations

from typing import Any, ClassVar

import sympy as sp

from derivations.indexed.atoms import Index, IndexSum

BOUND = Index("r")  # bound by the nodes below: no other node binds it, so that equal nodes are equal trees
ACROSS = Index("r2")  # the second axis of a matrix in a call


class _Node(sp.Expr):  # type: ignore[misc]  # SymPy has no types
    """Atoms of the field of fractions; ``bound`` is the place of a bound index among the arguments."""

    is_commutative = True
    is_real = True
    is_number = False
    bound: ClassVar[int | None] = None
    name: ClassVar[str] = ""

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """Without the bound index."""
        found: set[sp.Symbol] = set()
        bound = self.bound if self.bound is None or self.bound >= 0 else len(self.args) + self.bound
        for place, argument in enumerate(self.args):
            if place != bound:
                found |= argument.free_symbols - ({self.args[bound]} if bound is not None and place < bound else set())
        return found

    def _eval_derivative(self, _: sp.Symbol) -> sp.Expr:
        return sp.S.Zero


class Largest(_Node):
    """The largest value of a body."""

    bound = 1

    def _sympystr(self, printer: Any) -> str:
        body, index, dimension = map(printer.doprint, self.args)
        return f"max({body} for {index} in range({dimension}))"


class Relative(_Node):
    """A term minus the largest."""

    is_nonpositive = True

    def _sympystr(self, printer: Any) -> str:
        return f"({printer.doprint(self.args[0])} - {printer.doprint(self.args[1])})"


class Weight(_Node):
    """The exponential of a term minus the largest; powers of it stay powers."""

    is_positive = True

    def _sympystr(self, printer: Any) -> str:
        return f"exp({printer.doprint(self.args[0])} - {printer.doprint(self.args[1])})"


class LogSum(_Node):
    """The logarithm of a sum of weights: log1p of the sum without its largest term."""

    is_nonnegative = True
    bound = 1

    def _sympystr(self, printer: Any) -> str:
        body, index, dimension = map(printer.doprint, self.args)
        return f"log(sum({body} for {index} in range({dimension})))"


class SumOfOthers(_Node):
    """A sum without one of its terms, added up from the others."""

    bound = 1

    def _eval_is_nonnegative(self) -> bool | None:
        return True if self.args[0].is_nonnegative else None

    def _sympystr(self, printer: Any) -> str:
        body, index, dimension, at = map(printer.doprint, self.args)
        return f"sum({body} for {index} in range({dimension}) if {index} != {at})"


class AtLargest(_Node):
    """The value of a body where the key is largest (the first such place)."""

    bound = 2

    def _sympystr(self, printer: Any) -> str:
        body, key, index, dimension = map(printer.doprint, self.args)
        return f"first({body} for {index} in range({dimension}) if {key} is largest)"


class Choice(_Node):
    """The value at the class that a number names, and at all others."""

    def _sympystr(self, printer: Any) -> str:
        delta, one, other = self.args
        first, second = map(printer.doprint, delta.args)
        return f"({printer.doprint(one)} if {first} == {second} else {printer.doprint(other)})"


class VectorCall(_Node):
    """``VectorCall(name, body, ..., index, dimension)``: a function of whole vectors, by name."""

    is_nonnegative = True
    bound = -2

    @property
    def function(self) -> str:
        """The name."""
        return str(self.args[0].name)

    @property
    def bodies(self) -> tuple[sp.Expr, ...]:
        """The entries of the vectors at the bound index."""
        return tuple(self.args[1:-2])

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """Without the name and the bound index."""
        found: set[sp.Symbol] = set().union(*(body.free_symbols for body in self.bodies))
        return (found - {self.args[-2]}) | {self.args[-1]}

    def _sympystr(self, printer: Any) -> str:
        *bodies, index, dimension = map(printer.doprint, self.args[1:])
        return f"{self.function}([{', '.join(f'{body} for {index} in range({dimension})' for body in bodies)}])"


class MatrixCall(_Node):
    """``MatrixCall(name, dimension, at, body, ...)``: a function of matrices and vectors, by name, at the free indices ``at``."""

    @property
    def function(self) -> str:
        """The name."""
        return str(self.args[0].name)

    @property
    def at(self) -> tuple[sp.Expr, ...]:
        """The free indices: none for a number."""
        return tuple(self.args[2])

    @property
    def bodies(self) -> tuple[sp.Expr, ...]:
        """The entries of the arguments at the bound indices."""
        return tuple(self.args[3:])

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """Without the name and the bound indices."""
        found: set[sp.Symbol] = set().union(*(body.free_symbols for body in self.bodies))
        return (found - {BOUND, ACROSS}) | set(self.at) | {self.args[1]}

    def _eval_is_nonnegative(self) -> bool | None:
        from derivations.codegen.arrays.matrix_functions import matrix_functions  # noqa: PLC0415 - they import these nodes

        known = matrix_functions().get(self.function)  # not of a form, which becomes sums before anything is computed
        return True if known is not None and known.sign == "nonnegative" else None

    def _sympystr(self, printer: Any) -> str:
        places = f"[{', '.join(map(printer.doprint, self.at))}]" if self.at else ""
        return f"{self.function}({', '.join(map(printer.doprint, self.bodies))}){places}"


class Sample(_Node):
    """The class of a uniform number: the inverse of the distribution function of nonnegative weights."""

    is_nonnegative = True
    bound = 1

    def _sympystr(self, printer: Any) -> str:
        weight, index, dimension, level = map(printer.doprint, self.args)
        return f"inverse_distribution([{weight} for {index} in range({dimension})], {level})"


class Difference(_Node):
    """``Difference(term, centre)``: a term minus a number that all terms are compared with; rounded once."""

    def _sympystr(self, printer: Any) -> str:
        return f"({printer.doprint(self.args[0])} - {printer.doprint(self.args[1])})"


class Trusted(_Node):
    """A number whose rounding errors are known to be harmless where it stands, though its terms may cancel."""

    def _sympystr(self, printer: Any) -> str:
        return f"({printer.doprint(self.args[0])})"


def handler(owner: Any, prefix: str, expression: sp.Expr) -> Any:
    """The method of the owner for the class of a node, or for the nearest class above it; ``None`` if there is none."""
    names = (f"{prefix}_{kind.__name__.lower()}" for kind in type(expression).__mro__)
    return next((getattr(owner, name) for name in names if hasattr(owner, name)), None)


def written_out(expression: sp.Expr) -> sp.Expr:
    """The expression by the nodes of the index calculus; what is largest becomes a symbol, because it may be any number.

    Every rewriting with :class:`Largest` or :class:`AtLargest` holds for any number in their place, so that this can decide it.
    """
    if not expression.args:
        return expression
    if isinstance(expression, Largest | AtLargest):
        return sp.Symbol(f"<{expression}>", real=True)
    arguments = [written_out(part) for part in expression.args]
    match expression:
        case Relative() | Difference():
            return arguments[0] - arguments[1]
        case Trusted():
            return arguments[0]
        case VectorCall():
            from derivations.codegen.arrays.vector_functions import vector_functions  # noqa: PLC0415 - they import these nodes

            return vector_functions()[expression.function].meaning(tuple(arguments[1:-2]), *expression.args[-2:])
        case Weight():
            return sp.exp(arguments[0] - arguments[1])
        case LogSum():
            return sp.log(IndexSum(*arguments))
        case SumOfOthers():
            body, index, dimension, at = arguments
            return IndexSum(body, index, dimension) - body.xreplace({index: at})
    return expression.func(*arguments)
