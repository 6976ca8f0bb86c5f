"""A family that a document defines is a family like the built-in ones below its block, once its density is one."""

from __future__ import annotations

import random

import pytest
import sympy as sp
from own_families import LINDLEY, LOMAX, SPREAD, THROWS, claim, messages, verdict

from derivations.balls.quadrature import check_expectation
from derivations.entropy import entropy
from derivations.families import families
from derivations.fisher import fisher
from derivations.language.tensor import Tensor
from derivations.regularity import regularity
from derivations.trace import tracing
from derivations.user_family import FamilyTexts, declare_families
from verify.points.instances import sample
from verify.problem import Domain, Variable

FISHER = "fisher(Lomax(k, s), [k, s]) == [[1/k**2, {sign}1/(s*(k + 1))], [{sign}1/(s*(k + 1)), k/(s**2*(k + 2))]]"
KERNELS = [
    ("Gamma", "positive", {"a": "positive", "b": "positive"}, "a*log(b) - loggamma(a) + (a - 1)*log(y) - b*y", "GammaKernel"),
    ("Weibull", "positive", {"s": "positive", "k": "positive"}, "log(k/s) + (k - 1)*log(y/s) - (y/s)**k", "GammaKernel"),
    ("Inverse", "positive", {"a": "positive", "b": "positive"}, "a*log(b) - log(gamma(a)) - (a + 1)*log(y) - b/y", "GammaKernel"),
    ("Beta", "unit", {"a": "positive", "b": "positive"}, "(a - 1)*log(y) + (b - 1)*log(1 - y) - log(beta(a, b))", "BetaKernel"),
    ("Tail", "interval(s, oo)", {"s": "positive", "a": "positive"}, "log(a) + a*log(s) - (a + 1)*log(y)", "BetaKernel"),
    ("Bell", "real", {"m": "real", "s": "positive"}, "-(y - m)**2/(2*s**2) - log(s*sqrt(2*pi))", "GaussianKernel"),
    ("LogBell", "positive", {"m": "real", "s": "positive"}, "-(log(y) - m)**2/(2*s**2) - log(s*y*sqrt(2*pi))", "GaussianKernel"),
    ("Tent", "real", {"m": "real", "s": "positive"}, "-abs(y - m)/s - log(2*s)", "GammaKernel"),
    ("Witch", "real", {"m": "real", "s": "positive"}, "log(s) - log(pi) - log(s**2 + (y - m)**2)", "BetaKernel"),
    ("Growth", "real", {"m": "real", "s": "positive"}, "-(y - m)/s - log(s) - 2*log(1 + exp(-(y - m)/s))", "BetaKernel"),
    ("Extreme", "real", {"m": "real", "s": "positive"}, "-(y - m)/s - log(s) - exp(-(y - m)/s)", "GammaKernel"),
    ("Burr", "positive", {"c": "positive", "k": "positive"}, "log(c*k) + (c - 1)*log(y) - (k + 1)*log(1 + y**c)", "BetaKernel"),
    ("Arrivals", "natural", {"r": "positive"}, "y*log(r) - r - log(factorial(y))", "LatticeKernel"),
    ("Heads", "integers(0, t)", {"t": "natural", "p": "unit"}, "log(binomial(t, y)) + y*log(p) + (t - y)*log(1 - p)", "LatticeKernel"),
]


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        ("E(y, y, Lomax(k, s)) == s/(k - 1)", 'given = ["k > 1"]'),
        ("entropy(Lomax(k, s)) == 1 + 1/k + log(s/k)", ""),
        (FISHER.format(sign="-"), ""),
        ("kl(Lomax(k, s), Lomax(p, s)) == log(k/p) + p/k - 1", ""),
    ],
)
def test_closed_forms_of_a_declared_family_are_proved(statement: str, given: str) -> None:
    """Mean, entropy, Fisher matrix and divergence of a Lomax law written out are proved through the kernel that its density has."""
    assert verdict(LOMAX + claim(statement, given))["verdict"] == "proved"


def test_wrong_fisher_matrix_is_refuted() -> None:
    """A sign slip in the Fisher matrix of a declared family has an exact witness."""
    record = verdict(LOMAX + claim(FISHER.format(sign=""), 'expect = "false"'))
    assert (record["verdict"], record["grade"]) == ("refuted", "certified")
    assert record["witness"]


def test_density_without_a_kernel_is_supported() -> None:
    """The mean of a mixture that no kernel integrates is confirmed by certified quadrature, and a wrong one refuted by it."""
    assert verdict(LINDLEY + claim("E(y, y, Lindley(k)) == (k + 2)/(k*(k + 1))"))["verdict"] == "supported"
    assert verdict(LINDLEY + claim("E(y, y, Lindley(k)) == (k + 1)/(k*(k + 1))", 'expect = "false"'))["verdict"] == "refuted"


def test_discrete_family_is_summed() -> None:
    """The Fisher information of a geometric law written out is proved; that of another parameter is refuted."""
    assert verdict(THROWS + claim("fisher(Throws(p), [p]) == [[1/(p**2*(1 - p))]]"))["verdict"] == "proved"
    assert verdict(THROWS + claim("fisher(Throws(p), [p]) == [[1/(p*(1 - p))]]", 'expect = "false"'))["verdict"] == "refuted"


def test_support_with_parameters_is_irregular() -> None:
    """On an interval that ends at a parameter the mean score is not zero, and the two Fisher matrices differ."""
    assert verdict(SPREAD + claim("E(score(Spread(k), y, [k]), y, Spread(k)) == [0]", 'expect = "false"'))["verdict"] == "refuted"
    texts = FamilyTexts("Spread", "y", "interval(0, theta)", (("theta", "positive"),), "-log(theta)")
    law = declare_families((texts,)).families["Spread"].law(sp.Symbol("a", positive=True))
    found = regularity(law, Tensor.vector([sp.Symbol("a", positive=True)]))
    assert found.moving_support
    assert found.is_regular is False


@pytest.mark.parametrize(("name", "support", "parameters", "density", "kernel"), KERNELS, ids=[case[0] for case in KERNELS])
def test_kernels_are_found_and_agree_with_quadrature(
    name: str, support: str, parameters: dict[str, str], density: str, kernel: str
) -> None:
    """A density gets the kernel whose form it has, and the entropy by that kernel agrees with quadrature wherever both exist."""
    declared = declare_families((FamilyTexts(f"My{name}", "y", support, tuple(parameters.items()), density),))
    template = declared.templates[f"My{name}"]
    law = declared.families[f"My{name}"].law(**template.values)
    assert type(law.pivot.kernel).__name__ == kernel if law.pivot else False
    if kernel == "LatticeKernel":
        return
    with tracing() as trace:
        entropy(law)
    domain = Domain({key: Variable(spec, template.values[key]) for key, spec in template.types.items()})
    generator = random.Random(7)  # noqa: S311 - the points must be the same every time
    points = [point for point in (sample(domain, generator) for _ in range(4)) if point is not None]
    checks = [check for step in trace.steps for point in points if (check := check_expectation(step, point)) is not None]
    assert checks
    assert all(check.agreed for check in checks)


def test_density_off_by_a_factor_has_no_kernel() -> None:
    """A kernel is used only when the constant of the density is exactly that of the kernel."""
    texts = FamilyTexts("Half", "y", "positive", (("r", "positive"),), "log(r/2) - r*y")
    assert declare_families((texts,)).families["Half"].law(2).pivot is None


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("log(shape) - log(scale)", "log(shape/2) - log(scale)", "got 0.5 at shape = "),
        ("(shape + 1)*log", "(shape + 2)*log", "expected a density that integrates to one, got "),
        ('support = "positive"', 'support = "unit"', "expected a density that integrates to one, got "),
        ("log(1 + y/scale)", "0*y", "expected a density that integrates to one, got no "),
    ],
)
def test_density_that_is_none_is_rejected_with_its_integral(old: str, new: str, value: str) -> None:
    """A density that does not integrate to one is a fault at its block that states the value and the parameters."""
    found = messages("text\n\n" + LOMAX.replace(old, new) + claim("k == k"))
    assert len(found) == 1
    assert found[0].startswith("notes.md:3:1: family 'Lomax': ")
    assert value in found[0]


@pytest.mark.parametrize("more", ["(1 if t > 4 else 0)", "(1 if t > 1000000 else 0)", "abs(t - 9) + t - 9", "(1 if t == 7 else 0)"])
def test_density_that_is_one_on_one_side_is_rejected(more: str) -> None:
    """Random parameters see one side of where a density goes over to another form; the other side and the place itself are looked at."""
    (message,) = messages(LINDLEY.replace("- t*y", f"- t*y + {more}"))
    assert "expected a density that integrates to one, got " in message


def test_density_that_is_one_on_both_sides_is_none_the_worse() -> None:
    """What goes over to an equal form is a density."""
    assert not messages(LINDLEY.replace("- t*y", "- t*y + (0 if t > 4 else t - t)"))
    assert not messages(LINDLEY.replace("- t*y", "- t*y + (log(t) if t > 4 else log(2*t) - log(2)) - log(t)"))


def test_sum_of_probabilities_is_checked() -> None:
    """Probabilities that start at one instead of zero sum to 1 - p."""
    found = messages(THROWS.replace("natural", "integers(1, oo)"))
    assert "expected probabilities that sum to one, got " in found[0]


@pytest.mark.parametrize(
    "density", ["sin(exp(exp(y**2))) - shape*y**2", "exp(exp(exp(exp(y))))", "-shape*log(y)", "log(y - 5) - scale*shape*y"]
)
def test_wild_densities_are_rejected_in_bounded_work(density: str) -> None:
    """A density that overflows, oscillates or diverges is rejected; nothing runs on."""
    found = messages(LOMAX.replace("log(shape) - log(scale) - (shape + 1)*log(1 + y/scale)", density))
    assert len(found) == 1
    assert "integrates to one" in found[0]


def test_exponential_families_are_recognised() -> None:
    """Natural parameters and statistics are read off a density; a Lomax law with unknown scale has none; a wrong statement is a fault."""
    texts = FamilyTexts("Wait", "y", "positive", (("a", "positive"), ("b", "positive")), "a*log(b) - loggamma(a) + (a - 1)*log(y) - b*y")
    law = declare_families((texts,)).families["Wait"].law(2, 3)
    y = law.variable()
    assert (law.natural().entries, law.sufficient(y).entries) == ((1, -3), (sp.log(y.item), y.item))
    assert "known statistics" in messages(LOMAX + claim("natural(Lomax(k, s)) == [k]"))[0]
    stated = LOMAX.replace("log(shape) - log(scale) - (shape + 1)*log(1 + y/scale)", "log(shape) - shape*y")
    stated = stated.replace("log_density", 'natural = ["-shape"]\nsufficient = ["y"]\nlog_density')
    assert messages(stated) == []
    assert "rest that mixes both" in messages(stated.replace('["y"]', '["y**2"]'))[0]


def test_fisher_of_a_declared_family_equals_the_built_in_one() -> None:
    """A Gamma law written out has the Fisher matrix of the built-in one, entry by entry."""
    texts = FamilyTexts("Wait", "y", "positive", (("a", "positive"), ("b", "positive")), "a*log(b) - loggamma(a) + (a - 1)*log(y) - b*y")
    a, b = sp.symbols("a b", positive=True)
    v = Tensor.vector([a, b])
    own, known = (fisher(family.law(a, b), v) for family in (declare_families((texts,)).families["Wait"], families()["Gamma"]))
    assert all(sp.expand(left - right) == 0 for left, right in zip(own.entries, known.entries, strict=True))
