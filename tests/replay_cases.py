"""Certificates for tests of the replay: of true claims, and written by an adversary."""

from __future__ import annotations

import json
from typing import Any

from stated import decided

TRUE = {
    "polynomial": ("(x + y)**3 == x**3 + 3*x**2*y + 3*x*y**2 + y**3", {"x": "real", "y": "real"}),
    "quotient": ("1/(1 - x**2) == (1/(1 - x) + 1/(1 + x))/2", {"x": "real"}),
    "roots": ("(sqrt(6) - sqrt(2))**2 == 8 - 4*sqrt(3)", {"x": "real"}),
    "nested root": ("1/(sqrt(1 + x**2) - x) == sqrt(1 + x**2) + x", {"x": "real"}),
    "root of a product": ("sqrt(a*b) == sqrt(a)*sqrt(b)", {"a": "positive", "b": "positive"}),
    "modulus": ("abs(x)**2 == x**2", {"x": "real"}),
    "sign under a root": ("sqrt(1 - u)**4 == (1 - u)**2", {"u": "unit"}),
    "exponentials": ("exp(x + y) == exp(x)*exp(y)", {"x": "real", "y": "real"}),
    "shift of polygamma": ("polygamma(1, k + 2) == polygamma(1, k) - 1/k**2 - 1/(k + 1)**2", {"k": "positive"}),
    "fisher": ("fisher(Gamma(k, b), [k, b]) == [[polygamma(1, k), -1/b], [-1/b, k/b**2]]", {"k": "positive", "b": "positive"}),
    "cancelled when derived": ("x + 1 == 1 + x", {"x": "real"}),
}


def certificates_of(name: str) -> list[dict[str, Any]]:
    """The certificates of a claim, as they come out of a file."""
    statement, let = TRUE[name]
    record = decided(statement, let)
    assert (record["verdict"], record["grade"]) in {("proved", "replayed"), ("inconclusive", "")}, record["reason"]
    return list(json.loads(json.dumps(record["certificates"])))


def field(**parts: Any) -> dict[str, Any]:
    """A certificate written by an adversary."""
    x, y = {"means": ["symbol", "Symbol x"], "root": 1}, {"means": ["symbol", "Symbol y"], "root": 1}
    return {"kind": "fraction field", "atoms": {"0": x, "1": y}, "relations": [], **parts}
