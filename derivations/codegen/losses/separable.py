"""The functions of a loss that is a sum over outputs: value, gradient, second derivative and information of a single output."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from derivations.codegen.losses.columns import RESIDUAL, Case, Y, Z
from derivations.codegen.losses.function import Function, drawn, option, renamed
from derivations.codegen.losses.measuring import LARGE, SMALL
from derivations.codegen.losses.rewrites import forms, forms_of_pieces
from derivations.codegen.losses.writing import Argument
from derivations.losses.curvature import curvature
from derivations.losses.loss import RESIDUAL as OPPOSITE
from derivations.losses.loss import LocationLoss, Piece

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from derivations.losses.loss import SmoothLoss

    Chart = Mapping[sp.Symbol, sp.Expr]

WHAT = {
    "value": "The loss of every output",
    "gradient": "Its derivative in the output",
    "second": "Its second derivative",
    "information": "The Fisher information of a target",
}
SETTINGS = (0.5, 0.3, 0.8)  # levels lie between zero and one
RESIDUALS = (1e-12, 1e-3, 0.2, 0.7, 1.5, 4.0, 40.0, 1e4)
MEANS, COUNTS = (0.0009765625, 0.3, 0.5), (0.3, 1.0, 3.0, 17.0)  # targets: of few values they may be means of these
SIZE = sp.Symbol("s", positive=True)


def functions_of_one_output(loss: SmoothLoss | LocationLoss) -> list[Function]:
    """What the training core asks of a loss of one output."""
    return (_OfResidual(loss) if isinstance(loss, LocationLoss) or _of_residual(loss) else _OfOutput(loss)).functions()


def _of_residual(loss: SmoothLoss) -> sp.Expr | None:
    """A smooth loss as a function of the residual ``z - y``, if it is one."""
    (z,), (y,) = loss.z.entries, loss.y.entries
    by_residual = loss.expression.subs(z, y + RESIDUAL)
    return None if by_residual.has(y) or not y.is_real or y.is_integer else by_residual


class _OfOutput:
    """A loss of an output and a target."""

    rounded: tuple[str, ...] = ("z", "y")

    def __init__(self, loss: Any) -> None:
        self.loss, self.names = loss, renamed(loss.options)
        self.information = curvature(loss).fisher.entries[0].xreplace(self.names)

    def functions(self) -> list[Function]:
        """Value, gradient, second derivative and information."""
        found = [self.function(name, order) for order, name in enumerate(("value", "gradient", "second"))]
        z, (output,) = sp.Symbol("z", real=True), curvature(self.loss).outputs.entries
        information = self.information.xreplace({output: z})
        return [*found, self.made("information", forms(information), [Case({Z: (z,)}, ((information,),))], ("z",))]

    def made(self, name: str, proposed: Sequence[sp.Expr], cases: Sequence[Case], arguments: Sequence[str]) -> Function:
        """A function with what all have in common."""
        settings = [dict(zip(self.loss.options, each, strict=True)) for each in itertools.permutations(SETTINGS, len(self.loss.options))]
        return Function(
            name, WHAT[name], [Argument(each) for each in arguments], [(form,) for form in dict.fromkeys(proposed)], cases, self.points,
            dict(self.loss.options), self.charts(), settings, self.rounded,
        )  # fmt: skip

    def function(self, name: str, order: int) -> Function:
        """A derivative, at every target of a law with few of them, at zero, and at any number."""
        (z,), (y,) = self.loss.z.entries, self.loss.y.entries
        derived = sp.diff(self.loss.expression, z, order).xreplace({z: Z, y: Y, **self.names})
        few = [point.item for point, _ in self.loss.law.points or ()]
        cases = [Case({Z: (Z,), Y: (target,)}, ((derived.xreplace({Y: target}),),)) for target in (Y, *(few or [sp.S.Zero]))]
        return self.made(name, forms(derived), cases, ("z", "y"))

    def charts(self) -> list[Chart]:
        """Both half-lines of the output."""
        return [{Z: SIZE}, {Z: -SIZE}]

    def points(self, case: Case, precision: Any) -> dict[sp.Symbol, Any]:
        """Near zero, far out and between, with some targets."""
        sizes = np.concatenate([SMALL, LARGE, np.abs(drawn(float, 20, seed=0))])
        z = np.concatenate([sizes, -sizes]).astype(precision)
        if case.values.get(Y) != (Y,):
            return {Z: z}
        targets = np.array(COUNTS if self.loss.law.points is None else MEANS, precision)
        return {Z: np.tile(z, len(targets)), Y: np.repeat(targets, len(z))}


class _OfResidual(_OfOutput):
    """A loss of the residual alone, smooth or in pieces."""

    def __init__(self, loss: Any) -> None:
        super().__init__(loss)
        if isinstance(loss, LocationLoss):
            turned = [Piece(-each.high, -each.low, each.expression.subs(OPPOSITE, -RESIDUAL)) for each in reversed(loss.pieces)]
            self.pieces = [Piece(*(sp.cancel(sp.sympify(part, strict=True).xreplace(self.names)) for part in piece)) for piece in turned]
        else:
            self.pieces = [Piece(-sp.oo, sp.oo, sp.sympify(_of_residual(loss), strict=True).xreplace(self.names))]

    def function(self, name: str, order: int) -> Function:
        """A derivative in the residual, which is that in the output."""
        parts = [sp.diff(piece.expression, RESIDUAL, order) for piece in self.pieces]
        proposed = forms(parts[0]) if len(parts) == 1 else forms_of_pieces(self.pieces, order)
        *cases, last = [(part, piece.high > RESIDUAL) for part, piece in zip(parts, self.pieces, strict=True)]
        whole = sp.Piecewise(*cases, (last[0], True), evaluate=False) if cases else last[0]
        return self.made(name, proposed, [Case({Z: (Z,), Y: (Y,)}, ((whole.subs(RESIDUAL, Z - Y),),))], ("z", "y"))

    def charts(self) -> list[Chart]:
        """The regions between the ends of pieces and zero."""
        at = {option(name): sp.S.One / 2 for name in self.loss.options}
        ends = sorted({piece.low for piece in self.pieces[1:]} | {sp.S.Zero}, key=lambda end: end.subs(at))
        share = SIZE / (1 + SIZE)
        residuals = [ends[0] - SIZE, *(low + (high - low) * share for low, high in itertools.pairwise(ends)), ends[-1] + SIZE]
        shown = {option(name): expression for name, expression in self.loss.options.items()}
        return [{Z: Y + residual.subs(shown)} for residual in residuals]

    def points(self, case: Case, precision: Any) -> dict[sp.Symbol, Any]:
        """Residuals of all sizes at some targets; without none where there is a kink."""
        if Y not in case.values:
            return {Z: drawn(precision, 5, seed=1)}
        sizes = np.array([*RESIDUALS, *([] if len(self.pieces) > 1 else [0.0])])
        targets = np.concatenate([[0.0, 1.0], drawn(float, 4, seed=2)]).astype(precision)
        y = np.repeat(targets, 2 * len(sizes))
        z = (y + np.tile(np.concatenate([sizes, -sizes]), len(targets))).astype(precision)
        kept = (z != y) | (len(self.pieces) == 1)
        return {Z: z[kept], Y: y[kept]}
