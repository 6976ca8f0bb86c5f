"""Signs of expectations under arbitrary laws are proved from their integrands, and from nothing else."""

from __future__ import annotations

import random
from typing import Any

import pytest

from derivations.language.syntax import parse
from derivations.language.types import parse_type
from verify.provers.expectation_signs import PROVER
from verify.statement import Statement

LETS = {"y": "real", "theta": "real[2]", "phi": "real[2]", "p": "law(y; theta)", "q": "law(y)", "h": "smooth(y) -> real", "A": "real[2,2]"}


def decided(text: str) -> Any:
    """What the prover says of a statement."""
    statement = Statement({name: parse_type(kind) for name, kind in LETS.items()}, parse(text), ())
    return PROVER.decide(statement.problem(statement.elaborator()), random.Random(0))  # noqa: S311 - reproducible draws


@pytest.mark.parametrize(
    "text",
    [
        "psd(fisher(p, theta))",
        "psd(fisher_hessian(p, theta))",
        "psd(A.T @ fisher(p, theta) @ A)",
        "E(h(y)**2, y, p) >= 0",
        "Var(h(y), y, p) + E(h(y), y, p)**2 >= 0",
        "kl(p, subs(p, theta, phi)) >= 0",
        "3*kl(subs(p, theta, phi), p) >= 0",
        "fisher(p, theta)[0,0] >= 0",
        "Var(h(y), y, p) >= 0",
        "kl(p, q) + 2*kl(q, p) >= 0",
    ],
)
def test_nonnegative_integrands_have_nonnegative_means(text: str) -> None:
    """Squares, Gram matrices and divergences are proved nonnegative under every regular law."""
    found = decided(text)
    assert found is not None
    assert found.verdict == "proved"


@pytest.mark.parametrize(
    "text",
    [
        "psd(-fisher(p, theta))",
        "pd(fisher(p, theta))",
        "psd(E(hess(logpdf(p, y), theta), y, p))",
        "psd(fisher(p, theta) - fisher(subs(p, theta, phi), phi))",
        "E(h(y), y, p) >= 0",
        "E(h(y), y, p)**2 - E(h(y)**2, y, p) >= 0",
        "E(logpdf(p, y) - h(y), y, p) >= 0",
        "kl(p, q) - kl(q, p) >= 0",
        "E(h(y)**2 - 1, y, p) >= 0",
        "-kl(p, subs(p, theta, phi)) >= 0",
        "kl(p, subs(p, theta, phi)) - kl(subs(p, theta, phi), p) >= 0",
        "kl(p, subs(p, theta, phi)) > 0",
        "E(logpdf(p, y), y, p) >= 0",
        "fisher(p, theta)[0,1] >= 0",
        "E(logpdf(q, y) - logpdf(subs(p, theta, [y, 0]), y), y, q) >= 0",
        "E(logpdf(p, y) - logpdf(subs(p, theta, [0, y**2]), y), y, p) >= 0",
    ],
)
def test_nothing_else_is_proved(text: str) -> None:
    """A mean that may be negative, or zero where more is asked, is not proved."""
    found = decided(text)
    assert found is None or found.verdict != "proved"
