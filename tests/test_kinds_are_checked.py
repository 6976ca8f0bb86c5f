"""What is not well formed is refused before anything is derived: arity, shapes, named dimensions, spelling, all faults at once."""

from __future__ import annotations

import re

import pytest
from stated import stated

from verify.wellformedness.wellformed import claim_faults

HOUSE_FORM = re.compile(r"[A-Z][^:]+: expected .+, got .+\. .+\.", re.DOTALL)
LET = {
    "x": "real",
    "t": "real",
    "v": "real[2]",
    "w": "real[3]",
    "A": "real[2,3]",
    "S": "symmetric[2]",
    "M": "invertible[n]",
    "N": "real[n,m]",
    "u": "real[n]",
    "f": "smooth(x, v) -> real",
    "p": "law(y; t)",
}


def faults(statement: str, **fields: object) -> list[str]:
    """The messages of a claim's faults, in order, without their common beginning; every one says what was expected and what to do."""
    told = [message for _, _, _, message in claim_faults(stated(statement, LET, **fields))]
    assert [message for message in told if not HOUSE_FORM.fullmatch(message)] == []
    return [message.removeprefix("Reading an expression: ") for message in told]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("exp(x, x) == 1", "expected 1 argument(s) in exp(value), got 2. Add or remove some."),
        (
            "diff(x) == 1",
            "expected 2 to 3 argument(s) in diff(value, variables, count?), got 1. Those with a question mark may be left away.",
        ),
        ("f(x) == 1", "expected 2 argument(s) (x, v), got 1. Call it as it is declared."),
        ("exp(value=x) == 1", "expected positional arguments only in exp(...), got the keyword 'value'. Leave the keyword out."),
        (
            "sum(x) == 1",
            "expected `sum(... for j in range(n))`, got another form. For the sum of a vector write sum(v[j] for j in range(3)).",
        ),
        ("kl(p) == 0", "expected 2 argument(s) in kl(law, law), got 1. Add or remove some."),
    ],
)
def test_arity(statement: str, expected: str) -> None:
    """A call with too few, too many or named arguments says how many of which belong there."""
    assert faults(statement) == [expected]


def test_a_function_of_numbers_is_taken_entry_by_entry() -> None:
    """What is written for a vector by habit has a form in the language, which is told."""
    wanted = "Reading log(...): expected a number as argument 1, got a vector of length 2. Write a number there, or go through the entries"
    assert faults("log(v) == x") == [f"{wanted}, as in [f(v[j]) for j in range(2)]."]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("v == w", "expected equal shapes on the two sides, got a vector of length 2 and a vector of length 3. Change one of the two."),
        ("v + w == v", "expected equal shapes in a sum, got a vector of length 2 and a vector of length 3. Change one of the two."),
        (
            "v*v == v",
            "expected a number as one factor of `*`, got a vector of length 2 and a vector of length 2. Write `@` for the matrix product.",
        ),
        ("x @ v == v", "expected two arrays around `@`, got a number and a vector of length 2. Write `*` to scale by a number."),
        ("A @ v == v", "expected equal inner dimensions around `@`, got a 2 x 3 matrix and a vector of length 2. Transpose or change one."),
        ("x/v == x", "expected a number as a divisor, got a vector of length 2. Write a number there."),
        ("A**2 == A", "expected a square matrix as the base of a power, got a 2 x 3 matrix. Mend its shape."),
        ("v < w", "expected a number as a side of an inequality, got a vector of length 2. Write a number there."),
        ("psd(A)", "Reading psd(...): expected a square matrix as the argument, got a 2 x 3 matrix. Mend its shape."),
        ("[v, w] == A", "expected entries of one shape, got a vector of length 2 and a vector of length 3. Make them equal."),
        ("v[2] == x", "expected an index from 0 to 1, got 2. Indices start at 0."),
        ("x[0] == x", "expected at most 0 indices for a number, got 1. Leave out the others."),
        ("f(v, v) == x", "expected a number as argument 'x', got a vector of length 2. Change it, or the type of 'x'."),
        ("entropy(x) == x", "expected a law as an argument, got a number. Write one, as in Normal(0, 1)."),
        (
            "diff(x**2, 3) == x",
            "expected a declared variable or a list of variables, got another expression. Declare a name for it in `let`.",
        ),
        ("grad(v, v) == v", "Reading grad(...): expected a number as the function, got a vector of length 2. Write a number there."),
    ],
)
def test_shapes(statement: str, expected: str) -> None:
    """Shapes that do not fit are told in the words of the reader, with both of them."""
    assert faults(statement) == [expected]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("M @ N == N @ N", "expected equal inner dimensions around `@`, got a n x m matrix and a n x m matrix. Transpose or change one."),
        ("M @ v == v", "expected equal inner dimensions around `@`, got a n x n matrix and a vector of length 2. Transpose or change one."),
        ("u[0] == x", "expected an explicit dimension to index, got the named dimension 'n'. Loop over it: ... for k in range(n)."),
        (
            "sum(u[k] for k in range(m)) == x",
            "expected an explicit dimension to index, got the named dimension 'n'. Loop over it: ... for k in range(n).",
        ),
        (
            "M == eye(k)",
            "expected an integer from 1 to 64, or a name used as a dimension in `let`, got another size. Write e.g. eye(3) or eye(n).",
        ),
        ("entropy(Normal(u, 1)) == x", "expected explicit dimensions in Normal(...), got a named one. Give the size as an integer."),
        ("M @ M == eye(m)", "expected equal shapes on the two sides, got a n x n matrix and a m x m matrix. Change one of the two."),
    ],
)
def test_named_and_explicit_dimensions_do_not_mix(statement: str, expected: str) -> None:
    """A named dimension equals itself only: no explicit one, no other name, no number."""
    assert faults(statement) == [expected]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("lgo(x) == 1", "expected a known function, got the unknown function 'lgo' (did you mean 'log'?). Mend its spelling."),
        (
            "fihser(p, [t]) == [[1]]",
            "expected a known function, got the unknown function 'fihser' (did you mean 'fisher'?). Mend its spelling.",
        ),
        (
            "entropy(Norml(x, 1)) == x",
            "expected a known function, got the unknown function 'Norml' (did you mean 'Normal'?). Mend its spelling.",
        ),
        ("g(x, v) == x", "expected a known function, got the unknown function 'g'. Declare it in `let`, as in g = \"smooth(x) -> real\"."),
        ("y == x", "expected a declared name, got the unknown name 'y'. Declare it in `let`, `define` or a context block."),
        ("log == x", "expected a value, got the bare function 'log'. Call it: log(...)."),
        ("f == x", "expected a number or an array as an operand, got a function. Call it, as in f(theta)."),
        ("x(3) == 1", "expected a function, got a number named 'x'. Write * for a product."),
    ],
)
def test_unknown_names_get_the_nearest_spelling(statement: str, expected: str) -> None:
    """A name that means nothing here is answered with one that does, if one is near."""
    assert faults(statement)[0] == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("x", "expected a relation (==, <=, ...) or a predicate (psd, symmetric, ...), got a number. Write e.g. a == b."),
        ("psd(S) == x", "expected a value, got a statement. Relations stand at the top level only."),
        ("(x == 1) + 1 == x", "expected a value, got a statement. Relations stand at the top level only."),
        (
            "p == p",
            "expected a number or an array as an operand, got a law. Ask for a property, as in entropy(p), or write same_law(p, q).",
        ),
    ],
)
def test_statements_and_values_are_told_apart(statement: str, expected: str) -> None:
    """A claim is a statement, and a statement is no value."""
    assert faults(statement)[0] == expected


def test_all_faults_are_collected_with_their_places() -> None:
    """One reading reports every fault of a statement, a hypothesis, a definition and a suggestion, each with its place."""
    claim = stated("lgo(x) == v and M @ v == v", LET, given=("x > 0", "v > 0"), define=("g = w + v",), attempts=({"g": "1"},))
    found = [(key, index, offset) for key, index, offset, _ in claim_faults(claim)]
    assert ("claim", None, 0) in found
    assert ("claim", None, 16) in found
    assert ("define", 0, 4) in found
    assert any(key == "given" and index == 1 for key, index, _ in found)
    assert any(key == "try" for key, *_ in found)


def test_a_fault_does_not_breed_others() -> None:
    """An expression with a fault of its own fits everywhere: it is reported once."""
    assert faults("psd(lgo(x) @ S + S)") == [
        "expected a known function, got the unknown function 'lgo' (did you mean 'log'?). Mend its spelling."
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "A @ w == v",
        "f(x, v) == f(x, [v[0], v[1]])",
        "M @ inv(M) == eye(n)",
        "M @ u == u",
        "3*M == M + 2*M",
        "S**2 == S @ S.T",
        "[v[j] for j in range(2)] == v",
        "sum(v[j] for j in range(2)) == v[0] + v[1]",
        "E(y**2, y, p) >= 0",
        "fisher(p, [t]) == [[x]]",
        "0 <= x <= 1 and psd(S)",
        "n*x == sum(x for k in range(n))",
        "[u[k]**2 for k in range(n)] == u",
    ],
)
def test_what_fits_is_accepted(statement: str) -> None:
    """Nothing is refused that makes sense, true or not."""
    assert faults(statement) == []


def test_an_arbitrary_law_has_no_natural_parameters() -> None:
    """Exponential-family objects are refused for a law about which nothing is known, and given for one of a family."""
    message = (
        "Reading natural(...): expected a law of an exponential family with known statistics, got another law. Take e.g. Normal or Gamma."
    )
    assert faults("natural(p) == v") == [message]
    assert faults("natural(Normal(x, 1)) == [x, -1/2]") == []
