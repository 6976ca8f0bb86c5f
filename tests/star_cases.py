"""Identities in named dimensions, true and false, shared by the tests of the provers that decide them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.language.goal import Goal
from derivations.star_algebra.element import Element
from verify.problem import Domain, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Pair = tuple[Element, Element]
letter, eye = Element.letter, Element.identity
y = sp.Symbol("y", real=True)
lam = sp.Symbol("lam", positive=True)

A = letter("A", ("n", "n"), kind="invertible")
B = letter("B", ("n", "n"))
C = letter("C", ("n", "n"), kind="spd")
F = letter("F", ("m", "m"), kind="spd")
J = letter("J", ("m", "n"))
Jg = letter("Jg", ("n", "n"), kind="invertible")
K = letter("K", ("k", "k"), kind="invertible")
U, V = letter("U", ("n", "k")), letter("V", ("k", "n"))
d, g, u, v = (letter(name, ("n",)) for name in "dguv")
s = letter("s", ("m",))
Jf, M, r = letter("Jf", ("m", "n"), arguments=(y,)), letter("M", ("m", "m"), arguments=(y,)), letter("r", ("m",), arguments=(y,))


def inv(element: Element) -> Element:
    """The inverse."""
    return element.inverse()


def mean(element: Element) -> Element:
    """The expectation over y under an arbitrary law."""
    return element.expectation("y", law="p")


def quadratic_model(step: Element, sign: int) -> Element:
    """d^T J^T F J d / 2 + sign (J^T s)^T d."""
    return step @ J.T @ F @ J @ step / 2 + sign * (s @ J @ step)


def woodbury(inner: Element) -> Pair:
    """(A + U K V)^-1 with ``inner`` as the matrix that is inverted in the small dimension."""
    return inv(A + U @ K @ V), inv(A) - inv(A) @ U @ inv(inner + V @ inv(A) @ U) @ V @ inv(A)


square = J @ d + inv(F) @ s
damped = J.T @ J + lam * eye("n")

TRUE: dict[str, Callable[[], Pair]] = {
    "GGN chain": lambda: ((Jf @ Jg).T @ M @ (Jf @ Jg), Jg.T @ (Jf.T @ M @ Jf) @ Jg),
    "GGN chain, expected": lambda: (mean((Jf @ Jg).T @ M @ (Jf @ Jg)), Jg.T @ mean(Jf.T @ M @ Jf) @ Jg),
    "inverse of both sides": lambda: (inv(inv(Jg) @ inv(C) @ inv(Jg.T)), Jg.T @ C @ Jg),
    "C transforms": lambda: (Jg @ inv(Jg.T @ C @ Jg) @ Jg.T, inv(C)),
    "direction transforms": lambda: (Jg @ -(inv(Jg.T @ C @ Jg) @ (Jg.T @ g)), -inv(C) @ g),
    "Hessian congruence": lambda: (inv(Jg).T @ (Jg.T @ B @ Jg + C) @ inv(Jg), B + inv(Jg).T @ C @ inv(Jg)),
    "completed square": lambda: (square @ F @ square / 2 - s @ inv(F) @ s / 2, quadratic_model(d, 1)),
    "stationary point": lambda: (C @ (inv(C) @ -g) + g, Element.zeros(("n",))),
    "covariance": lambda: (mean((r - mean(r)).outer(r - mean(r))), mean(r.outer(r)) - mean(r).outer(mean(r))),
    "Fisher is symmetric": lambda: (mean(r.outer(r)).T, mean(r.outer(r))),
    "mean of a form": lambda: (mean(r @ F @ r), (F @ mean(r.outer(r))).trace()),
    "slope times score": lambda: (mean((s @ r) * r), mean(r.outer(r)) @ s),
    "Woodbury": lambda: woodbury(inv(K)),
    "push-through": lambda: (inv(eye("n") + U @ V) @ U, U @ inv(eye("k") + V @ U)),
    "damped push-through": lambda: (inv(damped) @ J.T, J.T @ inv(J @ J.T + lam * eye("m"))),
    "Sherman-Morrison": lambda: (inv(A + u.outer(v)), inv(A) - inv(A) @ u.outer(v) @ inv(A) / (1 + v @ inv(A) @ u)),
    "determinant lemma": lambda: ((A + u.outer(v)).det(), A.det() * (1 + v @ inv(A) @ u)),
    "Sylvester": lambda: ((eye("n") + U @ V).det(), (eye("k") + V @ U).det()),
    "determinant of a congruence": lambda: ((Jg.T @ C @ Jg).det(), Jg.det() ** 2 * C.det()),
    "cyclic trace": lambda: ((J @ B @ J.T @ F).trace(), (F @ J @ B.T @ J.T).trace()),
    "distance squared": lambda: ((u - v).norm2() ** 2, u @ u - 2 * (u @ v) + v @ v),
    "resolvent": lambda: (inv(A) - inv(A + B), inv(A) @ B @ inv(A + B)),
    "projection onto the range": lambda: (J @ inv(J.T @ J) @ J.T @ J, J),
}

WRONG: dict[str, Callable[[], Pair]] = {
    "transpose dropped": lambda: ((Jf @ Jg).T @ M @ (Jf @ Jg), Jg @ (Jf.T @ M @ Jf) @ Jg),
    "pulled out on the wrong side": lambda: (mean(Jf.T @ Jf) @ Jg, Jg @ mean(Jf.T @ Jf)),
    "a random matrix pulled out": lambda: (mean(Jf.T @ M @ Jf), mean(Jf.T) @ mean(M) @ mean(Jf)),
    "C transforms, untransposed": lambda: (Jg @ inv(Jg @ C @ Jg.T) @ Jg.T, inv(C)),
    "Hessian congruence, untransposed": lambda: (inv(Jg) @ (Jg.T @ B @ Jg) @ inv(Jg), B),
    "completed square, sign": lambda: (square @ F @ square / 2 - s @ inv(F) @ s / 2, quadratic_model(d, -1)),
    "completed square, no half": lambda: (square @ F @ square - s @ inv(F) @ s / 2, quadratic_model(d, 1)),
    "second moment for covariance": lambda: (mean((r - mean(r)).outer(r - mean(r))), mean(r.outer(r))),
    "Woodbury without an inverse": lambda: woodbury(K),
    "inverse of a sum": lambda: (inv(damped), inv(J.T @ J) + eye("n") / lam),
    "commuting": lambda: (B @ C, C @ B),
    "damping commutes with congruence": lambda: (Jg @ inv(Jg.T @ C @ Jg + lam * eye("n")) @ Jg.T, inv(C + lam * eye("n"))),
    "determinant of a sum": lambda: ((A + C).det(), A.det() + C.det()),
    "dimension-two accident": lambda: (_square_of_commutator() @ B, B @ _square_of_commutator()),
    "norm is additive": lambda: ((u + v).norm2(), u.norm2() + v.norm2()),
    "mean of a square": lambda: (mean((s @ r) ** 2), mean(s @ r) ** 2),
}


PROPORTIONS: dict[str, tuple[str, Callable[[], Pair], bool]] = {
    "scaled metric": ("positively_proportional", lambda: (Jg @ inv(Jg.T @ (3 * C) @ Jg) @ Jg.T @ g, inv(C) @ g), True),
    "reversed": ("proportional", lambda: (-inv(C) @ g, inv(C) @ g), True),
    "reversed, positively": ("positively_proportional", lambda: (-inv(C) @ g, inv(C) @ g), False),
    "normalised": ("positively_proportional", lambda: (g / g.norm2(), g), True),
    "factor that may vanish": ("proportional", lambda: ((g @ g) * u, u), False),
    "positive symbol": ("positively_proportional", lambda: (lam * u, u), True),
    "unrelated": ("proportional", lambda: (u, v), False),
    "zero to something": ("proportional", lambda: (Element.zeros(("n",)), u), False),
    "zero to zero": ("proportional", lambda: (u - u, Element.zeros(("n",))), True),
    "after clearing": ("proportional", lambda: (-2 * TRUE["push-through"]()[0], TRUE["push-through"]()[1]), True),
}

SIGNS: dict[str, tuple[str, Callable[[], Element], bool]] = {
    "GGN": ("psd", lambda: J.T @ F @ J, True),
    "GGN, strictly": ("pd", lambda: J.T @ F @ J, False),
    "indefinite middle": ("psd", lambda: J.T @ letter("S", ("m", "m"), kind="symmetric") @ J, False),
    "congruence": ("pd", lambda: Jg.T @ C @ Jg, True),
    "damped inverse": ("pd", lambda: inv(J.T @ F @ J + lam * eye("n")), True),
    "covariance": ("psd", lambda: mean(r.outer(r)) - mean(r).outer(mean(r)), True),
    "covariance, reversed": ("psd", lambda: mean(r).outer(mean(r)) - mean(r.outer(r)), False),
    "square of a sum": ("psd", lambda: eye("n") + B + B.T + B.T @ B, True),
    "part of a square": ("psd", lambda: eye("n") + B + B.T, False),
    "inverses reverse the order": ("psd", lambda: inv(C) - inv(C + J.T @ J), True),
    "inverses keep the order": ("psd", lambda: inv(C + J.T @ J) - inv(C), False),
    "lower bound of the model": ("nonnegative", lambda: quadratic_model(d, 1) + s @ inv(F) @ s / 2, True),
    "lower bound, slope doubled": ("nonnegative", lambda: quadratic_model(d, 2) + s @ inv(F) @ s / 2, False),
    "Cauchy-Schwarz": ("nonnegative", lambda: (g @ inv(C) @ g) * (d @ C @ d) - (g @ d) ** 2, True),
    "Cauchy-Schwarz, doubled": ("nonnegative", lambda: (g @ inv(C) @ g) * (d @ C @ d) - 2 * (g @ d) ** 2, False),
    "Cauchy-Schwarz, inverse dropped": ("nonnegative", lambda: (g @ C @ g) * (d @ C @ d) - (g @ d) ** 2, False),
    "variance": ("nonnegative", lambda: mean((s @ r) ** 2) - mean(s @ r) ** 2, True),
    "form and damping": ("positive", lambda: g @ C @ g + lam, True),
    "form, strictly": ("positive", lambda: g @ C @ g, False),
    "trace and determinant": ("positive", lambda: C.trace() + C.det(), True),
    "norm": ("nonnegative", d.norm2, True),
    "trace of a product": ("positive", (C @ inv(C + J.T @ J)).trace, True),
    "trace of a product that may vanish": ("nonnegative", (C @ J.T @ J).trace, True),
    "trace of a product that may vanish, strictly": ("positive", (C @ J.T @ J).trace, False),
}


def _square_of_commutator() -> Element:
    """(B A - A B)^2, which is a multiple of the identity, and commutes with everything, for 2 x 2 matrices only."""
    commutator = B @ A - A @ B
    return commutator @ commutator


def problem(left: Element, right: Element, relation: str = "zero", hypotheses: Sequence[Goal] = ()) -> Problem:
    """One goal about two sides."""
    return Problem((Goal(relation, left - right, left, right),), Domain({}, tuple(hypotheses)))


def sign_problem(element: Element, relation: str, hypotheses: Sequence[Goal] = ()) -> Problem:
    """One goal about one element."""
    return Problem((Goal(relation, element, element),), Domain({}, tuple(hypotheses)))
