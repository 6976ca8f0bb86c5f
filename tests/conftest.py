"""What every test shares: hypothesis profiles, the versions in the header, and the precision of the number libraries set back."""

from __future__ import annotations

import os
from importlib.metadata import version
from typing import TYPE_CHECKING

import flint
import mpmath
import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# No deadline: a derivation takes as long as the machine's other work lets it. `derandomize` makes a run under `ci` repeatable.
settings.register_profile("dev", max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("dev"), max_examples=50, derandomize=True, database=None)
settings.register_profile("nightly", parent=settings.get_profile("dev"), max_examples=2000)
settings.load_profile(os.environ.get("FISHERPROOF_PROFILE", "dev"))
os.environ.pop("COLUMNS", None)  # what is printed has eighty columns, wherever the tests run

MPMATH_DIGITS = 15
FLINT_BITS = 53


def pytest_report_header() -> str:
    """State what the results depend on."""
    versions = [f"{name} {version(name)}" for name in ("sympy", "python-flint", "mpmath", "numpy", "scipy", "hypothesis")]
    profile, seed = os.environ.get("FISHERPROOF_PROFILE", "dev"), os.environ.get("PYTHONHASHSEED", "random")
    return f"{', '.join(versions)}; profile {profile}, hash seed {seed}"


@pytest.fixture(scope="session", autouse=True)
def own_cache(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let nothing be compiled into the cache of whoever runs the tests; the workers of one run share what is compiled."""
    own = tmp_path_factory.getbasetemp()
    cache = (own.parent if hasattr(pytestconfig, "workerinput") else own) / "cache"  # a worker's folder stands in that of the run
    cache.mkdir(mode=0o700, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        yield


@pytest.fixture(autouse=True)
def reset_precision() -> Iterator[None]:
    """Give every test the default precision, whatever the test before it left behind."""
    mpmath.mp.dps = MPMATH_DIGITS
    flint.ctx.prec = FLINT_BITS
    yield
    mpmath.mp.dps = MPMATH_DIGITS
    flint.ctx.prec = FLINT_BITS
