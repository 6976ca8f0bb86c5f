"""Derivatives by a declared vector or number, and substitution, by indices."""

from __future__ import annotations

from typing import Any

from derivations.errors import DerivationError
from derivations.indexed.atoms import Entry, require_visible
from derivations.indexed.derivative import derivative
from derivations.indexed.lifting import has_matrices, lift
from derivations.indexed.registry import meaning
from derivations.indexed.tensor import IndexedTensor
from derivations.language.goal import Goal
from derivations.matrix_calculus.differential import differential
from derivations.matrix_calculus.strands import matrix_behind, vector_behind
from derivations.star_algebra.element import Element
from derivations.trace import Step, record

LEFT, RIGHT = "a'", "b'"  # directions: no declared name has a prime


@meaning("grad")
def grad(value: Any, variables: Any) -> Any:
    """The gradient by a declared vector: d z[k] / d z[i] = delta(i, k); of a number made of matrices, by their differential."""
    if _is_of_matrices(value, variables):
        size = str(variables.shape[0])
        slope = differential(value, {variables.single_letter(): Element.letter(RIGHT, (size,))})
        result = vector_behind(slope, RIGHT, size)
        record(Step("gradient by the differential", value, result))
        return result
    return _gradient(lift(value), lift(variables), "gradient by the delta rule")


@meaning("jac")
def jac(value: Any, variables: Any) -> Any:
    """The Jacobian; rows are outputs."""
    if _is_of_matrices(value, variables):
        shape = (str(value.shape[0]), str(variables.shape[0]))
        left, right = Element.letter(LEFT, shape[:1]), Element.letter(RIGHT, shape[1:])
        result = matrix_behind(left @ differential(value, {variables.single_letter(): right}), LEFT, RIGHT, shape)
        record(Step("Jacobian by the differential", value, result))
        return result
    return _gradient(lift(value), lift(variables), "Jacobian by the delta rule")


def _is_of_matrices(value: Any, variables: Any) -> bool:
    both = isinstance(value, Element) and isinstance(variables, Element)
    return both and variables.single_letter() is not None and has_matrices(value)


def _gradient(value: IndexedTensor, variables: IndexedTensor, rule: str) -> IndexedTensor:
    entry, rank = variables.letter(), len(value.shape)
    result = IndexedTensor.build(value.shape + variables.shape, lambda *at: derivative(value.at(*at[:rank]), entry.letter, *at[rank:]))
    record(Step(rule, value.body, result.body))
    return result


@meaning("hess")
def hess(value: Any, variables: Any) -> Any:
    """The Hessian of a number by a declared vector."""
    return jac(grad(value, variables), variables)


@meaning("diff")
def diff(value: Any, variable: Any, order: int = 1) -> IndexedTensor:
    """The derivative by a declared number.

    Raises:
        DerivationError: the variable is an entry of an array, at an index that is bound.
    """
    result = lift(value)
    if not variable.item.is_Symbol:
        message = f"Differentiating in every size: expected a declared number, got {variable}. Take the gradient by the whole array."
        raise DerivationError(message)
    for _ in range(order):
        result = result.map(lambda body: derivative(body, variable.item))
    return result


@meaning("subs")
def subs(value: Any, variables: Any, at: Any) -> Any:
    """The value with a declared array or number replaced."""
    if _is_of_matrices(value, variables) and isinstance(at, Element):
        return value.substitute({variables.single_letter(): at})
    result, old, new = lift(value), lift(variables), lift(at)
    if old.body.is_Symbol:
        require_visible(result.body, old.body.name, "Substituting for")
        return result.map(lambda body: body.xreplace({old.body: new.item}))
    letter = old.letter().letter
    require_visible(result.body, letter.name, "Substituting for")
    return result.map(
        lambda body: body.replace(lambda part: isinstance(part, Entry) and part.letter == letter, lambda part: new.at(*part.indices))
    )


@meaning("ggn")
def ggn(loss: Any, z: Any, f: Any, theta: Any) -> IndexedTensor:
    """J_f^T (Hessian of the loss in z at z = f) J_f."""
    jacobian, inner = lift(jac(f, theta)), lift(subs(hess(loss, z), z, f))
    return jacobian.transpose().matmul(inner).matmul(jacobian)


@meaning("convex")
def convex(value: Any, variables: Any) -> tuple[Goal, ...]:
    """The Hessian in the variables is positive semi-definite for every size."""
    hessian = hess(value, variables)
    return (Goal("psd", hessian, hessian),)
