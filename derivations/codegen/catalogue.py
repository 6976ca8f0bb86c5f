"""The kernels that the project ships: which expressions, found from the registries of families, losses and activations.

A new family or a new loss brings its kernels; what cannot be generated is listed with the reason.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from derivations.codegen.loss_text import kernels_of_loss
from derivations.families import built_in
from derivations.language.vocabulary import reserved_names
from derivations.losses import losses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from derivations.family import Family, Parameter

SIZES = {"K": 3, "d": 2, "m": 2, "n": 2}  # of the families of vectors and matrices
DISCRETE = frozenset({"natural", "integer", "positive integer"})  # no derivative in these
ACTIVATIONS = {
    "identity": "x",
    "tanh": "tanh(x)",
    "sigmoid": "sigmoid(x)",
    "softplus": "softplus(x)",
    "relu": "(x if x > 0 else 0)",
    "gelu": "x/2*(1 + erf(x/sqrt(2)))",
    "erf": "erf(x/sqrt(2))",
    "sin": "sin(x)",
}


@dataclass(frozen=True)
class Entry:
    """One kernel: the name of module and function, the group of its table, and the call of the generator.

    ``needs`` names the entry without which this one cannot be generated either.
    """

    name: str
    group: str
    expression: str
    let: Mapping[str, str]
    needs: str = ""


@cache
def catalogue() -> Mapping[str, Entry]:
    """All entries by name, in order.

    >>> catalogue()["kl_gamma"].expression
    'kl(Gamma(concentration, rate), Gamma(concentration_q, rate_q))'
    """
    found = [*_activations(), *_of_losses(), *(entry for family in built_in().values() for entry in _of_family(family))]
    return MappingProxyType({entry.name: entry for entry in found})


def snake(name: str) -> str:
    """The name of a class as that of a module.

    >>> snake("BurrXII"), snake("NormalGamma")
    ('burr_xii', 'normal_gamma')
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _activations() -> Iterator[Entry]:
    for name, text in ACTIVATIONS.items():
        expression = f"[{text}, diff({text}, x), diff({text}, x, 2)]"
        yield Entry(f"activation_{name}", "Activations with their first and second derivatives", expression, {"x": "real"})


def _of_losses() -> Iterator[Entry]:
    for loss in losses().values():
        stem = "_".join(re.findall(r"[a-z0-9]+", loss.name.lower()))
        for what, expression, let in kernels_of_loss(loss):
            yield Entry(f"loss_{stem}_{what}", "Losses", expression, let)


def _of_family(family: Family) -> Iterator[Entry]:
    stem = snake(family.name)
    own = {_name(parameter): _type(parameter) for parameter in family.parameters}
    shared = {_name(parameter) for parameter in family.parameters if parameter.kind in DISCRETE}
    other = {name if name in shared else f"{name}_q": kind for name, kind in own.items()}
    law, second = (f"{family.name}({', '.join(types)})" for types in (own, other))
    yield Entry(f"kl_{stem}", "Kullback-Leibler divergences", f"kl({law}, {second})", {**own, **other})
    fisher = f"fisher({law}, {_coordinates(family)})"
    yield Entry(f"fisher_{stem}", "Fisher matrices", fisher, own)
    free = f"inv(fisher({law}, {_coordinates(family, free=True)}))"
    yield Entry(f"inverse_fisher_{stem}", "Inverse Fisher matrices", free, own, needs=f"fisher_{stem}")


def _name(parameter: Parameter) -> str:
    return f"{parameter.name}_" if parameter.name in reserved_names() else parameter.name


def _type(parameter: Parameter) -> str:
    kind = "real" if parameter.kind == "nonzero" else parameter.kind
    shape = _shape(parameter)[: 1 if kind in ("spd", "symmetric") else None]
    return f"{kind}[{','.join(map(str, shape))}]" if shape else kind


def _shape(parameter: Parameter) -> list[int]:
    return [size if isinstance(size, int) else SIZES[size] for size in parameter.shape]


def _coordinates(family: Family, *, free: bool = False) -> str:
    """The parameters in which one differentiates: every number of them, symmetric matrices by their upper triangles; or the free ones."""
    found: list[str] = []
    for parameter in family.parameters:
        if parameter.kind in DISCRETE:
            continue
        shape, name = _shape(parameter), _name(parameter)
        symmetric = parameter.kind in ("spd", "symmetric")
        for place in itertools.product(*map(range, shape)):
            if (symmetric and place[0] > place[1]) or (free and family.fixed(parameter.name, place, tuple(shape))):
                continue
            found.append(f"{name}[{','.join(map(str, place))}]" if place else name)
    return f"[{', '.join(found)}]"
