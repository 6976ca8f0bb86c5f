"""Distributions on JAX in double precision: what TensorFlow Probability's substrate and NumPyro have in common."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from verify.audits.peer import Peer, called

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WIDE = 'import jax; jax.config.update("jax_enable_x64", True)'


def load(module: str) -> Callable[[], Any]:
    """A loader of a module, with double precision switched on."""

    def found() -> Any:
        importlib.import_module("jax").config.update("jax_enable_x64", True)  # noqa: FBT003 - jax's signature
        return importlib.import_module(module)

    return found


def build(module: Any, peer: Peer, keywords: Mapping[str, Any]) -> Any:
    """A distribution with arrays of double precision."""
    numpy = importlib.import_module("jax.numpy")
    arrays = {name: value if isinstance(value, int) else numpy.asarray(value, dtype="float64") for name, value in keywords.items()}
    return getattr(module, peer.function)(**arrays)


def log_density(law: Any, value: float) -> float:
    """The log-density or the log of the mass."""
    return float(law.log_prob(importlib.import_module("jax.numpy").asarray(value, dtype="float64")))


def writer(line: str, calls: Mapping[str, str]) -> Callable[..., str]:
    """What writes the three lines: the precision, the import, the call."""

    def write(peer: Peer, quantity: str, laws: tuple[Mapping[str, Any], ...], value: float | None) -> str:
        made = [called(f"D.{peer.function}", {name: _Array(v) if isinstance(v, float) else v for name, v in each.items()}) for each in laws]
        return f"{WIDE}\n{line}\nprint({calls[quantity].format(p=made[0], q=made[-1], value=value)})"

    return write


class _Array(float):
    """A number that is written as an array of double precision."""

    def __repr__(self) -> str:
        return f"jax.numpy.float64({float(self)!r})"
