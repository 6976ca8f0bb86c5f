"""Settings of optimizers: those left out are the published ones, and those under which nothing can descend are refused."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from numeric.errors import DomainError
from numeric.optimizers import optimizers

DEFAULTS: dict[str, dict[str, Any]] = {
    "amari-adaptive": {"rate": 0.05, "forgetting": 0.02, "prior": 1.0, "first_order": False},
    "gauss-newton": {"rate": 1.0, "search": True},
    "gradient-descent": {"learning_rate": 0.1, "momentum": 0.0, "nesterov": False},
    "hessian-free": {"damping": 1.0, "decay": 0.95, "exponent": 0.75, "structural": 0.0, "backtrack": True},
    "kfac": {"momentum": True},
    "krylov-subspace-descent": {"dimension": 20, "searches": 30, "floor": 1e-4, "exponent": 0.0, "remember": True},
    "levenberg-marquardt": {},
    "natural-gradient": {"structural": 0.0, "adaptive": False},
    "natural-gradient-flow": {"duration": 0.1, "damping": 0.0, "tolerance": 1e-6},
    "newton": {"rate": 1.0, "saddle_free": False, "solver": "dense", "iterations": 250},
    "steepest-descent": {"rate": 0.1, "half": True},
    "tonga": {"rate": 0.05, "forgetting": 0.95, "rank": 20, "every": 10, "damping": 0.05},
}


@pytest.mark.parametrize("name", sorted(optimizers()))
def test_settings_left_out_are_those_that_results_rest_on(name: str) -> None:
    """Published runs leave settings out; another default would be another experiment. Seeds are zero, and all samples are taken."""
    method = optimizers()[name]()
    assert {key: getattr(method, key) for key in DEFAULTS[name]} == DEFAULTS[name]
    given = {field.name: getattr(method, field.name) for field in fields(method)}
    assert given.get("seed", 0) == 0
    assert given.get("batch") is given.get("curvature_batch") is None


BAD: list[tuple[str, dict[str, Any]]] = [
    *((name, {key: value}) for name, settings in {
        "amari-adaptive": ["rate", "forgetting", "prior"],
        "gauss-newton": ["rate"],
        "gradient-descent": ["learning_rate"],
        "hessian-free": ["damping"],
        "kfac": ["damping"],
        "krylov-subspace-descent": ["dimension", "searches", "floor"],
        "levenberg-marquardt": ["damping", "refusal"],
        "natural-gradient": ["rate"],
        "natural-gradient-flow": ["duration", "tolerance"],
        "newton": ["rate", "iterations"],
        "steepest-descent": ["rate"],
        "tonga": ["rate", "forgetting", "damping", "rank", "every"],
    }.items() for key in settings for value in (0, -1)),
    ("amari-adaptive", {"forgetting": 1.0}), ("tonga", {"forgetting": 1.0}), ("gradient-descent", {"momentum": 1.0}),
    ("gradient-descent", {"momentum": -0.1}), ("hessian-free", {"decay": 1.1}), ("hessian-free", {"decay": -0.1}),
    ("hessian-free", {"exponent": 1.1}), ("hessian-free", {"exponent": -0.1}), ("hessian-free", {"structural": -0.1}),
    ("natural-gradient", {"damping": -1.0}), ("natural-gradient", {"schedule": "none"}), ("natural-gradient", {"solver": "none"}),
    ("natural-gradient", {"damping": 0.0, "adaptive": True}), ("natural-gradient", {"damping": 0.0, "solver": "samples"}),
    ("natural-gradient", {"structural": 0.1, "damping": 1.0}), ("natural-gradient", {"structural": -0.1, "solver": "cg", "damping": 1.0}),
    ("natural-gradient-flow", {"damping": -1.0}), ("newton", {"solver": "cg"}), ("newton", {"solver": "minres", "saddle_free": True}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "settings"), BAD)
def test_settings_that_cannot_descend_are_refused(name: str, settings: dict[str, Any]) -> None:
    """When the method is set up, not at its first step."""
    with pytest.raises(DomainError, match="Setting up an optimizer"):
        optimizers()[name](**settings)
