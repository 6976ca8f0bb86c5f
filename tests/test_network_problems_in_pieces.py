"""Problems in pieces: samples chosen, batches read again, activations and outputs kept as far as memory is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from numeric import batches as batches_module
from numeric import pseudo_form as form_module
from numeric.curvature.fisher import Fisher
from numeric.curvature.kronecker_factored_fisher import KroneckerFactoredFisher
from numeric.curvature.monte_carlo_fisher import MonteCarloFisher
from numeric.errors import CurvatureError, DeterminismError, DomainError, PrecisionError, ShapeError
from numeric.losses.blocks.outer import Outer
from numeric.network import Network
from numeric.network_objective import NetworkObjective
from numeric.problem import Problem
from numeric.pseudo_form import pseudo_form

if TYPE_CHECKING:
    from collections.abc import Iterator


def problem(sizes: tuple[int, ...] = (3, 4, 2), samples: int = 9, precision: str = "float64", **options: Any) -> tuple[Problem, Any]:
    """A squared error on random data, and parameters."""
    generator, network = np.random.default_rng(7), Network(sizes, ["tanh"] * (len(sizes) - 2))
    X = generator.standard_normal((samples, sizes[0])).astype(precision)
    return Problem(network, "squared", X, generator.standard_normal((samples, sizes[-1])), **options), network.initialise(generator)


@pytest.mark.parametrize("indices", [[-1, 0], [0, 9], [9, 0], [0, -1], [0, 4, 9, 1], [], [[0]], [0.0]])
def test_one_index_outside_is_refused(indices: Any) -> None:
    """Among others that are inside, wherever it stands; the ends are taken."""
    made, theta = problem()
    with pytest.raises(DomainError, match="expected indices from 0 to 8"):
        made.subset(np.array(indices, dtype=int if np.ndim(indices) == 1 and indices and isinstance(indices[0], int) else None))
    ends = made.subset(np.array([8, 0]))
    assert ends.samples == 2
    assert ends.value(theta) == pytest.approx(Problem(made.network, "squared", *_rows(made, [8, 0])).value(theta), rel=1e-14)


def _rows(made: Problem, indices: list[int]) -> tuple[Any, Any]:
    first, targets = next(iter(made.batches()))
    return first[:-1, indices].T, targets[:, indices].T


@pytest.mark.parametrize(("samples", "batches"), [(4095, 1), (4096, 1), (4097, 2)])
def test_arrays_are_worked_on_by_4096_samples(samples: int, batches: int) -> None:
    """And a GiB of activations is kept, if nothing else is said."""
    made = Problem(Network([1, 1], []), "squared", np.ones((samples, 1)), np.zeros((samples, 1)))
    assert (made.batch_count, made.batch_samples, made.cache_bytes) == (batches, min(samples, 4096), 2**30)


class Growing:
    """Batches of which there is one more at every run, or one fewer."""

    def __init__(self, counts: list[int]) -> None:
        """The numbers of batches run by run."""
        self.counts = iter(counts)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """As many as it is their turn: whether there are any, of which precision, and then twice what they are."""
        return iter([(np.full((2, 3), float(i)), np.zeros((2, 2))) for i in range(next(self.counts))])


@pytest.mark.parametrize(("counts", "match"), [([1, 1, 2, 3], "another batch 2"), ([1, 1, 3, 2], "2 batches instead of 3")])
def test_another_number_of_batches_is_noticed(counts: list[int], match: str) -> None:
    """At the first batch too many, or at the end."""
    with pytest.raises(DeterminismError, match=match):
        Problem(Network([3, 2], []), "squared", Growing(counts))


class Changing:
    """One batch, in another way at every run."""

    def __init__(self, ways: list[tuple[Any, Any]]) -> None:
        """What comes run by run."""
        self.ways = iter(ways)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """The next way."""
        return iter([next(self.ways)])


@pytest.mark.parametrize("what", ["order", "targets", "inputs"])
def test_other_batches_are_noticed(what: str) -> None:
    """Samples in another order, other targets, other inputs: each on its own."""
    X, Y = np.arange(6.0).reshape(2, 3), np.arange(4.0).reshape(2, 2)
    other = {"order": (X[::-1], Y[::-1]), "targets": (X, Y + 1), "inputs": (X + 1, Y)}[what]
    with pytest.raises(DeterminismError, match="another batch 0"):
        Problem(Network([3, 2], []), "squared", Changing([(X, Y), (X, Y), (X, Y), other]))


def batches(precision: str = "float64") -> list[tuple[Any, Any]]:
    """Three batches of different sizes."""
    generator = np.random.default_rng(1)
    return [(generator.standard_normal((n, 3)).astype(precision), generator.standard_normal((n, 2))) for n in (4, 1, 3)]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_a_generator_is_read_once_and_kept(precision: str, threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It gives what the list of its batches gives, bit for bit; samples can be chosen, across batches and in any order."""
    monkeypatch.setattr(batches_module, "LEAST", {"d": 1, "f": 1})
    network, source = Network((3, 4, 2), ["tanh"]), batches(precision)
    theta, given = network.initialise(np.random.default_rng(0)).astype(precision), []

    def stream() -> Iterator[tuple[Any, Any]]:
        for batch in source:
            given.append(len(batch[0]))
            yield batch

    once = Problem(network, "squared", stream(), threads=threads)
    again = Problem(network, "squared", source, threads=threads)
    assert given == [4, 1, 3]
    assert (once.dtype, once.samples, once.counts) == (again.dtype, 8, again.counts)
    for _ in range(2):
        assert once.value(theta) == again.value(theta)
        assert np.array_equal(once.gradient(theta), again.gradient(theta))
        assert np.array_equal(once.fisher(theta) @ theta, again.fisher(theta) @ theta)
    assert given == [4, 1, 3]
    X, Y = (np.concatenate(parts) for parts in zip(*source, strict=True))
    chosen = np.array([7, 0, 4, 3, 5])
    assert once.subset(chosen).value(theta) == pytest.approx(Problem(network, "squared", X[chosen], Y[chosen]).value(theta), rel=1e-6)


def test_what_is_kept_of_a_generator_is_its_samples_and_targets() -> None:
    """In the precision of the problem, beside the ones; what the generator made itself is let go."""
    kept = Problem(Network((3, 4, 2), ["tanh"]), "squared", iter(batches("float32")))
    sizes = [first.nbytes + targets.nbytes for first, targets in kept.batches()]
    assert sizes == [4 * (4 + 2) * count for count in (4, 1, 3)]


def test_generators_are_checked_as_lists_are() -> None:
    """No batch, batches that are no pairs, and another precision than the first, each with its text."""
    network = Network((3, 2), [])
    with pytest.raises(ShapeError, match=r"reading batches: expected at least one sample, got none\. Give batches"):
        Problem(network, "squared", iter([]))
    with pytest.raises(ShapeError, match=r"reading batches: expected pairs \(X, Y\), got ndarray"):
        Problem(network, "squared", iter(np.ones((2, 3))))
    mixed = [batches("float32")[0], batches("float64")[1]]
    with pytest.raises(PrecisionError, match="reading a batch: expected float32 as in the first, got float64"):
        Problem(network, "squared", iter(mixed))


def test_samples_of_what_is_read_anew_are_not_chosen() -> None:
    """The error says how batches are kept."""
    with pytest.raises(DomainError, match=r"expected data that are kept, got an iterable of batches\. Give arrays, or `iter"):
        Problem(Network((3, 2), []), "squared", batches()).subset(np.array([0]))


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
def test_activations_are_kept_as_far_as_memory_is_given(kept: int) -> None:
    """Batches in order, up to the bytes, with equality; a later one that would fit is not kept before those before it."""
    made, theta = problem(samples=10, chunk=4)
    sizes = [piece.run.nbytes for piece in made.at(theta).pieces()]
    assert sizes == [8 * n * ((4 + 1) + 4 + 2) for n in (4, 4, 2)]
    for less, held in ((0, kept), (1, max(kept - 1, 0))):
        short, _ = problem(samples=10, chunk=4, cache_bytes=sum(sizes[:kept]) - less)
        at = short.at(theta)
        list(at.pieces())
        again = list(at.pieces())
        assert [at.keeps(piece) for piece in again] == [index < held for index in range(3)]
        assert np.allclose(Fisher(at).to_dense(), Fisher(made.at(theta)).to_dense(), rtol=1e-13, atol=1e-15)
        assert np.allclose(at.gradient, made.at(theta).gradient, rtol=1e-13, atol=1e-15)


def test_the_transposed_jacobian_takes_one_or_many_directions() -> None:
    """Shapes ``(N, n_out)`` and ``(N, n_out, k)``; others are refused."""
    made, theta = problem()
    at = made.at(theta)
    U = np.random.default_rng(0).standard_normal((9, 2, 3))
    many = at.vjp(U)
    assert many.shape == (26, 3)
    assert np.allclose(np.stack([at.vjp(U[:, :, k]) for k in range(3)], axis=1), many, rtol=1e-12, atol=1e-14)
    for wrong in (U[:8], U[:, :1], U[..., None], U[:, 0, 0], U[0]):
        with pytest.raises(ShapeError, match="multiplying by the transposed Jacobian"):
            at.vjp(wrong)


def test_outputs_at_the_last_two_parameters_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step asks for them at its two ends; a third place drives out the older one."""
    made, theta = problem()
    objective, asked = NetworkObjective(made), []
    original = made.at
    monkeypatch.setattr(made, "at", lambda at: asked.append(at[0]) or original(at))
    for shift, count in ((0, 1), (1, 2), (0, 2), (1, 2), (2, 3), (1, 3), (0, 4), (2, 4), (1, 5)):
        objective.value(theta + shift)
        assert len(asked) == count


@pytest.mark.parametrize(("outputs", "drawn"), [(32, False), (33, True)])
def test_many_outputs_have_factors_from_one_draw(outputs: int, drawn: bool) -> None:  # noqa: FBT001 - a row of the table
    """Up to 32 outputs the Kronecker factors are exact, beyond they come from one target a sample."""
    made, theta = problem((2, outputs), 5)
    vector = np.linspace(-1, 1, made.size)
    fisher = MonteCarloFisher(made.at(theta), draws=1, seed=0) if drawn else Fisher(made.at(theta))
    wanted = KroneckerFactoredFisher(made.at(theta), fisher).inverse(0.3, "factored") @ vector
    assert np.array_equal(NetworkObjective(made).kfac_solve(theta, vector, 0.3), wanted)
    assert np.array_equal(NetworkObjective(made).kfac_inverse(theta, 0.3)(vector), wanted)


def test_drawn_targets_are_one_a_sample_if_nothing_is_said() -> None:
    """With the seed zero; another seed or another number is another matrix."""
    made, theta = problem()
    default = MonteCarloFisher(made.at(theta)).to_dense()
    assert np.array_equal(default, MonteCarloFisher(made.at(theta), draws=1, seed=0).to_dense())
    for options in ({"draws": 2}, {"seed": 1}):
        assert not np.allclose(default, MonteCarloFisher(made.at(theta), **options).to_dense())


@pytest.mark.parametrize(("most", "fits"), [(12, True), (11, False)])
def test_matrices_that_are_inverted_one_by_one_are_few(most: int, fits: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    """By the number of their entries, with equality; the pseudo-inverse of an outer product is exact in its range."""
    monkeypatch.setattr(form_module, "MOST_ENTRIES", most)
    columns = np.random.default_rng(0).standard_normal((1, 2, 3))
    if fits:
        assert pseudo_form(Outer(columns), columns[0]) == pytest.approx(3.0, rel=1e-12)
        return
    with pytest.raises(CurvatureError, match=r"small or structured matrices, got \(3, 2, 2\)"):
        pseudo_form(Outer(columns), columns[0])
