"""Derivatives by a declared vector or number, and substitution, by indices."""

from __future__ import annotations

from typing import Any

from derivations.indexed.atoms import Entry
from derivations.indexed.derivative import derivative
from derivations.indexed.lifting import lift
from derivations.indexed.normal import normal
from derivations.indexed.registry import meaning
from derivations.indexed.tensor import IndexedTensor
from derivations.language.goal import Goal
from derivations.trace import Step, record


@meaning("grad")
def grad(value: Any, variables: Any) -> IndexedTensor:
    """The gradient by a declared vector: d z[k] / d z[i] = delta(i, k)."""
    return _gradient(lift(value), lift(variables), "gradient by the delta rule")


@meaning("jac")
def jac(value: Any, variables: Any) -> IndexedTensor:
    """The Jacobian; rows are outputs."""
    return _gradient(lift(value), lift(variables), "Jacobian by the delta rule")


def _gradient(value: IndexedTensor, variables: IndexedTensor, rule: str) -> IndexedTensor:
    entry, rank = variables.letter(), len(value.shape)
    result = IndexedTensor.build(value.shape + variables.shape, lambda *at: derivative(value.at(*at[:rank]), entry.letter, *at[rank:]))
    record(Step(rule, value.body, result.body))
    return result


@meaning("hess")
def hess(value: Any, variables: Any) -> IndexedTensor:
    """The Hessian of a number by a declared vector."""
    return jac(grad(value, variables), variables)  # type: ignore[no-any-return]  # the registry returns any function


@meaning("diff")
def diff(value: Any, variable: Any, order: int = 1) -> IndexedTensor:
    """The derivative by a number."""
    result = lift(value)
    for _ in range(order):
        result = result.map(lambda body: derivative(body, variable.item))
    return result


@meaning("subs")
def subs(value: Any, variables: Any, at: Any) -> IndexedTensor:
    """The value with a declared array replaced."""
    entry, new = lift(variables), lift(at)
    letter = entry.letter().letter
    result = lift(value)
    replaced = result.body.replace(lambda part: isinstance(part, Entry) and part.letter == letter, lambda part: new.at(*part.indices))
    return IndexedTensor(result.shape, normal(replaced))


@meaning("ggn")
def ggn(loss: Any, z: Any, f: Any, theta: Any) -> IndexedTensor:
    """J_f^T (Hessian of the loss in z at z = f) J_f."""
    jacobian = jac(f, theta)
    inner = subs(hess(loss, z), z, f)
    return jacobian.transpose().matmul(inner).matmul(jacobian)  # type: ignore[no-any-return]  # the registry returns any function


@meaning("convex")
def convex(value: Any, variables: Any) -> tuple[Goal, ...]:
    """The Hessian in the variables is positive semi-definite for every size."""
    hessian = hess(value, variables)
    return (Goal("psd", hessian, hessian),)
