"""Every mutant operator changes what a true statement says: the real search refutes the change, or a prover shows it harmless."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest
from mutant_examples import BITTEN, NAMES
from stated import searched, seeded, stated

from derivations.language.kind_check import KindChecker
from derivations.language.syntax import parse
from verify import teeth
from verify.mutants import Operator, operators
from verify.statement import Statement
from verify.teeth import LIMITS, Mutant, mutants, try_mutants, variants
from verify.unparse import unparse

if TYPE_CHECKING:
    from derivations.language.kind_scope import KindScope
    from verify.claim import Claim

REAL = {"x": "real", "z": "real"}
NORMAL = {"mu": "real", "s": "positive", "x": "real"}
MATRICES = {"A": "invertible[2]", "B": "invertible[2]"}
VECTORS = {"a": "real[2]", "b": "real[2]", "y": "real[2]"}
LOGITS = {"eta": "real[2]", "y": "real[2]"}
BOTH = "Normal(eta[0], 1)"
EXAMPLES: dict[str, tuple[str, dict[str, str], str]] = {  # operator: a true statement, its declarations, and what becomes of the change
    "flip a sign": ("x + 1 > x", REAL, "killed"),
    "drop a term": ("x + z == z + x", REAL, "killed"),
    "drop a factor": ("x*z == z*x", REAL, "killed"),
    "multiply instead of divide": ("2*x/z == x/z + x/z", REAL, "killed"),
    "change an exponent": ("x**2 == x*x", REAL, "killed"),
    "add one to a constant": ("x + x == 2*x", REAL, "killed"),
    "double a value": ("exp(x) == 1/exp(-x)", REAL, "killed"),
    "shift an index": ("a[0] + b[1] == b[1] + a[0]", VECTORS, "killed"),
    "swap two entries": ("[x, z] == x*[1, 0] + z*[0, 1]", REAL, "killed"),
    "swap the arguments of KL": ("kl(Normal(0, 1), Normal(0, s)) == log(s) + 1/(2*s**2) - 1/2", NORMAL, "killed"),
    "swap the factors of an outer product": ("outer(a, b) == [[a[0]*b[0], a[0]*b[1]], [a[1]*b[0], a[1]*b[1]]]", VECTORS, "killed"),
    "drop a factor 1/2": ("integrate(t, t, 0, x) == x**2/2", {"x": "real"}, "killed"),
    "drop a transpose": ("(A @ B).T == B.T @ A.T", MATRICES, "killed"),
    "add a transpose": ("A @ B @ inv(B) == A", MATRICES, "killed"),
    "swap the order of a matrix product": ("A @ B @ inv(B) == A", MATRICES, "killed"),
    "drop an inverse": ("inv(A) @ A == eye(2)", MATRICES, "killed"),
    "invert a matrix": ("trace(diag(a)) == a[0] + a[1]", VECTORS, "killed"),
    "change one of two equal laws": ("same_law(Normal(scale=s, loc=mu), Normal(mu, s))", NORMAL, "killed"),
    "change the measure of an expectation": ("E(y, y, Normal(mu, s)) == mu", NORMAL, "killed"),
    "change the order of an expansion": ("taylor(exp(x), x, 0, 2) == 1 + x + x**2/2", {"x": "real"}, "killed"),
    "F from the Hessian instead of the score": ("fisher(Normal(mu, s), [mu]) == [[1/s**2]]", NORMAL, "equivalent"),
    "F from the score instead of the Hessian": ("fisher_hessian(Normal(mu, s), [mu]) == [[1/s**2]]", NORMAL, "equivalent"),
    "inverse Fisher for Fisher": ("fisher(Normal(mu, s), [mu]) == [[1/s**2]]", NORMAL, "killed"),
    "twice the Fisher": ("fisher(Normal(mu, s), [mu]) == [[1/s**2]]", NORMAL, "killed"),
    "Hessian for Gauss-Newton": ("ggn(a[0]**2, a, [exp(x), x], [x]) == [[2*exp(2*x)]]", {"x": "real", "a": "real[2]"}, "killed"),
    "log density for its negative": ("nll(Normal(mu, 1), x) == (x - mu)**2/2 + log(2*pi)/2", NORMAL, "killed"),
    "negative log density for the density": ("logpdf(Normal(mu, 1), x) == -(x - mu)**2/2 - log(2*pi)/2", NORMAL, "killed"),
    "square of the gradient for the Hessian": ("hess(x**3, [x]) == [[6*x]]", {"x": "real"}, "killed"),
    "second moment for the variance": ("Var(y, y, Normal(mu, s)) == s**2", NORMAL, "killed"),
    "second moments for the covariance": ("Cov([y], y, Normal(mu, s)) == [[s**2]]", NORMAL, "killed"),
    "sum instead of mean over observations": (
        "empirical_fisher(Normal(mu, 1), [x, z], [mu]) == [[((x - mu)**2 + (z - mu)**2)/2]]",
        {"mu": "real", "x": "real", "z": "real"},
        "killed",
    ),
    "logits for probabilities": ("sum(softmax(a)[j] for j in range(2)) == 1", VECTORS, "killed"),
    "negative score": ("score(Normal(mu, s), x, [mu]) == [(x - mu)/s**2]", NORMAL, "killed"),
    "no substitution": ("subs(x**2, x, 3) == 9", {"x": "real"}, "killed"),
    "psd of the negative": ("psd(outer(a, a))", VECTORS, "killed"),
    "convexity of the negative": ("convex(x**2, [x])", {"x": "real"}, "killed"),
    "turn an inequality round": ("x**2 + 1 > 0", REAL, "killed"),
    "double a side": ("x == x", REAL, "killed"),
    "one more term": ("sum(j*x for j in range(3)) == 3*x", REAL, "killed"),
    "finite instead of infinite": ("E(abs(x), x, Cauchy(0, s)) == oo", NORMAL, "killed"),
    "antisymmetry for symmetry": ("symmetric(A.T @ A)", MATRICES, "killed"),
    "definiteness of the negative": ("pd(A.T @ A + eye(2))", MATRICES, "killed"),
    "equality for proportionality": ("proportional(2*a, a)", VECTORS, "killed"),
    "a negative factor for a positive one": ("positively_proportional(2*a, a)", VECTORS, "killed"),
    "dependence on the variable": ("free_of(x - (x - z), x)", REAL, "killed"),
} | {name: (statement, NAMES, "killed") for name, statement in BITTEN.items()}
LONG = stated("(x + 1)**2*(x - 1)**2*(x + 2)**2*(z + 3)**2 == ((x + 1)*(x - 1)*(x + 2)*(z + 3))**2", REAL)


def changed(claim: Claim, operator: Operator, scope: KindScope) -> list[ast.expr]:
    """The well-formed changes of a claim by one operator."""
    return [tree for tree in variants(Statement.of(claim).claim, operator) if well_formed(tree, scope)]


def well_formed(tree: ast.expr, scope: KindScope) -> bool:
    """Whether a tree could stand in a document: its kinds are right, and its text reads back as the same text."""
    checker = KindChecker(scope)
    checker.statement(tree)
    return not checker.faults and unparse(parse(unparse(tree))) == unparse(tree)


def outcomes(claim: Claim, operator: Operator) -> list[str]:
    """What becomes of every well-formed change of a claim by one operator."""
    statement, scope, search = searched(claim, seeded(5))
    found = []
    for tree in changed(claim, operator, scope):
        mutant = Mutant(operator.name, operator.level, tree, statement.given)
        outcome = teeth._outcome(mutant, search, search.generator)
        found.append(outcome.outcome if outcome else "meaningless")
    return found


def test_every_operator_has_an_example() -> None:
    """A new operator needs a true statement here on which it bites; an example of an operator that is gone is stale."""
    assert sorted(EXAMPLES) == sorted(operator.name for operator in operators())


@pytest.mark.parametrize("operator", operators(), ids=lambda operator: operator.name)
def test_an_operator_gives_another_tree_and_leaves_the_statement_alone(operator: Operator) -> None:
    """Every change differs from the statement, which itself is not touched, nor are two changes alike."""
    statement, let, _ = EXAMPLES[operator.name]
    tree = parse(statement)
    before = ast.dump(tree)
    texts = [ast.dump(other) for other in variants(tree, operator)]
    assert texts
    assert before not in texts
    assert ast.dump(tree) == before
    assert let


@pytest.mark.parametrize("operator", operators(), ids=lambda operator: operator.name)
def test_the_change_is_refuted_or_proved(operator: Operator) -> None:
    """On its example the real search kills some change of the operator; one that is a theorem in disguise is proved equal."""
    statement, let, wanted = EXAMPLES[operator.name]
    found = outcomes(stated(statement, let), operator)
    assert wanted in found
    assert wanted == "killed" or "killed" not in found


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_no_ill_formed_mutant_slips_through(name: str) -> None:
    """Whatever the operators do to an example, only statements that a document could hold become mutants."""
    statement, let, _ = EXAMPLES[name]
    claim = stated(statement, let)
    read, scope, _ = searched(claim, seeded())
    assert all(well_formed(mutant.claim, scope) for mutant in mutants(read, scope))


def test_an_ill_formed_change_is_dropped() -> None:
    """Changes that make no sense (an index out of range, a matrix to a sum, twice a law) are made by the operators and kept out."""
    claim = stated("kl(Normal(a[1], 1), Normal(0, 1)) == a[1]**2/2", VECTORS)
    statement, scope, _ = searched(claim, seeded())
    texts = {unparse(mutant.claim) for mutant in mutants(statement, scope)}
    made = {unparse(tree) for operator in operators() for tree in variants(statement.claim, operator)}
    assert "kl(Normal(a[2], 1), Normal(0, 1)) == a[1] ** 2 / 2" in made - texts
    assert "kl(2 * Normal(a[1], 1), Normal(0, 1)) == a[1] ** 2 / 2" in made - texts


def test_equivalent_mutants_are_proved() -> None:
    """Adding a transpose to a symmetric matrix changes nothing, and a prover says so; it is no kill and no survivor."""
    add = next(operator for operator in operators() if operator.name == "add a transpose")
    assert outcomes(stated("S @ S == S**2", {"S": "symmetric[2]"}), add) == ["equivalent"]
    assert "killed" in outcomes(stated("A @ A == A**2", MATRICES), add)


def test_a_false_statement_is_no_example(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that finds nothing lets mutants survive: the outcome comes from the search, not from the operator."""
    monkeypatch.setattr("verify.search.Search.refute", lambda *_: None)
    flip = next(operator for operator in operators() if operator.name == "flip a sign")
    assert set(outcomes(stated("x + 1 > x", REAL), flip)) == {"survives"}


def test_limits_hold_and_spread_over_the_operators() -> None:
    """A long statement gets no more mutants a level than the limit, every operator that applies is among them, each change once."""
    statement, scope, _ = searched(LONG, seeded())
    chosen = mutants(statement, scope)
    expression = [mutant for mutant in chosen if mutant.level == "expression"]
    applicable = {operator.name for operator in operators() if operator.level == "expression" and changed(LONG, operator, scope)}
    assert len(expression) == LIMITS["expression"] < sum(len(changed(LONG, operator, scope)) for operator in operators())
    assert {mutant.operator for mutant in expression} == applicable
    assert len({ast.dump(mutant.claim) for mutant in chosen}) == len(chosen)


def test_mutants_are_the_same_every_time() -> None:
    """Which mutants are chosen and what becomes of them depends on the statement and the seed alone."""
    runs = []
    for _ in range(2):
        statement, scope, search = searched(LONG, seeded(3))
        runs.append(
            [
                (o.mutant.operator, unparse(o.mutant.claim), o.outcome, o.detail)
                for o in try_mutants(statement, scope, search, search.generator)
            ]
        )
    assert runs[0] == runs[1]


def test_a_hypothesis_is_dropped_at_the_definition_level() -> None:
    """Every hypothesis gives one mutant without it, and one that the claim needs is killed."""
    statement, scope, search = searched(stated("x*z > 0", REAL, given=("x > 0", "z > 0")), seeded())
    found = {o.mutant.operator: o.outcome for o in try_mutants(statement, scope, search, search.generator)}
    assert found["drop hypothesis 1"] == found["drop hypothesis 2"] == "killed"
