"""The catalogue of losses as a page of Markdown, written from what is derived and from nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.language.latex import expression_latex
from derivations.losses import losses
from derivations.losses.curvature import Curvature, curvature
from derivations.losses.loss import LocationLoss

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.language.tensor import Tensor

ANSWERS = {True: "yes", False: "no", None: "undecided"}
HEAD = """# Losses as laws

Written by `python -m derivations.losses`; a test keeps it true. A loss L(y, z) of a target y and outputs z is the negative log-density of a
law r(y | z) up to what is free of z. H_L is its Hessian in z, F_R the Fisher matrix of r in z. *Condition (5)* is F_R = H_L at every y and
z: then the generalised Gauss-Newton matrix is the Fisher matrix. Every *yes* is proved; every *no* rests on an exact point.

| loss | negative log-density | condition (5) | E[H_L] = F_R | convex in z | null space of F_R |
|---|---|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    found = [(loss, curvature(loss)) for loss in losses().values()]
    rows = [_row(each) for _, each in found]
    sections = [_section(each, residual=isinstance(loss, LocationLoss)) for loss, each in found]
    return HEAD + "\n".join(rows) + "\n\n" + "\n\n".join(sections) + "\n"


def _row(found: Curvature) -> str:
    verdicts = (found.is_law, found.condition_5, found.in_the_mean, found.is_convex)
    return " | ".join([f"| {found.name}", *(ANSWERS[verdict] for verdict in verdicts), f"{_span(found.null_space)} |"])


def _span(basis: Sequence[Tensor]) -> str:
    return ", ".join(f"span {tuple(vector.entries)}" for vector in basis) or "0"


def _section(found: Curvature, *, residual: bool) -> str:
    lines = [f"## {found.name[0].upper()}{found.name[1:]}", ""]
    if residual:
        lines += ["With the residual $u = y - z$; the law is the one whose log-density is $-L$ up to its normaliser.", ""]
    for condition, expression in found.expressions:
        lines += [f"$$L = {expression_latex(expression)}{_where(condition)}$$", ""]
    for case in found.cases:
        lines += [f"$$H_L = {_matrix(case.hessian)}{_where(case.condition)}$$", ""]
        if case.null_space and not residual:
            lines += [f"Null space: {_span(case.null_space)}.", ""]
    return "\n".join([*lines, f"$$F_R = {_matrix(found.fisher)}$$"])


def _matrix(value: Tensor) -> str:
    """A matrix of one entry as that entry."""
    return expression_latex(value if len(value.entries) > 1 else value.entries[0])


def _where(condition: str) -> str:
    return rf"\quad ({condition})" if condition else ""
