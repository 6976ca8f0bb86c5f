"""`fisherproof accuracy` finds the errors that were planted, and no others, and says which of them the problem itself explains."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np
import pytest
import sympy as sp
from calling import call
from flint import arb, fmpq

from derivations.balls.precision import working
from derivations.codegen import Options, kernel_source
from derivations.errors import ClaimError
from verify.accuracy import ulps
from verify.accuracy.measure import measure
from verify.accuracy.provenance import Provenance, read_provenance
from verify.accuracy.table import as_expected, lines
from verify.accuracy.truth import truths

if TYPE_CHECKING:
    from pathlib import Path

KL = "kl(Exponential(x), Exponential(y))"
PAIR = {"x": "positive", "y": "positive"}
WIDTH = 80


def module(folder: Path, body: str, expression: str = "x*y", let: dict[str, str] = PAIR, dtype: str = "float64") -> Path:
    """A kernel written by hand: ``body`` is the value of its function ``f``."""
    record = {"expression": expression, "let": let, "name": "f", "target": "numpy", "dtype": dtype, "layout": "full"}
    names = ", ".join(let)
    path = folder / "written.py"
    text = (
        f"import numpy as np\n\nPROVENANCE = {record!r}\n\n\ndef f({names}):\n    with np.errstate(all='ignore'):\n        return {body}\n"
    )
    path.write_text(text, encoding="utf-8")
    return path


def measured(path: Path, regime: str = "ordinary", points: int = 60, dtype: str | None = None) -> dict[str, Any]:
    """The record of one regime."""
    record = measure({"path": str(path), "regime": regime, "points": points, "seed": 0, "dtype": dtype})
    assert "fault" not in record, record
    return record


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_rounded_product_is_half_an_ulp_off(tmp_path: Path, dtype: str) -> None:
    """A product that is rounded once has errors up to half an ulp of its dtype, and is as expected."""
    record = measured(module(tmp_path, "x * y"), dtype=dtype)
    assert 0.3 < record["worst"] <= 0.5 + 2**-20
    assert record["median"] < 0.4
    assert as_expected(record)


@pytest.mark.parametrize("steps", [3, 20])
def test_a_planted_error_is_measured(tmp_path: Path, steps: int) -> None:
    """A result that was moved by so many floats is so many ulps off, and not as expected from nine on."""
    record = measured(module(tmp_path, f"x * y * (1 + {steps} * 2.0**-52)"))
    assert steps - 1.5 < record["worst"] < 2 * steps + 1.5  # the significand stands between 1 and 2
    assert record["excess"] > record["worst"] / 2.1
    moved = measured(module(tmp_path, "np.nextafter(np.nextafter(np.nextafter(x * y, 9e300), 9e300), 9e300)"))
    assert 2.5 <= moved["worst"] <= 3.5 + 2**-20
    assert as_expected(record) == (steps < 9)


def test_wrong_signs_and_missing_values_are_counted(tmp_path: Path) -> None:
    """A negative product, a nan and an infinity inside the domain are each counted, with a point to try."""
    record = measured(module(tmp_path, "np.where(x < 0.5, -x * y, np.where(x > 4, np.nan, np.where(x > 3, np.inf, x * y)))"))
    assert record["sign_errors"] > 0
    assert record["not_finite"] > 0
    assert record["broken"][0]["arguments"].keys() == {"x", "y"}
    assert not as_expected(record)


def test_ill_conditioning_is_told_from_a_bad_formula(tmp_path: Path) -> None:
    """The difference of near numbers loses digits in the input, so a naive divergence is explained; the same error elsewhere is not."""
    naive = measured(module(tmp_path, "np.log(x) - np.log(y) + y / x - 1", KL), "near-equal")
    assert naive["worst"] > 1e6
    assert naive["conditioning"] > 1e6
    assert naive["sign_errors"] > 0
    lossy = measured(module(tmp_path, "(x + 1e8) - 1e8 + y", "x + y"))
    assert lossy["worst"] > 1e6
    assert lossy["conditioning"] < 2
    assert lossy["excess"] > 1e6


def test_conditioning_is_that_of_the_derivative(tmp_path: Path) -> None:
    """Half an ulp of each factor of a product between 1 and 2 moves it by half to two ulps, all told."""
    record = measured(module(tmp_path, "x * y * (1 + 2.0**-40)"))
    assert 0.5 <= record["conditioning"] <= 2


def test_results_beyond_the_range_do_not_count(tmp_path: Path) -> None:
    """Where the exact product overflows, nothing is expected; what is left is measured at 1e300 as well."""
    record = measured(module(tmp_path, "x * y"), "extreme", points=200)
    assert record["beyond_range"] > 0
    assert record["not_finite"] == 0
    assert max(size for size, _ in record["plot"]) > 1e250
    assert as_expected(record)


def test_generated_kernels_agree_with_their_measurement(tmp_path: Path) -> None:
    """A kernel of the generator is as expected where it is claimed to be: ordinary and nearly equal arguments."""
    path = tmp_path / "kl.py"
    path.write_text(kernel_source(KL, PAIR, Options("kl_exponential")), encoding="utf-8")
    for regime in ("ordinary", "near-equal"):
        assert as_expected(measured(path, regime)), regime


def test_matrices_and_symmetric_packing_are_compared_entry_by_entry(tmp_path: Path) -> None:
    """A full matrix has n^2 entries a point, a packed one n (n + 1) / 2; a shape that fits neither is a fault."""
    path = module(tmp_path, "np.stack([2 * y, 2 * x, 0 * x], -1)", "hess(x**2*y, [x, y])")
    payload = {"path": str(path), "regime": "ordinary", "points": 20, "seed": 0, "dtype": None}
    assert measure(payload)["message"] == ("Measuring a kernel: expected 4 numbers a point, got the shape (20, 3). Write the module anew.")
    path.write_text(path.read_text(encoding="utf-8").replace("'full'", "'symmetric'"), encoding="utf-8")
    packed = measure(payload)
    assert (packed["entries"], packed["worst"]) == (60, 0)
    path.write_text(path.read_text(encoding="utf-8").replace("2 * x, 0 * x", "2 * x, x"), encoding="utf-8")
    assert measure(payload)["worst"] > 1e9


def test_truth_is_narrow_and_right() -> None:
    """Enclosures are far narrower than an ulp, agree with mpmath after heavy cancellation, and recognise zero."""
    x, y = sp.symbols("x y", positive=True)
    point = {x: fmpq(1), y: fmpq(1) + fmpq(1, 2**50)}
    near, zero, undefined = truths([sp.log(x) - sp.log(y) + y / x - 1, sp.log(x * x) - 2 * sp.log(x) + y - y, sp.log(x - y)], point)
    assert near is not None
    with mpmath.workdps(60):
        step = mpmath.mpf(2) ** -50
        assert abs(mpmath.mpf(near.mid().str(50, radius=False)) / (step - mpmath.log1p(step)) - 1) < 1e-25
    with working(256):
        assert near.rad() < near.mid() * arb(2) ** -80
    assert zero is not None
    assert ulps.error(0.0, zero, "float64") < 1e-9
    assert undefined is None


def test_ulps_follow_the_format() -> None:
    """An ulp is that of the dtype at the true value, the smallest subnormal at zero, and finite at the largest number."""
    assert ulps.error(1 + 2.0**-52, arb(1), "float64") == 1
    assert ulps.error(1 + 2.0**-23, arb(1), "float32") == 1
    assert ulps.error(5e-324, arb(0), "float64") == 1
    largest = float(np.finfo(np.float64).max)
    assert ulps.error(largest, arb(largest) * (1 - arb(2) ** -53), "float64") < 1.01


REFUSED = [
    "def f(x):\n    return x\n",
    "PROVENANCE = dict(expression='x')\n",
    "PROVENANCE = {'expression': 'x', 'name': 'f'}\n",
    "PROVENANCE = [1]\n",
    "PROVENANCE = {\n",
]


@pytest.mark.parametrize("text", REFUSED)
def test_a_module_without_provenance_is_not_run(tmp_path: Path, text: str) -> None:
    """A file that does not say which call wrote it is refused before anything in it runs."""
    path = tmp_path / "foreign.py"
    path.write_text(f"{text}open({str(tmp_path / 'ran')!r}, 'w')\n", encoding="utf-8")
    with pytest.raises(ClaimError) as raised:
        read_provenance(path.read_text(encoding="utf-8"), "foreign.py")
    assert str(raised.value) == (
        "Measuring a kernel: expected a module with a literal PROVENANCE (expression, name, target, dtype, layout, let), "
        "got foreign.py without it. Write one with `fisherproof kernel`."
    )
    done = call("accuracy", "foreign.py", folder=tmp_path)
    assert done.returncode == 2
    assert not (tmp_path / "ran").exists()


def test_named_dimensions_are_measured_in_an_instance() -> None:
    """A kernel for every size is measured in one."""
    given = Provenance("softmax(z)", "f", "numpy", "float64", "full", {"z": "real[K]"})
    assert given.instance() == {"z": "real[3]"}


def test_the_command_prints_writes_and_draws(tmp_path: Path) -> None:
    """A table of at most 80 columns, JSON that says the same, an SVG with a panel a regime; a bad kernel exits with 1."""
    module(tmp_path, "x * y + 1e-9 * x", "x*y")
    done = call(
        "accuracy", "written.py", "--points", "30", "--json", "a.json", "--plot", "a.svg", "--regimes", "ordinary,extreme", folder=tmp_path
    )
    assert done.returncode == 1, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= WIDTH
    written = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert [record["regime"] for record in written["regimes"]] == ["ordinary", "extreme"]
    assert written["regimes"][0]["worst"] > 1e3
    drawn = ET.fromstring((tmp_path / "a.svg").read_text(encoding="utf-8"))  # noqa: S314 - our own file
    assert sum(element.get("class") == "mark" for element in drawn.iter()) == 2


def test_a_kernel_that_hangs_is_killed(tmp_path: Path) -> None:
    """A module that never ends, even while it is imported, costs its time and no more."""
    path = module(tmp_path, "x * y")
    path.write_text(path.read_text(encoding="utf-8") + "while True:\n    pass\n", encoding="utf-8")
    done = call("accuracy", "written.py", "--regimes", "ordinary", "--timeout", "2", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.strip() == "Error: Measuring written.py: stopped after 2 s of processor time."


def test_an_unknown_regime_is_reported(tmp_path: Path) -> None:
    """A regime that is not there is answered with those that are."""
    module(tmp_path, "x * y")
    done = call("accuracy", "written.py", "--regimes", "odd", folder=tmp_path)
    assert done.returncode == 2
    assert "expected some of ordinary, near-equal, extreme, boundary, got 'odd'. Separate names by commas." in " ".join(done.stderr.split())


def test_the_table_keeps_its_columns() -> None:
    """Huge errors, missing values and regimes that do not apply stay within 80 columns."""
    given = Provenance("x" * 100, "f", "numpy", "float64", "full", PAIR)
    example = {"arguments": {"x": [0.1] * 20}, "entry": 0, "computed": "nan", "truth": "1", "ulps": 1e300}
    counts = {"entries": 10**6, "beyond_range": 0, "no_value": 0, "not_finite": 9, "sign_errors": 9}
    full = {"regime": "boundary", "applies": True, **counts, "worst": 1e300, "median": 1.5, "conditioning": 1e300, "excess": 1e300}
    none = {**full, "worst": None, "median": None, "conditioning": None, "excess": None}
    records = [
        {**full, "broken": [example], "example": example},
        {**none, "broken": [], "example": example},
        {"regime": "odd", "applies": False},
    ]
    assert max(map(len, lines(given, "float64", records))) <= WIDTH
