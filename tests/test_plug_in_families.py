"""Families of installed plug-ins take part like built-in ones; broken ones are clear errors that no other command suffers from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from calling import ROOT, begin

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOURCE = """
import sympy as sp
from derivations.family import Family, Parameter
from derivations.moments.gamma import GammaKernel
from derivations.moments.kernel import Pivot
from derivations.support import POSITIVE

FAMILY = Family(
    name="{name}",
    parameters=(Parameter("rate", "positive"),),
    support=lambda **_: POSITIVE,
    log_density=lambda y, rate: {density},
    pivot=lambda rate: Pivot(GammaKernel(sp.Integer(2)), (GammaKernel(sp.Integer(2)).atom() * (1 / rate),)),
    valid=((1,), (sp.Rational(3, 2),)),
    invalid=((0,),),
)
"""
DENSITY = "2 * sp.log(rate) + sp.log(y) - rate * y"
DERIVE = ("derive", "fisher(Twofold(r), [r])", "--let", "r=positive")


@pytest.fixture
def ran(tmp_path: Path) -> Callable[..., tuple[int, str, str]]:
    """Runs a command beside a distribution that is installed into a folder of its own."""

    def run(module: str, *command: str, name: str = "waiting_times") -> tuple[int, str, str]:
        (tmp_path / f"{name}.py").write_text(module, encoding="utf-8")
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
        (folder / "entry_points.txt").write_text(f"[fisherproof.families]\ntwofold = {name}:FAMILY\n", encoding="utf-8")
        process = begin("-m", "verify", *command, folder=tmp_path, PYTHONPATH=os.pathsep.join([str(ROOT), str(tmp_path)]))
        out, err = process.communicate()
        return process.returncode, out, err

    return run


def test_a_plug_in_family_is_derived(ran: Callable[..., tuple[int, str, str]]) -> None:
    """The Fisher information of an Erlang law with two phases is 2 over the rate squared."""
    status, out, err = ran(SOURCE.format(name="Twofold", density=DENSITY), *DERIVE)
    assert (status, out.strip()) == (0, "[[2/r**2]]"), err


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        (SOURCE.format(name="Gamma", density=DENSITY), "expected a new name, got 'Gamma', which is built in"),
        (SOURCE.format(name="Twofold", density=f"{DENSITY} + sp.log(3)"), "expected a density that integrates to one at (1,), got another"),
        ("FAMILY = 3", "expected a Family, got int"),
        ("raise SystemExit(7)", "expected a module that can be imported, got SystemExit: 7"),
        ("raise RuntimeError('no licence')", "expected a module that can be imported, got RuntimeError: no licence"),
        (SOURCE.format(name="Twofold", density="rate.nonsense"), "expected valid examples, got (1,): AttributeError"),
    ],
)
def test_a_broken_plug_in_is_a_clear_error(ran: Callable[..., tuple[int, str, str]], source: str, complaint: str) -> None:
    """The error names the plug-in, its package and what is wrong with it; it is no failure of the tool."""
    status, out, err = ran(source, *DERIVE)
    assert (status, out) == (2, "")
    assert "Loading the plug-in 'twofold' of waiting_times (waiting_times:FAMILY): " in err
    assert complaint in err


@pytest.mark.parametrize("command", [("--help",), ("list", "M8*"), ("derive", "--help")])
def test_a_broken_plug_in_kills_nothing_else(ran: Callable[..., tuple[int, str, str]], command: tuple[str, ...]) -> None:
    """Help and lists do not load plug-ins at all."""
    status, _, err = ran("raise SystemExit(7)", *command)
    assert (status, err) == (0, "")
