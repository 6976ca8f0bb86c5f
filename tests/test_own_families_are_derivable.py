"""A document's own families are named in ``derive``, and have a log-partition where their natural parameters can be inverted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sympy as sp
from own_families import LINDLEY, LOMAX, SPREAD, THROWS, document

from derivations.errors import ClaimError, DerivationError
from derivations.families import families, with_families
from derivations.language.tensor import Tensor
from derivations.log_partition import log_partition
from derivations.normal_form import decide_zero
from derivations.user_family.exponential_family import natural_of
from verify.derive import derive
from verify.wellformedness.family_check import families_of
from verify.wellformedness.user_families import declared

if TYPE_CHECKING:
    from pathlib import Path

MINE = """```family
name = "Mine"
variable = "y"
support = "positive"
parameters = { k = "positive", s = "positive" }
log_density = "(k - 1)*log(y) - y/s - loggamma(k) - k*log(s)"
```
"""
TWO = """```family
name = "Two"
variable = "k"
support = "integers(0, 1)"
parameters = { p = "unit" }
log_density = "k*log(p) + (1 - k)*log(1 - p)"
sufficient = ["k"]
natural = ["log(p/(1 - p))"]
```
"""
t, a = sp.symbols("t a", positive=True)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A document with five families."""
    path = tmp_path / "notes.md"
    path.write_text(f"{LINDLEY}\n{LOMAX}\n{THROWS}\n{MINE}\n{TWO}", encoding="utf-8")
    return path


def test_an_expression_names_the_families_of_a_document(page: Path) -> None:
    """The mean score of a Lomax law, known by its document alone, is zero; without the document the name is unknown."""
    lets = {"k": "positive", "s": "positive"}
    assert derive("E(score(Lomax(k, s), y, [k]), y, Lomax(k, s))", lets, page).text == "[0]"
    with pytest.raises(ClaimError, match="Lomax"):
        derive("entropy(Lomax(k, s))", lets)
    assert "Lomax" not in families()


def test_faulty_families_are_errors_with_a_place(tmp_path: Path) -> None:
    """A density of another mass is refused before anything is derived from it."""
    path = tmp_path / "bad.md"
    path.write_text(SPREAD.replace('"-log(theta)"', '"-2*log(theta)"'), encoding="utf-8")
    with pytest.raises(ClaimError, match=r"bad\.md:1"):
        derive("entropy(Spread(t))", {"t": "positive"}, path)


@pytest.mark.parametrize(
    ("name", "eta", "known"),
    [
        ("Lindley", (-t,), sp.log(1 + t) - 2 * sp.log(t)),
        ("Throws", (-t,), -sp.log(1 - sp.exp(-t))),
        ("Mine", (a - 1, -t), sp.loggamma(a) - a * sp.log(t)),
        ("Two", (t,), sp.log(1 + sp.exp(t))),
    ],
)
def test_log_partitions_follow_from_the_density(page: Path, name: str, eta: tuple[sp.Expr, ...], known: sp.Expr) -> None:
    """The log-partition at natural parameters is what normalises the density; the base measure keeps what has no parameter."""
    with families_of(page):
        statistics = families()[name].law(*([sp.Rational(1, 2)] * len(eta))).sufficient(Tensor.scalar(sp.Symbol("y", positive=True)))
        ordered = eta if statistics.entries[0].has(sp.log) or len(eta) == 1 else eta[::-1]
        found = log_partition(name, Tensor.vector(list(ordered)))
    assert decide_zero([found - known]).zero is True
    assert decide_zero([found - known - t]).zero is not True


def test_a_family_without_an_inverse_says_so() -> None:
    """Lomax is no exponential family in both parameters: there is nothing to invert."""
    with with_families(declared(document(LOMAX).families).families), pytest.raises(DerivationError, match="expected an exponential family"):
        log_partition("Lomax", Tensor.vector([t, a]))


def test_divergences_without_a_closed_form_are_their_integrals(page: Path) -> None:
    """A family without a moment kernel has divergences and entropies all the same: their defining integrals, left for quadrature."""
    assert derive("kl(Lindley(t), Lindley(s))", {"t": "positive", "s": "positive"}, page).text.startswith("integrate(")


def test_stated_statistics_bring_their_natural_parameters() -> None:
    """Each a multiple of one that the density has; other statistics have none, and the fault says what to write."""
    x, r, s = sp.symbols("x r s", positive=True)
    density = r * sp.log(x) - s * x / 2 + sp.log(1 + x)
    assert natural_of(density, x, [x, sp.log(x)]) == (-s / 2, r)
    assert natural_of(density, x, [2 * x, -sp.log(x)]) == (-s / 4, -r)
    assert natural_of(density, x, [x]) == ()
    assert natural_of(density, x, [x, x**2]) == ()
    assert natural_of(density, x, [x, 3 * x]) == ()
    assert natural_of(sp.log(1 + x * r), x, [x]) == ()
