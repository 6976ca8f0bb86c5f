"""P P = P has solutions of every rank, which random symmetric matrices are not: what fails at them only had support."""

from __future__ import annotations

import random
import re

import pytest
from stated import decided

from verify.star.structured_matrices import STRUCTURES

TYPES = {"P": "symmetric[n]", "Q": "symmetric[n]", "A": "real[n,n]", "u": "real[n]"}
PROJECTIONS = ("P @ P == P", "Q @ Q == Q")
FALSE = [
    ("P @ Q == Q @ P", PROJECTIONS),
    ("trace(P @ Q) <= trace(P @ Q @ P @ Q)", PROJECTIONS),
    ("psd(P @ Q + Q @ P)", PROJECTIONS),
    ("P @ Q == Q @ P", ("P @ P == eye(n)", "Q @ Q == eye(n)")),
    ("A @ A.T == A.T @ A", ("A @ A == A",)),
]
TRUE = [
    ("trace(P @ Q) >= trace(P @ Q @ P @ Q)", PROJECTIONS),
    ("psd(eye(n) - P)", PROJECTIONS[:1]),
    ("trace(A) == 0", ("A @ A == zeros(n, n)",)),
]


def _verdict(statement: str, given: tuple[str, ...]) -> str:
    words = set(re.findall(r"\w+", " ".join((statement, *given))))
    return decided(statement, {name: kind for name, kind in TYPES.items() if name in words}, given=given)["verdict"]


@pytest.mark.parametrize(("statement", "given"), FALSE, ids=str)
def test_what_holds_for_zero_and_the_identity_only_is_refuted(statement: str, given: tuple[str, ...]) -> None:
    """The first three had support at 70 points, all of them trivial."""
    assert _verdict(statement, given) == "refuted"


@pytest.mark.parametrize(("statement", "given"), TRUE, ids=str)
def test_what_holds_has_support(statement: str, given: tuple[str, ...]) -> None:
    """No structure speaks against it."""
    assert _verdict(statement, given) in ("proved", "supported")


def test_structures_solve_the_equations_that_name_them() -> None:
    """Two projections, two reflections, rotations, skew and nilpotent ones: somewhere among the builders, for three rows."""
    generator = random.Random(7)  # noqa: S311 - a sample, no secret
    met = set()
    for build in STRUCTURES * 12:
        try:
            matrix = build(3, generator)
        except ZeroDivisionError:
            continue
        square, turned = matrix * matrix, matrix.transpose()
        one = type(matrix)(3, 3, [int(i == j) for i in range(3) for j in range(3)])
        met |= {"idempotent"} if square == matrix else set()
        met |= {"oblique"} if square == matrix and turned != matrix else set()
        met |= {"involution"} if square == one else set()
        met |= {"orthogonal"} if matrix * turned == one and square != one else set()
        met |= {"skew"} if turned == -matrix and matrix != -matrix else set()
        met |= {"nilpotent"} if square * matrix == type(matrix)(3, 3) and matrix != type(matrix)(3, 3) else set()
    assert met == {"idempotent", "oblique", "involution", "orthogonal", "skew", "nilpotent"}
