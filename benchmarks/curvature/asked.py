"""What was asked of the numeric core before it was written, and which rows of a run fall short of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from benchmarks.measurement import Measurement

BOTH, DOUBLE = ("float64", "float32"), ("float64",)
DEEP, ALL = ("mlp", "autoencoder"), ("mlp", "autoencoder", "scalar", "wide")
ASKED: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...], float], ...] = (  # ours, other, problems, precisions, least ratio
    ("ours product", "hand product", DEEP, BOTH, 1.4),
    ("ours product", "curvlinops product", DEEP, BOTH, 4.0),
    ("ours product", "jax product", DEEP, BOTH, 1.3),
    ("ours product", "jax product, kept", DEEP, BOTH, 1.05),
    ("ours product", "bare products", ("mlp",), BOTH, 0.85),
    ("ours product", "bare products", ("autoencoder",), BOTH, 0.95),
    ("ours product", "jax product, kept", ("scalar",), BOTH, 1.4),
    ("ours product, coefficients", "jax product, kept", ("wide",), BOTH, 2.5),
    ("ours exact solve", "jax conjugate gradients", ("wide",), DOUBLE, 4.0),
    ("ours gradient", "jax gradient", ALL, BOTH, 1.0),
)


def ratio(row: Measurement) -> float:
    """The number at the beginning of what was measured."""
    first = row.measured.split()[0]
    return float(first[:-1]) / 100 if first.endswith("%") else float(first.removesuffix("x"))


def verdict(rows: Iterable[Measurement]) -> str:
    """How many of the ratios that were asked for and measured are reached, and which are not."""
    measured = {row.name: row for row in rows}
    wanted = {
        f"{problem}, {precision}: {ours} against {other}": least
        for ours, other, problems, precisions, least in ASKED
        for problem in problems
        for precision in precisions
    }
    there = {name: least for name, least in wanted.items() if name in measured}
    missed = {name: least for name, least in there.items() if ratio(measured[name]) < least}
    short = [f"- {name}: {measured[name].measured}, asked {least:g}{_beside(name, measured)}" for name, least in missed.items()]
    head = f"Of {len(there)} ratios that were asked for and measured {len(there) - len(short)} are reached"
    return f"{head}." if not short else "\n".join([f"{head}; these fall short:", "", *short])


def _beside(name: str, measured: Mapping[str, Measurement]) -> str:
    """For a gradient, where the distance lies: what its calls and its products take by themselves, in the same run."""
    place = name.removesuffix("jax gradient")
    rows = {what: measured.get(f"{place}{what}") for what in ("prepared gradient", "bare gradient", "bare gradient in jax")}
    told = [f"{what} {row.measured.split()[0]}" for what, row in rows.items() if row is not None and place != name]
    return f" ({', '.join(told)})" if told else ""
