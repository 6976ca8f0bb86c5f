"""Data as batches: arrays cut into chunks, iterators read once and kept, and iterables that are run through again and again."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.checks import as_data
from numeric.errors import DeterminismError, PrecisionError, ShapeError
from numeric.layers.aligned import empty
from numeric.layers.forward import with_ones
from numeric.parameters import PRECISIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from numeric.losses.loss import Loss
    from numeric.network import Network

    Array = NDArray[Any]
    Pair = tuple[Array, Array]  # as the user gives them: samples are rows
    Batch = tuple[Array, Array]  # feature-major inputs with ones, and targets as the loss made them


LEAST = {"d": 5e7, "f": 1.2e8}  # multiply-adds of a product that a thread must have: less is spent on taking turns (docs/threads.md)


def shares(work: int, dtype: np.dtype[Any], threads: int) -> int:
    """Into how many shares of multiply-adds some work is cut for threads that each have enough to do."""
    return max(1, min(threads, int(work / LEAST[dtype.char])))


@dataclass(frozen=True)
class Reader:
    """How samples and targets become batches of a network and a loss.

    Args:
        network: whose inputs the samples are.
        loss: whose targets the targets are.
        dtype: the precision to work in.
        threads: into how many parts a batch is cut at most, so that each thread has one; small batches into fewer.
    """

    network: Network
    loss: Loss
    dtype: np.dtype[Any]
    threads: int

    def cut(self, X: Array, Y: Array, most: int | None = None) -> Iterator[Batch]:
        """Checked samples and targets in parts: with at most ``most`` samples for all threads together, or all of one batch."""
        if len(X) != len(Y):
            message = f"reading data: expected as many targets as samples, got {len(X)} samples and {len(Y)} targets. Samples are rows."
            raise ShapeError(message)
        count = min(len(X), most or len(X))
        step = -(-count // self.parts(count))
        for i in range(0, len(X), step):
            yield with_ones(X[i : i + step], self.dtype), self.loss.targets(Y[i : i + step], self.network.sizes[-1], self.dtype)

    def parts(self, samples: int) -> int:
        """Into how many parts a batch of some samples is cut: for every thread that has enough to do."""
        sizes = self.network.sizes
        weights = [before * after for before, after in pairwise(sizes)]
        work = samples * (4 * sum(weights) - 2 * weights[0])  # of a product through the network
        return shares(work, self.dtype, self.threads)

    def converted(self, source: Iterable[Pair]) -> Iterator[Batch]:
        """The batches of a source, each checked."""
        for X, Y in pairs(source):
            inputs = self.network.check_inputs(X)
            if not np.can_cast(precision(inputs), self.dtype):
                message = f"reading a batch: expected {self.dtype} as in the first, got {inputs.dtype}. Convert one of them with `astype`."
                raise PrecisionError(message)
            yield from self.cut(inputs, as_data(Y, "targets"))


@dataclass(frozen=True)
class Kept:
    """Batches in memory, which takes that of their samples and targets in the precision of the problem.

    Args:
        batches: in order.
    """

    batches: list[Batch]

    @property
    def dtype(self) -> np.dtype[Any]:
        """The precision of the samples."""
        return self.batches[0][0].dtype

    @property
    def counts(self) -> list[int]:
        """The number of samples of every batch."""
        return [first.shape[1] for first, _ in self.batches]

    def __iter__(self) -> Iterator[Batch]:
        """The batches in order."""
        return iter(self.batches)

    def rows(self, chosen: Array) -> Pair:
        """Some of the samples and their targets, one a row."""
        first, targets = self.batches[0]
        X = np.empty((len(chosen), len(first) - 1), first.dtype)
        Y = np.empty((len(chosen), *targets.shape[:-1]), targets.dtype)
        ends = np.cumsum(self.counts)
        numbers = np.searchsorted(ends, chosen, side="right")
        for number, (first, targets) in enumerate(self.batches):
            here = numbers == number
            places = chosen[here] - ends[number] + first.shape[1]
            X[here], Y[here] = first[:-1, places].T, targets[..., places].T
        return X, Y

    def turn(self) -> None:
        """Put the samples first in memory, batch by batch, so that at most one lies there twice."""
        for number, batch in enumerate(self.batches):
            self.batches[number] = samples_first(batch)


def samples_first(batch: Batch) -> Batch:
    """The same batch with inputs whose samples lie first in memory."""
    first, targets = batch
    memory = empty(first.size, first.dtype).reshape(first.shape[::-1])
    memory[...] = first.T
    return memory.T, targets


@dataclass(frozen=True)
class Streamed:
    """Batches of a source that is read and converted anew every time, and must come out as they did at first.

    Args:
        reader: what converts them.
        source: gives pairs ``(X, Y)`` in one order, again and again.
    """

    reader: Reader
    source: Iterable[Pair]
    prints: list[tuple[int, float, float, float]] = field(init=False)

    def __post_init__(self) -> None:
        """Read the source once."""
        object.__setattr__(self, "prints", [fingerprint(batch) for batch in self.reader.converted(self.source)])

    @property
    def dtype(self) -> np.dtype[Any]:
        """The precision of the samples."""
        return self.reader.dtype

    @property
    def counts(self) -> list[int]:
        """The number of samples of every batch."""
        return [count for count, *_ in self.prints]

    def __iter__(self) -> Iterator[Batch]:
        """The batches in order.

        Raises:
            DeterminismError: the source gives other batches than it gave at first.
        """
        count = 0
        for index, batch in enumerate(self.reader.converted(self.source)):
            count = index + 1
            if index >= len(self.prints) or fingerprint(batch) != self.prints[index]:
                changed(f"another batch {index}")
            yield batch
        if count != len(self.prints):
            changed(f"{count} batches instead of {len(self.prints)}")


def from_iterable(network: Network, loss: Loss, source: Iterable[Pair], threads: int) -> Kept | Streamed:
    """The batches of an iterable: an iterator, which can be read once only, is read and kept, anything else is read twice and compared.

    Raises:
        ShapeError: there is no sample.
        DeterminismError: the batches cannot be run through twice, or come out differently the second time.
    """
    once = iter(source) is source
    heads = list(islice(pairs(source), 1))
    dtype = precision(as_data(heads[0][0], "samples")) if heads else np.dtype(np.float64)
    reader = Reader(network, loss, dtype, threads)
    found = Kept(list(reader.converted(chain(heads, source)))) if once else Streamed(reader, source)
    if not sum(found.counts):
        message = "reading batches: expected at least one sample, got none. Give batches (X, Y)."
        raise ShapeError(message)
    if not once:
        for _ in found:  # compares with the first run
            pass
    return found


def pairs(source: Iterable[Pair]) -> Iterator[Pair]:
    """What a source gives, if it gives pairs.

    Raises:
        ShapeError: it gives something else.
    """
    for batch in source:
        if not isinstance(batch, tuple | list) or len(batch) != 2:  # noqa: PLR2004 - a pair
            message = f"reading batches: expected pairs (X, Y), got {type(batch).__name__}. Give X and Y, or batches of both."
            raise ShapeError(message)
        yield batch[0], batch[1]


def precision(X: Array) -> np.dtype[Any]:
    """The precision to work in: that of the samples, float64 for integers.

    Raises:
        PrecisionError: another floating type.
    """
    if X.dtype.kind in "iub":
        return np.dtype(np.float64)
    if X.dtype not in PRECISIONS:
        message = f"reading samples: expected float32 or float64, got {X.dtype}. Convert them with `astype`."
        raise PrecisionError(message)
    return X.dtype


def fingerprint(batch: Pair) -> tuple[int, float, float, float]:
    """What tells one batch from another: its size and sums, one of them sensitive to the order of the samples."""
    first, targets = batch
    order = np.arange(1, first.shape[1] + 1)
    return first.shape[1], float(first.sum(dtype=np.float64)), float(first.sum(axis=0) @ order), float(targets.sum(dtype=np.float64))


def changed(what: str) -> None:
    """Raise for batches that come out differently."""
    message = f"reading batches again: expected what they were at first, got {what}. Turn off shuffling, dropping and random augmentation."
    raise DeterminismError(message)
