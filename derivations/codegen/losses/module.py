"""The module of a loss: the functions that the training core calls, in the precision of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.codegen.losses.choice import UNITS, chosen
from derivations.codegen.losses.classes import functions_of_a_class, functions_of_counts
from derivations.codegen.losses.halves import functions_of_pairs
from derivations.codegen.losses.ordered import functions_of_ordered_classes
from derivations.codegen.losses.quadratic import functions_of_a_quadratic_form
from derivations.codegen.losses.separable import functions_of_one_output
from derivations.codegen.losses.simplex import functions_on_the_simplex
from derivations.codegen.losses.text import module_of
from derivations.errors import DerivationError
from derivations.losses import by_file
from derivations.losses.curvature import curvature

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.codegen.losses.function import Function

OF_SEVERAL: dict[str, Callable[[Any], list[Function]]] = {  # others are a sum over outputs
    "cross_entropy_logits": functions_of_a_class,
    "cross_entropy_probabilities": functions_on_the_simplex,
    "gaussian_log_variance": functions_of_pairs,
    "mahalanobis": functions_of_a_quadratic_form,
    "multinomial": functions_of_counts,
    "ordinal": functions_of_ordered_classes,
}
ABOUT = """The loss `{}`: its functions of outputs and targets, samples last, in the precision of the outputs.

Written by fisherproof; change the derivation, not this file. Each form is proved equal to the derivation and measured to be within {} units
in the last place of its value, or of what the last digits of its arguments do to it, in float32 and float64. Whether the Hessian is the
Fisher matrix and whether the loss is convex is proved, or refuted at an exact point.
"""


def functions(name: str) -> list[Function]:
    """What is asked for of the loss of a file of the registry."""
    return OF_SEVERAL.get(name, functions_of_one_output)(by_file()[name])


def loss_source(name: str) -> str:
    """The text of the module of a loss, by the name of its file in the registry.

    Accuracy: 4 units in the last place of the value, or of what the last digits of the arguments do to it, in float32 and float64.

    Raises:
        DerivationError: no form of some function is proved and measured to be right, or the curvature is not decided.
    """
    found, facts = functions(name), curvature(by_file()[name])
    if facts.condition_5 is None or facts.is_convex is None:
        wanted = "to know whether it is convex, and whether its Hessian is the Fisher matrix"
        message = f"Generating the loss {name}: expected {wanted}, got no verdict. State what is known of its symbols in `facts`."
        raise DerivationError(message)
    constants: dict[str, tuple[str, ...] | bool] = {
        "OPTIONS": tuple(dict.fromkeys(option for function in found for option in function.options)),
        "FISHER_IS_HESSIAN": facts.condition_5,
        "CONVEX": facts.is_convex,
    }
    return module_of(ABOUT.format(name, UNITS), constants, [chosen(function).text for function in found])
